import type { BlueprintFile } from '../../blueprints/catalog.ts';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Checked, Diagnostic, Span } from '../../diagnostics/diagnostic.ts';
import type { Json } from '../../source/tree.ts';
import { printYaml, printYamlDocuments } from '../yaml/print-yaml.ts';
import { placeAt, readYaml, type YamlDocument } from '../yaml/read-yaml.ts';
import { type Rendered, renderWithMarks, templateSpan, type View } from './render-template.ts';

export interface RenderedYaml {
  /** Plain data, one for each document that is not empty. */
  readonly documents: readonly Json[];
  /** The documents in canonical form; empty when there are none. */
  readonly text: string;
}

/** Something wrong with a rendered document: the path within it to the node at fault. */
export interface YamlFinding {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly help?: string | undefined;
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
  const rendered = renderWithMarks(file, view);
  if (rendered.value === undefined) return { value: undefined, diagnostics: rendered.diagnostics };
  const read = readYaml(rendered.value.text);
  if (read.fault !== undefined) {
    const span = templateSpan(rendered.value, read.fault.offset);
    return {
      value: undefined,
      diagnostics: [diagnostic('blueprint/broken-yaml', span, `not YAML: ${read.fault.message}`)],
    };
  }
  const diagnostics = check === undefined ? [] : checkDocuments(rendered.value, read.documents, check);
  if (diagnostics.length > 0) return { value: undefined, diagnostics };
  const documents = read.documents.map((document) => document.value);
  return {
    value: {
      documents,
      text: documents.length === 1 ? printYaml(documents[0] as Json) : printYamlDocuments(documents),
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
