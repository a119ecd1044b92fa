import { formatClusterId } from '../../identity/cluster-id.ts';
import { keySpanAt } from '../../config/read.ts';
import { closest } from '../../diagnostics/did-you-mean.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { add, replace } from '../../diagnostics/fix.ts';
import type { Draft } from '../draft.ts';
import { generatedNames } from '../expand-nodes.ts';
import { blame, isWritten, writtenAt } from './places.ts';
import { setInCluster } from './proposals.ts';

/** Entries of `nodes` without effect: an override for an unknown node, most often a misspelt name. */
export function overridesForNobody(draft: Draft): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const cluster of draft.clusters) {
    const entries = Object.entries(cluster.config.value.nodes ?? {});
    // How many nodes there are is not known where a count could not be read.
    if (entries.length === 0 || cluster.groups.some((group) => isUnreadable(group))) continue;
    const present = new Set(cluster.nodes.map((node) => node.name.value));
    let generated: ReadonlySet<string> | undefined;
    for (const [name, node] of entries) {
      const { tree } = cluster.config;
      if (present.has(name) || node.pool !== undefined || isWritten(tree, 'nodes', name, 'pool')) continue;
      // A retired node is not present and was made none the less.
      generated ??= new Set(
        cluster.groups.flatMap((group) => generatedNames(draft.config.root.name ?? '', cluster.config, group)),
      );
      if (generated.has(name)) continue;
      const span = keySpanAt(tree, ['nodes', name]) ?? writtenAt(tree, 'nodes', name);
      const close = closest(name, generated);
      const groups = ['controlPlane', ...Object.keys(cluster.config.value.pools ?? {})];
      const help =
        close === undefined
          ? `set pool: ${groups.join(' or ')} to define an additional node`
          : `did you mean "${close}"? An additional node needs \`pool\``;
      found.push(
        blame(
          'node/unknown',
          { span, who: formatClusterId(cluster.id) },
          [],
          `no pool or cluster defines node "${name}" (${cluster.id})`,
          {
            help,
            fix:
              close === undefined || Object.hasOwn(cluster.config.value.nodes ?? {}, close)
                ? add(writtenAt(tree, 'nodes', name), ['pool'], groups.at(-1))
                : replace(span, close),
          },
        ),
      );
    }
  }
  return found;
}

/** Pools without a number of machines. */
export function poolsWithoutNodes(draft: Draft): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const cluster of draft.clusters) {
    for (const group of cluster.groups) {
      if (group.count !== undefined || isUnreadable(group)) continue;
      const own = Object.values(cluster.config.value.nodes ?? {});
      if (own.some((node) => node.pool === group.name)) continue;
      const path = group.role === 'controlplane' ? ['controlPlane'] : ['pools', group.name];
      const span = keySpanAt(cluster.config.tree, path) ?? writtenAt(cluster.config.tree, ...path) ?? cluster.span;
      const what = group.role === 'controlplane' ? 'the control plane' : `pool ${group.name}`;
      found.push(
        blame(
          'pool/no-count',
          { span, who: formatClusterId(cluster.id) },
          [],
          `${what} of ${cluster.id} has neither count nor nodes`,
          { fix: setInCluster(cluster, [...path, 'count'], '1') },
        ),
      );
    }
  }
  return found;
}

export function isUnreadable(group: Draft['clusters'][number]['groups'][number]): boolean {
  return group.count === undefined && isWritten(group.tree, 'count');
}
