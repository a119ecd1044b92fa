import { formatClusterId } from '../../identity/cluster-id.ts';
import type { Diagnostic, Fix, Span } from '../../diagnostics/diagnostic.ts';
import type { Draft, DraftCluster, DraftNode } from '../draft.ts';
import { generatedNames } from '../expand-nodes.ts';
import { hostsOf } from '../provider-settings.ts';
import { add } from './node-names.ts';
import { type Place, blame, clusterPlace, isUsers, writtenAt } from './places.ts';
import { replaceOrSet } from './proposals.ts';

/** etcd decides by majority: without a member there is none, and an even number tolerates no more than one fewer. */
export function controlPlaneCount(draft: Draft): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const cluster of draft.clusters) {
    const group = cluster.groups.find((candidate) => candidate.role === 'controlplane');
    // Where the count itself could not be read, the number is unknown.
    if (group === undefined || group.count === undefined) continue;
    const count = controlPlanes(cluster).length;
    if (count === 0) {
      found.push(
        blame('topology/no-control-plane', countPlace(cluster), [], `${cluster.id} has no control plane`, {
          fix: countFix(cluster, 1),
        }),
      );
    } else if (count % 2 === 0) {
      const retired = generatedNames(draft.config.root.name ?? '', cluster.config, group).filter(
        (name) => cluster.config.value.nodes[name]?.retired === true,
      );
      // On the way from three to one, or to three others: odd again once all of it is said.
      if (retired.length > 0 && (count + retired.length) % 2 === 1) {
        const message = `${cluster.id} has ${count} control planes while ${retired.join(', ')} is retired: as many failures as ${count - 1} tolerate`;
        const help = `add one (count: ${group.count.value + 1}), or retire another`;
        const extra = { help, cluster: cluster.id };
        found.push(blame('topology/retired-control-plane', countPlace(cluster), [], message, extra));
        continue;
      }
      const message = `${cluster.id} has ${count} control planes, and an even number tolerates no more failures than ${count - 1}`;
      const help = `write ${count - 1} or ${count + 1}`;
      found.push(
        blame('topology/even-control-planes', countPlace(cluster), [], message, {
          help,
          fix: countFix(cluster, count + 1),
        }),
      );
    }
  }
  return found;
}

/** Nothing protects a cluster from the loss of its only control plane. */
export function loneControlPlane(draft: Draft): readonly Diagnostic[] {
  return draft.clusters.flatMap((cluster) => {
    if (cluster.config.value.protect !== true || controlPlanes(cluster).length !== 1) return [];
    const protectedBy = { span: writtenAt(cluster.config.tree, 'protect'), who: 'protected here' };
    const message = `${cluster.id} is protected and has one control plane`;
    return [
      blame('topology/one-control-plane', countPlace(cluster), [protectedBy], message, {
        help: 'write 3, or set protect: false',
        fix: countFix(cluster, 3),
        cluster: cluster.id,
      }),
    ];
  });
}

/** Three control planes are one where their host is one. With several hosts there is a better place. */
export function majorityOnOneHost(draft: Draft): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const cluster of draft.clusters) {
    const members = controlPlanes(cluster);
    if (members.length < 3) continue;
    const byHost = new Map<string, DraftNode[]>();
    for (const node of members) {
      if (node.host !== undefined) add(byHost, `${node.provider?.name}\n${node.host.value}`, node);
    }
    const crowd = [...byHost.values()].find((nodes) => nodes.length * 2 > members.length);
    const provider = crowd?.[0]?.provider;
    if (crowd === undefined || provider === undefined || Object.keys(hostsOf(provider)).length < 2) continue;
    const host = crowd[0]?.host?.value;
    const places = crowd.map((node) => ({
      span: node.host?.span ?? writtenAt(node.tree, 'hosts'),
      who: node.name.value,
    }));
    const blamed = places.findLast((place) => isUsers(place.span)) ?? clusterPlace(cluster);
    const message = `${crowd.length} of ${members.length} control planes of ${cluster.id} are on host ${host}: without it, etcd has no quorum`;
    found.push(
      blame('topology/quorum-on-one-host', blamed, places, message, {
        help: `with \`hosts\`, machines are spread, for example hosts: [${Object.keys(hostsOf(provider)).join(', ')}]`,
        cluster: cluster.id,
      }),
    );
  }
  return found;
}

export function controlPlanes(cluster: DraftCluster): readonly DraftNode[] {
  return cluster.nodes.filter((node) => node.role === 'controlplane');
}

function countFix(cluster: DraftCluster, count: number): Fix | undefined {
  return replaceOrSet(cluster, countSpan(cluster), ['controlPlane', 'count'], String(count));
}

/** The count that a user wrote; a built-in size is not the place to change one's cluster. */
function countPlace(cluster: DraftCluster): Place {
  const count = countSpan(cluster);
  if (isUsers(count)) return { span: count, who: formatClusterId(cluster.id) };
  const size = writtenAt(cluster.config.tree, 'size');
  return isUsers(cluster.span) ? clusterPlace(cluster) : { span: size, who: formatClusterId(cluster.id) };
}

function countSpan(cluster: DraftCluster): Span | undefined {
  return cluster.groups.find(({ role }) => role === 'controlplane')?.count?.span;
}
