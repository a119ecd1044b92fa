import { idOfCluster } from '../../identity/cluster-id.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Cluster } from '../../model/platform.ts';
import type { TerraformObservation } from '../../observe/observations.ts';
import { refusal } from '../hold.ts';
import { subjectOfResource } from './subject.ts';

type Planned = Extract<TerraformObservation, { readonly kind: 'planned' }>;

/** Control planes that were configured, as the state knows them: also those that infraflux.yaml no longer has. */
export function etcdMembers({ inState }: Pick<Planned, 'inState'>): ReadonlySet<string> {
  const found = inState
    .filter((address) => address.includes('.talos_machine_configuration_apply.control_plane['))
    .map((address) => subjectOfResource(address, '').node);
  return new Set(found.filter((node) => node !== undefined));
}

/** Members whose machine would be destroyed or recreated. */
export function leavingMembers(observed: Pick<Planned, 'inState' | 'changes'>): readonly string[] {
  const members = etcdMembers(observed);
  return observed.changes.flatMap(({ address, type, action }) => {
    const { kind, node } = subjectOfResource(address, type);
    const ends = action === 'delete' || action === 'replace';
    return kind === 'machine' && ends && node !== undefined && members.has(node) ? [node] : [];
  });
}

/** What is known of the members' machines: only what was looked at is said to run. */
export interface EtcdMachines {
  readonly up: readonly string[];
  /** Looked at, and stopped, gone, or on a host that does not say. */
  readonly down: readonly string[];
  /** Machines of no hypervisor. */
  readonly unseen: readonly string[];
}

export function etcdMachines(observed: Pick<Planned, 'inState' | 'machines'>): EtcdMachines {
  const states = new Map(
    observed.machines
      .filter(({ isMachine, expected, node }) => isMachine && expected.name === node)
      .map(({ node, state }) => [node, state]),
  );
  const members = [...etcdMembers(observed)];
  return {
    up: members.filter((name) => states.get(name) === 'running'),
    down: members.filter((name) => states.has(name) && states.get(name) !== 'running'),
    unseen: members.filter((name) => !states.has(name)),
  };
}

const neverTheLast = 'change one control plane at a time, and never the last of them';
/** A machine that is gone has no place in the plan any more: the hypervisor's answer says so. */
const leaveFirst =
  'restore it; or make it leave with `talosctl reset --graceful` for this node, then remove its machine from the hypervisor: the next plan shows it as gone';

/** `first cp-3 (2 of 3 members stay), then cp-2 (1 of 2 stays)` */
function steps(leaving: readonly string[], members: number): string {
  return leaving
    .map((name, at) => {
      const left = members - at - 1;
      return `${at === 0 ? 'first' : 'then'} ${name} (${left} of ${members - at} members ${left === 1 ? 'stays' : 'stay'})`;
    })
    .join(', ');
}

/**
 * Whether etcd loses its majority, or more than one member at once: Terraform does all of it at the same time, and a member
 * that is destroyed stays in the list until it is removed (Cluster API's rule: healthy members that stay are at
 * least half of the old ones and one). A member that joined leaves by hand: this version of InfraFlux cannot make it leave.
 */
export function quorumAtRisk(
  cluster: Pick<Cluster, 'environment' | 'name'>,
  observed: Planned,
): Diagnostic | undefined {
  const members = etcdMembers(observed).size;
  const leaving = leavingMembers(observed);
  if (leaving.length === 0 || members === 0) return undefined;
  const { up, down, unseen } = etcdMachines(observed);
  const majority = Math.floor(members / 2) + 1;
  const staying = [...up, ...unseen].filter((name) => !leaving.includes(name)).length;
  const isGone = leaving.length === members;
  const names = leaving.join(', ');
  const id = idOfCluster(cluster);
  if (!isGone && leaving.length === 1 && staying >= majority) {
    const verdict = `${staying} of ${members} members would stay up, and ${majority} must`;
    const message = `${names} joined etcd of ${id} and would be destroyed without leaving it: ${verdict}, but a destroyed member stays in the member list`;
    return refusal('etcd/leave-first', message, leaveFirst);
  }
  const others = down.filter((name) => !leaving.includes(name));
  const notUp = others.length === 0 ? '' : ` (not running: ${others.join(', ')})`;
  const message = `${names} would be destroyed or recreated at once, and etcd of ${id} has ${members} ${members === 1 ? 'member' : 'members'}${notUp}, of which ${majority} must stay up`;
  return refusal('etcd/quorum-at-risk', message, isGone ? neverTheLast : `${neverTheLast}: ${steps(leaving, members)}`);
}
