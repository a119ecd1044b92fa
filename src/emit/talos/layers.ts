import type { Json } from '../../source/tree.ts';
import { configKind, type Fragment, isMap, type PatchLayer } from './document.ts';

/** A file of patches and the nodes that get it. */
export interface PatchFile {
  /** `all`, `worker`, `pool-gpu`, `nodes/main-cp-1`. */
  readonly name: string;
  readonly layer: PatchLayer;
  readonly nodes: readonly string[];
}

/** Documents of one file, ready to print. */
export type PatchDocuments = readonly { readonly [key: string]: Json }[];

/**
 * Puts each setting into the widest file whose nodes all have it, so that nothing is said twice and a node's own file
 * holds what is only true of that node. Where one node of several differs, the others' value stays in the shared file
 * and the node's own file says otherwise: to edit one node changes that node's file alone. `files` are widest first; a
 * node gets the files that name it, in that order.
 */
export function layerFragments(
  files: readonly PatchFile[],
  fragments: ReadonlyMap<string, readonly Fragment[]>,
): ReadonlyMap<string, PatchDocuments> {
  const settings = new Map([...fragments].map(([node, list]) => [node, settingsOf(list)]));
  const usual = usualSettings(files, settings);
  const shared = new Map(
    files.map((file) => [
      file.name,
      file.layer === 'node' ? (settings.get(file.nodes[0] ?? '') ?? new Map<string, Setting>()) : sharedBy(file, usual),
    ]),
  );
  return new Map(
    files.map((file) => {
      const wider = files.filter(
        (other) => reach[other.layer] < reach[file.layer] && other.nodes.includes(file.nodes[0] ?? ''),
      );
      const inherited = (id: string): Setting | undefined =>
        wider.map((other) => shared.get(other.name)?.get(id)).findLast((setting) => setting !== undefined);
      const own = [...(shared.get(file.name) ?? [])].filter(([id, setting]) => inherited(id)?.text !== setting.text);
      return [file.name, documents(own)];
    }),
  );
}

/** The majority settings of the nodes of a pool, by the narrowest file that they share. */
type Usual = ReadonlyMap<
  string,
  { readonly nodes: readonly string[]; readonly settings: ReadonlyMap<string, Setting> }
>;

function usualSettings(
  files: readonly PatchFile[],
  settings: ReadonlyMap<string, ReadonlyMap<string, Setting>>,
): Usual {
  const groups = new Map<string, string[]>();
  for (const node of settings.keys()) {
    const narrowest = files.findLast((file) => file.layer !== 'node' && file.nodes.includes(node))?.name ?? '';
    groups.set(narrowest, [...(groups.get(narrowest) ?? []), node]);
  }
  return new Map(
    [...groups].map(([name, nodes]) => {
      const found = new Map<string, Setting>();
      for (const id of settings.get(nodes[0] as string)?.keys() ?? []) {
        const all = nodes.map((node) => settings.get(node)?.get(id));
        const setting = mostCommon(all);
        if (setting !== undefined) found.set(id, setting);
      }
      return [name, { nodes, settings: found }];
    }),
  );
}

/** The setting of all, or of more than half of them where the others can override it in a later patch. */
function mostCommon(all: readonly (Setting | undefined)[]): Setting | undefined {
  const counts = new Map<string, number>();
  for (const setting of all) {
    if (setting === undefined) return undefined;
    counts.set(setting.text, (counts.get(setting.text) ?? 0) + 1);
  }
  const first = all[0];
  if (counts.size === 1) return first;
  const setting = all.find((setting) => setting !== undefined && (counts.get(setting.text) ?? 0) * 2 > all.length);
  return all.every((candidate) => candidate !== undefined && mayDiffer(candidate, setting)) ? setting : undefined;
}

/**
 * Whether a later patch with the one takes the place of the other. Lists are added to, empty values change nothing, and
 * values of two types are refused (machinery, config/merge).
 */
function mayDiffer(setting: Setting, other: Setting | undefined): boolean {
  const { value, item, path, kind } = setting;
  if (item || whole.has(kind) || path.includes('$patch')) return false;
  if (typeof value === 'object' || value === '' || value === 0) return false;
  return typeof value === typeof other?.value;
}

/** The settings of a file for its nodes: the usual ones in each of their pools. */
function sharedBy(file: PatchFile, usual: Usual): ReadonlyMap<string, Setting> {
  const [first, ...others] = [...usual.values()].filter(({ nodes }) => file.nodes.includes(nodes[0] as string));
  return new Map(
    [...(first?.settings ?? [])].filter(
      ([id, setting]) =>
        reach[file.layer] >= reach[setting.widest] &&
        others.every((group) => group.settings.get(id)?.text === setting.text),
    ),
  );
}

interface Setting {
  readonly kind: string;
  readonly name: string | undefined;
  readonly path: readonly string[];
  readonly value: Json;
  /** An item of a list that Talos appends to, rather than a value of its own. */
  readonly item: boolean;
  readonly text: string;
  readonly widest: PatchLayer;
}

interface DocumentDraft {
  readonly kind: string;
  readonly name: string | undefined;
  readonly settings: Setting[];
}

const reach: Readonly<Record<PatchLayer, number>> = { cluster: 0, role: 1, pool: 2, node: 3 };

/**
 * Lists whose order means nothing and that Talos appends to when it merges patches, so their items may stand in
 * different files. All other lists stay whole.
 */
const sets = new Set([
  'machine.certSANs',
  'machine.files',
  'machine.kernel.modules',
  'machine.udev.rules',
  'cluster.apiServer.certSANs',
]);

/**
 * Documents that find something by an expression. Where a further patch touches one of them, Talos forgets the expression
 * and the sizes beside it (seen in 1.12 to 1.14), so each of them stands in one file, whole.
 */
const whole = new Set([
  'ExistingVolumeConfig',
  'LinkAliasConfig',
  'RawVolumeConfig',
  'SwapVolumeConfig',
  'UnattendedInstallConfig',
  'UserVolumeConfig',
  'VolumeConfig',
]);

function settingsOf(fragments: readonly Fragment[]): ReadonlyMap<string, Setting> {
  const settings = new Map<string, Setting>();
  for (const { kind, name, body, widest } of fragments) {
    const walk = (value: Json, path: readonly string[]): void => {
      const add = (item: boolean, leaf: Json): void => {
        const text = JSON.stringify(leaf);
        settings.set(JSON.stringify([kind, name ?? '', path, item ? text : '']), {
          kind,
          name,
          path,
          value: leaf,
          item,
          text,
          widest,
        });
      };
      if (path.length === 0 && whole.has(kind)) {
        add(false, value);
      } else if (isMap(value) && (Object.keys(value).length > 0 || path.length === 0)) {
        for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key]);
        if (path.length === 0 && Object.keys(value).length === 0) add(false, {});
      } else if (Array.isArray(value) && kind === configKind && sets.has(path.join('.'))) {
        for (const item of value as readonly Json[]) add(true, item);
      } else {
        add(false, value);
      }
    };
    walk(body, []);
  }
  return settings;
}

function documents(settings: readonly (readonly [string, Setting])[]): PatchDocuments {
  const drafts = new Map<string, DocumentDraft>();
  for (const [, setting] of settings) {
    const key = JSON.stringify([setting.kind, setting.name ?? '']);
    const draft = drafts.get(key) ?? { kind: setting.kind, name: setting.name, settings: [] };
    draft.settings.push(setting);
    drafts.set(key, draft);
  }
  return [...drafts.values()]
    .sort((a, b) => order(a.kind) - order(b.kind) || compare(a.kind, b.kind) || compare(a.name ?? '', b.name ?? ''))
    .map(print);
}

/** The order in which a person reads: the machine itself, its name and network, its time, its disks, the rest. */
const kindOrder = [
  configKind,
  'HostnameConfig',
  'LinkAliasConfig',
  'BondConfig',
  'BridgeConfig',
  'LinkConfig',
  'VLANConfig',
  'WireguardConfig',
  'DHCPv4Config',
  'Layer2VIPConfig',
  'ResolverConfig',
  'TimeSyncConfig',
  'VolumeConfig',
  'UserVolumeConfig',
];

function order(kind: string): number {
  const index = kindOrder.indexOf(kind);
  return index < 0 ? kindOrder.length : index;
}

function print(draft: DocumentDraft): { readonly [key: string]: Json } {
  const body: Record<string, Json> = {};
  for (const { path, value, item } of draft.settings) {
    if (path.length === 0) {
      Object.assign(body, value);
      continue;
    }
    let at = body;
    for (const key of path.slice(0, -1)) at = (at[key] ??= {}) as Record<string, Json>;
    const last = path.at(-1) as string;
    if (item) at[last] = [...((at[last] as readonly Json[] | undefined) ?? []), value];
    else at[last] = value;
  }
  if (draft.kind === configKind) return sortedSections(body);
  return {
    apiVersion: 'v1alpha1',
    kind: draft.kind,
    ...(draft.name === undefined ? {} : { name: draft.name }),
    ...body,
  };
}

/** `machine` before `cluster`, and their sections by name: several files then read alike. */
function sortedSections(body: Record<string, Json>): { readonly [key: string]: Json } {
  const out: Record<string, Json> = {};
  for (const section of ['machine', 'cluster']) {
    const value = body[section];
    if (value === undefined || !isMap(value)) continue;
    out[section] = Object.fromEntries(Object.entries(value).sort(([a], [b]) => compare(a, b)));
  }
  return out;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
