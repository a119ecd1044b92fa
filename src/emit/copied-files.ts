import { isMap as isYamlMap, isNode, parseAllDocuments } from 'yaml';
import type { Catalog } from '../blueprints/catalog.ts';
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { DiagnosticCode } from '../diagnostics/catalogue/codes.ts';
import type { Checked, Diagnostic, Span } from '../diagnostics/diagnostic.ts';
import type { Json } from '../source/tree.ts';
import { blueprintOf } from '../model/blueprint-of.ts';
import type { Component } from '../model/platform.ts';
import { checkObject } from './check-object.ts';

/** A file of a user's folder, as it is in the compiled files: the same text. */
export interface CopiedFile {
  /** Below the folder. */
  readonly name: string;
  /** Relative to infraflux.yaml. */
  readonly source: string;
  readonly text: string;
}

/** A folder of a user's, read and checked. */
export interface CopiedFolder {
  readonly files: readonly CopiedFile[];
  /** A kustomization: Argo CD builds it. Else plain objects. */
  readonly isKustomization: boolean;
  /** Whether the kustomization renders Helm charts, for which Argo CD has to be asked. */
  readonly inflatesCharts: boolean;
  /** Whether it has objects that are never deleted without a person: definitions, namespaces, volume claims. */
  readonly keepsData: boolean;
}

const kustomizationFile = /^(?:kustomization\.ya?ml|Kustomization)$/;
const objectFile = /\.(?:ya?ml|json)$/;
/** Files for people, which are expected next to manifests. */
const textFile = /(?:\.(?:md|txt|adoc)|(?:^|\/)(?:LICENSE|NOTICE|CODEOWNERS|Makefile|justfile))$/i;
const keptKinds: ReadonlySet<string> = new Set([
  'CustomResourceDefinition',
  'Namespace',
  'PersistentVolumeClaim',
  'PersistentVolume',
]);

/** The user's folders that are copied below a component's own. */
export function copiedFolders(
  component: Component,
  catalog: Catalog,
): readonly { readonly area: CopiedArea; readonly folder: string }[] {
  const { copies } = blueprintOf(component, catalog) ?? {};
  const extra = component.options['manifests'];
  return [
    ...(copies === undefined ? [] : [{ area: 'source' as const, folder: copies }]),
    ...(typeof extra === 'string' ? [{ area: 'extra' as const, folder: extra }] : []),
  ];
}

/** What a component is made of, and what is added to it. */
export type CopiedArea = 'source' | 'extra';

const folders = new WeakMap<ReadonlyMap<string, string>, Map<string, Checked<CopiedFolder>>>();

/** A folder of the files that the configuration refers to. Read once for each set of files. */
export function copiedFolder(
  files: ReadonlyMap<string, string>,
  folder: string,
  catalog: Pick<Catalog, 'files'>,
): Checked<CopiedFolder> {
  const known = folders.get(files) ?? new Map<string, Checked<CopiedFolder>>();
  folders.set(files, known);
  const before = known.get(folder);
  if (before !== undefined) return before;
  const result = readFolder(files, folder, catalog);
  known.set(folder, result);
  return result;
}

function readFolder(
  files: ReadonlyMap<string, string>,
  folder: string,
  catalog: Pick<Catalog, 'files'>,
): Checked<CopiedFolder> {
  const all = [...files].flatMap(([source, text]): CopiedFile[] =>
    source.startsWith(`${folder}/`) ? [{ name: source.slice(folder.length + 1), source, text }] : [],
  );
  const diagnostics: Diagnostic[] = [];
  const kustomization = all.find(({ name }) => kustomizationFile.test(name));
  if (kustomization !== undefined) {
    const { inflatesCharts } = checkKustomization(kustomization, all, diagnostics);
    for (const file of all) if (objectFile.test(file.name)) parsed(file, diagnostics);
    return { value: { files: all, isKustomization: true, inflatesCharts, keepsData: true }, diagnostics };
  }
  const kept = all.filter(({ name }) => objectFile.test(name));
  for (const { source, name } of all) {
    if (objectFile.test(name) || textFile.test(name)) continue;
    diagnostics.push(
      diagnostic('manifests/unused-file', startOf(source), `${source} is not a manifest, and is not copied`),
    );
  }
  const objects = kept.flatMap((file) => checkedObjects(file, catalog, diagnostics));
  checkDuplicates(objects, diagnostics);
  const keepsData = objects.some(({ object }) => keptKinds.has(String(object['kind'])));
  return { value: { files: kept, isKustomization: false, inflatesCharts: false, keepsData }, diagnostics };
}

interface PlacedObject {
  readonly object: { readonly [key: string]: Json };
  readonly span: Span;
}

function checkedObjects(file: CopiedFile, catalog: Pick<Catalog, 'files'>, diagnostics: Diagnostic[]): PlacedObject[] {
  return parsed(file, diagnostics).flatMap((document): PlacedObject[] => {
    const object = plainOf(document, file, diagnostics);
    if (object === null || object === undefined) return [];
    const spanOf = (path: readonly (string | number)[]): Span => {
      const node = nearest(document, path);
      return { file: file.source, start: node?.[0] ?? 0, end: node?.[1] ?? 0 };
    };
    const findings = checkObject(object, catalog).filter(({ path }) => !isAllowed(object, path));
    const broken = findings.filter(({ path }) => isBroken(path, object));
    // What is no object has no fields either.
    for (const { path, message, help } of broken.length > 0 ? broken : findings) {
      const code: DiagnosticCode = isBroken(path, object) ? 'manifests/invalid-object' : 'manifests/unexpected-field';
      diagnostics.push(diagnostic(code, spanOf(path), message, { help }));
    }
    return typeof object === 'object' && !Array.isArray(object)
      ? [{ object: object as { readonly [key: string]: Json }, span: spanOf([]) }]
      : [];
  });
}

/** What every object has; without it, there is none. Everything else depends on the version of the kind. */
function isBroken(path: readonly (string | number)[], object: Json): boolean {
  const [first, second] = path;
  if (first === undefined) return typeof object !== 'object';
  return (
    first === 'apiVersion' || first === 'kind' || (first === 'metadata' && (second === undefined || second === 'name'))
  );
}

/** Fields of ObjectMeta that a person need not write and that exported objects have; a list has no name; a hook may be named by the server. */
function isAllowed(object: Json, path: readonly (string | number)[]): boolean {
  const { kind, metadata } = (object ?? {}) as { readonly kind?: Json; readonly metadata?: Json };
  const [first, second] = path;
  if (first !== 'metadata') return false;
  if (typeof kind === 'string' && kind.endsWith('List')) return true;
  if (second === 'name') return typeof (metadata as { generateName?: Json } | null)?.generateName === 'string';
  return (
    typeof second === 'string' &&
    [
      'creationTimestamp',
      'deletionTimestamp',
      'generation',
      'managedFields',
      'resourceVersion',
      'selfLink',
      'uid',
    ].includes(second)
  );
}

function parsed(file: CopiedFile, diagnostics: Diagnostic[]) {
  const documents = parseAllDocuments(file.text, { version: '1.1', merge: true });
  if (!Array.isArray(documents)) return [];
  const faults = documents.flatMap(({ errors }) => errors);
  for (const { pos, message } of faults.slice(0, 1)) {
    const span = { file: file.source, start: pos[0], end: Math.max(pos[0], pos[1]) };
    diagnostics.push(diagnostic('manifests/invalid-yaml', span, `not YAML: ${message.split('\n')[0]}`));
  }
  return faults.length > 0 ? [] : documents;
}

/** The value of a document; undefined, and reported, where an alias leads nowhere or to too much. */
function plainOf(document: Document, file: CopiedFile, diagnostics: Diagnostic[]): Json | undefined {
  try {
    return document.toJS({ maxAliasCount: 100 }) as Json;
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const start = document.range?.[0] ?? 0;
    const span = { file: file.source, start, end: start };
    diagnostics.push(diagnostic('manifests/invalid-yaml', span, `not YAML: ${error.message}`));
    return undefined;
  }
}

type Document = Exclude<ReturnType<typeof parseAllDocuments>, readonly []>[number];

/** The range of the deepest node on the way to a path. */
function nearest(document: Document, path: readonly (string | number)[]): readonly [number, number] | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const key = path[length - 1];
    const parent = length === 0 ? undefined : document.getIn(path.slice(0, length - 1), true);
    const pair = isYamlMap(parent) ? parent.items.find((item) => String(item.key) === String(key)) : undefined;
    if (isNode(pair?.key) && pair.key.range) return [pair.key.range[0], pair.key.range[1]];
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return [node.range[0], node.range[0] + 1];
  }
  return undefined;
}

function checkDuplicates(objects: readonly PlacedObject[], diagnostics: Diagnostic[]): void {
  const seen = new Map<string, Span>();
  for (const { object, span } of objects) {
    const { apiVersion, kind, metadata } = object as { readonly [key: string]: string } & {
      readonly metadata?: { readonly name?: string; readonly namespace?: string } | null;
    };
    const name = metadata?.name;
    if (typeof name !== 'string') continue;
    const [group] = String(apiVersion).includes('/') ? String(apiVersion).split('/') : [''];
    const id = [group, kind, metadata?.namespace ?? '', name].join(' ');
    const first = seen.get(id);
    if (first === undefined) {
      seen.set(id, span);
      continue;
    }
    diagnostics.push(
      diagnostic('manifests/duplicate-object', span, `${kind} ${name} is defined twice`, {
        related: [{ span: first, message: 'first defined here' }],
      }),
    );
  }
}

/** Fields of a kustomization that name files or folders (kubectl.docs.kubernetes.io/references/kustomize/kustomization). */
const pathFields = [
  'resources',
  'components',
  'bases',
  'crds',
  'configurations',
  'generators',
  'transformers',
  'validators',
  'patchesStrategicMerge',
] as const;

function checkKustomization(
  file: CopiedFile,
  all: readonly CopiedFile[],
  diagnostics: Diagnostic[],
): { readonly inflatesCharts: boolean } {
  const root = all.filter(({ name }) => kustomizationFile.test(name.split('/').at(-1) ?? ''));
  let inflatesCharts = false;
  for (const each of root) {
    const [document] = parsed(each, []);
    const value = document && plainOf(document, each, diagnostics);
    if (document === undefined || !isRecord(value)) continue;
    inflatesCharts ||= 'helmCharts' in value || 'helmChartInflationGenerator' in value;
    const folder = each.name.split('/').slice(0, -1);
    for (const field of pathFields) {
      const entries = value[field];
      if (!Array.isArray(entries)) continue;
      (entries as readonly Json[]).forEach((entry, index) => {
        if (typeof entry !== 'string' || /^[a-z][a-z0-9+.-]*:|^[\w.-]+\.[a-z]+\/|\n|^git@|\?ref=/i.test(entry)) return;
        const target = resolved(folder, entry);
        const isThere =
          target !== undefined &&
          (target === '' || all.some(({ name }) => name === target || name.startsWith(`${target}/`)));
        if (isThere) return;
        const node = nearest(document, [field, index]);
        const span = { file: each.source, start: node?.[0] ?? 0, end: node?.[1] ?? 0 };
        const why = target === undefined ? 'is outside of the folder that is copied' : 'not found';
        diagnostics.push(diagnostic('manifests/missing-resource', span, `${entry} ${why}`));
      });
    }
  }
  return { inflatesCharts };
}

/** A path relative to a folder; undefined above the root. */
function resolved(folder: readonly string[], path: string): string | undefined {
  const parts = [...folder];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

function isRecord(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function startOf(file: string): Span {
  return { file, start: 0, end: 0 };
}
