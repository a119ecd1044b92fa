import { isFaulty } from '../../../config/read.ts';
import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import { add } from '../../../diagnostics/fix.ts';
import type { Draft } from '../../../model/draft.ts';
import { keptDisks } from '../../../model/allocate/kept-disks.ts';
import { blame, isWritten, writtenAt } from '../../../model/rules/places.ts';
import { inList } from '../../../model/rules/range-overlap.ts';
import { isProxmoxNode, nodesByProvider } from './settings.ts';

/** Values of the form that is wanted; only the range is valid anywhere. */
const proposals = {
  endpoint: '"https://pve.home.arpa:8006/"',
  credentials: '{secret: proxmox}',
  hosts: '{pve1: {datastores: {disks: local-zfs, images: local}}}',
  vmIds: '2000-2999',
};

/** What a Proxmox provider must know before it can make machines. Told once for each provider that is in use. */
export function missingSettings(draft: Draft): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const [name, nodes] of nodesByProvider(draft)) {
    const { settings, tree } = nodes[0].provider;
    const place = { span: writtenAt(draft.config.rootTree, 'providers', name), who: `provider ${name}` };
    const lacks = (key: keyof typeof proposals, why: string): void => {
      if (isFaulty(tree, [key])) return;
      const message = `provider ${name} has no ${key}: ${why}`;
      found.push(
        blame('missing/provider-setting', place, [], message, { fix: add(place.span, [key], proposals[key]) }),
      );
    };
    if (settings.endpoint === undefined) lacks('endpoint', 'the address of its API is required');
    if (settings.credentials === undefined) lacks('credentials', 'its API requires authentication');
    if (Object.keys(settings.hosts ?? {}).length === 0) lacks('hosts', 'machines need a host to run on');
    if (settings.vmIds !== undefined) continue;
    const waiting = nodes.filter((node) => node.vmId?.span === undefined && !isWritten(node.tree, 'vmId')).length;
    const kept = nodes.reduce((sum, node) => sum + keptDisks(node.value).length, 0);
    if (waiting > 0) lacks('vmIds', `${waiting} ${waiting === 1 ? 'machine needs a VM ID' : 'machines need VM IDs'}`);
    else if (kept > 0) lacks('vmIds', `${kept} kept ${kept === 1 ? 'disk needs a holder' : 'disks need holders'}`);
  }
  return found;
}

/** A virtual machine's port hangs on a bridge, which the network or the host names. */
export function missingBridges(draft: Draft): readonly Diagnostic[] {
  const lacking = new Map<string, Set<string>>();
  const without = [...draft.networks.values()].filter(
    (network) => network.settings.bridge === undefined && !isFaulty(network.tree, ['bridge']),
  );
  if (without.length === 0) return [];
  for (const cluster of draft.clusters) {
    for (const node of cluster.nodes) {
      if (!isProxmoxNode(node)) continue;
      const hosts = node.provider.settings.hosts ?? {};
      // Without any host, which is reported, the bridge is missing as well.
      const none = Object.keys(hosts).length === 0;
      const name = none ? node.provider.name : node.host?.value;
      const host = name !== undefined && Object.hasOwn(hosts, name) ? hosts[name] : undefined;
      if (name === undefined || (host === undefined && !none)) continue;
      for (const network of without) {
        const ports = Object.values(node.value.interfaces ?? {});
        if (network !== cluster.network && !ports.some((port) => port.network === network.name)) continue;
        if (Object.hasOwn(host?.bridges ?? {}, network.name)) continue;
        const names = lacking.get(network.name) ?? new Set();
        lacking.set(network.name, names.add(name));
      }
    }
  }
  return [...lacking].map(([name, hosts]) => {
    const place = { span: writtenAt(draft.config.rootTree, 'networks', name), who: `network ${name}` };
    const message = `network ${name} has no bridge, but machines on ${inList([...hosts])} need one`;
    return blame('missing/bridge', place, [], message, { fix: add(place.span, ['bridge'], 'vmbr0') });
  });
}
