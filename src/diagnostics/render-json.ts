import { catalogue, type DiagnosticCode } from './catalogue/codes.ts';
import type { Severity } from './catalogue/entry.ts';
import type { Ordered } from './order.ts';
import { type Place, placesOf, type TextOf } from './places.ts';

/** Lines and columns from 1, columns in code points, the end one behind the last character. Null where no text is to blame. */
export interface JsonPlace {
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly endLine: number | null;
  readonly endColumn: number | null;
}

export interface JsonDiagnostic extends JsonPlace {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly message: string;
  readonly help: string;
  readonly related: readonly (JsonPlace & { readonly message: string })[];
}

/** What `--json` holds under `diagnostics`. Texts are as they are: JSON escapes control characters itself. */
export function jsonDiagnostics(ordered: Ordered, textOf: TextOf): readonly JsonDiagnostic[] {
  const placeOf = placesOf(textOf);
  return ordered.diagnostics.map((diagnostic) => ({
    code: diagnostic.code,
    severity: diagnostic.severity,
    message: diagnostic.message,
    help:
      diagnostic.help ??
      (diagnostic.label?.startsWith('did you mean') === true ? diagnostic.label : catalogue[diagnostic.code].advice),
    ...jsonPlace(diagnostic.span === undefined ? undefined : placeOf(diagnostic.span)),
    related: diagnostic.related.map((related) => ({ message: related.message, ...jsonPlace(placeOf(related.span)) })),
  }));
}

function jsonPlace(place: Place | undefined): JsonPlace {
  return {
    file: place?.file ?? null,
    line: place?.line ?? null,
    column: place?.column ?? null,
    endLine: place?.endLine ?? null,
    endColumn: place?.endColumn ?? null,
  };
}
