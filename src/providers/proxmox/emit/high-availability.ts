import type { MachineProvider } from '../../../emit/provider-emit.ts';
import type { Cluster, Node, Platform } from '../../../model/platform.ts';
import type { Json } from '../../../source/tree.ts';
import { settingsOf } from '../model/settings.ts';

/** What Proxmox keeps apart and running: the control planes. */
export function keptApart(nodes: readonly Node[]): readonly string[] {
  return nodes
    .filter((node) => node.role === 'controlplane' && settingsOf(node.provider).ha !== undefined)
    .map((node) => node.name)
    .sort();
}

/** How: up to Proxmox 8 by groups, from 9 by rules. */
export function highAvailability(
  platform: Platform,
  cluster: Cluster,
  { provider, alias }: MachineProvider,
  nodes: readonly Node[],
): Json {
  const controlPlanes = keptApart(nodes);
  const { ha, version } = settingsOf(provider);
  if (ha === undefined || controlPlanes.length === 0) return false;
  const { maxRestart, maxRelocate } = ha;
  const groups = version === '8';
  const names = [platform.name, cluster.environment, cluster.name, ...(alias === undefined ? [] : [alias])];
  return {
    groups,
    // A rule about one machine alone is refused.
    rule: !groups && controlPlanes.length > 1 && names.join('-'),
    limited: maxRestart !== undefined || maxRelocate !== undefined,
    // In a map, because 0 is an answer.
    maxRestart: maxRestart === undefined ? false : { value: maxRestart },
    maxRelocate: maxRelocate === undefined ? false : { value: maxRelocate },
  };
}
