import type { ResolvedFirewallRule } from '../../../schema/config.ts';
import type { Cluster, Node } from '../../model/platform.ts';
import type { Json } from '../../source/tree.ts';
import { type Fragment, fragment } from './document.ts';
import { hasMinor } from '../../versions/cluster-versions.ts';

/** A port, or a range of ports (`4240-4250`), of the machines themselves. */
export interface Port {
  readonly name: string;
  readonly port: string;
  readonly protocol: 'tcp' | 'udp';
}

/** All addresses, in both families. */
const anyone = ['0.0.0.0/0', '::/0'];

/**
 * What comes in to a machine whose firewall is on. Everything is blocked but what Talos and Kubernetes need for the
 * machine's part in the cluster, what components say they need, and the user's own rules. A rule of the user's with the
 * name of one of ours replaces it. Talos itself lets loopback, answers and a little ICMP through.
 *
 * Source of the ports: Talos' guide to the ingress firewall; 2383 is where etcd of Talos 1.14 answers health checks.
 */
export function firewallFragments(cluster: Cluster, node: Node, needed: readonly Port[]): readonly Fragment[] {
  const { enabled, rules } = node.talos.firewall;
  if (!enabled) return [];
  const derived = new Map<string, Fragment>(
    derivedRules(cluster, node, needed).map((rule) => [
      rule.name,
      document(
        rule.name,
        rule.widest,
        rule.ports,
        rule.protocol,
        rule.from.map((subnet) => ({ subnet })),
      ),
    ]),
  );
  for (const [name, rule] of Object.entries(rules)) derived.set(name, own(name, rule));
  return [
    fragment('NetworkDefaultActionConfig', undefined, 'cluster', { ingress: 'block' }),
    ...[...derived].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, rule]) => rule),
  ];
}

interface DerivedRule {
  readonly name: string;
  readonly widest: 'cluster' | 'role';
  readonly ports: readonly string[];
  readonly protocol: 'tcp' | 'udp';
  readonly from: readonly string[];
}

function derivedRules(cluster: Cluster, node: Node, needed: readonly Port[]): readonly DerivedRule[] {
  const machines = [cluster.network.settings.cidr];
  const tunnels = [...new Set(node.interfaces.flatMap(({ wireguard }) => wireguard?.listenPort ?? []))]
    .sort((a, b) => a - b)
    .map(String);
  const rule = (
    name: string,
    widest: 'cluster' | 'role',
    ports: readonly string[],
    from: readonly string[],
    protocol: 'tcp' | 'udp' = 'tcp',
  ): DerivedRule => ({ name, widest, ports, from, protocol });
  return [
    // Both are guarded by certificates; who may come from where is for a rule of the user's to say.
    rule('talos-api', 'cluster', ['50000'], anyone),
    rule('kubelet', 'cluster', ['10250'], [...machines, ...cluster.network.pods]),
    ...(cluster.network.podNetwork.kind === 'flannel' ? [rule('flannel', 'cluster', ['4789'], machines, 'udp')] : []),
    // Pods reach a machine by their own address, or by that of the machine that they run on.
    ...needed.map(({ name, port, protocol }) =>
      rule(name, 'cluster', [port], protocol === 'tcp' ? [...machines, ...cluster.network.pods] : machines, protocol),
    ),
    // The other end of a tunnel may be anywhere, and proves itself by its key.
    ...(tunnels.length > 0 ? [rule('wireguard', 'cluster', tunnels, anyone, 'udp')] : []),
    ...(node.role === 'controlplane'
      ? [
          rule(
            'kubernetes-api',
            'role',
            [String(cluster.network.endpoint.virtual ? cluster.network.endpoint.port : 6443)],
            anyone,
          ),
          rule('talos-trust', 'role', ['50001'], machines),
          // 2383 by the version that runs: a cluster that was born before 1.14 needs the port as well.
          rule(
            'etcd',
            'role',
            ['2379-2380', ...(hasMinor(cluster.versions.talos, 14) ? ['2383'] : [])],
            controlPlanes(cluster),
          ),
          ...(cluster.talos.etcd.metrics
            ? [rule('etcd-metrics', 'role', ['2381'], [...machines, ...cluster.network.pods])]
            : []),
        ]
      : []),
  ];
}

/** The members of etcd, one by one; if their addresses are not known in advance, their whole network. */
function controlPlanes(cluster: Cluster): readonly string[] {
  const addresses = cluster.nodes.filter(({ role }) => role === 'controlplane').map(({ address }) => address);
  return addresses.some((address) => address === undefined)
    ? [cluster.network.settings.cidr]
    : addresses.map((address) => `${address}/${address?.includes(':') ? 128 : 32}`);
}

function own(name: string, rule: ResolvedFirewallRule): Fragment {
  const from = Object.entries(rule.from)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([subnet, { except }]) => ({ subnet, ...(except === undefined ? {} : { except }) }));
  return document(name, 'cluster', rule.ports, rule.protocol, from);
}

function document(
  name: string,
  widest: 'cluster' | 'role',
  ports: readonly string[],
  protocol: string,
  ingress: readonly { readonly [key: string]: Json }[],
): Fragment {
  const numbers = ports.map((port) => (port.includes('-') ? port : Number(port)));
  return fragment('NetworkRuleConfig', name, widest, { portSelector: { ports: numbers, protocol }, ingress });
}
