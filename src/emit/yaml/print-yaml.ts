import { invariant } from '../../diagnostics/diagnostic.ts';
import type { Json } from '../../source/tree.ts';
import { yamlScalarString } from './scalar.ts';

/**
 * A scalar that stands as it is, where the printed text is a template: `${...}` of Terraform's. Only for text that
 * InfraFlux itself wrote.
 */
export class YamlExpression {
  constructor(readonly text: string) {}
}

/** Plain data: what JSON holds, maps also as `Map`. */
export type YamlValue =
  | Json
  | YamlExpression
  | bigint
  | readonly YamlValue[]
  | { readonly [key: string]: YamlValue }
  | ReadonlyMap<string, YamlValue>;

export interface YamlPrintOptions {
  /** `given`: keys as they come (the default); `sorted`: by code unit. */
  readonly keys?: 'given' | 'sorted';
}

/**
 * One YAML document in the one form that `out/` knows: block style, two spaces, list items below their key without
 * further indent (as kubectl prints them), one final newline, no document marker. Reads back the same with readers of
 * YAML 1.1 (Go's, PyYAML) and 1.2.
 */
export function printYaml(value: YamlValue, options: YamlPrintOptions = {}): string {
  const printer: Printer = { out: '', sorted: options.keys === 'sorted', starts: undefined };
  printNode(printer, value, '', 'top');
  return printer.out;
}

/** A value behind `key:` or `- `, as `printYaml` lays it out there. `indent`: the blanks before the key or the dash. */
export function printYamlAt(value: YamlValue, indent: string, place: 'key' | 'item'): string {
  const printer: Printer = { out: '', sorted: false, starts: undefined };
  printNode(printer, value, indent, place);
  return printer.out;
}

/** Several documents in one file, `---` between them. No documents give an empty text. */
export function printYamlDocuments(values: readonly YamlValue[], options: YamlPrintOptions = {}): string {
  return values.map((value) => printYaml(value, options)).join('---\n');
}

/** A node of a printed document: where its line begins in the text, and the path that leads to it. */
export interface PrintedLine {
  readonly offset: number;
  readonly path: readonly (string | number)[];
}

/** The same text, and for each node that begins a line (or a list item) the path to it. For `explain`. */
export function printYamlWithPaths(
  value: YamlValue,
  options: YamlPrintOptions = {},
): { readonly text: string; readonly lines: readonly PrintedLine[] } {
  const starts: PrintedLine[] = [];
  const printer: Printer = { out: '', sorted: options.keys === 'sorted', starts: { lines: starts, path: [] } };
  printNode(printer, value, '', 'top');
  return { text: printer.out, lines: starts };
}

interface Printer {
  out: string;
  readonly sorted: boolean;
  /** Kept only on request: it would cost the hot path a fifth. */
  readonly starts: { readonly lines: PrintedLine[]; readonly path: (string | number)[] } | undefined;
}

/** What stands before the node on its line: nothing, `key:`, or `- `. */
type Place = 'top' | 'key' | 'item';

function printNode(printer: Printer, value: YamlValue, indent: string, place: Place): void {
  switch (typeof value) {
    case 'string':
      printer.out += (place === 'key' ? ' ' : '') + yamlScalarString(value, place === 'top' ? '  ' : `${indent}  `);
      printer.out += '\n';
      return;
    case 'number':
      printer.out += `${place === 'key' ? ' ' : ''}${yamlNumber(value)}\n`;
      return;
    case 'boolean':
    case 'bigint':
      printer.out += `${place === 'key' ? ' ' : ''}${String(value)}\n`;
      return;
    case 'object':
      break;
    default:
      invariant(false, `a ${typeof value} cannot be printed as YAML`);
  }
  if (value === null) {
    printer.out += place === 'key' ? ' null\n' : 'null\n';
  } else if (Array.isArray(value)) {
    printList(printer, value as readonly YamlValue[], indent, place);
  } else if (value instanceof YamlExpression) {
    printer.out += `${place === 'key' ? ' ' : ''}${value.text}\n`;
  } else if (value instanceof Map) {
    printMap(printer, [...(value as ReadonlyMap<string, YamlValue>).entries()], indent, place);
  } else {
    printMap(printer, Object.entries(value as { readonly [key: string]: YamlValue }), indent, place);
  }
}

function printList(printer: Printer, items: readonly YamlValue[], indent: string, place: Place): void {
  if (items.length === 0) {
    printer.out += place === 'key' ? ' []\n' : '[]\n';
    return;
  }
  // Below a key the items stand at the key's own column; inside another item, two further.
  const own = place === 'item' ? `${indent}  ` : indent;
  if (place === 'key') printer.out += '\n';
  for (let i = 0; i < items.length; i += 1) {
    if (i > 0 || place !== 'item') printer.out += own;
    printer.starts?.path.push(i);
    noteLine(printer);
    printer.out += '- ';
    printNode(printer, items[i] as YamlValue, own, 'item');
    printer.starts?.path.pop();
  }
}

function printMap(printer: Printer, entries: [string, YamlValue][], indent: string, place: Place): void {
  if (entries.length === 0) {
    printer.out += place === 'key' ? ' {}\n' : '{}\n';
    return;
  }
  if (printer.sorted) entries.sort(([a], [b]) => (a < b ? -1 : 1));
  const own = place === 'top' ? '' : `${indent}  `;
  if (place === 'key') printer.out += '\n';
  let first = place === 'item';
  for (const [key, value] of entries) {
    if (first) first = false;
    else printer.out += own;
    printer.starts?.path.push(key);
    noteLine(printer);
    printKey(printer, key, own);
    printNode(printer, value, own, 'key');
    printer.starts?.path.pop();
  }
}

function printKey(printer: Printer, key: string, indent: string): void {
  const text = yamlScalarString(key, undefined);
  // A simple key may have 1,024 characters at most (YAML 1.2.2, 7.4); a longer one needs the `?` form.
  printer.out += text.length <= 1000 ? `${text}:` : `? ${text}\n${indent}:`;
}

function noteLine(printer: Printer): void {
  printer.starts?.lines.push({ offset: printer.out.length, path: [...printer.starts.path] });
}

/** A YAML 1.1 float needs a point and a signed exponent (`1.0e+21`), or Go's reader takes it for a string. */
export function yamlNumber(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  if (Number.isNaN(value)) return '.nan';
  if (value === Number.POSITIVE_INFINITY) return '.inf';
  if (value === Number.NEGATIVE_INFINITY) return '-.inf';
  const text = String(value);
  const exponent = text.indexOf('e');
  if (exponent < 0 || text.includes('.')) return text;
  return `${text.slice(0, exponent)}.0${text.slice(exponent)}`;
}
