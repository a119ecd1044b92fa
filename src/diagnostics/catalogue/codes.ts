import { blueprintCodes } from './blueprint.ts';
import { checkoutCodes } from './checkout.ts';
import { configCodes } from './config.ts';
import { engineCodes } from './engine.ts';
import type { CodeEntry } from './entry.ts';
import { fileCodes } from './files.ts';
import { holdCodes } from './holds.ts';
import { modelCodes } from './model.ts';
import { secretsCodes } from './secrets.ts';
import { sourceCodes } from './source.ts';
import { talosCodes } from './talos.ts';

/** Every code that InfraFlux can report, by stage. Codes are stable: scripts match on them. */
export const catalogue = {
  ...sourceCodes,
  ...configCodes,
  ...blueprintCodes,
  ...modelCodes,
  ...talosCodes,
  ...engineCodes,
  ...holdCodes,
  ...fileCodes,
  ...checkoutCodes,
  ...secretsCodes,
} as const satisfies Readonly<Record<string, CodeEntry>>;

export type DiagnosticCode = keyof typeof catalogue;
