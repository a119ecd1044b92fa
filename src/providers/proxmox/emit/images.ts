import type { Cluster, Node } from '../../../model/platform.ts';
import type { Json } from '../../../source/tree.ts';
import { settingsOf } from '../model/settings.ts';
import { diskImage } from './disk-image.ts';

/** Where images come from, by the name of the file that they become. */
export function images(cluster: Cluster, nodes: readonly Node[]): Json {
  return sorted(nodes.map((node) => diskImage(cluster, node)).map(({ file, url }) => [file, url]));
}

/** Where each host keeps them. */
export function imageDatastores(nodes: readonly Node[]): Json {
  return sorted(nodes.map((node) => [node.host ?? '', imageDatastore(node)]));
}

/** One place a host, and one a datastore that hosts share. */
export function imagePlaces(nodes: readonly Node[]): Json {
  return sorted(nodes.map((node) => [node.host ?? '', sharesImages(node) ? imageDatastore(node) : (node.host ?? '')]));
}

export function sharesImages(node: Node): boolean {
  return settingsOf(node.provider).sharedDatastores.includes(imageDatastore(node));
}

function imageDatastore({ provider, host }: Node): string {
  const { hosts } = settingsOf(provider);
  const stores = host !== undefined && Object.hasOwn(hosts, host) ? hosts[host]?.datastores : undefined;
  return stores?.['images'] ?? 'local';
}

function sorted(entries: readonly (readonly [string, string])[]): Json {
  return Object.fromEntries([...new Map(entries)].sort(([a], [b]) => (a < b ? -1 : 1)));
}
