import { aliased } from '../../../emit/provider-emit.ts';
import { machineProviders } from '../../../emit/terraform/machine-providers.ts';
import { parseTerraformAddress, resourceAddress } from '../../../identity/terraform-address.ts';
import type { Cluster, Platform } from '../../../model/platform.ts';
import type { StateEntry } from '../../../observe/terraform/state-entry.ts';
import type { Recorded, RecordedMachine } from '../../../plan/recorded.ts';
import { machineIdentity } from './machine-identity.ts';
import { haResourceType, machineType } from './resources.ts';

/**
 * The machines behind a cluster's state, those that infraflux.yaml no longer has among them. Who they are follows from the
 * address: name, tags and UUID are made of names alone.
 */
export function recordedMachines(
  platform: Pick<Platform, 'name'>,
  cluster: Cluster,
  state: readonly StateEntry[],
): Recorded {
  const machines: RecordedMachine[] = [];
  const unclear: string[] = [];
  const known = new Set(state.map(({ address }) => address));
  for (const { address, type, machine } of state) {
    if (machine === undefined || (type !== machineType && type !== haResourceType)) continue;
    const place = placeOf(cluster, address);
    if (place === undefined || machine.id === undefined) unclear.push(address);
    else {
      const { provider, node, disk, isMachine } = place;
      const expected = machineIdentity(platform, cluster, node, disk);
      const guard = address.replace(/\.proxmox_virtual_environment_vm\.this$/, '.terraform_data.guard[0]');
      const forget = guard !== address && known.has(guard) ? [address, guard] : [address];
      machines.push({ address, isMachine, provider, id: machine.id, host: machine.host, node, expected, forget });
    }
  }
  return { machines, unclear };
}

interface Place {
  readonly provider: string;
  readonly node: string;
  readonly disk: string | undefined;
  readonly isMachine: boolean;
}

/** Told by the names that blueprints/talos/root and the module of machines use. Undefined: it is none of theirs. */
function placeOf(cluster: Cluster, text: string): Place | undefined {
  const parsed = parseTerraformAddress(text);
  if (parsed === undefined) return undefined;
  const { modules, type, name, key } = resourceAddress(parsed);
  const providerBehind = (base: string, wanted: string): string | undefined =>
    machineProviders(cluster).find(({ alias }) => aliased(base, alias) === wanted)?.provider.name;
  const [module, ...deeper] = modules;
  if (module === undefined && type === haResourceType) {
    const provider = providerBehind('control_plane', name);
    if (provider === undefined || typeof key !== 'string') return undefined;
    return { provider, node: key, disk: undefined, isMachine: false };
  }
  if (module === undefined || deeper.length > 0 || typeof module.key !== 'string') return undefined;
  const provider = providerBehind('vm', module.name);
  if (provider === undefined || type !== machineType) return undefined;
  if (name === 'this' && key === undefined) return { provider, node: module.key, disk: undefined, isMachine: true };
  if (name === 'holder' && typeof key === 'string') return { provider, node: module.key, disk: key, isMachine: true };
  return undefined;
}
