/** What is wrong with HCL text, at an offset into it. */
export class HclFault extends Error {
  constructor(
    readonly offset: number,
    message: string,
  ) {
    super(message);
  }
}

export interface Token {
  /** `punctuation` covers operators and brackets; a heredoc is one token up to its closing word, newline included. */
  readonly kind: 'name' | 'number' | 'string' | 'heredoc' | 'punctuation' | 'comment' | 'newline';
  readonly text: string;
  readonly offset: number;
}

const name = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy;
const number = /[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const punctuation = /\.\.\.|==|!=|<=|>=|=>|&&|\|\||::|[{}[\]().,=<>!+\-*/%?:]/y;
const lineComment = /(?:#|\/\/)[^\n]*/y;
const blockComment = /\/\*[\s\S]*?\*\//y;
const heredoc = /<<-?([\p{ID_Start}_][\p{ID_Continue}-]*)\r?\n/uy;
const blanks = /[ \t]+/y;

/** The tokens of a whole file, blanks left out. Throws `HclFault`. */
export function hclTokens(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const add = (kind: Token['kind'], piece: string): void => {
    tokens.push({ kind, text: piece, offset: at });
    at += piece.length;
  };
  while (at < text.length) {
    const character = text[at] as string;
    if (character === '\n' || text.startsWith('\r\n', at)) {
      add('newline', character === '\n' ? '\n' : '\r\n');
    } else if (character === '"') {
      add('string', text.slice(at, quotedEnd(text, at)));
    } else if (character === '<' && text[at + 1] === '<') {
      add('heredoc', text.slice(at, heredocEnd(text, at)));
    } else {
      const blank = match(blanks);
      if (blank !== undefined) {
        at += blank.length;
        continue;
      }
      const comment = match(lineComment) ?? match(blockComment);
      if (comment !== undefined) {
        add('comment', comment.trimEnd());
        continue;
      }
      const word = match(name);
      const digits = word === undefined ? match(number) : undefined;
      const sign = word === undefined && digits === undefined ? match(punctuation) : undefined;
      if (word !== undefined) add('name', word);
      else if (digits !== undefined) add('number', digits);
      else if (sign !== undefined) add('punctuation', sign);
      else throw new HclFault(at, `unexpected ${JSON.stringify(String.fromCodePoint(text.codePointAt(at) as number))}`);
    }
  }
  return tokens;
}

/** The offset behind the closing quote. Quotes inside `${...}` begin strings of their own. */
function quotedEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length) {
    const character = text[at] as string;
    if (character === '"') return at + 1;
    if (character === '\n') break;
    if (character === '\\') at += 2;
    else if ((character === '$' || character === '%') && text[at + 1] === character && text[at + 2] === '{') at += 3;
    else if ((character === '$' || character === '%') && text[at + 1] === '{')
      at = interpolationEnd(text, at + 2, start);
    else at += 1;
  }
  throw new HclFault(start, 'a string is not closed on its line');
}

/** The offset behind the brace that closes `${` or `%{`. */
export function interpolationEnd(text: string, start: number, string: number): number {
  let depth = 1;
  let at = start;
  while (at < text.length) {
    const character = text[at] as string;
    if (character === '"') {
      at = quotedEnd(text, at);
      continue;
    }
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    at += 1;
    if (depth === 0) return at;
  }
  throw new HclFault(string, 'an interpolation ${ is not closed');
}

function heredocEnd(text: string, start: number): number {
  heredoc.lastIndex = start;
  const head = heredoc.exec(text);
  if (head === null) throw new HclFault(start, 'a heredoc needs a word after <<');
  const word = head[1] as string;
  let line = heredoc.lastIndex;
  while (line < text.length) {
    const newline = text.indexOf('\n', line);
    const end = newline < 0 ? text.length : newline;
    if (text.slice(line, end).trim() === word) return newline < 0 ? end : end + 1;
    line = end + 1;
  }
  throw new HclFault(start, `the heredoc is not closed by ${word}`);
}
