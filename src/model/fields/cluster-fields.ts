import { componentFacts } from '../../blueprints/options-schema.ts';
import {
  type Cluster,
  type ClusterNetwork,
  clusterProviders,
  type Component,
  type Node,
  type NodeInterface,
  type Provider,
} from '../platform.ts';
import { hasLeaf } from './edit-form.ts';
import { withEmptyMaps } from './empty-maps.ts';
import { type Fields, type Form, formAt, fromForm, IncompleteForm, isForm, toForm } from './field.ts';
import { map, notInForm, optionalSame, same, textOf } from './kinds-of-field.ts';
import { byRoleAndName, nodeFields } from './node-fields.ts';

/** What the form of a cluster does not hold: the cluster as it is now. */
export interface ClusterContext {
  readonly present: Cluster;
  /** Its form, as it is now: a node whose part in it is the very same is the node that is there. */
  readonly presentForm: Form;
}

const networkFields: Fields<ClusterNetwork, ClusterNetwork['settings']> = {
  certificateNames: same(),
  clusterDomain: same(),
  loadBalancers: optionalSame(),
  nodes: optionalSame(),
  cni: optionalSame(),
  prefix: same(),
  endpoint: same(),
  pods: same(),
  services: same(),
  podNetwork: same(),
  name: {
    toForm: (name) => ({ attach: name }),
    fromForm: ({ attach }) => textOf(attach ?? null),
  },
  // Stands under `networks`, where the language has it.
  settings: notInForm((settings) => settings),
};

/** Options of a component are next to its other values, which have reserved names. */
const componentFields: Fields<Component, { readonly name: string }> = {
  name: notInForm(({ name }) => name),
  options: {
    toForm: (options) => options,
    fromForm: (form) => Object.fromEntries(Object.entries(form).filter(([key]) => !componentFacts.has(key))),
  },
  version: optionalSame(),
  values: map(),
  wave: same(),
  impliedBy: optionalSame(),
};

export const clusterFields: Fields<Cluster, ClusterContext> = {
  environment: notInForm(({ present }) => present.environment),
  name: notInForm(({ present }) => present.name),
  domain: optionalSame(),
  protect: same(),
  versions: same(),
  wantedVersions: same(),
  talosContract: same(),
  schedulableControlPlane: same(),
  talos: map(withEmptyMaps('clusterTalos')),
  applications: optionalSame(),
  backup: map(withEmptyMaps('backup')),
  secrets: optionalSame(),
  provider: {
    toForm: (provider, key, cluster) => ({
      [key]: provider.name,
      providers: Object.fromEntries(
        clusterProviders(cluster).map(({ name, settings }) => [name, settings as unknown as Form]),
      ),
    }),
    fromForm: (form, key, context) => providerOf(form, context, textOf(form[key] ?? null)),
  },
  firstProvider: notInForm(({ present }) => present.firstProvider),
  idleProviders: {
    // Their settings stand among those of all others.
    toForm: () => ({}),
    fromForm: (form, _key, context) =>
      context.present.idleProviders?.map(({ name }) => providerOf(form, context, name)),
  },
  network: {
    toForm: (network, key) => ({
      [key]: toForm(networkFields, network),
      networks: { [network.name]: network.settings as unknown as Form },
    }),
    fromForm: (form, _key, { present, presentForm }) => networkOf(form, present, presentForm),
  },
  nodes: {
    toForm: (nodes, key) => ({ [key]: Object.fromEntries(nodes.map((node) => [node.name, toForm(nodeFields, node)])) }),
    fromForm: (form, key, context) =>
      Object.keys(formAt(form, key))
        .map((name) => nodeOf(form, name, context))
        .sort(byRoleAndName),
  },
  components: {
    toForm: (components) => ({
      platform: Object.fromEntries(components.map((component) => [component.name, toForm(componentFields, component)])),
    }),
    fromForm: (form) =>
      Object.entries(formAt(form, 'platform'))
        .flatMap(([name, own]) => (isForm(own) ? [fromForm(componentFields, own, { name })] : []))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
  },
  // Ciphertext: whether it is another is seen in the files themselves.
  secretObjects: notInForm(({ present }) => present.secretObjects),
  tree: notInForm(({ present }) => present.tree),
};

function networkOf(form: Form, present: Cluster, presentForm: Form): ClusterNetwork {
  const own = formAt(form, 'network');
  const name = textOf(own['attach'] ?? null);
  const settings = settingsAt(form, 'networks', name);
  const isSame = name === present.network.name && settings === formAt(formAt(presentForm, 'networks'), name);
  return fromForm(networkFields, own, isSame ? present.network.settings : networkSettings(settings));
}

/**
 * A provider of the name with its settings of the form. One that the cluster no longer has is of a type that it still has:
 * what providers of a type have in common is no input.
 */
function providerOf(form: Form, { present, presentForm }: ClusterContext, name: string): Provider {
  const settings = settingsAt(form, 'providers', name);
  const all = clusterProviders(present);
  const there = all.find((provider) => provider.name === name);
  if (there !== undefined && settings === formAt(formAt(presentForm, 'providers'), name)) return there;
  const like = [...(there === undefined ? [] : [there]), ...all].find(({ type }) => type === settings['type']);
  if (like === undefined) throw new IncompleteForm(`no provider is of the type of ${name}`);
  return { ...like, name, settings: withEmptyMaps('provider')(settings) } as unknown as Provider;
}

function nodeOf(form: Form, name: string, context: ClusterContext): Node {
  const { present, presentForm } = context;
  const own = formAt(formAt(form, 'nodes'), name);
  const there = present.nodes.find((node) => node.name === name);
  const isSame = (key: string): boolean => form[key] === presentForm[key];
  const unchanged = own === formAt(formAt(presentForm, 'nodes'), name);
  if (there !== undefined && unchanged && isSame('providers') && isSame('networks') && isSame('network')) return there;
  return fromForm(nodeFields, own, {
    name,
    present: there,
    provider: (provider) => providerOf(form, context, provider),
    network: (network) => nodeNetwork(form, context, network),
  });
}

/** A network that a node's port is on: the cluster's own, or one that the cluster's nodes are on now. */
function nodeNetwork(form: Form, { present, presentForm }: ClusterContext, name: string): PortNetwork {
  if (formAt(form, 'network')['attach'] === name) {
    const { settings, prefix } = networkOf(form, present, presentForm);
    return { name, settings, prefix };
  }
  const ports = present.nodes.flatMap((node) => node.interfaces.map(({ network }) => network));
  const known = ports.find((network) => network?.name === name);
  if (known === undefined) throw new IncompleteForm(`unknown network ${name}`);
  return known;
}

type PortNetwork = NonNullable<NodeInterface['network']>;

function settingsAt(form: Form, area: string, name: string): Form {
  const settings = formAt(formAt(form, area), name);
  if (!hasLeaf(settings)) throw new IncompleteForm(`${area}.${name} has no settings`);
  return settings;
}

function networkSettings(form: Form): ClusterNetwork['settings'] {
  return withEmptyMaps('network')(form) as unknown as ClusterNetwork['settings'];
}
