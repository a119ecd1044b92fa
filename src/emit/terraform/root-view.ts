import { statePath } from '../../identity/state-path.ts';
import { idOfCluster } from '../../identity/cluster-id.ts';
import type { Catalog } from '../../blueprints/catalog.ts';
import { invariant } from '../../diagnostics/diagnostic.ts';
import type { Cluster, Platform } from '../../model/platform.ts';
import type { Json } from '../../source/tree.ts';
import { hclExpression } from '../hcl/hcl-value.ts';
import { machineTags } from '../machine-tags.ts';
import type { ProviderEmits } from '../provider-emit.ts';
import type { TalosDocuments } from '../talos/documents.ts';
import { talosSecrets } from '../talos-secrets.ts';
import type { View } from '../templates/render-template.ts';
import { apiEndpoint } from '../api-endpoint.ts';
import { bootstrapView } from './bootstrap-view.ts';
import { machineCalls } from './machine-providers.ts';
import { backendCredentials, backendKind, backendView } from './state-backend.ts';
import { nodePatches, schematicFile } from './talos-files.ts';
import { talosProvider } from './talos-provider.ts';
import { formatVersion, versionTag } from '../../versions/version.ts';

/** What every piece of the root module may print. */
export function commonView(platform: Platform, cluster: Cluster, documents: TalosDocuments): View {
  return {
    platform: platform.name,
    environment: cluster.environment,
    cluster: cluster.name,
    tool: platform.terraform.engine,
    protect: cluster.protect,
    tags: machineTags(platform, cluster),
    schematics: schematics(documents),
  };
}

/** All that the templates of a cluster's root module print; `pieces` are those of its providers. */
export function rootView(
  platform: Platform,
  cluster: Cluster,
  catalog: Catalog,
  documents: TalosDocuments,
  pieces: readonly View[],
  emits: ProviderEmits,
): View {
  const kind = backendKind(platform);
  const variables = [...new Set(talosSecrets(cluster).map(({ variable }) => variable))];
  return {
    ...commonView(platform, cluster, documents),
    machineParts: pieces,
    machine: hclExpression(machineOf(cluster, emits)) as unknown as Json,
    talosProvider: talosProvider(cluster),
    backend: backendView(platform, cluster, kind),
    stateFile: kind === 'local' ? statePath(idOfCluster(cluster)) : false,
    credentials: backendCredentials[kind],
    nodes: nodes(cluster, documents),
    endpoint: apiEndpoint(cluster),
    contract: versionTag(cluster.talosContract),
    kubernetesVersion: formatVersion(cluster.versions.kubernetes),
    talosSecrets: variables.length > 0 && variables,
    bootstrapNode: bootstrapNode(cluster),
    bootstrap: bootstrapView(platform, cluster, catalog),
  };
}

/** In HCL, what a node's machine is known by: its id where Terraform makes it, else the node's name. */
function machineOf(cluster: Cluster, emits: ProviderEmits): string {
  const calls = machineCalls(cluster, emits);
  const ids = [...calls.values()].map((call) => `module.${call}[name].id`);
  const [only, ...others] = ids;
  if (only === undefined) return 'name';
  const areAll = cluster.nodes.every(({ provider }) => calls.has(provider.name));
  return others.length === 0 && areAll ? only : `try(${[...ids, 'name'].join(', ')})`;
}

function nodes(cluster: Cluster, documents: TalosDocuments): Json {
  const patches = nodePatches(cluster, documents);
  return Object.fromEntries(
    cluster.nodes.map((node) => [
      node.name,
      { role: node.role, address: node.address ?? node.hostname, patches: patches.get(node.name) ?? [] },
    ]),
  );
}

function schematics({ schematics: all }: TalosDocuments): Json {
  return all.length > 0 && Object.fromEntries(all.map((schematic) => [schematic.id, schematicFile(schematic)]));
}

function bootstrapNode(cluster: Cluster): string {
  const first = cluster.nodes.find((node) => node.role === 'controlplane');
  invariant(first !== undefined, `${idOfCluster(cluster)} has no control plane`);
  return first.name;
}
