import { invariant } from '../../diagnostics/diagnostic.ts';
import type { Json } from '../../source/tree.ts';
import { escapeCharacter } from '../escape.ts';
import { displayWidth } from './display-width.ts';

const brand = Symbol('HCL expression');

/**
 * A piece of HCL that stands as it is, such as `var.nodes`: a reference or a call, never a user's text. Branded by a
 * symbol, which nothing that was parsed can carry.
 */
export interface HclExpression {
  readonly hcl: string;
  readonly [brand]: true;
}

export type HclValue = Json | HclExpression | readonly HclValue[] | { readonly [key: string]: HclValue };

/** Only for text that InfraFlux itself wrote: nothing is quoted. On one line. */
export function hclExpression(text: string): HclExpression {
  invariant(text !== '' && !/[\r\n]/.test(text), `an HCL expression is one line: ${JSON.stringify(text)}`);
  return { hcl: text, [brand]: true };
}

/** Lines of HCL that a template gave: they stand on lines of their own, and were checked when they were rendered. */
export function hclLines(text: string): HclExpression {
  return { hcl: text, [brand]: true };
}

/** A list of plain values stays on one line up to this width. */
const listWidth = 100;

/**
 * A value as an HCL expression, laid out as `terraform fmt` leaves it. `indent` is that of the line that the expression
 * begins on, in blanks. Maps are multi-line objects with their `=` aligned, keys in the order given.
 */
export function hclValue(value: HclValue, indent = 0): string {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'string':
      return hclString(value);
    case 'number':
      invariant(Number.isFinite(value), 'HCL has no infinities');
      return String(value);
    case 'boolean':
      return String(value);
    case 'object':
      break;
    default:
      invariant(false, `a ${typeof value} cannot be printed as HCL`);
  }
  if (isHclExpression(value)) return value.hcl;
  if (Array.isArray(value)) return hclList(value as readonly HclValue[], indent);
  const entries = Object.entries(value as { readonly [key: string]: HclValue });
  if (entries.length === 0) return '{}';
  // One key in quotes puts all of them in quotes: a map whose keys look different reads as if it meant something.
  const quoted = entries.some(([key]) => hclKey(key) !== key);
  const lines = entries.map(([key, item]) => [quoted ? hclString(key) : key, item] as const);
  return `{\n${hclAttributes(lines, indent + 2)}${' '.repeat(indent)}}`;
}

/**
 * Lines `name = value` for a body or an object, with `=` aligned among neighbours whose value stays on one line; one
 * that opens a multi-line bracket stands alone (hclwrite's format.go). Names are printed as they are.
 */
export function hclAttributes(entries: readonly (readonly [string, HclValue])[], indent: number): string {
  const margin = ' '.repeat(indent);
  const printed = entries.map(([name, value]) => ({ name, text: hclValue(value, indent) }));
  let out = '';
  for (let i = 0; i < printed.length; ) {
    let end = i;
    let width = 0;
    for (let line = printed[end]; line !== undefined && !line.text.includes('\n'); line = printed[end]) {
      width = Math.max(width, displayWidth(line.name));
      end += 1;
    }
    for (; i < end; i += 1) {
      const { name, text } = printed[i] as { name: string; text: string };
      out += `${margin}${name}${' '.repeat(width - displayWidth(name))} = ${text}\n`;
    }
    const alone = printed[i];
    if (alone !== undefined) {
      out += `${margin}${alone.name} = ${alone.text}\n`;
      i += 1;
    }
  }
  return out;
}

/**
 * A quoted template that is only text: `${` and `%{` are written with the sign doubled. Control characters as escapes,
 * everything else raw.
 */
export function hclString(text: string): string {
  return `"${text.replace(special, escapeCharacter).replace(/([$%])\{/g, '$1$1{')}"`;
}

/** The key of an object: bare where HCL reads it as a name, else quoted. */
export function hclKey(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(key) && !keywords.has(key) ? key : hclString(key);
}

export function isHclExpression(value: unknown): value is HclExpression {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, brand);
}

const keywords = new Set(['true', 'false', 'null', 'for', 'if', 'else', 'endif', 'endfor', 'in']);
// oxlint-disable-next-line no-control-regex
const special = /["\\\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]/g;

function hclList(items: readonly HclValue[], indent: number): string {
  if (items.length === 0) return '[]';
  const flat = items.every((item) => item === null || typeof item !== 'object' || isHclExpression(item));
  if (flat) {
    const line = `[${items.map((item) => hclValue(item)).join(', ')}]`;
    if (line.length + indent <= listWidth) return line;
  }
  const margin = ' '.repeat(indent + 2);
  const lines = items.map((item) => `${margin}${hclValue(item, indent + 2)},\n`);
  return `[\n${lines.join('')}${' '.repeat(indent)}]`;
}
