import type { Cluster, Node } from '../../model/platform.ts';
import type { TerraformObservation } from '../../observe/observations.ts';
import type { ResourceChange } from '../../observe/terraform/resource-change.ts';
import { type Effect, impactOf, updated } from '../effects.ts';
import type { Action, Cause, Change, Layer, ObjectId, Reason } from '../plan.ts';
import { machineDetail } from './details.ts';
import { diskMoves, diskName, ownDataDisks } from './disks.ts';
import { machineEffects } from './impacts.ts';
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
    const effects = effectsOf(change, subject, node);
    return {
      layer: layerOf(subject),
      ...(subject.node === undefined ? {} : { subject: subject.node }),
      object: objectOf(cluster, subject),
      action: actionOf(change),
      effects,
      impact: impactOf(effects),
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
 * Data disks that are destroyed with a machine. What the machine has counts, and what it should have: a disk that is to be
 * kept is not kept before it belongs to a holder.
 */
function destroyedDisks({ disks }: ResourceChange, node: Node | undefined, { diskAt }: MachinePlan): readonly string[] {
  const has = ownDataDisks(disks?.before ?? [], diskAt).map((disk) => diskName(disk, node, diskAt));
  const wanted = (node?.disks ?? [])
    .filter(({ name, holder }) => name !== 'system' && holder === undefined)
    .map(({ name }) => name);
  return [...new Set([...has, ...wanted])];
}

function effectsOf(change: ResourceChange, subject: ResourceSubject, node: Node | undefined): readonly Effect[] {
  const { kind } = subject;
  if (kind === 'kept-disk') return holderEffects(change, subject);
  const plan = kind === 'machine' ? machinePlanOf(change.type) : undefined;
  if (plan !== undefined) return machineChangeEffects(change, node, plan);
  if (kind === 'configuration') {
    const moved = change.action === 'update' ? movedAddress(change) : undefined;
    return moved !== undefined ? [{ kind: 'address', ...moved }] : change.action === 'update' ? updated : [];
  }
  return change.action === 'update' || change.action === 'delete' ? updated : [];
}

/** Of the machine that owns a disk which is kept: the disk is all that it has. */
function holderEffects({ address, action }: ResourceChange, { name }: ResourceSubject): readonly Effect[] {
  const end = endOf(action);
  const disk = /\.holder\["(.+)"\]$/.exec(address)?.[1] ?? name;
  if (end !== undefined) return [end, { kind: 'disk', disk, fate: 'destroyed' }];
  return action === 'create' ? [] : updated;
}

function machineChangeEffects(change: ResourceChange, node: Node | undefined, plan: MachinePlan): readonly Effect[] {
  const { diskAt } = plan;
  const end = endOf(change.action);
  if (end !== undefined) {
    const destroyed = destroyedDisks(change, node, plan).map(
      (disk): Effect => ({ kind: 'disk', disk, fate: 'destroyed' }),
    );
    const kept = (change.disks?.before ?? [])
      .filter(({ isLent }) => isLent)
      .map((disk): Effect => ({ kind: 'disk', disk: diskName(disk, node, diskAt), fate: 'kept' }));
    return [end, ...destroyed, ...kept];
  }
  // A hypervisor may keep a disk that is detached, unused. The machine has lost it anyway, in the middle of its work.
  const { removed } = diskMoves(change);
  const detached = removed.map((disk): Effect => {
    const isOwn = ownDataDisks([disk], diskAt).length > 0;
    return { kind: 'disk', disk: diskName(disk, node, diskAt), fate: isOwn ? 'detached' : 'kept' };
  });
  if (change.action !== 'update' && change.action !== 'adopt') return detached;
  const paths = change.attributes.map(({ path }) => path);
  return [...machineEffects(plan, paths), ...detached];
}

function endOf(action: ResourceChange['action']): Effect | undefined {
  return action === 'delete' ? { kind: 'destroyed' } : action === 'replace' ? { kind: 'recreated' } : undefined;
}

function reasonOf(
  change: ResourceChange,
  { kind }: ResourceSubject,
  node: Node | undefined,
  because: readonly Cause[],
  wasThere: boolean,
): Reason {
  if (change.action === 'adopt') return 'missing';
  // It was created once and no longer exists: removed manually, or by a restore.
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
      return configurationDetail(change);
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

function configurationDetail(change: ResourceChange): string {
  if (change.action !== 'update') return 'machine configuration';
  const moved = movedAddress(change);
  return moved === undefined
    ? 'machine configuration, without a reboot'
    : `looked for at ${moved.to} instead of ${moved.from}`;
}

/** The provider dials the new address, where the machine is only once it was moved there. */
function movedAddress({ attributes }: ResourceChange): { readonly from: string; readonly to: string } | undefined {
  const moved = attributes.find(({ path }) => path === 'node');
  return moved && { from: moved.before, to: moved.after };
}
