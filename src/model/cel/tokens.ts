/** A token of the Common Expression Language; strings and numbers keep how they were written. */
export interface Token {
  readonly kind: 'name' | 'quoted-name' | 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'symbol' | 'end';
  readonly text: string;
  /** Position of its first character in the expression. */
  readonly at: number;
}

/** Why an expression cannot be used, and from which character on. */
export class ExpressionFault extends Error {
  constructor(
    message: string,
    readonly at: number,
    readonly help?: string,
  ) {
    super(message);
  }
}

const hex = '[0-9a-fA-F]';
const escape = `\\\\(?:[abfnrtv"'\\\\?\`]|[xX]${hex}{2}|u${hex}{4}|U${hex}{8}|[0-3][0-7]{2})`;
const text = [
  `"""(?:${escape}|[^\\\\])*?"""`,
  `'''(?:${escape}|[^\\\\])*?'''`,
  `"(?:${escape}|[^\\\\"\\n\\r])*"`,
  `'(?:${escape}|[^\\\\'\\n\\r])*'`,
];
const raw = ['"""[^]*?"""', "'''[^]*?'''", '"[^"\\n\\r]*"', "'[^'\\n\\r]*'"];
const quoted = `(?:[rR](?:${raw.join('|')})|${text.join('|')})`;

/** In the order in which they are tried, so that the longest token wins. From the grammar of cel-go (parser/gen/CEL.g4). */
const readers: readonly (readonly [Token['kind'] | 'space', RegExp])[] = [
  ['space', /(?:[\t \r\n\f]+|\/\/[^\n]*)/y],
  ['bytes', new RegExp(`[bB]${quoted}`, 'y')],
  ['string', new RegExp(quoted, 'y')],
  ['double', /(?:[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+|\.[0-9]+(?:[eE][+-]?[0-9]+)?)/y],
  ['uint', new RegExp(`(?:0x${hex}+|[0-9]+)[uU]`, 'y')],
  ['int', new RegExp(`(?:0x${hex}+|[0-9]+)`, 'y')],
  ['name', /[A-Za-z_][A-Za-z0-9_]*/y],
  ['quoted-name', /`[A-Za-z0-9_.\-/ ]+`/y],
  ['symbol', /(?:==|!=|<=|>=|&&|\|\||[<>[\]{}().,\-!?:+*/%])/y],
];

export function tokensOf(expression: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < expression.length) {
    const token = tokenAt(expression, at);
    if (token.kind !== 'space') tokens.push({ ...token, kind: token.kind });
    at += token.text.length;
  }
  return [...tokens, { kind: 'end', text: '', at }];
}

function tokenAt(
  expression: string,
  at: number,
): { readonly kind: Token['kind'] | 'space'; readonly text: string; readonly at: number } {
  for (const [kind, reader] of readers) {
    reader.lastIndex = at;
    const found = reader.exec(expression)?.[0];
    if (found !== undefined) return { kind, text: found, at };
  }
  const character = expression.charAt(at);
  const help = meant[character];
  if (help !== undefined) throw new ExpressionFault(`"${character}" is no operator`, at, help);
  const isQuote = character === '"' || character === "'";
  throw new ExpressionFault(
    isQuote ? 'a text without its closing quote, or with an unknown escape' : `unexpected "${character}"`,
    at,
  );
}

const meant: Readonly<Partial<Record<string, string>>> = {
  '=': 'use == to compare',
  '&': 'use && for "and"',
  '|': 'use || for "or"',
};
