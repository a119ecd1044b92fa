import { checkHclBody } from './check-hcl.ts';
import { displayWidth } from './display-width.ts';
import { HclFault, hclTokens, interpolationEnd, type Token } from './tokens.ts';

export type HclRead =
  | { readonly text: string; readonly fault: undefined }
  | { readonly text: undefined; readonly fault: { readonly offset: number; readonly message: string } };

/**
 * A whole HCL file, checked and laid out as `terraform fmt` does (hashicorp/hcl, hclwrite/format.go): only blanks
 * change. What `terraform fmt` does beside that (quoting labels, unwrapping `"${x}"`) is for the writer of a template.
 * Blank lines at the beginning and the end go.
 */
export function formatHcl(text: string): HclRead {
  try {
    const tokens = hclTokens(text);
    checkHclBody(tokens, text.length);
    return { text: layOut(tokens), fault: undefined };
  } catch (error) {
    if (error instanceof HclFault) return { text: undefined, fault: { offset: error.offset, message: error.message } };
    throw error;
  }
}

/** A line in the three cells that are aligned by themselves: `lead`, `= value`, `# comment`. */
interface Line {
  lead: Cell[];
  assign: Cell[];
  comment: Cell | undefined;
}

interface Cell {
  readonly token: Token;
  spaces: number;
}

function layOut(tokens: readonly Token[]): string {
  const lines = linesOf(tokens);
  indent(lines);
  for (const line of lines) spaceOut([...line.lead, ...line.assign]);
  alignAssignments(lines);
  alignComments(lines);
  const text = lines
    .map((line) => [...line.lead, ...line.assign, ...(line.comment === undefined ? [] : [line.comment])])
    .map((cells) => cells.map(({ token, spaces }) => ' '.repeat(spaces) + token.text).join(''))
    // A heredoc includes the newline after its closing word.
    .map((line) => (line.endsWith('\n') ? line : `${line}\n`))
    .join('');
  return text.replace(/^\n+/, '').replace(/\n+$/, '\n');
}

function linesOf(tokens: readonly Token[]): Line[] {
  const lines: Line[] = [];
  let lead: Cell[] = [];
  const finish = (): void => {
    lines.push(cellsOf(lead));
    lead = [];
  };
  for (const token of tokens) {
    if (token.kind === 'newline') {
      finish();
      continue;
    }
    lead.push({ token: token.kind === 'string' ? withSpacedInterpolations(token) : token, spaces: 0 });
    if (token.kind === 'heredoc') finish();
  }
  if (lead.length > 0) finish();
  return lines;
}

/** Expressions inside `${...}` of a string are spaced like all others, and stand close to their braces. */
function withSpacedInterpolations(token: Token): Token {
  if (!token.text.includes('${')) return token;
  let text = '';
  let at = 0;
  while (at < token.text.length) {
    if (/^(?:\\.|\$\$\{|%%\{)/.test(token.text.slice(at, at + 3))) {
      const length = token.text[at] === '\\' ? 2 : 3;
      text += token.text.slice(at, at + length);
      at += length;
    } else if (token.text.startsWith('${', at)) {
      const end = interpolationEnd(token.text, at + 2, at);
      const cells = hclTokens(token.text.slice(at + 2, end - 1)).map((inner) => ({ token: inner, spaces: 0 }));
      const spaced = cells.some((cell) => cell.token.kind === 'comment' || cell.token.kind === 'newline');
      if (!spaced) spaceOut(cells);
      text += spaced
        ? token.text.slice(at, end)
        : `\${${cells.map(({ token: inner, spaces }) => ' '.repeat(spaces) + inner.text).join('')}}`;
      at = end;
    } else {
      text += token.text[at];
      at += 1;
    }
  }
  return { ...token, text };
}

function cellsOf(cells: Cell[]): Line {
  const last = cells.at(-1);
  // Only comments to the end of the line are aligned: hclwrite sees `/* */` as one more token of the value.
  const comment =
    cells.length > 1 && last?.token.kind === 'comment' && !last.token.text.startsWith('/*') ? last : undefined;
  const lead = comment === undefined ? cells : cells.slice(0, -1);
  const equals = lead.findIndex(({ token }, i) => i > 0 && token.kind === 'punctuation' && token.text === '=');
  // A value that opens a bracket for lines to come is no cell of its own.
  if (equals < 0 || bracketChange(lead.slice(equals)) !== 0) return { lead, assign: [], comment };
  return { lead: lead.slice(0, equals), assign: lead.slice(equals), comment };
}

/** All brackets that a line opens are one step, whatever their number; they close by the same count. */
function indent(lines: readonly Line[]): void {
  const steps: number[] = [];
  for (const line of lines) {
    const [first] = line.lead;
    if (first === undefined) continue;
    const change = bracketChange(line.lead) + bracketChange(line.assign);
    let closed = -change;
    while (closed > 0 && steps.length > 0) {
      const step = steps.pop() as number;
      if (closed < step) steps.push(step - closed);
      closed -= step;
    }
    first.spaces = 2 * steps.length;
    if (change > 0) steps.push(change);
  }
}

function bracketChange(cells: readonly Cell[]): number {
  let change = 0;
  for (const { token } of cells) change += bracket(token);
  return change;
}

function bracket(token: Token): number {
  if (token.kind !== 'punctuation') return 0;
  if (token.text === '{' || token.text === '[' || token.text === '(') return 1;
  return token.text === '}' || token.text === ']' || token.text === ')' ? -1 : 0;
}

function spaceOut(cells: readonly Cell[]): void {
  for (let i = 1; i < cells.length; i += 1) {
    const cell = cells[i] as Cell;
    cell.spaces = hasSpaceBetween(cells[i - 2]?.token, (cells[i - 1] as Cell).token, cell.token) ? 1 : 0;
  }
}

function hasSpaceBetween(before: Token | undefined, left: Token, right: Token): boolean {
  const leftSign = left.kind === 'punctuation' ? left.text : '';
  const rightSign = right.kind === 'punctuation' ? right.text : '';
  if (left.kind === 'name' && rightSign === '(') return false;
  if (leftSign === '::' || rightSign === '::' || leftSign === '.' || rightSign === '.') return false;
  if (rightSign === ',' || rightSign === '...') return false;
  if (leftSign === ',') return true;
  if (left.kind === 'name' && left.text === 'in' && before?.kind === 'name') return true;
  if (rightSign === '[' && (left.kind === 'name' || left.kind === 'number' || bracket(left) < 0)) return false;
  if (leftSign === '!') return false;
  if (leftSign === '-') return isSubtraction(before);
  if (leftSign === '{' || rightSign === '}') return !(leftSign === '{' && rightSign === '}');
  return bracket(left) <= 0 && bracket(right) >= 0;
}

/** A minus subtracts when something stands before it that may be taken from. `=>` is one to hclwrite, oddly. */
function isSubtraction(before: Token | undefined): boolean {
  if (before === undefined) return false;
  return before.kind !== 'punctuation' || bracket(before) < 0 || before.text === '=>';
}

function alignAssignments(lines: readonly Line[]): void {
  align(
    lines,
    (line) => line.assign[0],
    (line) => columns(line.lead),
  );
}

function alignComments(lines: readonly Line[]): void {
  align(
    lines,
    (line) => line.comment,
    (line) => columns(line.lead) + columns(line.assign),
  );
}

/** Neighbouring lines that have the cell get it into one column. */
function align(
  lines: readonly Line[],
  cellOf: (line: Line) => Cell | undefined,
  widthBefore: (line: Line) => number,
): void {
  for (let start = 0; start < lines.length; start += 1) {
    let end = start;
    let width = 0;
    for (let line = lines[end]; line !== undefined && cellOf(line) !== undefined; line = lines[end]) {
      width = Math.max(width, widthBefore(line));
      end += 1;
    }
    for (const line of lines.slice(start, end)) {
      const cell = cellOf(line);
      if (cell !== undefined) cell.spaces = width - widthBefore(line) + 1;
    }
    start = end;
  }
}

function columns(cells: readonly Cell[]): number {
  let width = 0;
  for (const { token, spaces } of cells) width += spaces + displayWidth(token.text);
  return width;
}
