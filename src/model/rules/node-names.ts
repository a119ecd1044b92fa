import { compareIdentities } from '../../identity/identity.ts';
import { clusterId, formatClusterId } from '../../identity/cluster-id.ts';
import type { Diagnostic, Fix } from '../../diagnostics/diagnostic.ts';
import { replace } from '../../diagnostics/fix.ts';
import type { DiagnosticDetails } from '../../diagnostics/catalogue.ts';
import type { Draft, DraftCluster, DraftNode } from '../draft.ts';
import { hostsOf } from '../provider-settings.ts';
import { type Place, blame, compare, conflict, lastWritten, whoIs, writtenAt } from './places.ts';
import { groupPath, setInCluster } from './proposals.ts';

/** RFC 1123, and what Kubernetes wants of a label: letters, digits and hyphens, at most 63. */
const label = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const longest = 63;

/** Names with another meaning on every machine. */
const reserved = new Set(['localhost', 'localhost4', 'localhost6', 'broadcasthost', 'kubernetes']);

/** Node names are unique per provider: the hypervisor, Terraform and the lock file know a machine by its name. */
export function duplicateNodeNames(draft: Draft): readonly Diagnostic[] {
  return sameNames(draft)
    .flatMap((alike) => groupBy(alike, (node) => node.name.value))
    .flatMap((nodes) => {
      if (nodes.length < 2) return [];
      const name = nodes[0]?.name.value ?? '';
      const where = [...new Set(nodes.map((node) => clusterId(node.environment, node.cluster)))];
      const words =
        where.length === 1 ? `twice in ${where[0]}` : `in ${where.sort(compareIdentities).join(' and in ')}`;
      return conflict(
        'node/duplicate-name',
        nodes.map(placeOf),
        `node ${name} is defined ${words}`,
        renamed(draft, nodes),
      );
    });
}

/** DNS knows no case, and neither do Kubernetes' names: `Web-1` and `web-1` would be one machine. */
export function nodeNamesThatDifferInCase(draft: Draft): readonly Diagnostic[] {
  return sameNames(draft).flatMap((nodes) => {
    const names = [...new Set(nodes.map((node) => node.name.value))].sort(compare);
    if (names.length < 2) return [];
    return conflict(
      'node/name-case',
      nodes.map(placeOf),
      `node names ${names.join(' and ')} differ only in case`,
      renamed(draft, nodes),
    );
  });
}

/** What hypervisors, DNS and Kubernetes accept as a name. */
export function nodeNameForm(draft: Draft): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const cluster of draft.clusters) {
    for (const node of cluster.nodes) {
      const name = node.name.value;
      if (name.length > longest) {
        const place = placeOf(node);
        const message = `node name ${name} has ${name.length} characters, but the limit is ${longest}`;
        found.push(blame('node/name-too-long', place, [], message, { fix: nameFix(draft, node) }));
      } else if (!label.test(name)) {
        // Upper case beside a twin in lower case was reported as that.
        if (label.test(name.toLowerCase()) && hasTwin(draft, node)) continue;
        const place = placeOf(node);
        const help = suggestion(name);
        const message = `node name "${name}" is not a DNS label`;
        found.push(blame('node/invalid-name', place, [], message, { help, fix: nameFix(draft, node) }));
      } else if (reserved.has(name)) {
        found.push(
          blame('node/reserved-name', placeOf(node), [], `node name ${name} is reserved`, {
            fix: nameFix(draft, node),
          }),
        );
      } else if (Object.hasOwn(hostsOf(node.provider), name)) {
        const host = { span: writtenAt(node.provider?.tree, 'hosts', name), who: `host ${name}` };
        const message = `node ${name} has the name of a hypervisor host`;
        found.push(blame('node/reserved-name', placeOf(node), [host], message, { fix: nameFix(draft, node) }));
      }
    }
  }
  return found;
}

/** Whether another machine of the provider has the same name but for its case. */
function hasTwin(draft: Draft, node: DraftNode): boolean {
  const name = node.name.value;
  return draft.clusters.some((cluster) =>
    cluster.nodes.some(
      (other) =>
        other.name.value !== name &&
        other.name.value.toLowerCase() === name.toLowerCase() &&
        other.provider?.name === node.provider?.name,
    ),
  );
}

/** Kubernetes knows a node by its host name: two with one name replace each other in the cluster. */
export function duplicateHostnames(draft: Draft): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const cluster of draft.clusters) {
    const byHostname = new Map<string, DraftNode[]>();
    for (const node of cluster.nodes) add(byHostname, (node.value.hostname ?? node.name.value).toLowerCase(), node);
    for (const [hostname, nodes] of byHostname) {
      if (new Set(nodes.map((node) => node.name.value.toLowerCase())).size < 2) continue;
      const places = nodes.map((node) => ({
        span: writtenAt(node.tree, 'hostname') ?? node.name.span,
        who: whoIs(node),
      }));
      const written = places.filter((_, index) => nodes[index]?.value.hostname !== undefined);
      const names = nodes.map((node) => node.name.value).sort(compare);
      const message = `nodes ${names.join(' and ')} have the same hostname ${hostname}`;
      found.push(
        ...conflict('node/duplicate-hostname', written.length > 1 ? places : [...written, ...places], message, {
          fix: hostnameFix(nodes),
        }),
      );
    }
  }
  return found;
}

/** `<platform>-<environment>-<cluster>` names Argo CD projects and tags on the hypervisor. */
export function clusterNameLength(draft: Draft): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const cluster of draft.clusters) {
    const joined = [draft.config.root.name, cluster.environment, cluster.name].join('-');
    if (draft.config.root.name === undefined || joined.length <= longest) continue;
    const message = `${joined} has ${joined.length} characters, but the limit is ${longest}`;
    const help = `rename the cluster, its environment or the platform: ${joined.length - longest} characters fewer, for example cluster ${shorter(cluster, joined.length - longest)}`;
    found.push(
      blame('cluster/name-too-long', { span: cluster.span, who: formatClusterId(cluster.id) }, [], message, { help }),
    );
  }
  return found;
}

function shorter({ name }: DraftCluster, by: number): string {
  return name.slice(0, Math.max(1, name.length - by)).replace(/-+$/, '');
}

/** The last of the nodes in file order gets another name. */
function renamed(draft: Draft, nodes: readonly DraftNode[]): DiagnosticDetails {
  const odd = nodes.find(({ name }) => !label.test(name.value));
  if (odd !== undefined) return { fix: nameFix(draft, odd) };
  const last = lastWritten(nodes.map((node) => ({ ...placeOf(node), node })));
  return last === undefined ? {} : { fix: nameFix(draft, last.node) };
}

/** A name that is valid and free: in the node's own entry, or as a template for its group. */
function nameFix(draft: Draft, node: DraftNode): Fix | undefined {
  const taken = new Set(draft.clusters.flatMap(({ nodes }) => nodes).map((other) => other.name.value.toLowerCase()));
  // An entry that only changes what its group makes has the name from there.
  if (node.name.span !== undefined && node.value.pool !== undefined) {
    const wanted = suggested(node.name.value);
    const own = [wanted, ...Array.from({ length: 99 }, (_, at) => `${wanted.slice(0, 59)}-${at + 2}`)];
    const hosts = hostsOf(node.provider);
    return replace(
      node.name.span,
      own.find((name) => !taken.has(name) && !reserved.has(name) && !Object.hasOwn(hosts, name)),
    );
  }
  const cluster = draft.clusters.find(
    ({ environment, name }) => environment === node.environment && name === node.cluster,
  );
  const group = node.role === 'controlplane' ? 'cp' : node.group.name.slice(0, 20);
  const [environment, own] = [node.environment.slice(0, 15), node.cluster.slice(0, 20)];
  const templates = [`${own}-${group}`, `${environment}-${own}-${group}`, `${environment}-${own}-${group}-node`];
  const free = templates.find((name) => ![...taken].some((other) => other.startsWith(`${name}-`)));
  if (cluster === undefined || free === undefined) return undefined;
  return setInCluster(cluster, [...groupPath(node.group), 'name'], JSON.stringify(`${free}-\${n}`));
}

function suggested(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 55)
    .replaceAll(/^-+|-+$/g, '');
  return plain === '' ? 'node' : plain;
}

/** Without a host name of its own, a node has its name. */
function hostnameFix(nodes: readonly DraftNode[]): Fix | undefined {
  const last = lastWritten(nodes.map((node) => ({ node, span: writtenAt(node.tree, 'hostname'), who: '' })));
  return replace(last?.span, last?.node.name.value);
}

/** Where a node got its name: its own entry, the group's `name`, the group's `count`, or the cluster. */
function placeOf(node: DraftNode): Place {
  return { span: node.name.span ?? writtenAt(node.group.tree, 'name') ?? node.group.count?.span, who: whoIs(node) };
}

/** Nodes of one provider whose names are the same but for their case. */
function sameNames(draft: Draft): readonly (readonly DraftNode[])[] {
  const byName = new Map<string, DraftNode[]>();
  for (const cluster of draft.clusters) {
    // A cluster whose provider is unknown has no others to meet; within itself names still count.
    for (const node of cluster.nodes)
      add(byName, `${node.provider?.name ?? cluster.id}\n${node.name.value.toLowerCase()}`, node);
  }
  return [...byName.values()].filter((nodes) => nodes.length > 1);
}

function groupBy(nodes: readonly DraftNode[], keyOf: (node: DraftNode) => string): readonly (readonly DraftNode[])[] {
  const groups = new Map<string, DraftNode[]>();
  for (const node of nodes) add(groups, keyOf(node), node);
  return [...groups.values()];
}

export function add<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}

function suggestion(name: string): string | undefined {
  const better = name
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return label.test(better) ? `write ${better}` : undefined;
}
