import { machineTags } from '../../../emit/machine-tags.ts';
import type { Cluster, Platform } from '../../../model/platform.ts';
import { machineUuid } from '../model/wanted-machines.ts';
import type { HypervisorMachine } from '../../../observe/hypervisor.ts';
import type { MachineIdentity } from '../../../plan/recorded.ts';

export type IdentityMark = keyof MachineIdentity;

/** Whose machine it is. Only `ours` may be changed, stopped or destroyed. */
export type Verdict =
  | { readonly kind: 'ours' }
  /** It has our UUID, and another name or tags: it is ours and was edited, or it is a copy. */
  | { readonly kind: 'renamed'; readonly differs: readonly IdentityMark[] }
  | { readonly kind: 'foreign'; readonly differs: readonly IdentityMark[] }
  /** Its configuration could not be read. */
  | { readonly kind: 'unknown'; readonly because: string };

/** What a node's machine is known by, or the machine that owns its disk `disk`. It follows from names alone. */
export function machineIdentity(
  platform: Pick<Platform, 'name'>,
  cluster: Pick<Cluster, 'environment' | 'name'>,
  node: string,
  disk?: string,
): MachineIdentity {
  return {
    name: disk === undefined ? node : `${node}-${disk}`,
    tags: machineTags(platform, cluster),
    uuid: machineUuid(platform, cluster, node, disk),
  };
}

/** Whether the machine that has an id is the one that should have it. A host or anything else may have changed since. */
export function judgeMachine(expected: MachineIdentity, there: HypervisorMachine): Verdict {
  const isTagged = expected.tags.every((tag) => there.tags.includes(tag));
  const shown: IdentityMark[] = [
    ...(there.name === expected.name ? [] : ['name' as const]),
    ...(isTagged ? [] : ['tags' as const]),
  ];
  if (there.unread !== undefined) {
    // A name in the list that is another's needs no look. One that is not there yet says nothing.
    const isOther = there.name !== '' && shown.length > 0;
    return isOther ? { kind: 'foreign', differs: shown } : { kind: 'unknown', because: there.unread };
  }
  const differs: readonly IdentityMark[] = there.uuid === expected.uuid ? shown : [...shown, 'uuid'];
  if (differs.length === 0) return { kind: 'ours' };
  const isRenamed = !differs.includes('uuid') && !isTaggedByOthers(expected, there);
  return { kind: isRenamed ? 'renamed' : 'foreign', differs };
}

/** `environment-dev` where `environment-prod` should be: it says of itself that it is another's. */
function isTaggedByOthers({ tags }: MachineIdentity, there: HypervisorMachine): boolean {
  const kindOf = (tag: string): string => tag.slice(0, tag.indexOf('-') + 1);
  return there.tags.some(
    (tag) => !tags.includes(tag) && kindOf(tag) !== '' && tags.some((other) => kindOf(other) === kindOf(tag)),
  );
}
