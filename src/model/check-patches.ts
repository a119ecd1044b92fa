import { isMap, isNode, isScalar, isSeq, type Node, type Pair, parseAllDocuments, type YAMLMap } from 'yaml';
import type { Catalog } from '../blueprints/catalog.ts';
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic, Span } from '../diagnostics/diagnostic.ts';
import { closest } from '../diagnostics/did-you-mean.ts';
import { talosConflicts, talosDocumentConflicts } from './data/talos-conflicts.ts';
import type { Draft, DraftCluster } from './draft.ts';
import { expectedInstead, type Fields, foundInstead } from './patch-values.ts';
import { contractOf, hasMinor, minorOf, type TalosContract, type TalosVersion } from '../versions/cluster-versions.ts';
import { formatVersion } from '../versions/version.ts';
import { mapAt } from './written.ts';

/**
 * The user's own patches that could not be applied: what cannot be read, documents and fields that this Talos does not
 * have, and what the cluster's contract keeps in another document. `files` holds the texts by path.
 */
export function checkPatches(
  draft: Draft,
  files: ReadonlyMap<string, string>,
  catalog: Catalog,
): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  for (const cluster of draft.clusters) {
    const version = cluster.versions.talos?.value;
    if (version === undefined) continue;
    const selectors = documentsWithSelector(cluster);
    const documents = talosDocuments(version, catalog);
    for (const path of patchesOf(cluster)) {
      const text = files.get(path);
      if (text === undefined || cluster.talosContract === undefined) continue;
      for (const finding of checkPatch(path, text, documents, cluster.talosContract, selectors)) {
        found.set(`${path} ${finding.span?.start} ${finding.message}`, finding);
      }
    }
  }
  return [...found.values()];
}

function patchesOf(cluster: DraftCluster): ReadonlySet<string> {
  const trees = new Set([cluster.config.tree, ...cluster.nodes.map(({ tree }) => tree)]);
  const leaves = [...trees].flatMap((tree) => [...(mapAt(tree, 'talos', 'patches')?.entries.values() ?? [])]);
  return new Set(
    leaves.flatMap((leaf) => (leaf.kind === 'leaf' && typeof leaf.value === 'string' ? [leaf.value] : [])),
  );
}

/** The documents that a minor of Talos knows, with their fields; undefined for a minor without a list of documents. */
interface TalosDocuments {
  readonly minor: TalosContract;
  readonly kinds: { readonly [kind: string]: Fields } | undefined;
}

export function talosDocuments(talos: TalosVersion, catalog: Catalog): TalosDocuments {
  const minor = contractOf(talos);
  const file = catalog.files.get(`blueprints/talos/fields/${formatVersion(minor)}.json`);
  return { minor, kinds: file && (JSON.parse(file.text) as { readonly [kind: string]: Fields }) };
}

/** One patch by its text, for a version of Talos and the contract that the cluster was born with. */
export function checkPatch(
  path: string,
  text: string,
  { minor, kinds }: TalosDocuments,
  contract: TalosContract,
  selectors: ReadonlySet<string>,
): Diagnostic[] {
  const found: Diagnostic[] = [];
  const spanOf = (range: readonly number[] | null | undefined): Span => ({
    file: path,
    start: range?.[0] ?? 0,
    end: range?.[1] ?? 0,
  });
  const seen = new Set<string>();
  for (const document of parseAllDocuments(text)) {
    const [fault] = document.errors;
    if (fault !== undefined) {
      const message = `${path} is not valid YAML: ${(fault.message.split('\n')[0] ?? '').replace(/ at line .*$/, '')}`;
      return [diagnostic('patch/unreadable', spanOf(fault.pos), message)];
    }
    const root = document.contents;
    if (root === null || (isScalar(root) && root.value === null)) continue;
    if (!isMap(root)) {
      const message = isSeq(root)
        ? 'JSON patches are not supported; a machine configuration has several documents'
        : 'a patch must be a map';
      found.push(diagnostic('patch/not-a-document', spanOf(root.range), message));
      continue;
    }
    const kind = scalarAt(root, 'kind') ?? 'Config';
    const name = scalarAt(root, 'name');
    const identity = `${kind} ${name ?? ''}`;
    if (seen.has(identity)) {
      const what = name === undefined ? kind : `${kind} ${name}`;
      found.push(diagnostic('patch/duplicate-document', spanOf(root.range), `${what} is in ${path} twice`));
    }
    seen.add(identity);
    const conflict = talosDocumentConflicts(contract).get(kind);
    if (conflict !== undefined) {
      found.push(
        diagnostic(
          'patch/already-set',
          spanOf(pairOf(root, 'kind')),
          `${kind} conflicts with ${conflict}, which is already in the configuration`,
          {
            help: `the cluster was created with Talos ${contract}: set it under ${conflict}`,
          },
        ),
      );
      continue;
    }
    const fields = kinds === undefined ? null : kinds[kind];
    if (fields === undefined) {
      const meant = closest(kind, Object.keys(kinds ?? {}));
      found.push(
        diagnostic('patch/unknown-kind', spanOf(pairOf(root, 'kind')), `Talos ${minor} has no document ${kind}`, {
          label: meant === undefined ? undefined : `did you mean ${meant}?`,
        }),
      );
      continue;
    }
    const conflicts = kind === 'Config' ? talosConflicts(contract) : new Map<string, string>();
    if (dropsSelector(root, kind, selectors)) {
      const what = name === undefined ? kind : `${kind} ${name}`;
      found.push(
        diagnostic('patch/missing-selector', spanOf(pairOf(root, 'kind')), `${what} would lose its disk selector`, {
          help: 'repeat provisioning with its diskSelector and sizes',
        }),
      );
    }
    const wrongType = (value: Node, at: string, expected: string): void => {
      const message = `${at}${kind === 'Config' ? '' : ` in ${kind}`} must be ${expected}, not ${foundInstead(value)}`;
      found.push(diagnostic('patch/wrong-type', spanOf(value.range), message));
    };
    walk(root, fields, minorOf(minor), '', wrongType, (pair, at, known) => {
      const key = isScalar(pair.key) ? pair.key : undefined;
      const instead = conflicts.get(at);
      if (instead !== undefined) {
        found.push(
          diagnostic('patch/already-set', spanOf(key?.range), `${at} is already set by ${instead}`, {
            help: `the cluster was created with Talos ${contract}: set it in ${instead}`,
          }),
        );
      } else if (known !== undefined) {
        const meant = closest(String(key?.value), known);
        const message = `Talos ${minor} has no ${at}${kind === 'Config' ? '' : ` in ${kind}`}`;
        found.push(
          diagnostic('patch/unknown-field', spanOf(key?.range), message, {
            label: meant === undefined ? undefined : `did you mean ${meant}?`,
          }),
        );
      }
    });
  }
  return found;
}

/** Names of the documents with a selector that are compiled for a cluster: `UserVolumeConfig cache`. */
function documentsWithSelector(cluster: DraftCluster): ReadonlySet<string> {
  const found = new Set<string>();
  if (cluster.talosContract !== undefined && hasMinor(cluster.talosContract, 14)) found.add('UnattendedInstallConfig ');
  for (const { value } of cluster.nodes) {
    for (const name of Object.keys(value.talos?.systemVolumes ?? {})) found.add(`VolumeConfig ${name.toUpperCase()}`);
    for (const name of Object.keys(value.talos?.volumes ?? {})) found.add(`UserVolumeConfig ${name}`);
    for (const name of Object.keys(value.talos?.rawVolumes ?? {})) found.add(`RawVolumeConfig ${name}`);
    for (const name of Object.keys(value.talos?.swap ?? {})) found.add(`SwapVolumeConfig ${name}`);
  }
  return found;
}

/** Talos drops the selector of a document, and the sizes next to it, when a patch changes it and does not repeat them. */
function dropsSelector(root: YAMLMap, kind: string, selectors: ReadonlySet<string>): boolean {
  const name = scalarAt(root, 'name') ?? '';
  if (!selectors.has(`${kind} ${name}`) || root.has('$patch')) return false;
  return root.getIn(['provisioning', 'diskSelector', 'match']) === undefined;
}

/** Calls `visit` for each key, with the known names when it is none of them, and `wrong` for each value of another kind. */
function walk(
  map: YAMLMap,
  fields: Fields,
  minor: number,
  path: string,
  wrong: (value: Node, path: string, expected: string) => void,
  visit: (pair: Pair, path: string, known: readonly string[] | undefined) => void,
): void {
  if (fields === null || typeof fields === 'string' || Array.isArray(fields)) return;
  const known = fields as { readonly [field: string]: Fields };
  for (const pair of map.items) {
    const key = isScalar(pair.key) ? String(pair.key.value) : '';
    // Talos' own way of taking something out.
    if (key === '$patch') continue;
    const at = path === '' ? key : `${path}.${key}`;
    const inner = Object.hasOwn(known, key) ? known[key] : known['*'];
    visit(pair, at, inner === undefined ? Object.keys(known) : undefined);
    if (inner !== undefined && isNode(pair.value)) look(pair.value, inner, at);
  }

  function look(value: Node, inner: Fields, at: string): void {
    // Whatever it is, it goes.
    if (isMap(value) && value.has('$patch')) return;
    const expected = expectedInstead(value, inner, minor);
    if (expected !== undefined) wrong(value, at, expected);
    else if (isMap(value)) walk(value, inner, minor, at, wrong, visit);
    else if (isSeq(value) && Array.isArray(inner)) {
      const [item] = inner as readonly [Fields];
      value.items.forEach((each, index) => {
        if (isNode(each)) look(each, item, `${at}[${index}]`);
      });
    }
  }
}

function scalarAt(map: YAMLMap, key: string): string | undefined {
  const value = map.get(key);
  return typeof value === 'string' ? value : undefined;
}

/** Range of the value of a key. */
function pairOf(map: YAMLMap, key: string): readonly number[] | null | undefined {
  const value = map.get(key, true);
  return isScalar(value) ? value.range : map.range;
}
