import type { Fix } from './diagnostic.ts';
import type { DiagnosticCode } from './catalogue/codes.ts';
import { adviceOf } from './advice.ts';
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
  /** What to type, where one change removes the fault. Null elsewhere. */
  readonly fix: JsonFix | null;
  readonly related: readonly (JsonPlace & { readonly message: string })[];
}

/**
 * `replace` writes `text` at the place, `add` adds `path` with the value `text` to the map at the place, `remove` removes the key
 * or item at the place, `move` moves the key at the place to `path` in the map that it is in. Texts are YAML.
 */
export interface JsonFix extends JsonPlace {
  readonly kind: Fix['kind'];
  readonly path: readonly string[] | null;
  readonly text: string | null;
}

/** What `--json` holds under `diagnostics`. Texts are as they are: JSON escapes control characters itself. */
export function jsonDiagnostics(ordered: Ordered, textOf: TextOf): readonly JsonDiagnostic[] {
  const placeOf = placesOf(textOf);
  return ordered.diagnostics.map((diagnostic) => ({
    code: diagnostic.code,
    severity: diagnostic.severity,
    message: diagnostic.message,
    help: adviceOf(diagnostic) ?? diagnostic.label ?? '',
    fix: jsonFix(diagnostic.fix, placeOf),
    ...jsonPlace(diagnostic.span === undefined ? undefined : placeOf(diagnostic.span)),
    related: diagnostic.related.map((related) => ({ message: related.message, ...jsonPlace(placeOf(related.span)) })),
  }));
}

function jsonFix(fix: Fix | undefined, placeOf: (span: Fix['span']) => Place): JsonFix | null {
  if (fix === undefined) return null;
  const path = fix.kind === 'add' || fix.kind === 'move' ? fix.path : null;
  const text = fix.kind === 'add' || fix.kind === 'replace' ? fix.text : null;
  return { kind: fix.kind, path, text, ...jsonPlace(placeOf(fix.span)) };
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
