import type { Catalog } from '../blueprints/catalog.ts';
import type { FoldedMap } from '../config/folded.ts';
import { valueOf } from '../config/read.ts';
import { withDefaults } from '../config/with-defaults.ts';
import { type LeafPath, leafPlace } from '../identity/leaf-path.ts';
import {
  type Cluster,
  clusterProviders,
  type Component,
  type Environment,
  type Node,
  type Platform,
  type Provider,
} from '../model/platform.ts';
import { hostsOf } from '../model/provider-settings.ts';
import { compareNames, parseSize } from '../model/units.ts';
import type { Json } from '../source/tree.ts';
import { clusterForm } from '../model/cluster-form.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import { emitEnvironment } from '../emit/emit-artifacts.ts';
import type { EmitWith } from './attribute.ts';

type Plain = { [key: string]: unknown };

const emptyTree: FoldedMap = { kind: 'map', entries: new Map(), sayings: [] };

/**
 * The environment as it would be if some leaves had the values they had before (undefined: were not there). The paths are
 * those of `resolvedInputs`. What is made of it is compared with what is made of the present: that is how a change in the
 * output is traced to the input. It is not checked again, so it is for nothing else.
 */
export function revertInputs(environment: Environment, reverted: ReadonlyMap<LeafPath, Json | undefined>): Environment {
  const byCluster = new Map<string, [readonly string[], Json | undefined][]>();
  for (const [path, value] of reverted) {
    const { cluster, keys } = leafPlace(path);
    // What is the platform's own is not put back.
    if (cluster === undefined) continue;
    byCluster.set(cluster, [...(byCluster.get(cluster) ?? []), [keys, value]]);
  }
  return {
    ...environment,
    clusters: environment.clusters.map((cluster) => {
      const sets = byCluster.get(cluster.name);
      return sets === undefined ? cluster : revertCluster(cluster, sets);
    }),
  };
}

function revertCluster(cluster: Cluster, sets: readonly (readonly [readonly string[], Json | undefined])[]): Cluster {
  const form = clusterForm(cluster);
  for (const [path, value] of sets) put(form, path, value);
  const { nodes, platform, network, networks, providers, provider: _provider, ...rest } = form as Plain & ClusterForm;
  const { attach, ...own } = network;
  // Of another type it would be another provider, which no leaf alone makes.
  const reverted = (provider: Provider): Provider =>
    ({ ...provider, settings: { ...providers[provider.name], type: provider.type } }) as Provider;
  const { applications: _applications, ...present } = cluster;
  return {
    ...present,
    ...rest,
    applications: rest['applications'] as Cluster['applications'],
    provider: reverted(cluster.provider),
    ...(cluster.idleProviders === undefined ? {} : { idleProviders: cluster.idleProviders.map(reverted) }),
    network: {
      ...cluster.network,
      ...own,
      name: attach as string,
      settings: (networks[attach as string] ?? cluster.network.settings) as unknown as typeof cluster.network.settings,
    },
    nodes: Object.entries(nodes)
      .flatMap(([name, node]) => nodeOf(name, node, cluster, reverted))
      .sort(byRoleAndName),
    components: Object.entries(platform)
      .flatMap(([name, component]) => componentOf(name, component))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  } as Cluster;
}

/** The order that the model has: control planes, then workers; by name, numbers as numbers. */
function byRoleAndName(a: Node, b: Node): number {
  return a.role === b.role ? compareNames(a.name, b.name) : a.role === 'controlplane' ? -1 : 1;
}

interface ClusterForm {
  nodes: Record<string, Plain>;
  platform: Record<string, Plain>;
  network: Plain;
  networks: Record<string, Plain>;
  providers: Record<string, Plain>;
}

function nodeOf(
  name: string,
  form: Plain,
  cluster: Cluster,
  reverted: (provider: Provider) => Provider,
): readonly Node[] {
  // All its leaves were taken away: the node was not there.
  if (form['role'] === undefined) return [];
  const present = cluster.nodes.find((node) => node.name === name);
  const named = clusterProviders(cluster).find((one) => one.name === form['provider']);
  const provider = reverted(named ?? present?.provider ?? cluster.provider);
  const { disks, gpus, interfaces, ...rest } = form as Plain &
    Record<'disks' | 'gpus' | 'interfaces', Record<string, unknown>>;
  const entries = (map: Record<string, unknown> | undefined): Plain[] =>
    Object.entries(map ?? {}).map(([key, own]) => ({ name: key, ...(own as Plain) }));
  return [
    {
      labels: {},
      annotations: {},
      taints: {},
      ...rest,
      talos: { ...emptyTalos, ...(rest['talos'] as Plain | undefined) },
      name,
      provider,
      memory: parseSize(rest['memory'] as string),
      disks: entries(disks)
        .map((disk) => diskOf(disk, hostsOf(provider)[rest['host'] as string]?.datastores ?? {}))
        .sort((a, b) => (a['slot'] as number) - (b['slot'] as number)),
      gpus: Object.entries(gpus ?? {}).map(([model, mappings]) => ({ model, mappings })),
      interfaces: entries(interfaces).map((own) => ({
        ...own,
        network: present?.interfaces.find((port) => port.name === own['name'])?.network,
      })),
      tree: present?.tree ?? emptyTree,
    } as unknown as Node,
  ];
}

/** From the words of the language to what the model holds: GiB, and what the host calls the datastore. */
function diskOf(disk: Plain, datastores: Readonly<Record<string, string>>): Plain {
  const size = parseSize(disk['size'] as string);
  return {
    ...disk,
    size: size === undefined ? undefined : size / 1024,
    datastore: datastores[disk['datastore'] as string],
  };
}

/** What a node's `talos` is where nobody says anything: the schema's defaults. */
const emptyTalos = valueOf(withDefaults(emptyTree, 'talos')) as Plain;

function componentOf(name: string, form: Plain): readonly Component[] {
  const { version, values, wave, impliedBy, name: _name, ...options } = form;
  if (wave === undefined) return [];
  return [{ name, options, version, values: values ?? {}, wave, impliedBy } as unknown as Component];
}

function put(form: Plain, path: readonly string[], value: Json | undefined): void {
  let here = form;
  for (const key of path.slice(0, -1)) {
    const next = Object.hasOwn(here, key) ? here[key] : undefined;
    if (typeof next !== 'object' || next === null || Array.isArray(next)) {
      if (value === undefined) return;
      here[key] = Object.create(null);
    }
    here = here[key] as Plain;
  }
  const last = path.at(-1);
  if (last === undefined) return;
  if (value === undefined) delete here[last];
  else here[last] = value;
}

/** For `buildPlan`: compiles an environment with some leaves put back. Undefined when that cannot be compiled. */
export function emitReverted(platform: Platform, catalog: Catalog): EmitWith {
  return (name, reverted) => {
    const environment = platform.environments.find((one) => one.name === name);
    if (environment === undefined) return undefined;
    try {
      const { value, diagnostics } = emitEnvironment(platform, revertInputs(environment, reverted), catalog);
      if (value === undefined || hasErrors(diagnostics)) return undefined;
      return new Map(value.map(({ path, text }) => [path, text]));
    } catch {
      // Some leaves alone make no whole environment (half a machine): then they cannot be told apart this way.
      return undefined;
    }
  };
}
