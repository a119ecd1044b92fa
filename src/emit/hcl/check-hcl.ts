import { HclFault, type Token } from './tokens.ts';

const closers: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' };

/**
 * Whether tokens make a body of attributes and blocks. Expressions are looked into only as far as their brackets: what
 * they mean is Terraform's to say. Throws `HclFault` at the first fault.
 */
export function checkHclBody(tokens: readonly Token[], end: number): void {
  const parser = new BodyParser(
    tokens.filter((token) => token.kind !== 'comment'),
    end,
  );
  parser.body(undefined);
}

class BodyParser {
  private next = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly end: number,
  ) {}

  /** Up to the brace that closes `opener`, or to the end of the file. */
  body(opener: Token | undefined): void {
    const names = new Map<string, Token>();
    for (;;) {
      const token = this.tokens[this.next];
      if (token === undefined) {
        if (opener !== undefined) throw new HclFault(opener.offset, 'this { is not closed');
        return;
      }
      this.next += 1;
      if (token.kind === 'newline') continue;
      if (token.text === '}' && token.kind === 'punctuation' && opener !== undefined) return;
      if (token.kind !== 'name')
        throw new HclFault(token.offset, `expected an attribute or a block, not ${shown(token)}`);
      const following = this.tokens[this.next];
      if (following?.kind !== 'punctuation' || following.text !== '=') {
        this.block(token);
        continue;
      }
      if (names.has(token.text)) throw new HclFault(token.offset, `duplicate attribute ${token.text}`);
      names.set(token.text, token);
      this.next += 1;
      this.expression(token);
    }
  }

  private block(type: Token): void {
    for (;;) {
      const token = this.tokens[this.next];
      this.next += 1;
      if (token?.kind === 'name' || token?.kind === 'string') continue;
      if (token?.kind === 'punctuation' && token.text === '{') {
        this.body(token);
        const after = this.tokens[this.next];
        if (after === undefined || after.kind === 'newline' || after.text === '}') return;
        throw new HclFault(after.offset, `expected a new line after the block ${type.text}, not ${shown(after)}`);
      }
      const what = token === undefined ? 'the end' : shown(token);
      throw new HclFault(token?.offset ?? this.end, `expected = or { after ${type.text}, not ${what}`);
    }
  }

  private expression(attribute: Token): void {
    const open: Token[] = [];
    let last: Token | undefined;
    for (;;) {
      const token = this.tokens[this.next];
      const outermost = open.at(-1);
      const ends =
        token === undefined || token.kind === 'newline' || (token.text === '}' && token.kind === 'punctuation');
      if (ends && outermost === undefined) {
        if (last !== undefined && isBinary(last)) throw new HclFault(last.offset, `nothing after ${shown(last)}`);
        if (last === undefined) throw new HclFault(attribute.offset, `the attribute ${attribute.text} has no value`);
        return;
      }
      if (token === undefined)
        throw new HclFault(outermost?.offset ?? this.end, `this ${outermost?.text} is not closed`);
      this.next += 1;
      if (token.kind === 'newline') continue;
      if (
        last !== undefined &&
        isOperand(last) &&
        isOperand(token) &&
        outermost?.text !== '{' &&
        !isWord(last, token)
      ) {
        throw new HclFault(token.offset, `unexpected ${shown(token)} after ${shown(last)}`);
      }
      if (isBinary(token) && (last === undefined || isBinary(last))) {
        throw new HclFault(token.offset, `unexpected ${shown(token)} after ${last === undefined ? '=' : shown(last)}`);
      }
      last = token;
      if (token.kind === 'heredoc' && outermost === undefined) return;
      if (token.kind !== 'punctuation') continue;
      if (closers[token.text] !== undefined) open.push(token);
      else if (/^[}\])]$/.test(token.text)) {
        if (outermost === undefined || closers[outermost.text] !== token.text) {
          throw new HclFault(token.offset, `this ${token.text} has no opening bracket`);
        }
        open.pop();
      }
    }
  }
}

function isOperand(token: Token): boolean {
  return token.kind === 'name' || token.kind === 'number' || token.kind === 'string';
}

/** Operators that need something on both sides. `-`, `!` and `*` may also stand before or behind, or for all items. */
function isBinary(token: Token): boolean {
  return token.kind === 'punctuation' && /^(?:=|==|!=|<=|>=|<|>|&&|\|\||\+|\/|%|\?|=>)$/.test(token.text);
}

/** `for x in list : y if z` puts names beside each other. */
function isWord(before: Token, token: Token): boolean {
  const words = ['for', 'in', 'if'];
  return words.includes(before.text) || words.includes(token.text);
}

function shown(token: Token): string {
  const [line = ''] = token.text.split('\n');
  return token.kind === 'newline' ? 'the end of the line' : line;
}
