import { ExpressionFault, type Token, tokensOf } from './tokens.ts';

/** An expression as cel-go parses it, with operators as calls: `_+_`, `!_`, `_[_]`. */
export type Expression = {
  /** Position of its first character. */
  readonly at: number;
} & (
  | { readonly kind: 'literal'; readonly type: LiteralType; readonly text: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'select'; readonly on: Expression; readonly field: string }
  | {
      readonly kind: 'call';
      readonly on: Expression | undefined;
      readonly name: string;
      readonly parameters: readonly Expression[];
    }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [Expression, Expression])[] }
);

export type LiteralType = 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'bool' | 'null';

/** Brackets within brackets; cel-go stops at 250 rules of its grammar. */
const deepest = 30;

const operators: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['<', '<=', '>=', '>', '==', '!=', 'in'],
  ['+', '-'],
  ['*', '/', '%'],
];

const reserved: ReadonlySet<string> = new Set(
  'as break const continue else for function if import let loop package namespace return var void while in'.split(' '),
);

/** Throws an `ExpressionFault` for what is not in the grammar, and for the parts of it that no selector needs. */
export function parseExpression(expression: string): Expression {
  const tokens = tokensOf(expression);
  let next = 0;
  let depth = 0;
  const root = conditional();
  if (peek().kind !== 'end') throw unexpected(peek());
  return root;

  function peek(): Token {
    return tokens[next] as Token;
  }

  function take(): Token {
    const token = peek();
    if (token.kind !== 'end') next += 1;
    return token;
  }

  function isNext(symbol: string): boolean {
    const { kind, text } = peek();
    return text === symbol && (kind === 'symbol' || (symbol === 'in' && kind === 'name'));
  }

  function takeIf(symbol: string): boolean {
    if (!isNext(symbol)) return false;
    next += 1;
    return true;
  }

  function need(symbol: string): void {
    if (!takeIf(symbol)) throw unexpected(peek(), `expected "${symbol}"`);
  }

  function conditional(): Expression {
    depth += 1;
    if (depth > deepest) throw new ExpressionFault(`nested deeper than ${deepest} levels`, peek().at);
    const test = binary(0);
    let result = test;
    if (takeIf('?')) {
      const yes = binary(0);
      need(':');
      const no = conditional();
      result = { kind: 'call', at: test.at, on: undefined, name: '_?_:_', parameters: [test, yes, no] };
    }
    depth -= 1;
    return result;
  }

  function binary(level: number): Expression {
    const known = operators[level];
    if (known === undefined) return unary();
    let left = binary(level + 1);
    for (;;) {
      const operator = known.find(isNext);
      if (operator === undefined) return left;
      next += 1;
      const right = binary(level + 1);
      const name = operator === 'in' ? '@in' : `_${operator}_`;
      left = { kind: 'call', at: left.at, on: undefined, name, parameters: [left, right] };
    }
  }

  function unary(): Expression {
    const { at } = peek();
    for (const sign of ['!', '-'] as const) {
      if (!isNext(sign)) continue;
      let count = 0;
      while (takeIf(sign)) count += 1;
      const isNumber = peek().kind === 'int' || peek().kind === 'double';
      let operand = sign === '-' && isNumber ? member(literal(take(), '-'), at) : member(primary(), peek().at);
      for (let i = sign === '-' && isNumber ? 1 : 0; i < count; i += 1) {
        operand = { kind: 'call', at, on: undefined, name: `${sign}_`, parameters: [operand] };
      }
      return operand;
    }
    return member(primary(), at);
  }

  function member(start: Expression, at: number): Expression {
    let on = start;
    for (;;) {
      if (takeIf('.')) {
        if (isNext('?')) throw new ExpressionFault('"?" after "." is not supported', peek().at);
        const token = take();
        if (token.kind !== 'name' && token.kind !== 'quoted-name')
          throw unexpected(token, 'expected the name of a field');
        if (token.kind === 'quoted-name') throw new ExpressionFault('names in back quotes are not supported', token.at);
        const field = token.text;
        if (['in', 'true', 'false', 'null'].includes(token.text)) throw unexpected(token);
        on = takeIf('(')
          ? { kind: 'call', at, on, name: field, parameters: listUntil(')') }
          : { kind: 'select', at, on, field };
      } else if (takeIf('[')) {
        if (isNext('?')) throw new ExpressionFault('"?" after "[" is not supported', peek().at);
        const index = conditional();
        need(']');
        on = { kind: 'call', at, on: undefined, name: '_[_]', parameters: [on, index] };
      } else if (isNext('{')) {
        throw new ExpressionFault('a message cannot be made here', peek().at);
      } else return on;
    }
  }

  function primary(): Expression {
    const token = peek();
    const { at, kind, text } = token;
    if (takeIf('(')) {
      const inner = conditional();
      need(')');
      return inner;
    }
    if (takeIf('[')) return { kind: 'list', at, items: listUntil(']') };
    if (takeIf('{')) return { kind: 'map', at, entries: entries() };
    if (takeIf('.')) {
      if (peek().kind !== 'name') throw unexpected(peek());
      return primary();
    }
    next += kind === 'end' ? 0 : 1;
    if (kind === 'name') {
      if (text === 'true' || text === 'false') return { kind: 'literal', at, type: 'bool', text };
      if (text === 'null') return { kind: 'literal', at, type: 'null', text };
      if (reserved.has(text)) throw new ExpressionFault(`"${text}" is a reserved word`, at);
      if (takeIf('(')) return { kind: 'call', at, on: undefined, name: text, parameters: listUntil(')') };
      return { kind: 'name', at, name: text };
    }
    if (kind === 'symbol' || kind === 'end' || kind === 'quoted-name') throw unexpected(token);
    return literal(token, '');
  }

  function listUntil(end: ')' | ']'): Expression[] {
    const items: Expression[] = [];
    while (!takeIf(end)) {
      if (isNext('?')) throw new ExpressionFault('optional values are not supported', peek().at);
      items.push(conditional());
      if (takeIf(end)) break;
      need(',');
      if (end === ')' && isNext(')')) throw unexpected(peek());
    }
    return items;
  }

  function entries(): (readonly [Expression, Expression])[] {
    const found: (readonly [Expression, Expression])[] = [];
    while (!takeIf('}')) {
      const key = conditional();
      need(':');
      found.push([key, conditional()]);
      if (takeIf('}')) break;
      need(',');
    }
    return found;
  }
}

function literal({ kind, text, at }: Token, sign: '' | '-'): Expression {
  const type = kind as LiteralType;
  if (type === 'int' || type === 'uint') {
    const value = BigInt(text.replace(/[uU]$/, '')) * (sign === '-' ? -1n : 1n);
    const [lowest, highest] = type === 'int' ? [-(2n ** 63n), 2n ** 63n - 1n] : [0n, 2n ** 64n - 1n];
    if (value < lowest || value > highest) throw new ExpressionFault(`${sign}${text} is too large`, at);
  }
  if (type === 'string' || type === 'bytes') checkEscapes(type, text, at);
  return { kind: 'literal', at, type, text: sign + text };
}

/** Code points that do not exist, and characters instead of bytes. */
function checkEscapes(type: 'string' | 'bytes', text: string, at: number): void {
  if (/^[bB]?[rR]/.test(text)) return;
  for (const [whole, , long, short] of text.matchAll(/\\(U([0-9a-fA-F]{8})|u([0-9a-fA-F]{4})|[^])/g)) {
    const code = long ?? short;
    if (code === undefined) continue;
    const point = Number.parseInt(code, 16);
    const isOne = point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
    if (!isOne || type === 'bytes')
      throw new ExpressionFault(`${whole} is no ${type === 'bytes' ? 'byte' : 'character'}`, at);
  }
}

function unexpected({ kind, text, at }: Token, expected?: string): ExpressionFault {
  const found =
    kind === 'end' ? 'the expression ends too early' : `unexpected ${text.startsWith('"') ? text : `"${text}"`}`;
  const words: Readonly<Partial<Record<string, string>>> = {
    and: 'use && for "and"',
    or: 'use || for "or"',
    not: 'use ! for "not"',
  };
  return new ExpressionFault(expected === undefined ? found : `${found}, ${expected}`, at, words[text]);
}
