import { sha256Hex } from '../../../diagnostics/digest.ts';
import type { Cluster, Node, Platform } from '../../../model/platform.ts';
import { proxmox } from './settings.ts';

/** A machine that the platform has on a hypervisor, by what it is known there. */
export interface WantedMachine {
  readonly name: string;
  readonly id: number;
  /** SMBIOS UUID, as `machineUuid` gives it. */
  readonly uuid: string;
  readonly node: Node;
}

/** What a cluster has on hypervisors: its nodes, and the machines that own kept disks. */
export function wantedMachines(platform: Pick<Platform, 'name'>, cluster: Cluster): readonly WantedMachine[] {
  return cluster.nodes.flatMap((node): readonly WantedMachine[] => {
    if (node.provider.type !== proxmox || node.vmId === undefined) return [];
    const holders = node.disks.flatMap(({ name, holder }) =>
      holder === undefined
        ? []
        : [{ name: `${node.name}-${name}`, id: holder, uuid: machineUuid(platform, cluster, node.name, name), node }],
    );
    return [{ name: node.name, id: node.vmId, uuid: machineUuid(platform, cluster, node.name), node }, ...holders];
  });
}

/**
 * The SMBIOS UUID of a node's machine, or of the one that owns its disk `disk`. Lower case, as Proxmox keeps what it is
 * given. It follows from names alone and must never be computed otherwise: a recreated machine gets the same one,
 * and with it the key of what Talos encrypted by `nodeId`.
 *
 * The first 128 bits of SHA-256 of `infraflux:<platform>/<environment>/<cluster>/<node>[/<disk>]`, marked as version 8
 * (RFC 9562, section 5.8).
 */
export function machineUuid(
  platform: Pick<Platform, 'name'>,
  cluster: Pick<Cluster, 'environment' | 'name'>,
  node: string,
  disk?: string,
): string {
  const names = [platform.name, cluster.environment, cluster.name, node, ...(disk === undefined ? [] : [disk])];
  const digest = sha256Hex(`infraflux:${names.join('/')}`);
  const variant = ((Number.parseInt(digest.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `${variant}${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join('-');
}
