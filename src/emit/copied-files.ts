import type { Catalog } from '../blueprints/catalog.ts';
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { DiagnosticCode } from '../diagnostics/catalogue/codes.ts';
import type { Checked, Diagnostic, Span } from '../diagnostics/diagnostic.ts';
import type { Json } from '../source/tree.ts';
import { blueprintOf } from '../model/blueprint-of.ts';
import type { Component } from '../model/platform.ts';
import { checkObject } from './check-object.ts';
import { type CopiedFile, nearestRange, parsedDocuments, plainValue } from './copied-yaml.ts';
import { checkKustomization, isKustomizationFile } from './kustomization.ts';

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
  if (all.some(({ name }) => isKustomizationFile(name))) {
    const { inflatesCharts } = checkKustomization(all, diagnostics);
    for (const file of all) if (objectFile.test(file.name)) parsedDocuments(file, diagnostics);
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
  return parsedDocuments(file, diagnostics).flatMap((document): PlacedObject[] => {
    const object = plainValue(document, file, diagnostics);
    if (object === null || object === undefined) return [];
    const spanOf = (path: readonly (string | number)[]): Span => {
      const node = nearestRange(document, path);
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

function startOf(file: string): Span {
  return { file, start: 0, end: 0 };
}
