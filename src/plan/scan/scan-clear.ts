import { sha256Hex } from '../../diagnostics/digest.ts';
import { namedValues } from './named-values.ts';
import { addressWithPassword, shapes } from './shapes.ts';

/** A secret in clear, and where it stands. Never the secret itself. */
export interface ClearSecret {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** "a token of GitHub", "a value named adminPassword" */
  readonly what: string;
  /** Of what was found, wherever it stands: what `secrets.notSecret` answers it by. */
  readonly id: string;
}

/** Everything that is about to be published is searched: for shapes, for names that say it, and for Secret objects. */
export function scanClear(text: string): readonly ClearSecret[] {
  return scan(text, true);
}

/** For shapes alone: in pages and sources, a name says little. */
export function scanShapes(text: string): readonly ClearSecret[] {
  return scan(text, false);
}

function scan(text: string, isPublished: boolean): readonly ClearSecret[] {
  const found = new Map<string, ClearSecret>();
  const starts = lineStarts(text);
  const add = (at: number, what: string, value: string): void => {
    const line = lineAt(starts, at);
    const id = sha256Hex(`${what}\0${value}`).slice(0, 12);
    found.set(`${line} ${what}`, { line: line + 1, column: at - (starts[line] ?? 0) + 1, what, id });
  };
  for (const [what, shape] of shapes) for (const match of text.matchAll(shape)) add(match.index, what, match[0]);
  if (!isPublished) return sorted(found);
  for (const match of text.matchAll(addressWithPassword)) add(match.index, 'a password in an address', match[1] ?? '');
  for (const { name, value, line, column } of namedValues(text))
    add((starts[line] ?? 0) + column, `a value named ${name}`, value);
  for (const { at, body } of secretObjects(text)) add(at, 'a Secret object with data', body);
  return sorted(found);
}

function sorted(found: ReadonlyMap<string, ClearSecret>): readonly ClearSecret[] {
  return [...found.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}

/**
 * Objects of the kind Secret that have data, in YAML at any depth (also inside of a block scalar) and in JSON. Encrypted ones have
 * a kind of their own, or `ENC[` in them.
 */
function secretObjects(text: string): readonly { readonly at: number; readonly body: string }[] {
  return text.includes('Secret') ? [...yamlObjects(text), ...jsonObjects(text)] : [];
}

function yamlObjects(text: string): readonly { readonly at: number; readonly body: string }[] {
  const found: { at: number; body: string }[] = [];
  const lines = text.split('\n');
  /** By indentation: up to which line the last object of that depth went. Each line is looked at once a depth. */
  const looked = new Map<number, number>();
  let offset = 0;
  for (const [number, line] of lines.entries()) {
    const match = /^([ \t]{0,60}(?:- )?)kind:[ \t]*["']?Secret["']?[ \t\r]*$/.exec(line);
    const indent = match?.[1]?.length ?? 0;
    if (match !== null && number >= (looked.get(indent) ?? 0)) {
      const { from, until } = objectAround(lines, number, indent);
      looked.set(indent, until);
      const body = lines.slice(from, until);
      if (hasData(body, indent)) found.push({ at: offset + indent, body: body.join('\n') });
    }
    offset += line.length + 1;
  }
  return found;
}

/** The lines that belong to the same object: as far as they are indented like it, without another document. */
function objectAround(
  lines: readonly string[],
  at: number,
  indent: number,
): { readonly from: number; readonly until: number } {
  const blank = ' '.repeat(indent);
  const belongs = (line: string): boolean =>
    line.trim() === '' || (line.startsWith(blank) && !line.trimStart().startsWith('---'));
  const isItem = (line: string): boolean =>
    line.slice(0, indent) === `${' '.repeat(Math.max(0, indent - 2))}- ` && indent >= 2;
  let from = at;
  while (
    from > 0 &&
    !isItem(lines[from] as string) &&
    (belongs(lines[from - 1] as string) || isItem(lines[from - 1] as string))
  )
    from -= 1;
  let until = at + 1;
  while (until < lines.length && belongs(lines[until] as string)) until += 1;
  return { from, until };
}

function hasData(body: readonly string[], indent: number): boolean {
  if (body.some((line) => line.includes('ENC['))) return false;
  return body.some((line, at) => {
    const data = /^(?:data|stringData):[ \t]*(.*)$/.exec(line.slice(indent));
    if (data === null || /\S/.test(line.slice(0, indent).replace(/- $/, ''))) return false;
    const inline = (data[1] ?? '').replace(/(?:^|\s)#.*$/, '').trim();
    if (inline !== '') return !/^(?:\{\s*\}|null|~)$/.test(inline);
    const next = body.slice(at + 1, at + 20).find((following) => /^\s*[^\s#]/.test(following));
    return next !== undefined && /^\s/.test(next.slice(indent));
  });
}

function jsonObjects(text: string): readonly { readonly at: number; readonly body: string }[] {
  const found: { at: number; body: string }[] = [];
  if (!/data\\?"/i.test(text)) return found;
  let behind = 0;
  for (const match of text.matchAll(/\\?"kind\\?"\s{0,8}:\s{0,8}\\?"Secret\\?"/g)) {
    if (match.index < behind) continue;
    const around = text.slice(Math.max(0, match.index - 2000), match.index + 2000);
    behind = match.index + 200;
    if (/\\?"(?:data|stringData)\\?"\s{0,8}:\s{0,8}\{\s{0,80}\\?"/.test(around))
      found.push({ at: match.index, body: around });
  }
  return found;
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function lineAt(starts: readonly number[], at: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((starts[middle] as number) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
