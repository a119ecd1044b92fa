import { spanAt } from '../../config/read.ts';
import type { DiagnosticCode } from '../../diagnostics/catalogue/codes.ts';
import { closest } from '../../diagnostics/did-you-mean.ts';
import type { Diagnostic, Span } from '../../diagnostics/diagnostic.ts';
import { remove, replace } from '../../diagnostics/fix.ts';
import type { Draft, DraftCluster, DraftGroup, DraftNode } from '../draft.ts';
import { hostsOf } from '../provider-settings.ts';
import { blame, compare, type Place, writtenNodes } from './places.ts';

/** References to unknown providers, networks, hosts and pools. */
export function unknownReferences(draft: Draft): readonly Diagnostic[] {
  return draft.clusters.flatMap((cluster) => [
    ...clusterReferences(draft, cluster),
    ...cluster.groups.flatMap((group) => machineReferences(draft, cluster, group)),
    ...writtenNodes(cluster.nodes).flatMap((node) => nodeReferences(draft, cluster, node)),
  ]);
}

/** Names that a single node's own entry may refer to; the entry is there even when no node comes of it. */
export function unknownPools(draft: Draft): readonly Diagnostic[] {
  return draft.clusters.flatMap((cluster) => {
    const pools = new Set(['controlPlane', ...Object.keys(cluster.config.value.pools ?? {})]);
    return Object.entries(cluster.config.value.nodes ?? {}).flatMap(([name, node]) =>
      node.pool === undefined || pools.has(node.pool)
        ? []
        : unknown('pool/unknown', spanAt(cluster.config.tree, ['nodes', name, 'pool']), 'pool', node.pool, pools),
    );
  });
}

function clusterReferences(draft: Draft, cluster: DraftCluster): readonly Diagnostic[] {
  const { value, tree } = cluster.config;
  const attach = value.network?.attach;
  return [
    ...providerReference(draft, value.provider, spanAt(tree, ['provider'])),
    ...(attach === undefined || isNetwork(draft, attach)
      ? []
      : unknown('network/unknown', spanAt(tree, ['network', 'attach']), 'network', attach, networkNames(draft))),
  ];
}

function machineReferences(draft: Draft, cluster: DraftCluster, group: DraftGroup): readonly Diagnostic[] {
  const provider = group.value.provider ?? cluster.config.value.provider;
  return [
    ...(group.value.provider === undefined
      ? []
      : providerReference(draft, group.value.provider, spanAt(group.tree, ['provider']))),
    ...hostReferences(draft, provider ?? cluster.provider?.name, group.value.hosts, spanAt(group.tree, ['hosts'])),
    ...interfaceReferences(draft, group),
  ];
}

function nodeReferences(draft: Draft, cluster: DraftCluster, node: DraftNode): readonly Diagnostic[] {
  const provider = node.value.provider ?? cluster.provider?.name;
  const host = node.value.host;
  return [
    ...(node.value.provider === undefined
      ? []
      : providerReference(draft, node.value.provider, spanAt(node.tree, ['provider']))),
    ...hostReferences(draft, provider, node.value.hosts, spanAt(node.tree, ['hosts'])),
    ...(host === undefined ? [] : hostReferences(draft, provider, [host], spanAt(node.tree, ['host']), false)),
    ...interfaceReferences(draft, node),
  ];
}

function interfaceReferences(draft: Draft, machine: DraftGroup | DraftNode): readonly Diagnostic[] {
  return Object.entries(machine.value.interfaces ?? {}).flatMap(([name, port]) =>
    port.network === undefined || isNetwork(draft, port.network)
      ? []
      : unknown(
          'network/unknown',
          spanAt(machine.tree, ['interfaces', name, 'network']),
          'network',
          port.network,
          networkNames(draft),
        ),
  );
}

function providerReference(draft: Draft, name: string | undefined, span: Span | undefined): readonly Diagnostic[] {
  const providers = draft.config.rootTree.entries.get('providers');
  const names = new Set([
    ...Object.keys(draft.config.root.providers ?? {}),
    ...(providers?.kind === 'map' ? providers.entries.keys() : []),
  ]);
  return name === undefined || names.has(name) ? [] : unknown('provider/unknown', span, 'provider', name, names);
}

function hostReferences(
  draft: Draft,
  provider: string | undefined,
  hosts: readonly string[] | undefined,
  span: Span | undefined,
  isList = true,
): readonly Diagnostic[] {
  const described = draft.providers.get(provider ?? '');
  if (described?.traits?.allocates.hosts === undefined) return [];
  const known = new Set(Object.keys(hostsOf(described)));
  return (hosts ?? []).flatMap((host) =>
    known.has(host)
      ? []
      : unknown('host/unknown', span, `host of provider ${provider}`, host, known, (name) =>
          isList ? `[${[...new Set(hosts?.map((other) => (other === host ? name : other)))].join(', ')}]` : name,
        ),
  );
}

function unknown(
  code: DiagnosticCode,
  span: Span | undefined,
  what: string,
  name: string,
  known: ReadonlySet<string>,
  typed: (name: string) => string = (same) => same,
): readonly Diagnostic[] {
  if (span === undefined) return [];
  const close = closest(name, known);
  const names = [...known].sort(compare);
  const [kind, ...owner] = what.split(' ');
  const help = names.length === 0 ? `no ${what} is defined` : `known: ${names.join(', ')}`;
  const proposal = close ?? names.find((other) => other !== 'controlPlane') ?? names[0];
  const fix = proposal === undefined ? remove(span, 'it') : replace(span, typed(proposal));
  const place: Place = {
    span,
    who: close === undefined ? `unknown ${kind}` : `did you mean "${close}"?`,
  };
  return [blame(code, place, [], [`unknown ${kind} "${name}"`, ...owner].join(' '), { help, fix })];
}

function isNetwork(draft: Draft, name: string): boolean {
  return networkNames(draft).has(name);
}

function networkNames(draft: Draft): ReadonlySet<string> {
  const networks = draft.config.rootTree.entries.get('networks');
  return new Set([...draft.networks.keys(), ...(networks?.kind === 'map' ? networks.entries.keys() : [])]);
}
