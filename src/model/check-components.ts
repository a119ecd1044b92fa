import { type ClusterId, formatClusterId } from '../identity/cluster-id.ts';
import type { Blueprint } from '../blueprints/catalog.ts';
import { isFaulty, keySpanAt, spanAt } from '../config/read.ts';
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic, Fix, Span } from '../diagnostics/diagnostic.ts';
import { remove } from '../diagnostics/fix.ts';
import { type CapabilityGraph, capabilityGraph, cyclesOf, holding } from './capability-graph.ts';
import { setInCluster } from './rules/proposals.ts';
import { componentOfCapability } from './component-names.ts';
import { componentSpan } from './components.ts';
import type { Draft, DraftCluster, DraftComponent } from './draft.ts';

/** The capability of Talos itself when it provides the pod network. */
export const podNetworkCapability = 'network/pods';

/**
 * What is wrong between the components of each cluster: requirements without a provider, providers that exclude each other,
 * circles, and disks for a component that is off. A fault that several clusters have from one line is reported once.
 */
export function checkComponents(draft: Draft): readonly Diagnostic[] {
  const found: Found[] = [];
  for (const cluster of draft.clusters) {
    const graph = capabilityGraph(cluster.components);
    if (isComplete(draft, cluster)) found.push(...missingCapabilities(draft, cluster, graph));
    found.push(...twoProviders(draft, cluster, graph), ...cycles(cluster, graph), ...usesOfDisabled(draft, cluster));
  }
  return once(found);
}

/** A fault with what makes it the same in two clusters. */
export interface Found {
  readonly key: string;
  readonly report: (clusters: string) => Diagnostic;
  readonly cluster: ClusterId;
}

/**
 * Whether Talos provides the pod network: the CNI is set, or no component provides one, and then it
 * is flannel.
 */
export function podNetworkOf(
  cluster: DraftCluster,
  graph: CapabilityGraph,
): 'component' | 'flannel' | 'none' | 'manifests' {
  const cni = cluster.config.value.network?.cni;
  if (cni?.manifests !== undefined) return 'manifests';
  if (cni?.flannel !== undefined) return 'flannel';
  if (cni?.none !== undefined) return graph.providers.has(podNetworkCapability) ? 'component' : 'none';
  return graph.providers.has(podNetworkCapability) ? 'component' : 'flannel';
}

function missingCapabilities(draft: Draft, cluster: DraftCluster, graph: CapabilityGraph): readonly Found[] {
  const missing = new Map<string, DraftComponent[]>();
  const podNetwork = podNetworkOf(cluster, graph);
  for (const component of cluster.components) {
    for (const { value } of holding(component.blueprint.requires, component.options)) {
      // What is not declared at all was reported in the blueprint.
      const isKnown =
        draft.catalog.capabilities.has(value) || draft.catalog.components.has(componentOfCapability(value) ?? '');
      if (graph.providers.has(value) || !isKnown) continue;
      if (value === podNetworkCapability && podNetwork !== 'none') continue;
      missing.set(value, [...(missing.get(value) ?? []), component]);
    }
  }
  return [...missing].map(([capability, needing]) => {
    const first = needing[0] as DraftComponent;
    const span = componentSpan(first, cluster.components);
    const names = needing.map(({ name }) => name);
    const who = [...draft.catalog.components.values()].filter((blueprint) => canProvide(blueprint, capability));
    const help = who.length === 0 ? undefined : `${who.map(({ name }) => name).join(' or ')} provides it`;
    const other = componentOfCapability(capability);
    return {
      key: `missing ${capability} ${keyOf(span)}`,
      cluster: cluster.id,
      report: (clusters) =>
        diagnostic(
          'platform/missing-capability',
          span,
          `${listed(names)} ${names.length === 1 ? 'needs' : 'need'} ${other === undefined ? `${capability}, which no component in ${clusters} provides` : `${other}, which is disabled in ${clusters}`}`,
          {
            help,
            label: first.name,
            fix: other === undefined ? providing(cluster, who[0], capability) : enabled(cluster, other),
          },
        ),
    };
  });
}

function twoProviders(draft: Draft, cluster: DraftCluster, graph: CapabilityGraph): readonly Found[] {
  const found: Found[] = [];
  for (const [capability, providers] of graph.providers) {
    if (draft.catalog.capabilities.get(capability)?.exclusive !== true) continue;
    const [first, second] = providers as [DraftComponent, ...DraftComponent[]];
    if (second !== undefined) {
      const span = componentSpan(second, cluster.components);
      found.push({
        key: `two ${capability} ${keyOf(span)}`,
        cluster: cluster.id,
        report: (clusters) =>
          diagnostic(
            'platform/duplicate-capability',
            span,
            `${listed(providers.map(({ name }) => name))} ${providers.length === 2 ? 'both' : 'all'} provide ${capability} in ${clusters}, but only one component may`,
            {
              label: second.name,
              help: `remove ${first.name} or ${second.name}`,
              fix: remove(keySpanAt(cluster.config.tree, ['platform', second.name]), second.name),
              related: [{ span: componentSpan(first, cluster.components), message: first.name }],
            },
          ),
      });
    } else if (capability === podNetworkCapability && podNetworkOf(cluster, graph) !== 'component') {
      const span = spanAt(cluster.config.tree, ['network', 'cni']) ?? componentSpan(first, cluster.components);
      found.push({
        key: `cni ${keyOf(span)}`,
        cluster: cluster.id,
        report: (clusters) =>
          diagnostic(
            'platform/duplicate-capability',
            span,
            `network.cni and ${first.name} both provide ${capability} in ${clusters}, but only one component may`,
            {
              help: `remove network.cni or ${first.name}`,
              fix: remove(spanAt(cluster.config.tree, ['network', 'cni']), 'network.cni'),
              related: [{ span: componentSpan(first, cluster.components), message: first.name }],
            },
          ),
      });
    }
  }
  return found;
}

function cycles(cluster: DraftCluster, graph: CapabilityGraph): readonly Found[] {
  return cyclesOf(graph).map((cycle): Found => {
    const first = cycle[0] as (typeof cycle)[number];
    const span = componentSpan(first.from, cluster.components);
    const words = cycle.map(
      ({ kind, capability, to }) => `${kind === 'requires' ? 'needs' : 'waits for'} ${capability} of ${to.name}`,
    );
    return {
      key: `cycle ${words.join()} ${keyOf(span)}`,
      cluster: cluster.id,
      report: (clusters) =>
        diagnostic(
          'platform/capability-cycle',
          span,
          `dependency cycle in ${clusters}: ${first.from.name} ${words.join(', which ')}`,
          { related: cycle.map(({ from, declared }) => ({ span: declared.span, message: from.name })) },
        ),
    };
  });
}

function usesOfDisabled(draft: Draft, cluster: DraftCluster): readonly Found[] {
  const found: Found[] = [];
  const seen = new Set<unknown>();
  for (const node of cluster.nodes) {
    if (seen.has(node.tree)) continue;
    seen.add(node.tree);
    for (const [disk, { use }] of Object.entries(node.value.disks ?? {})) {
      if (use === undefined || isFaulty(node.tree, ['disks', disk, 'use'])) continue;
      const component = cluster.components.find(({ name }) => name === use);
      if (component?.blueprint.disks !== undefined) continue;
      const span = spanAt(node.tree, ['disks', disk, 'use']);
      const known = draft.catalog.components.get(use);
      const storing = [...draft.catalog.components.values()].filter((blueprint) => blueprint.disks !== undefined);
      const why = (clusters: string): string => {
        if (known === undefined) return 'which is not a component';
        return known.disks === undefined ? 'which does not use disks' : `which is disabled in ${clusters}`;
      };
      found.push({
        key: `use ${use} ${keyOf(span)}`,
        cluster: cluster.id,
        report: (clusters) =>
          diagnostic('platform/disk-for-disabled-component', span, `disk ${disk} is for ${use}, ${why(clusters)}`, {
            help:
              known?.disks === undefined && storing.length > 0
                ? `components that use disks: ${storing.map(({ name }) => name).join(', ')}`
                : undefined,
            fix: known?.disks !== undefined ? enabled(cluster, use) : remove(span, 'use'),
          }),
      });
    }
  }
  return found;
}

/** The component, with the option that it needs to provide the capability. */
function providing(cluster: DraftCluster, blueprint: Blueprint | undefined, capability: string): Fix | undefined {
  const declared = blueprint?.provides.find(({ value }) => value === capability);
  if (blueprint === undefined || declared === undefined) return undefined;
  const { when } = declared;
  return when === undefined
    ? enabled(cluster, blueprint.name)
    : setInCluster(cluster, ['platform', blueprint.name, ...when], 'true');
}

function enabled(cluster: DraftCluster, component: string): Fix | undefined {
  return setInCluster(cluster, ['platform', component], '{}');
}

/** Whether all that was written about components could be read: a misspelt name may be the one that is missed. */
export function isComplete(draft: Draft, cluster: DraftCluster): boolean {
  const { tree } = cluster.config;
  if (isFaulty(tree, ['platform'])) return false;
  const platform = tree.entries.get('platform');
  if (platform === undefined) return true;
  if (platform.kind !== 'map' || platform.faulty === true) return false;
  return [...platform.entries].every(([name, entry]) => {
    const blueprint = cluster.components.find((component) => component.name === name)?.blueprint;
    if (blueprint === undefined || entry.kind === 'leaf') return blueprint !== undefined && !hasFault(entry);
    // Options that decide what the component provides; a fault of another one hides nothing.
    const deciding = new Set(blueprint.provides.flatMap(({ when }) => when?.[0] ?? []));
    if (entry.faulty === true) return false;
    return [...entry.entries].every(([option, value]) => !deciding.has(option) || !hasFault(value));
  });
}

function hasFault(folded: DraftComponent['tree'] | { readonly kind: 'leaf'; readonly faulty: boolean }): boolean {
  if (folded === undefined) return false;
  if (folded.kind === 'leaf') return folded.faulty;
  return folded.faulty === true || [...folded.entries.values()].some(hasFault);
}

function canProvide(blueprint: Blueprint, capability: string): boolean {
  return blueprint.provides.some(({ value }) => value === capability);
}

/** One entry for each fault, naming the clusters that have it. */
export function once(found: readonly Found[]): readonly Diagnostic[] {
  const groups = new Map<string, Found[]>();
  for (const entry of found) {
    const group = groups.get(entry.key);
    if (group === undefined) groups.set(entry.key, [entry]);
    else group.push(entry);
  }
  return [...groups.values()].map((group) => {
    const first = group[0] as Found;
    const others = new Set(group.map(({ cluster }) => cluster)).size - 1;
    return first.report(others === 0 ? formatClusterId(first.cluster) : `${first.cluster} and ${others} more`);
  });
}

export function keyOf(span: Span | undefined): string {
  return span === undefined ? '' : `${span.file}:${span.start}`;
}

/** `a`, `a and b`, `a, b and 3 more`. */
function listed(names: readonly string[]): string {
  if (names.length <= 2) return names.join(' and ');
  if (names.length === 3) return `${names[0]}, ${names[1]} and ${names[2]}`;
  return `${names[0]}, ${names[1]} and ${names.length - 2} more`;
}
