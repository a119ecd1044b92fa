import { formatClusterId } from '../../identity/cluster-id.ts';
import { isFaulty } from '../../config/read.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Draft, DraftCluster } from '../draft.ts';
import { fillTemplate } from '../../config/template.ts';
import { add } from './node-names.ts';
import { compare, conflict, lastWritten, writtenAt } from './places.ts';
import { setInCluster } from './proposals.ts';
import { inList } from './range-overlap.ts';

/** Two clusters under one domain would both claim `argocd.<domain>`, and the last one to update DNS would win. */
export function sharedDomains(draft: Draft): readonly Diagnostic[] {
  const owners = new Map<string, DraftCluster[]>();
  for (const cluster of draft.clusters) {
    const domain = cluster.config.value.domain;
    // A cluster on which nothing runs has no pages to name.
    if (domain !== undefined && cluster.components.length > 0) {
      add(owners, domain.toLowerCase().replace(/\.$/, ''), cluster);
    }
  }
  return [...owners].flatMap(([domain, clusters]) =>
    shared(
      clusters,
      'hostnames/conflict',
      ['domain'],
      `hostnames under ${domain}`,
      `give each its own domain, for example ${nameFor(clusters, domain)}`,
      (cluster) => `${cluster.name}.${domain}`,
    ),
  );
}

/** Two clusters that take their applications from one folder run everything twice, under the same names. */
export function sharedApplications(draft: Draft): readonly Diagnostic[] {
  const owners = new Map<string, DraftCluster[]>();
  for (const cluster of draft.clusters) {
    const applications = cluster.config.value.applications;
    if (applications?.repository === undefined) continue;
    if (isFaulty(cluster.config.tree, ['applications', 'path'])) continue;
    const path = fillTemplate(applications.path ?? '', {
      platform: draft.config.root.name ?? '',
      environment: cluster.environment,
      cluster: cluster.name,
    }).replace(/\/+$/, '');
    const repository = applications.repository.toLowerCase().replace(/(?:\.git)?\/*$/, '');
    add(owners, `${path} of ${repository}\n${applications.revision}`, cluster);
  }
  return [...owners].flatMap(([key, clusters]) =>
    shared(
      clusters,
      'applications/same-path',
      ['applications', 'path'],
      `the applications in ${key.split('\n')[0]}`,
      'use ${environment} and ${cluster} in the path, for example "clusters/${environment}/${cluster}"',
      () => JSON.stringify('clusters/${environment}/${cluster}'),
    ),
  );
}

function shared(
  clusters: readonly DraftCluster[],
  code: 'hostnames/conflict' | 'applications/same-path',
  path: readonly string[],
  what: string,
  help: string,
  proposal: (cluster: DraftCluster) => string,
): readonly Diagnostic[] {
  if (clusters.length < 2) return [];
  const places = clusters.map((cluster) => ({
    span: writtenAt(cluster.config.tree, ...path) ?? writtenAt(cluster.config.tree, ...path.slice(0, 1)),
    who: formatClusterId(cluster.id),
    cluster,
  }));
  const ids = clusters.map((cluster) => formatClusterId(cluster.id)).sort(compare);
  const blamed = lastWritten(places)?.cluster;
  return conflict(code, places, `${inList(ids)} both claim ${what}`.replace('both', ids.length > 2 ? 'all' : 'both'), {
    help,
    fix: blamed === undefined ? undefined : setInCluster(blamed, path, proposal(blamed)),
    cluster: blamed?.id,
  });
}

function nameFor(clusters: readonly DraftCluster[], domain: string): string {
  return `${clusters.at(-1)?.name}.${domain}`;
}
