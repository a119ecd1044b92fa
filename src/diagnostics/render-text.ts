import { adviceOf } from './advice.ts';
import { count } from './count.ts';
import { codeFrame } from './code-frame.ts';
import type { Diagnostic, Related } from './diagnostic.ts';
import type { Ordered } from './order.ts';
import { type Place, placesOf, type TextOf } from './places.ts';
import { visibleLine } from './visible.ts';

/** Diagnostics for people, each followed by an empty line. Whatever of the input is echoed is made harmless to a terminal. */
export function renderText(ordered: Ordered, textOf: TextOf, options: { readonly color: boolean }): string {
  const paint = options.color ? colors : plain;
  const placeOf = placesOf(textOf);
  const blocks = ordered.diagnostics.map((diagnostic) => renderOne(diagnostic, placeOf, paint));
  const left = leftOut(ordered);
  if (left !== undefined) blocks.push(left);
  return blocks.map((block) => `${block}\n\n`).join('');
}

/** "2 errors in 2 files", "1 error and 3 warnings in 1 file": of everything that was found, shown or not. */
export function summary(ordered: Ordered): string {
  const { errors, warnings, files } = ordered.total;
  const parts = [errors > 0 ? count(errors, 'error') : '', warnings > 0 ? count(warnings, 'warning') : ''].filter(
    (part) => part !== '',
  );
  if (parts.length === 0) return 'no errors';
  return files === 0 ? parts.join(' and ') : `${parts.join(' and ')} in ${count(files, 'file')}`;
}

/** The last line of a command that stopped: `2 errors in 2 files. Nothing was written.`; or what is true instead of that. */
export function closingLine(ordered: Ordered, stopped = 'Nothing was written.'): string {
  return ordered.total.errors > 0 ? `${summary(ordered)}. ${stopped}` : `${summary(ordered)}.`;
}

function renderOne(
  diagnostic: Diagnostic,
  placeOf: (span: NonNullable<Diagnostic['span']>) => Place,
  paint: Paint,
): string {
  const head = diagnostic.severity === 'error' ? paint.error : paint.warning;
  const lines = [
    `${head(`${diagnostic.severity}[${diagnostic.code}]`)}${paint.strong(`: ${visibleLine(diagnostic.message)}`)}`,
  ];
  if (diagnostic.span !== undefined) {
    const place = placeOf(diagnostic.span);
    lines.push(`  ${location(place)}`, ...codeFrame(place, diagnostic.span, diagnostic.label, head));
  }
  for (const related of diagnostic.related) lines.push(...renderRelated(related, placeOf, paint));
  const help = adviceOf(diagnostic);
  if (help !== undefined) lines.push(`  ${paint.help('help:')} ${visibleLine(help)}`);
  return lines.join('\n');
}

function renderRelated(related: Related, placeOf: (span: Related['span']) => Place, paint: Paint): string[] {
  const place = placeOf(related.span);
  const frame = codeFrame(place, related.span, related.message, paint.related);
  // Without the text the words have no frame to stand in.
  return frame.length === 0
    ? [`  ${location(place)}: ${visibleLine(related.message)}`]
    : [`  ${location(place)}`, ...frame];
}

function location(place: Place): string {
  const file = visibleLine(place.file);
  return place.line === undefined ? file : `${file}:${place.line}:${place.column}`;
}

function leftOut(ordered: Ordered): string | undefined {
  const more = ordered.total.errors + ordered.total.warnings - ordered.diagnostics.length;
  return more > 0 ? `... and ${more} more, shown once these are fixed.` : undefined;
}

interface Paint {
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly related: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly help: (text: string) => string;
}

const plainly = (text: string): string => text;
const plain: Paint = { error: plainly, warning: plainly, related: plainly, strong: plainly, help: plainly };
/** Select Graphic Rendition, ECMA-48 section 8.3.117. */
const sgr =
  (code: string) =>
  (text: string): string =>
    `\u001b[${code}m${text}\u001b[0m`;
const colors: Paint = {
  error: sgr('1;31'),
  warning: sgr('1;33'),
  related: sgr('36'),
  strong: sgr('1'),
  help: sgr('1;36'),
};
