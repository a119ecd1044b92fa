import type { ClusterId } from '../identity/cluster-id.ts';
import { blueprintCodes } from './catalogue/blueprint.ts';
import { checkoutCodes } from './catalogue/checkout.ts';
import { configCodes } from './catalogue/config.ts';
import { engineCodes } from './catalogue/engine.ts';
import { fileCodes } from './catalogue/files.ts';
import { modelCodes } from './catalogue/model.ts';
import { secretsCodes } from './catalogue/secrets.ts';
import { sourceCodes } from './catalogue/source.ts';
import { talosCodes } from './catalogue/talos.ts';
import type { Diagnostic, Related, Severity, Span } from './diagnostic.ts';

/** What a code means: printed by `infraflux explain CODE`, and docs/diagnostics.md is made from it. */
export interface CodeEntry {
  readonly severity: Severity;
  /** One sentence: what is wrong. */
  readonly title: string;
  /** One line: what to do. Printed as help when a diagnostic brings none of its own. */
  readonly advice: string;
  /** A paragraph: why it is a fault, with the source of the fact where it came from somewhere. */
  readonly explanation: string;
  /** A small input that gives it. */
  readonly example?: string;
}

/** Every code that InfraFlux can report, by stage. Codes are stable: scripts match on them. */
export const catalogue = {
  ...sourceCodes,
  ...configCodes,
  ...blueprintCodes,
  ...modelCodes,
  ...talosCodes,
  ...engineCodes,
  ...fileCodes,
  ...checkoutCodes,
  ...secretsCodes,
} as const satisfies Readonly<Record<string, CodeEntry>>;

export type DiagnosticCode = keyof typeof catalogue;

export interface DiagnosticDetails {
  readonly label?: string | undefined;
  readonly help?: string | undefined;
  readonly cluster?: ClusterId | undefined;
  readonly related?: readonly Related[] | undefined;
}

/** The only way to make a diagnostic: the severity comes from the catalogue, so one code never has two. */
export function diagnostic(
  code: DiagnosticCode,
  span: Span | undefined,
  message: string,
  details: DiagnosticDetails = {},
): Diagnostic {
  return {
    code,
    severity: catalogue[code].severity,
    message,
    span,
    related: details.related ?? [],
    ...(details.label === undefined ? {} : { label: details.label }),
    ...(details.help === undefined ? {} : { help: details.help }),
    ...(details.cluster === undefined ? {} : { cluster: details.cluster }),
  };
}
