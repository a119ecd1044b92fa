import { parseAllDocuments } from 'yaml';
import { talosDocuments } from '../../src/emit/talos/documents.ts';
import { nodePatches } from '../../src/emit/terraform/talos-files.ts';
import type { Cluster, Platform } from '../../src/model/platform.ts';
import type { Json } from '../../src/source/tree.ts';
import { builtInCatalog } from './compile-platform.ts';

export interface Document {
  readonly [key: string]: Json;
}

/** Texts of a node's patches, in the order in which they are applied. */
export function patchesOf(
  platform: Platform,
  cluster: Cluster,
  node: string,
  files: ReadonlyMap<string, string>,
): readonly string[] {
  const names = nodePatches(cluster, talosDocuments(platform, cluster, builtInCatalog())).get(node) ?? [];
  return names.map((name) => {
    const text = files.get(`${cluster.environment}/clusters/${cluster.name}/talos/${name}`);
    if (text === undefined) throw new Error(`${name} was not compiled`);
    return text;
  });
}

/** What a node's patches say together, as Talos merges them: maps merge, lists append. Good enough for looking things up. */
export function machineDocuments(
  platform: Platform,
  cluster: Cluster,
  node: string,
  files: ReadonlyMap<string, string>,
): readonly Document[] {
  const merged = new Map<string, Document>();
  for (const text of patchesOf(platform, cluster, node, files)) {
    for (const document of parseAllDocuments(text)) {
      const value = document.toJS() as Document;
      const key = JSON.stringify([value['kind'], value['name']]);
      merged.set(key, merge(merged.get(key) ?? {}, value) as Document);
    }
  }
  return [...merged.values()];
}

function merge(below: Json, above: Json): Json {
  if (Array.isArray(below) && Array.isArray(above)) return [...(below as Json[]), ...(above as Json[])];
  if (!isMap(below) || !isMap(above)) return above;
  const out: Record<string, Json> = { ...below };
  for (const [key, value] of Object.entries(above))
    out[key] = Object.hasOwn(out, key) ? merge(out[key] as Json, value) : value;
  return out;
}

export function isMap(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
