import type { Folded } from '../config/folded.ts';
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourceFile } from '../source/tree.ts';
import type { Draft } from './draft.ts';
import { mapAt } from './written.ts';

/** A file that a value of the configuration names. */
interface Reference {
  readonly path: string;
  readonly leaf: Folded;
  readonly kind: 'file' | 'folder';
}

/** Texts of all files that the configuration refers to, by path as written, and those that are not there. */
export function referencedFiles(
  draft: Draft,
  files: readonly SourceFile[],
): { readonly files: ReadonlyMap<string, string>; readonly diagnostics: readonly Diagnostic[] } {
  const texts = new Map(files.map((file) => [file.path, file.content]));
  const found = new Map<string, string>();
  const missing = new Map<string, Diagnostic>();
  for (const { path, leaf, kind } of references(draft)) {
    const inside = kind === 'folder' ? [...texts].filter(([name]) => name.startsWith(`${path}/`)) : [];
    for (const [name, text] of inside) if (typeof text === 'string') found.set(name, text);
    if (inside.length > 0) continue;
    const text = kind === 'folder' ? undefined : texts.get(path);
    if (typeof text === 'string') {
      found.set(path, text);
      continue;
    }
    const span = leaf.kind === 'leaf' ? leaf.saying.span : undefined;
    const key = `${span?.file}:${span?.start}`;
    const message = text === undefined ? `${path} not found` : `${path} is not valid UTF-8`;
    if (!missing.has(key)) missing.set(key, diagnostic('file/not-found', span, message));
  }
  return { files: new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1))), diagnostics: [...missing.values()] };
}

function references(draft: Draft): readonly Reference[] {
  const { rootTree } = draft.config;
  const leaves: (Folded | undefined)[] = [mapAt(rootTree, 'gitops')?.entries.get('knownHosts')];
  for (const name of mapAt(rootTree, 'providers')?.entries.keys() ?? []) {
    leaves.push(mapAt(rootTree, 'providers', name)?.entries.get('ca'));
  }
  const folders: (Folded | undefined)[] = [];
  for (const { config, nodes } of draft.clusters) {
    for (const name of mapAt(config.tree, 'platform')?.entries.keys() ?? []) {
      const component = mapAt(config.tree, 'platform', name);
      // An option of a blueprint may have the name, and is something else.
      if (!draft.catalog.components.has(name)) folders.push(component?.entries.get('path'));
      folders.push(component?.entries.get('manifests'));
    }
    leaves.push(mapAt(config.tree, 'talos', 'audit')?.entries.get('policy'));
    for (const name of mapAt(config.tree, 'talos', 'registries')?.entries.keys() ?? []) {
      leaves.push(mapAt(config.tree, 'talos', 'registries', name)?.entries.get('ca'));
    }
    for (const name of mapAt(config.tree, 'talos', 'manifests')?.entries.keys() ?? []) {
      leaves.push(mapAt(config.tree, 'talos', 'manifests', name)?.entries.get('file'));
    }
    for (const tree of new Set([config.tree, ...nodes.map((node) => node.tree)])) {
      leaves.push(...(mapAt(tree, 'talos', 'patches')?.entries.values() ?? []));
      leaves.push(...(mapAt(tree, 'talos', 'trustedRoots')?.entries.values() ?? []));
    }
  }
  const named = (all: readonly (Folded | undefined)[], kind: Reference['kind']): readonly Reference[] =>
    all.flatMap((leaf) =>
      leaf?.kind === 'leaf' && !leaf.faulty && typeof leaf.value === 'string' ? [{ path: leaf.value, leaf, kind }] : [],
    );
  return [...named(leaves, 'file'), ...named(folders, 'folder')];
}
