import { isMap, isScalar, isSeq, type Pair, parseAllDocuments, type YAMLMap } from 'yaml';
import type { Catalog } from '../blueprints/catalog.ts';
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic, Span } from '../diagnostics/diagnostic.ts';
import { closest } from '../diagnostics/did-you-mean.ts';
import { talosConflicts, talosDocumentConflicts } from './data/talos-conflicts.ts';
import type { Draft, DraftCluster } from './draft.ts';
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
    const version = cluster.versions.talos?.value ?? '';
    const said = documentsWithSelector(cluster);
    for (const path of patchesOf(cluster)) {
      const text = files.get(path);
      if (text === undefined || cluster.talosContract === undefined) continue;
      for (const one of checkPatch(path, text, version, cluster.talosContract, catalog, said)) {
        found.set(`${path} ${one.span?.start} ${one.message}`, one);
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

/** Fields of a document as blueprints/talos/fields has them; test/talos holds them against Talos' own types. */
type Fields = { readonly [field: string]: Fields } | readonly [Fields] | null;

function checkPatch(
  path: string,
  text: string,
  talos: string,
  contract: string,
  catalog: Catalog,
  said: ReadonlySet<string>,
): Diagnostic[] {
  const found: Diagnostic[] = [];
  const spanOf = (range: readonly number[] | null | undefined): Span => ({
    file: path,
    start: range?.[0] ?? 0,
    end: range?.[1] ?? 0,
  });
  const minor = talos.split('.').slice(0, 2).join('.');
  const file = catalog.files.get(`blueprints/talos/fields/${minor}.json`);
  const kinds = file === undefined ? undefined : (JSON.parse(file.text) as { readonly [kind: string]: Fields });
  const seen = new Set<string>();
  for (const document of parseAllDocuments(text)) {
    const [fault] = document.errors;
    if (fault !== undefined) {
      const message = `${path} is no YAML: ${(fault.message.split('\n')[0] ?? '').replace(/ at line .*$/, '')}`;
      return [diagnostic('patch/unreadable', spanOf(fault.pos), message)];
    }
    const root = document.contents;
    if (root === null || (isScalar(root) && root.value === null)) continue;
    if (!isMap(root)) {
      const message = isSeq(root) ? 'JSON patches cannot change several documents' : 'a patch is a map';
      found.push(diagnostic('patch/not-a-document', spanOf(root.range), message));
      continue;
    }
    const kind = scalarAt(root, 'kind') ?? 'Config';
    const name = scalarAt(root, 'name');
    const identity = `${kind} ${name ?? ''}`;
    if (seen.has(identity)) {
      const what = name === undefined ? kind : `${kind} ${name}`;
      found.push(diagnostic('patch/document-twice', spanOf(root.range), `${what} stands in ${path} twice`));
    }
    seen.add(identity);
    const conflict = talosDocumentConflicts(contract).get(kind);
    if (conflict !== undefined) {
      found.push(
        diagnostic('patch/already-set', spanOf(pairOf(root, 'kind')), `${kind} and ${conflict} would both be there`, {
          help: `the cluster was born with Talos ${contract}: say it below ${conflict}`,
        }),
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
    if (dropsSelector(root, kind, said)) {
      const what = name === undefined ? kind : `${kind} ${name}`;
      found.push(
        diagnostic('patch/drops-selector', spanOf(pairOf(root, 'kind')), `${what} would lose the disk that it is for`, {
          help: 'say provisioning with its diskSelector and sizes again',
        }),
      );
    }
    walk(root, fields, '', (pair, at, known) => {
      const key = isScalar(pair.key) ? pair.key : undefined;
      const instead = conflicts.get(at);
      if (instead !== undefined) {
        found.push(
          diagnostic('patch/already-set', spanOf(key?.range), `${at} is set already, by ${instead}`, {
            help: `the cluster was born with Talos ${contract}: say it in ${instead}`,
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
  if (Number(cluster.talosContract?.split('.')[1]) >= 14) found.add('UnattendedInstallConfig ');
  for (const { value } of cluster.nodes) {
    if (value.talos?.systemVolumes?.ephemeral !== undefined) found.add('VolumeConfig EPHEMERAL');
    for (const name of Object.keys(value.talos?.volumes ?? {})) found.add(`UserVolumeConfig ${name}`);
    for (const name of Object.keys(value.talos?.swap ?? {})) found.add(`SwapVolumeConfig ${name}`);
  }
  return found;
}

/** Talos forgets the selector of a document, and the sizes beside it, when a patch touches it and does not repeat them. */
function dropsSelector(root: YAMLMap, kind: string, said: ReadonlySet<string>): boolean {
  const name = scalarAt(root, 'name') ?? '';
  if (!said.has(`${kind} ${name}`) || root.has('$patch')) return false;
  return root.getIn(['provisioning', 'diskSelector', 'match']) === undefined;
}

/** Calls for each key: with the known names when it is none of them. Returns true from `enter` what may be looked into. */
function walk(
  map: YAMLMap,
  fields: Fields,
  path: string,
  visit: (pair: Pair, path: string, known: readonly string[] | undefined) => void,
): void {
  if (fields === null || Array.isArray(fields)) return;
  const known = fields as { readonly [field: string]: Fields };
  for (const pair of map.items) {
    const key = isScalar(pair.key) ? String(pair.key.value) : '';
    // Talos' own way of taking something out.
    if (key === '$patch') continue;
    const at = path === '' ? key : `${path}.${key}`;
    const inner = Object.hasOwn(known, key) ? known[key] : known['*'];
    if (inner === undefined) {
      visit(pair, at, Object.keys(known));
      continue;
    }
    visit(pair, at, undefined);
    if (isMap(pair.value)) walk(pair.value, inner, at, visit);
    const [item] = Array.isArray(inner) ? (inner as readonly [Fields]) : [];
    if (item !== undefined && isSeq(pair.value)) {
      pair.value.items.forEach((each, index) => {
        if (isMap(each)) walk(each, item, `${at}[${index}]`, visit);
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
