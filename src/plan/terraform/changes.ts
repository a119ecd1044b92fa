import type { Cluster, Node } from '../../model/platform.ts';
import type { TerraformObservation } from '../../observe/observations.ts';
import type { ResourceChange } from '../../observe/terraform/resource-change.ts';
import type { Action, Cause, Change, Impact, Layer, ObjectId, Reason } from '../plan.ts';
import { machineDetail } from './details.ts';
import { diskMoves, ownDataDisks } from './disks.ts';
import { machineImpact } from './impacts.ts';
import { type MachinePlan, machinePlanOf } from './machine-plans.ts';
import type { ResourceSubject } from './resource-subject.ts';
import { subjectOfResource } from './subject.ts';

/** The lines of the input behind what happens to a node (undefined: to the cluster). */
export type CausesOf = (node: string | undefined) => readonly Cause[];

type Planned = Extract<TerraformObservation, { readonly kind: 'planned' }>;

/**
 * What Terraform would do to a cluster, as changes: each machine, each node's configuration, etcd, images, the bootstrap.
 * What only keeps Terraform's own books goes with the machine that it belongs to.
 */
export function terraformChanges(cluster: Cluster, observed: Planned, causesOf: CausesOf): readonly Change[] {
  const known = new Set(observed.inState);
  const nodes = new Map(cluster.nodes.map((node) => [node.name, node]));
  const subjects = observed.changes.map((change) => ({
    change,
    subject: subjectOfResource(change.address, change.type),
  }));
  const told = subjects.filter(({ subject }) => subject.kind !== 'bookkeeping');
  // Nothing that Terraform does is passed over: books that are kept without a machine changing are news themselves.
  const lonely = subjects.filter(
    ({ subject }) => subject.kind === 'bookkeeping' && !told.some((other) => other.subject.node === subject.node),
  );
  return [...told, ...lonely].map(({ change, subject }) => {
    const node = subject.node === undefined ? undefined : nodes.get(subject.node);
    const because = causesOf(subject.node);
    return {
      layer: layerOf(subject),
      ...(subject.node === undefined ? {} : { subject: subject.node }),
      object: objectOf(cluster, subject),
      action: actionOf(change),
      impact: impactOf(change, subject, node),
      reason: reasonOf(change, subject, node, because, known.has(change.address)),
      because,
      detail: detailOf(change, subject, node),
      before: undefined,
      after: undefined,
    };
  });
}

function layerOf({ kind }: ResourceSubject): Layer {
  if (kind === 'configuration' || kind === 'etcd') return 'talos';
  return kind === 'bootstrap' ? 'kubernetes' : 'terraform';
}

function objectOf(cluster: Cluster, { kind, name }: ResourceSubject): ObjectId {
  const kinds = { machine: 'machine', 'kept-disk': 'machine', configuration: 'node' } as const;
  return {
    kind: kind === 'machine' || kind === 'kept-disk' || kind === 'configuration' ? kinds[kind] : 'object',
    environment: cluster.environment,
    cluster: cluster.name,
    name,
  };
}

function actionOf({ action }: ResourceChange): Action {
  return action === 'forget' ? 'move' : action;
}

/**
 * Whether data goes with a machine: a disk beside the system's that is its own. What the machine has counts, and what it
 * should have: a disk that is to be kept is not kept before it belongs to a holder.
 */
function hasOwnData({ disks }: ResourceChange, node: Node | undefined, { diskAt }: MachinePlan): boolean {
  const has = ownDataDisks(disks?.before ?? [], diskAt).length > 0;
  return has || node?.disks.some(({ name, holder }) => name !== 'system' && holder === undefined) === true;
}

function impactOf(change: ResourceChange, { kind }: ResourceSubject, node: Node | undefined): Impact {
  const ends = change.action === 'delete' || change.action === 'replace';
  if (kind === 'kept-disk') return ends ? 'data-loss' : change.action === 'create' ? 'none' : 'in-place';
  const plan = kind === 'machine' ? machinePlanOf(change.type) : undefined;
  if (plan !== undefined) {
    if (ends) return hasOwnData(change, node, plan) ? 'data-loss' : 'replace';
    // A hypervisor may keep a disk that is detached, unused. The machine has lost it all the same, in the middle of its work.
    if (ownDataDisks(diskMoves(change).removed, plan.diskAt).length > 0) return 'data-loss';
    return change.action === 'update' || change.action === 'adopt'
      ? machineImpact(
          plan,
          change.attributes.map(({ path }) => path),
        )
      : 'none';
  }
  if (kind === 'configuration' && change.action === 'update')
    return movedAddress(change) === undefined ? 'in-place' : 'restart';
  if (kind === 'configuration') return 'none';
  return change.action === 'update' || change.action === 'delete' ? 'in-place' : 'none';
}

function reasonOf(
  change: ResourceChange,
  { kind }: ResourceSubject,
  node: Node | undefined,
  because: readonly Cause[],
  wasThere: boolean,
): Reason {
  if (change.action === 'adopt') return 'missing';
  // It was made once, and is gone: somebody's hand, or a restore.
  if (change.action === 'create' && wasThere) return 'missing';
  if (change.action === 'create') return kind === 'machine' && because.length > 0 ? 'node-added' : 'new';
  if (change.action === 'delete' && kind === 'machine' && node === undefined) return 'node-removed';
  return because.length > 0 ? 'input-changed' : 'drifted';
}

function detailOf(change: ResourceChange, { kind, node: name }: ResourceSubject, node: Node | undefined): string {
  switch (kind) {
    case 'machine':
      return machineDetail(change, node);
    case 'kept-disk':
      return `owns a disk of ${name}`;
    case 'configuration':
      return change.action === 'update'
        ? (movedAddress(change) ?? 'machine configuration, without a reboot')
        : 'machine configuration';
    case 'etcd':
      return 'started, once in the life of the cluster';
    case 'bootstrap':
      return change.action === 'replace' ? 'installed again' : 'installed once';
    case 'image':
      return 'image';
    case 'schematic':
      return 'schematic at the Image Factory';
    default:
      return change.action !== 'update'
        ? ''
        : change.attributes
            .map(({ path }) => path)
            .slice(0, 3)
            .join(', ');
  }
}

/** The provider dials the new address, where the machine is only once somebody has moved it there. */
function movedAddress({ attributes }: ResourceChange): string | undefined {
  const moved = attributes.find(({ path }) => path === 'node');
  return moved && `looked for at ${moved.after} instead of ${moved.before}`;
}
