import type { BlueprintFile } from '../../blueprints/catalog.ts';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Checked, Diagnostic, Span } from '../../diagnostics/diagnostic.ts';
import type { Json } from '../../source/tree.ts';
import { noComments, printCommented, printWithComments, type YamlComments } from '../yaml/comments.ts';
import type { PrintedLine } from '../yaml/print-yaml.ts';
import { placeAt, readYaml, type YamlDocument } from '../yaml/read-yaml.ts';
import { type Rendered, renderWithMarks, templateSpan, type View } from './render-template.ts';
import { renderByShape } from './template-shape.ts';

export interface RenderedYaml {
  /** Plain data, one for each document that is not empty. */
  readonly documents: readonly Json[];
  /** Of each document, what its author explains. */
  readonly comments: readonly YamlComments[];
  /** The documents in canonical form; empty when there are none. Printed on demand. */
  readonly text: () => string;
}

/** Something wrong with a rendered document: the path within it to the node at fault. */
export interface YamlFinding {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly help?: string | undefined;
  /** The name that was probably meant. */
  readonly meant?: string | undefined;
}

/** What a rendered document is held to, beside being YAML. */
export type YamlCheck = {
  readonly code: 'blueprint/invalid-object' | 'blueprint/unknown-value';
  readonly check: (document: Json) => readonly YamlFinding[];
};

/**
 * Renders a template to YAML, reads it back, checks it and prints it canonically. A fault is an error in the template,
 * at the line that gave the faulty text: a broken file never comes out.
 */
export function renderYaml(file: BlueprintFile, view: View, check?: YamlCheck): Checked<RenderedYaml> {
  const shaped = renderByShape(file, view);
  // A finding needs its place, which only the long way knows.
  if (shaped?.documents.every((document) => (check?.check(document) ?? []).length === 0)) {
    return { value: shaped, diagnostics: [] };
  }
  return renderAndRead(file, view, check);
}

/** The long way: text first, which is then read. */
export function renderAndRead(file: BlueprintFile, view: View, check?: YamlCheck): Checked<RenderedYaml> {
  const rendered = renderWithMarks(file, view);
  if (rendered.value === undefined) return { value: undefined, diagnostics: rendered.diagnostics };
  const read = readYaml(rendered.value.text);
  if (read.fault !== undefined) {
    const span = templateSpan(rendered.value, read.fault.offset);
    return {
      value: undefined,
      diagnostics: [diagnostic('blueprint/invalid-yaml', span, `not YAML: ${read.fault.message}`)],
    };
  }
  const diagnostics = check === undefined ? [] : checkDocuments(rendered.value, read.documents, check);
  if (diagnostics.length > 0) return { value: undefined, diagnostics };
  const documents = read.documents.map((document) => document.value);
  return {
    value: {
      documents,
      comments: read.documents.map((document) => document.comments),
      text: () => read.documents.map(({ value, comments }) => printWithComments(value, comments)).join('---\n'),
    },
    diagnostics,
  };
}

function checkDocuments(
  rendered: Rendered,
  documents: readonly YamlDocument[],
  check: YamlCheck,
): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const document of documents) {
    for (const finding of check.check(document.value)) {
      const span: Span = templateSpan(rendered, placeAt(document.places, finding.path));
      diagnostics.push(diagnostic(check.code, span, finding.message, { help: finding.help }));
    }
  }
  return diagnostics;
}

/**
 * Which line of the template gave a line of the printed file, both from 1, and the path of the node on it. `printed`:
 * the documents as they were printed, where something was merged into them after rendering; then the nearest node that
 * the template has is taken, and no span is given when there is no template.
 */
export function yamlLineSpan(
  file: BlueprintFile | undefined,
  view: View,
  line: number,
  printed?: readonly Json[],
): { readonly span: Span | undefined; readonly path: readonly (string | number)[] } | undefined {
  const rendered = file === undefined ? undefined : renderWithMarks(file, view).value;
  const documents = rendered === undefined ? [] : (readYaml(rendered.text).documents ?? []);
  const values = printed ?? documents.map((document) => document.value);
  let first = 1;
  for (const [index, value] of values.entries()) {
    const { text, lines } = printCommented(value, documents[index]?.comments ?? noComments);
    const count = text.split('\n').length - 1;
    if (line < first + count) {
      const path = pathOnLine(text, lines, line - first);
      const places = documents[index]?.places;
      const span =
        rendered === undefined || places === undefined ? undefined : templateSpan(rendered, placeAt(places, path));
      return { span, path };
    }
    // The line with `---` belongs to the document behind it.
    first += count + 1;
  }
  return undefined;
}

/** The deepest node that begins on the line (from 0), or the last one that began before it. */
function pathOnLine(text: string, lines: readonly PrintedLine[], line: number): readonly (string | number)[] {
  let end = -1;
  for (let i = 0; i <= line; i += 1) {
    const next = text.indexOf('\n', end + 1);
    end = next < 0 ? text.length : next;
  }
  return lines.findLast(({ offset }) => offset <= end)?.path ?? [];
}

/** The template line that gave a line of the printed file, both from 1. */
export function templateLineOf(file: BlueprintFile, view: View, outputLine: number): number | undefined {
  const span = yamlLineSpan(file, view, outputLine)?.span;
  return span === undefined ? undefined : file.text.slice(0, span.start).split('\n').length;
}
