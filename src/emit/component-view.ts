import { blueprintOf, isOwn } from '../model/blueprint-of.ts';
import { formatClusterId, idOfCluster } from '../identity/cluster-id.ts';
import { type OptionsSchema, parseOptionsSchema, withAbsentOptions } from '../blueprints/options-schema.ts';
import type { Blueprint, Catalog } from '../blueprints/catalog.ts';
import { invariant } from '../diagnostics/diagnostic.ts';
import { formatAddress, parseRanges } from '../config/addresses.ts';
import { copiedFolder, copiedFolders } from './copied-files.ts';
import { holding } from '../model/capability-graph.ts';
import type { Cluster, Component, Environment, Platform } from '../model/platform.ts';
import type { Json } from '../source/tree.ts';
import type { View } from './templates/render-template.ts';
import { formatVersion } from '../versions/version.ts';

/**
 * What every template of a component may use. Every known capability and every option is there, an option that is not
 * set as `false`, so that a template never asks in vain.
 */
export function componentView(
  platform: Platform,
  environment: Environment,
  cluster: Cluster,
  component: Component,
  catalog: Catalog,
): View {
  const blueprint = blueprintOf(component, catalog);
  invariant(blueprint !== undefined, `no blueprint for ${component.name}`);
  const shared = clusterView(platform, cluster, catalog);
  const options = optionsView(blueprint, component, catalog);
  return {
    platform: { name: platform.name },
    environment: { name: environment.name },
    gitops: { knownHosts: knownHosts(platform) },
    ...shared,
    component: {
      name: component.name,
      namespace: blueprint.namespace.name,
      release: blueprint.release,
      version: component.version ?? false,
    },
    options,
    secrets: secretsView(blueprint, options),
  };
}

/** Host keys of the server that holds the published repository; `false` where they are not set. */
function knownHosts({ gitops, files }: Platform): Json {
  return (gitops?.knownHosts === undefined ? undefined : files.get(gitops.knownHosts)) ?? false;
}

/**
 * Whether Argo CD may meet a kustomization that renders Helm charts, which it refuses unless it is told: one that is copied
 * here, or any in a repository that nothing here has read.
 */
function inflatesCharts(platform: Platform, cluster: Cluster, catalog: Catalog): boolean {
  if (cluster.applications !== undefined) return true;
  return cluster.components.some((component) => {
    const blueprint = blueprintOf(component, catalog);
    if (blueprint !== undefined && isOwn(blueprint) && blueprint.source?.kind === 'git') return true;
    return copiedFolders(component, catalog).some(
      (copied) => copiedFolder(platform.files, copied.folder, catalog).value?.inflatesCharts === true,
    );
  });
}

/** `gateway/api-crds` is `gatewayApiCrds` in templates. */
export function capabilityKey(capability: string): string {
  return capability.replace(/[/-]([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

const clusterViews = new WeakMap<Cluster, { readonly catalog: Catalog; readonly view: View }>();

/** The part that all components of a cluster share; made once for each cluster. */
function clusterView(platform: Platform, cluster: Cluster, catalog: Catalog): View {
  const known = clusterViews.get(cluster);
  if (known !== undefined && known.catalog === catalog) return known.view;
  const provided = new Set<string>();
  for (const component of cluster.components) {
    const declared = blueprintOf(component, catalog)?.provides ?? [];
    for (const { value } of holding(declared, component.options)) provided.add(value);
  }
  const controlPlanes = cluster.nodes.filter((node) => node.role === 'controlplane').length;
  const workers = cluster.nodes.length - controlPlanes;
  const schedulable = workers + (cluster.schedulableControlPlane ? controlPlanes : 0);
  const { network } = cluster;
  const view: View = {
    cluster: {
      name: cluster.name,
      id: formatClusterId(idOfCluster(cluster)),
      domain: cluster.domain ?? false,
      clusterDomain: network.clusterDomain ?? 'cluster.local',
      pods: network.pods,
      services: network.services,
      loadBalancers: (parseRanges(network.loadBalancers ?? '') ?? []).map((range) => ({
        start: formatAddress({ family: range.family, value: range.first }),
        stop: formatAddress({ family: range.family, value: range.last }),
      })),
      kubePrism: cluster.talos.kubePrism.enabled ? cluster.talos.kubePrism.port : false,
      endpoint: { host: network.endpoint.host, port: network.endpoint.port },
      talosVersion: formatVersion(cluster.versions.talos),
      kubernetesVersion: formatVersion(cluster.versions.kubernetes),
      protect: cluster.protect,
      hasBgp: provided.has('network/bgp'),
      inflatesCharts: inflatesCharts(platform, cluster, catalog),
    },
    nodes: { count: cluster.nodes.length, controlPlanes, workers, schedulable },
    // A second replica on the same node gives no redundancy.
    replicas: { two: replicas(2, schedulable), three: replicas(3, schedulable) },
    has: Object.fromEntries([...catalog.capabilities.keys()].map((name) => [capabilityKey(name), provided.has(name)])),
  };
  clusterViews.set(cluster, { catalog, view });
  return view;
}

function replicas(wanted: number, schedulable: number): number {
  return Math.max(1, Math.min(wanted, schedulable));
}

function optionsView(blueprint: Blueprint, component: Component, catalog: Catalog): { readonly [key: string]: Json } {
  const file = catalog.files.get(`${blueprint.folder}/options.schema.json`);
  const schema: OptionsSchema = (file === undefined ? undefined : parseOptionsSchema(file).value) ?? {};
  return withAbsentOptions(schema, component.options) as { readonly [key: string]: Json };
}

/**
 * By option path with `_` between: which Secret of the component's namespace holds it, and under which key. One that is
 * named in a map of the user's own (`bgp.peers.*.password`) is found at the option itself.
 */
function secretsView(blueprint: Blueprint, options: Json): { readonly [key: string]: Json } {
  const view = Object.create(null) as Record<string, Json>;
  for (const [path, { keys }] of blueprint.secrets) {
    if (path.includes('*')) continue;
    let option: Json | undefined = options;
    for (const name of path.split('.')) {
      const map: Json | undefined = option;
      option = isMap(map) && Object.hasOwn(map, name) ? map[name] : undefined;
    }
    const reference = isMap(option) && typeof option['secret'] === 'string' ? option : undefined;
    view[path.replaceAll('.', '_')] =
      reference === undefined ? false : { name: reference['secret'] as string, key: keyOf(reference, keys) };
  }
  return view;
}

function keyOf(reference: { readonly [key: string]: Json }, usual: readonly string[]): Json {
  const { key } = reference;
  return typeof key === 'string' ? key : (usual[0] ?? false);
}

function isMap(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
