import type { FoldedMap } from '../../config/folded.ts';
import { compareNames } from '../units.ts';
import type { Node, NodeDisk, NodeGpu, NodeInterface, Provider } from '../platform.ts';
import { hostsOf } from '../provider-settings.ts';
import { withEmptyMaps } from './empty-maps.ts';
import { type Fields, type Form, formAt, fromForm, toForm } from './field.ts';
import {
  byName,
  leaf,
  map,
  notInForm,
  optionalLeaf,
  optionalSame,
  ownName,
  same,
  sizeIn,
  textOf,
} from './kinds-of-field.ts';

/** What the form of a node does not hold. */
export interface NodeContext {
  readonly name: string;
  /** The node as it is now; undefined where there is none of the name. */
  readonly present: Node | undefined;
  /** Those that the forms of the cluster name. */
  readonly provider: (name: string) => Provider;
  readonly network: (name: string) => NonNullable<NodeInterface['network']>;
}

interface DiskContext {
  readonly name: string;
  /** What the node's host calls each datastore, by its role. */
  readonly datastores: Readonly<Record<string, string>>;
}

interface InterfaceContext {
  readonly name: string;
  readonly network: NodeContext['network'];
}

const diskFields: Fields<NodeDisk, DiskContext> = {
  name: ownName(),
  cache: same(),
  datastore: leaf({
    toLeaf: ({ role }) => role,
    fromLeaf: (found, { datastores }) => {
      const role = textOf(found);
      return { role, name: Object.hasOwn(datastores, role) ? datastores[role] : undefined };
    },
  }),
  keep: same(),
  size: {
    toForm: (size, key) => (size === 0 ? {} : { [key]: sizeIn('GiB').toLeaf(size) }),
    fromForm: (form, key, context) =>
      Object.hasOwn(form, key) ? sizeIn('GiB').fromLeaf(form[key] as string, context, form) : 0,
  },
  tags: same(),
  use: optionalSame(),
  slot: same(),
  holder: optionalSame(),
};

const gpuFields: Fields<NodeGpu, { readonly name: string }> = {
  model: ownName(),
  mappings: same(),
};

const interfaceFields: Fields<NodeInterface, InterfaceContext> = {
  name: ownName(),
  network: optionalLeaf({ toLeaf: ({ name }) => name, fromLeaf: (name, { network }) => network(textOf(name)) }),
  address: optionalSame(),
  addresses: same(),
  mac: optionalSame(),
  match: optionalSame(),
  mtu: optionalSame(),
  dhcp: same(),
  routeMetric: optionalSame(),
  routes: map(),
  bond: optionalSame(),
  bridge: optionalSame(),
  vlan: optionalSame(),
  wireguard: optionalSame(),
};

export const nodeFields: Fields<Node, NodeContext> = {
  name: ownName(),
  hostname: same(),
  role: same(),
  pool: same(),
  host: optionalSame(),
  address: optionalSame(),
  mac: optionalSame(),
  vmId: optionalSame(),
  cpu: same(),
  machine: map(withEmptyMaps('machine')),
  dns: same(),
  search: optionalSame(),
  ntp: same(),
  labels: map(),
  annotations: map(),
  taints: map(),
  description: optionalSame(),
  talos: map(withEmptyMaps('talos')),
  extensions: same(),
  memory: leaf(sizeIn('MiB')),
  provider: leaf({ toLeaf: ({ name }) => name, fromLeaf: (name, { provider }) => provider(textOf(name)) }),
  disks: byName(
    diskFields,
    (name, { provider }: NodeContext, form): DiskContext => ({ name, datastores: datastoresOf(form, provider) }),
    (a, b) => Number(b.name === 'system') - Number(a.name === 'system') || (a.name < b.name ? -1 : 1),
  ),
  gpus: {
    // What there is to say of a card stands under its model, without a name of its own.
    toForm: (gpus, key) => ({
      [key]: Object.fromEntries(gpus.map((gpu) => [gpu.model, toForm(gpuFields, gpu)['mappings'] ?? []])),
    }),
    fromForm: (form, key) =>
      Object.entries(formAt(form, key))
        .map(([model, mappings]) => fromForm(gpuFields, { mappings }, { name: model }))
        .sort((a, b) => (a.model < b.model ? -1 : 1)),
  },
  interfaces: byName(
    interfaceFields,
    (name, { network }: NodeContext): InterfaceContext => ({ name, network }),
    (a, b) => (a.name < b.name ? -1 : 1),
  ),
  tree: notInForm(({ present }) => present?.tree ?? emptyTree),
};

/** The order that the model has: control planes, then workers; by name, numbers as numbers. */
export function byRoleAndName(a: Node, b: Node): number {
  return a.role === b.role ? compareNames(a.name, b.name) : a.role === 'controlplane' ? -1 : 1;
}

function datastoresOf(node: Form, provider: NodeContext['provider']): DiskContext['datastores'] {
  const { host, provider: name } = node;
  if (typeof host !== 'string') return {};
  return hostsOf(provider(textOf(name ?? null)))[host]?.datastores ?? {};
}

const emptyTree: FoldedMap = { kind: 'map', entries: new Map(), provenances: [] };
