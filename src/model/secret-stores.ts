import type { ResolvedExternalSecrets } from '../../schema/config.ts';
import type { Catalog } from '../blueprints/catalog.ts';
import { fillTemplate, templateNames } from '../config/template.ts';
import type { Json } from '../source/tree.ts';
import { type CapabilityGraph, type Dependency, holding } from './capability-graph.ts';
import { componentSecrets } from './component-secrets.ts';
import { blueprintOf } from './blueprint-of.ts';
import type { Cluster, Component } from './platform.ts';
import {
  type Member,
  membersOf,
  operatorCapability,
  provides,
  readsSecrets,
  secretOperator,
  whatComesBefore,
} from './secret-operator.ts';

/** The capability of what makes Secrets of what a store outside Git holds. */
export const storeCapability = 'secrets/external';
/** Where the secrets of a cluster's components come from, when that is a store. */
export interface SecretDelivery {
  /** The component that asks the store. */
  readonly reader: Member;
  readonly store: string;
  /** What a secret is called there, as a template. */
  readonly path: string;
  readonly refresh: string;
  /** By name: the reader, and what it waits for. Their secrets are needed before any store can be asked. */
  readonly before: ReadonlySet<string>;
}

/** Undefined: `secrets.external` is not set, or no component in the cluster reads stores. */
export function secretDelivery(
  external: Partial<ResolvedExternalSecrets> | undefined,
  members: readonly Member[],
  catalog: Pick<Catalog, 'files'>,
): SecretDelivery | undefined {
  const { store, path, refresh } = external ?? {};
  if (store === undefined || refresh === undefined) return undefined;
  const reader = members.find((member) => provides(member, storeCapability));
  if (reader === undefined) return undefined;
  return {
    reader,
    store,
    path: path ?? usualPath(reader, store),
    refresh,
    before: whatTheReaderNeeds(reader, members, catalog),
  };
}

/** With the operator, as soon as anything of it reads a secret: that comes by encrypted objects. */
function whatTheReaderNeeds(
  reader: Member,
  members: readonly Member[],
  catalog: Pick<Catalog, 'files'>,
): ReadonlySet<string> {
  const operator = secretOperator(members);
  return whatComesBefore(reader, members, (member) =>
    operator !== undefined && !operator.before.has(member.name) && readsSecrets(member, catalog)
      ? operator.member
      : undefined,
  );
}

/** The stores that the reader knows, by name; each is a map with its kind among the keys. */
export function storesOf(reader: Member): Readonly<Record<string, Json>> {
  const option = reader.blueprint.secretStores?.option;
  const stores = option !== undefined && Object.hasOwn(reader.options, option) ? reader.options[option] : undefined;
  return isMap(stores) ? stores : {};
}

/**
 * The same graph, in which consumers of a secret wait for what creates it: the reader of the store, or the operator of
 * encrypted objects. What those two wait for themselves does not, so no circle comes of it: from neither of them leads a
 * way, over old edges or new ones, to a component that waits for it because of this.
 */
export function withSecretWaits(
  graph: CapabilityGraph,
  delivery: SecretDelivery | undefined,
  catalog: Pick<Catalog, 'files'>,
): CapabilityGraph {
  const operator = secretOperator(graph.components);
  const waitsFor = new Map(graph.waitsFor);
  for (const from of graph.components) {
    if (!readsSecrets(from, catalog)) continue;
    const stored = delivery !== undefined && !delivery.before.has(from.name);
    if (!stored && operator?.before.has(from.name) === true) continue;
    const maker = stored ? delivery.reader : operator?.member;
    const capability = stored ? storeCapability : operatorCapability;
    const to = graph.components.find(({ name }) => name === maker?.name);
    const declared = to && holding(to.blueprint.provides, to.options).find(({ value }) => value === capability);
    const known = waitsFor.get(from.name) ?? [];
    if (to === undefined || declared === undefined || known.some((edge) => edge.to === to)) continue;
    const dependency: Dependency = { from, capability, kind: 'after', declared, to };
    waitsFor.set(from.name, [...known, dependency]);
  }
  return { ...graph, waitsFor };
}

/** A secret that a component takes from a store. */
export interface StoredSecret {
  /** Of the Secret, and of the secret in the language. */
  readonly name: string;
  readonly namespace: string;
  readonly store: string;
  readonly refresh: string;
  /** The component that asks the store. */
  readonly reader: string;
  /** What it is called in the store, without any key. */
  readonly entry: string;
  /** Keys of the Secret, and where each stands: a property of an entry, or (undefined) the entry itself. Empty: all there are. */
  readonly keys: readonly { readonly name: string; readonly entry: string; readonly property: string | undefined }[];
}

/** Undefined: what the component reads comes by encrypted objects. */
export function storedSecrets(
  platform: string,
  cluster: Cluster,
  component: Component,
  catalog: Catalog,
): readonly StoredSecret[] | undefined {
  const delivery = deliveryOf(cluster, catalog);
  if (delivery === undefined || delivery.before.has(component.name)) return undefined;
  const { path, reader, refresh, store } = delivery;
  const namespace = blueprintOf(component, catalog)?.namespace.name ?? component.name;
  const isEach = namesKey(path);
  return componentSecrets(component, catalog).map(({ name, keys, scope }) => {
    const environment = scope === 'platform' ? 'platform' : cluster.environment;
    const entryOf = (key: string): string =>
      fillTemplate(path, { platform, environment, cluster: cluster.name, name, key });
    return {
      name,
      namespace,
      store,
      refresh,
      reader: reader.name,
      entry: entryOf('*'),
      keys: keys.map((key) => ({ name: key, entry: entryOf(key), property: isEach ? undefined : key })),
    };
  });
}

/** Whether each key of a secret is an entry of its own. */
export function namesKey(path: string): boolean {
  return templateNames(path).some(({ name }) => name === 'key');
}

const deliveries = new WeakMap<Cluster, { readonly catalog: Catalog; readonly found: SecretDelivery | undefined }>();

/** Computed once for each cluster: every component needs it. */
export function deliveryOf(cluster: Cluster, catalog: Catalog): SecretDelivery | undefined {
  const external = cluster.secrets?.external;
  if (external === undefined) return undefined;
  const known = deliveries.get(cluster);
  if (known !== undefined && known.catalog === catalog) return known.found;
  const found = secretDelivery(external, membersOf(cluster, catalog), catalog);
  deliveries.set(cluster, { catalog, found });
  return found;
}

/** The default for the kind of the store. An externally created store has no kind. */
function usualPath(reader: Member, store: string): string {
  const stores = storesOf(reader);
  const entry = Object.hasOwn(stores, store) ? stores[store] : undefined;
  for (const [kind, path] of reader.blueprint.secretStores?.names ?? [])
    if (isMap(entry) && Object.hasOwn(entry, kind) && entry[kind] !== false) return path;
  return '${environment}/${name}';
}

function isMap(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
