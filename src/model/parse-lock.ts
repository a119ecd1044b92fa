import { diagnostic } from '../diagnostics/catalogue.ts';
import { type Checked, checked, type Diagnostic, type Span } from '../diagnostics/diagnostic.ts';
import { parseAddress } from '../config/addresses.ts';
import { parseVersion } from '../versions/version.ts';
import { lockFormats, sortLockLines } from './format-lock.ts';
import { lockPath } from './lock.ts';
import type { Lock, LockKind, LockLine } from './lock.ts';

/** What a value of each kind looks like. `name=value` where one node has several of a kind. */
const values: Readonly<Record<LockKind, (value: string) => boolean>> = {
  address: (value) => parseAddress(value.replace(/^[^=]+=/, '')) !== undefined,
  'vm-id': (value) => /^[1-9][0-9]{2,8}$/.test(value),
  mac: (value) => /^(?:[^=]+=)?[0-9A-F]{2}(?::[0-9A-F]{2}){5}$/.test(value),
  host: () => true,
  gpu: (value) => /^[^=]+=[^=]+$/.test(value),
  disk: (value) => /^[^=]+=[0-9]{1,2}$/.test(value),
  keep: (value) => /^[^=]+=[1-9][0-9]{2,8}$/.test(value),
  provider: () => true,
  'talos-contract': (value) => /^[0-9]+\.[0-9]+$/.test(value),
  talos: (value) => parseVersion(value) !== undefined,
  kubernetes: (value) => parseVersion(value) !== undefined,
  secrets: () => true,
  'cluster-key': (value) => /^age1[0-9a-z]{50,}$/.test(value),
};

/** A line of the file with its place: what `parseLock` and `fixLock` both walk over. */
export interface LockText {
  readonly text: string;
  readonly start: number;
}

/**
 * The text of infraflux.lock, read. Malformed lines are reported and skipped; there is no value when the
 * file is of a format that this InfraFlux does not know. An empty text is an empty lock: nothing is allocated yet.
 */
export function parseLock(text: string, file: string = lockPath): Checked<Lock> {
  const [first, ...rest] = lockTexts(text);
  if (first === undefined || text.trim() === '') return checked({ lines: [] });
  const spanOf = (line: LockText): Span => ({ file, start: line.start, end: line.start + line.text.length });
  const diagnostics: Diagnostic[] = [];
  if (isConflictMarker(first.text)) return checked<Lock>({ lines: [] }, [conflictMarkers(spanOf(first))]);
  if (!isLockFormat(first.text)) return checked<Lock>(undefined, [unknownFormat(first.text, spanOf(first))]);

  const lines: LockLine[] = [];
  let marked = false;
  for (const line of rest) {
    if (line.text === '') continue;
    if (isConflictMarker(line.text)) {
      if (!marked) diagnostics.push(conflictMarkers(spanOf(line)));
      marked = true;
      continue;
    }
    const parsed = parseLockLine(line.text, spanOf(line));
    if (parsed !== undefined) lines.push(parsed);
    // Between the markers of a conflict nothing counts but the conflict itself.
    else if (!marked) diagnostics.push(malformedLine(line.text, spanOf(line)));
  }
  return checked({ lines: sortLockLines(lines) }, diagnostics);
}

/** Lines with their offsets, line ends taken off. */
export function lockTexts(text: string): readonly LockText[] {
  const lines: LockText[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    lines.push({ text: line.replace(/\r$/, ''), start });
    start += line.length + 1;
  }
  return lines;
}

/** What git leaves in a file that it could not merge. */
export function isConflictMarker(text: string): boolean {
  return /^(?:<{7}|={7}|>{7}|\|{7})(?: |$)/.test(text);
}

/** Whether it is the first line of a lock that can be read. */
export function isLockFormat(text: string): boolean {
  return (lockFormats as readonly string[]).includes(text);
}

/** Kinds whose numbers repeat from one provider or network to the next. */
const scopedKinds: ReadonlySet<LockKind> = new Set(['address', 'vm-id', 'keep']);

/** `<environment>/<cluster>/<node> <kind> <value>[ in <scope>][ gone]`, or undefined when it is not that. */
export function parseLockLine(text: string, span: Span | undefined): LockLine | undefined {
  const match = /^([^\s/]+)\/([^\s/]+)(?:\/([^\s/]+))? ([a-z-]+) (\S+)(?: in (\S+))?( gone)?$/.exec(text);
  if (match === null) return undefined;
  const [, environment, cluster, node, kind, value, scope, tombstone] = match as unknown as [
    string,
    string,
    string,
    string?,
    string?,
    string?,
    string?,
    string?,
  ];
  if (kind === undefined || value === undefined || !isKind(kind) || !values[kind](value)) return undefined;
  if (scope !== undefined && !scopedKinds.has(kind)) return undefined;
  return { environment, cluster, node, kind, value, scope, tombstone: tombstone !== undefined, span };
}

function isKind(kind: string): kind is LockKind {
  return Object.hasOwn(values, kind);
}

function unknownFormat(text: string, span: Span): Diagnostic {
  return diagnostic(
    'lock/unknown-format',
    span,
    `${lockPath} begins with "${clip(text)}", not with "${lockFormats.join('" or "')}"`,
  );
}

function malformedLine(text: string, span: Span): Diagnostic {
  return diagnostic('lock/malformed-line', span, `"${clip(text)}" is not a line of ${lockPath}`);
}

function conflictMarkers(span: Span): Diagnostic {
  return diagnostic('lock/conflict-markers', span, `merge conflict in ${lockPath}`);
}

/** Quoted text of others stays on one line and short. */
function clip(text: string): string {
  const plain = text.replace(/[^\x20-\x7e]/g, '?');
  return plain.length > 60 ? `${plain.slice(0, 57)}...` : plain;
}
