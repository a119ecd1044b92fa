import type { ClusterId } from '../identity/cluster-id.ts';
import { catalogue, type DiagnosticCode } from './catalogue/codes.ts';
import type { Diagnostic, Fix, Related, Span } from './diagnostic.ts';

export interface DiagnosticDetails {
  readonly label?: string | undefined;
  readonly help?: string | undefined;
  readonly fix?: Fix | undefined;
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
    ...(details.fix === undefined ? {} : { fix: details.fix }),
    ...(details.cluster === undefined ? {} : { cluster: details.cluster }),
  };
}
