import type { BlueprintFile } from '../../blueprints/catalog.ts';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Checked, Diagnostic, Span } from '../../diagnostics/diagnostic.ts';
import { closest } from '../../diagnostics/did-you-mean.ts';
import type { Json } from '../../source/tree.ts';
import { hclValue } from '../hcl/hcl-value.ts';
import { yamlFlow } from '../yaml/flow.ts';
import {
  compileTemplate,
  type HelperName,
  type LiteralArgument,
  type PathArgument,
  type Template,
  type TemplateNode,
  type TextNode,
  type ValueNode,
} from './compile-template.ts';

/** What a template may use: final values, by name. An option that is absent and has no default is `false`. */
export type View = { readonly [key: string]: Json };

/** Rendered text, and for each piece of it the place in the template that gave it. */
export interface Rendered {
  readonly file: BlueprintFile;
  readonly text: string;
  /**
   * Pairs: offset in `text`, and offset in the template. Ascending in the first. The second is inverted (`~x`) for a
   * value, every character of which comes from one place; else it runs along with the first.
   */
  readonly marks: readonly number[];
}

/**
 * A template with its values. A path that leads nowhere is an error at its place in the template, also as the argument
 * of `#if`, `#unless` and `#each`; every such fault is reported, not only the first.
 */
export function renderTemplate(file: BlueprintFile, view: View): Checked<string> {
  const rendered = renderWithMarks(file, view);
  return { value: rendered.value?.text, diagnostics: rendered.diagnostics };
}

/** As `renderTemplate`, and keeps what came from where. */
export function renderWithMarks(file: BlueprintFile, view: View): Checked<Rendered> {
  const template = compileTemplate(file);
  if (template.value === undefined) return { value: undefined, diagnostics: template.diagnostics };
  const marks: number[] = [];
  const run: Run = { file, view, text: '', faults: new Map(), way: '' };
  run.onText = ({ text, offset }) => {
    marks.push(run.text.length, offset);
    run.text += text;
  };
  run.onValue = ({ helper, offset }, value) => {
    marks.push(run.text.length, ~offset);
    if (value !== undefined) run.text += printValue(helper, value, run.text);
  };
  checkPaths(run, template.value);
  renderNodes(run, template.value.nodes, undefined);
  if (run.faults.size > 0) {
    return { value: undefined, diagnostics: [...run.faults.values()].sort(byStart) };
  }
  return { value: { file, text: run.text, marks }, diagnostics: [] };
}

/** Which way a view takes through the template, and the values that are printed on it, in order. */
export interface Walked {
  /** Alike for two views exactly when they take the same branches and go through loops equally often. */
  readonly way: string;
  readonly values: readonly Json[];
}

/** Undefined on any error: rendering reports it. */
export function walkTemplate(file: BlueprintFile, view: View): Walked | undefined {
  const template = compileTemplate(file);
  if (template.value === undefined) return undefined;
  const values: Json[] = [];
  const run: Run = { file, view, text: '', faults: new Map(), way: '' };
  run.onValue = (_, value) => {
    if (value !== undefined) values.push(value);
  };
  checkPaths(run, template.value);
  renderNodes(run, template.value.nodes, undefined);
  return run.faults.size > 0 ? undefined : { way: run.way, values };
}

/** The text on that way, with a name in place of each value. */
export function renderWithHoles(file: BlueprintFile, view: View, nameOf: (hole: number) => string): string {
  const run: Run = { file, view, text: '', faults: new Map(), way: '' };
  let holes = 0;
  run.onText = ({ text }) => {
    run.text += text;
  };
  run.onValue = () => {
    run.text += nameOf(holes);
    holes += 1;
  };
  renderNodes(run, compileTemplate(file).value?.nodes ?? [], undefined);
  return run.text;
}

/** The place in the template that gave the character at this offset of the rendered text. */
export function templateOffset(rendered: Rendered, offset: number): number {
  const { marks } = rendered;
  let low = 0;
  let high = marks.length / 2 - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((marks[middle * 2] as number) <= offset) low = middle;
    else high = middle - 1;
  }
  const start = marks[low * 2] ?? 0;
  const origin = marks[low * 2 + 1] ?? 0;
  return origin < 0 ? ~origin : Math.min(origin + offset - start, rendered.file.text.length);
}

/** The line of the template (the piece of it on that line) that gave the character at this offset. */
export function templateSpan(rendered: Rendered, offset: number): Span {
  const { text, source } = rendered.file;
  const at = templateOffset(rendered, offset);
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const newline = text.indexOf('\n', at);
  const line = text.slice(lineStart, newline < 0 ? text.length : newline).trimEnd();
  const indent = line.length - line.trimStart().length;
  return {
    file: source,
    start: Math.min(Math.max(at, lineStart + indent), lineStart + line.length),
    end: lineStart + line.length,
  };
}

interface Run {
  readonly file: BlueprintFile;
  readonly view: View;
  text: string;
  /** Which branches were taken, and how often loops were gone through. */
  way: string;
  onText?: (node: TextNode) => void;
  /** Undefined: the value has a fault. */
  onValue?: (node: ValueNode, value: Json | undefined) => void;
  /** By offset in the template: a fault inside a loop is told once. */
  readonly faults: Map<number, Diagnostic>;
}

/** Names that `#each` gave, innermost first. */
interface Locals {
  readonly name: string;
  readonly value: Json;
  readonly outer: Locals | undefined;
}

/**
 * The first two steps of a path must exist whatever branch is taken: `options.retention` is there with the value false
 * when it is not set. So a misspelt option is found even inside a condition.
 */
function checkPaths(run: Run, template: Template): void {
  for (const path of template.paths) {
    let value: Json | undefined = run.view;
    for (let depth = 0; depth < 2 && depth < path.segments.length; depth += 1) {
      if (depth === 1 && (value === false || value === null)) break;
      const next = step(value, path.segments[depth] as string);
      if (next === undefined) {
        reportMissing(run, path, value, depth);
        break;
      }
      value = next;
    }
  }
}

function renderNodes(run: Run, nodes: readonly TemplateNode[], locals: Locals | undefined): void {
  for (const node of nodes) {
    switch (node.kind) {
      case 'text':
        run.onText?.(node);
        break;
      case 'value':
        run.onValue?.(node, valueOfParts(run, node.helper, node.parts, locals));
        break;
      case 'if': {
        const value = resolve(run, node.condition, locals);
        if (value === undefined) break;
        run.way += isTrue(value) ? 't' : 'f';
        renderNodes(run, isTrue(value) ? node.whenTrue : node.whenFalse, locals);
        break;
      }
      case 'each': {
        const value = resolve(run, node.list, locals);
        if (value === undefined) break;
        const entries = entriesOf(value);
        if (entries === undefined) {
          report(run, node.list, `${written(run, node.list)} is neither a list nor a map`);
          break;
        }
        run.way += `${entries.length},`;
        if (entries.length === 0) renderNodes(run, node.otherwise, locals);
        for (const [key, item] of entries) {
          const inner: Locals = { name: node.item, value: item, outer: locals };
          renderNodes(run, node.body, node.key === undefined ? inner : { name: node.key, value: key, outer: inner });
        }
        break;
      }
    }
  }
}

function valueOfParts(
  run: Run,
  helper: HelperName,
  parts: readonly (PathArgument | LiteralArgument)[],
  locals: Locals | undefined,
): Json | undefined {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) {
    const value = only.kind === 'literal' ? only.value : resolve(run, only, locals);
    if (value === undefined) return undefined;
    if (helper === 'text' && typeof value === 'object') {
      if (only.kind === 'path')
        report(run, only, `${written(run, only)} is a list or a map, which cannot be printed as text`);
      return undefined;
    }
    return value;
  }
  let joined = '';
  for (const part of parts) {
    const value = part.kind === 'literal' ? part.value : resolve(run, part, locals);
    if (value === undefined) continue;
    if (typeof value !== 'string' && typeof value !== 'number') {
      if (part.kind === 'path')
        report(run, part, `${written(run, part)} is ${kindOf(value)}, only text and numbers can be joined`);
      continue;
    }
    joined += String(value);
  }
  return joined;
}

function printValue(helper: HelperName, value: Json, before: string): string {
  switch (helper) {
    case 'yaml':
      return yamlFlow(value);
    case 'hcl':
      return hclValue(value, indentOf(before));
    case 'text':
      return String(value);
  }
}

/** Blanks at the start of the line that is being written. */
function indentOf(before: string): number {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  return line.length - line.trimStart().length;
}

function resolve(run: Run, path: PathArgument, locals: Locals | undefined): Json | undefined {
  let value: Json | undefined = run.view;
  let depth = 0;
  for (let local = locals; local !== undefined; local = local.outer) {
    if (local.name !== path.segments[0]) continue;
    value = local.value;
    depth = 1;
    break;
  }
  for (; depth < path.segments.length; depth += 1) {
    const next = step(value, path.segments[depth] as string);
    if (next === undefined) {
      reportMissing(run, path, value, depth);
      return undefined;
    }
    value = next;
  }
  return value;
}

function step(value: Json, segment: string): Json | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return /^\d+$/.test(segment) ? (value as readonly Json[])[Number(segment)] : undefined;
  return Object.hasOwn(value, segment) ? (value as { readonly [key: string]: Json })[segment] : undefined;
}

function entriesOf(value: Json): readonly (readonly [Json, Json])[] | undefined {
  if (value === false || value === null) return [];
  if (Array.isArray(value)) return (value as readonly Json[]).map((item, index) => [index, item]);
  return typeof value === 'object' ? Object.entries(value) : undefined;
}

/** As Handlebars: nothing, zero, an empty text and an empty list are false; an empty map is true. */
function isTrue(value: Json): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

function reportMissing(run: Run, path: PathArgument, at: Json, depth: number): void {
  const name = path.segments[depth] as string;
  const parent = path.segments.slice(0, depth).join('.');
  if (at === false || at === null) {
    report(run, path, `${written(run, path)}: ${parent} is not set here`, `put it inside {{#if ${parent}}}`);
    return;
  }
  const names = typeof at === 'object' && !Array.isArray(at) ? Object.keys(at) : [];
  const close = closest(name, names);
  const message = `${written(run, path)} is not defined: unknown name "${name}"${parent === '' ? '' : ` in ${parent}`}`;
  report(run, path, message, close === undefined ? undefined : `did you mean "${close}"?`);
}

function report(run: Run, path: PathArgument, message: string, help?: string): void {
  if (run.faults.has(path.start)) return;
  const span: Span = { file: run.file.source, start: path.start, end: path.end };
  run.faults.set(path.start, diagnostic('blueprint/undefined-template-value', span, message, { help }));
}

function written(run: Run, path: PathArgument): string {
  return run.file.text.slice(path.start, path.end);
}

function kindOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a map' : String(value);
}

function byStart(a: Diagnostic, b: Diagnostic): number {
  return (a.span?.start ?? 0) - (b.span?.start ?? 0);
}
