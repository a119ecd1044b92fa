import { blueprintCodes } from './blueprint.ts';
import { checkoutCodes } from './checkout.ts';
import { configCodes } from './config.ts';
import { engineCodes } from './engine.ts';
import type { CodeEntry } from './entry.ts';
import { fileCodes } from './files.ts';
import { hardwareCodes } from './hardware.ts';
import { holdCodes } from './holds.ts';
import { lockCodes } from './lock.ts';
import { componentCodes } from './components.ts';
import { nameCodes } from './names.ts';
import { referenceCodes } from './references.ts';
import { missingCodes } from './missing.ts';
import { addressCodes } from './addresses.ts';
import { topologyCodes } from './topology.ts';
import { publishedCodes } from './published.ts';
import { secretsCodes } from './secrets.ts';
import { sourceCodes } from './source.ts';
import { talosCodes } from './talos.ts';
import { volumeCodes } from './volumes.ts';

/** Every code that InfraFlux can report, by stage. Codes are stable: scripts match on them. */
export const catalogue = {
  ...sourceCodes,
  ...configCodes,
  ...blueprintCodes,
  ...lockCodes,
  ...componentCodes,
  ...nameCodes,
  ...referenceCodes,
  ...missingCodes,
  ...addressCodes,
  ...topologyCodes,
  ...hardwareCodes,
  ...volumeCodes,
  ...publishedCodes,
  ...talosCodes,
  ...engineCodes,
  ...holdCodes,
  ...fileCodes,
  ...checkoutCodes,
  ...secretsCodes,
} as const satisfies Readonly<Record<string, CodeEntry>>;

export type DiagnosticCode = keyof typeof catalogue;
