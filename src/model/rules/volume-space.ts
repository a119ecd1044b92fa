import { isFaulty } from '../../config/read.ts';
import { closest } from '../../diagnostics/did-you-mean.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { replace } from '../../diagnostics/fix.ts';
import { type DiskLayout, diskLayouts, type Part, tableSize } from '../disk-layout.ts';
import type { Draft, DraftCluster, DraftNode } from '../draft.ts';
import { machineOfDraft } from '../layout-machine.ts';
import { minimums, type PlannedVolume } from '../planned-volumes.ts';
import { formatSize } from '../units.ts';
import { blame, compare, onWrittenNodes, type Place, whoIs, writtenAt, writtenNodes } from './places.ts';

/** Volumes for which their disk has no room, by what Talos would do on the first boot: see `diskLayouts`. */
export function volumesWithoutSpace(draft: Draft): readonly Diagnostic[] {
  return onMachines(draft, (cluster, node) =>
    diskLayouts(machineOfDraft(cluster, node)).flatMap((layout) =>
      layout.parts.flatMap((part) => {
        const { volume, fault } = part;
        if (fault === undefined) return [];
        const place = placeOf(node, volume, layout.disk);
        if (fault === 'in-use') return [blame('volume/disk-in-use', place, [], inUse(node, layout, part))];
        const help = spaceHelp(layout, part);
        const message = noSpace(node, layout, part);
        // A machine that exists may have been installed with another configuration, and have the volume already.
        return [
          layout.size === undefined
            ? blame('volume/beside-unlimited-var', place, [], message, { help, cluster: cluster.id })
            : blame('volume/no-space', place, [], message, { help }),
        ];
      }),
    ),
  );
}

/** Volumes on disks that no machine has, or that only some of those have that get the volume. */
export function volumesOnUnknownDisks(draft: Draft): readonly Diagnostic[] {
  return draft.clusters.flatMap((cluster) => {
    const found = new Map<
      string,
      { readonly has: DraftNode[]; readonly lacks: DraftNode[]; readonly path: string[]; readonly disk: string }
    >();
    for (const node of writtenNodes(cluster.nodes)) {
      for (const [path, disk] of diskReferences(node)) {
        const span = writtenAt(node.tree, ...path);
        if (span === undefined || isFaulty(node.tree, ['disks'])) continue;
        const key = `${span.file} ${span.start}`;
        const seen = found.get(key) ?? { has: [], lacks: [], path, disk };
        found.set(key, seen);
        (disk === 'system' || Object.hasOwn(node.value.disks ?? {}, disk) ? seen.has : seen.lacks).push(node);
      }
    }
    return [...found.values()].flatMap(({ has, lacks, path, disk }) => {
      const [node] = lacks;
      if (node === undefined) return [];
      const known = Object.keys(node.value.disks ?? {}).sort(compare);
      const place = { span: writtenAt(node.tree, ...path), who: whoIs(node) };
      const volume = `${path[1]}.${path[2]}`;
      if (has.length > 0) {
        const message = `${node.name.value} has no disk ${disk}, so ${volume} is not created there`;
        return [blame('volume/disk-of-some-machines', place, [], message, { cluster: cluster.id })];
      }
      const meant = closest(disk, known);
      const help = meant === undefined ? `its disks: ${known.join(', ') || 'none'}` : `did you mean "${meant}"?`;
      const fix = meant === undefined ? undefined : replace(place.span, meant);
      return [blame('volume/unknown-disk', place, [], `${node.name.value} has no disk ${disk}`, { help, fix })];
    });
  });
}

/** Volumes that end up smaller than the smallest that Talos makes by itself. */
export function volumesBelowMinimum(draft: Draft): readonly Diagnostic[] {
  return onMachines(draft, (cluster, node) =>
    diskLayouts(machineOfDraft(cluster, node)).flatMap(({ disk, parts }) =>
      parts.flatMap(({ volume }) => {
        const { maximum, title, wave, label } = volume;
        const least = label === 'EPHEMERAL' ? minimums.ephemeral : wave === 'user' ? minimums.user : 0;
        if (maximum.kind !== 'size' || maximum.size >= least) return [];
        const message = `${title} of ${node.name.value} is at most ${formatSize(maximum.size)}, less than the ${formatSize(least)} that Talos takes as the minimum`;
        return [blame('volume/below-minimum', placeOf(node, volume, disk), [], message, { cluster: cluster.id })];
      }),
    ),
  );
}

/** Volumes on a disk that a component fills: they exist only if they were created before it. */
export function volumesBesideComponents(draft: Draft): readonly Diagnostic[] {
  return onMachines(draft, (cluster, node) => {
    const machine = machineOfDraft(cluster, node);
    return diskLayouts(machine).flatMap(({ disk, parts }) =>
      parts.flatMap(({ volume, fault }) => {
        const component = node.value.disks?.[disk]?.use;
        if (component === undefined || fault !== undefined || volume.path[0] !== 'talos') return [];
        const message = `${volume.title} of ${node.name.value} is on disk ${disk}, which ${component} fills: Talos creates it only together with the volume of ${component}`;
        return [blame('volume/beside-component', placeOf(node, volume, disk), [], message, { cluster: cluster.id })];
      }),
    );
  });
}

/** Serial numbers have 20 characters: longer names that begin alike are one serial number. */
export function disksWithOneSerial(draft: Draft): readonly Diagnostic[] {
  return onMachines(draft, (cluster, node) => {
    const seen = new Map<string, string>();
    return Object.keys(node.value.disks ?? {}).flatMap((name) => {
      const serial = name.slice(0, 20);
      const other = seen.get(serial);
      seen.set(serial, other ?? name);
      if (other === undefined) return [];
      const place = { span: writtenAt(node.tree, 'disks', name), who: whoIs(node) };
      const first = { span: writtenAt(node.tree, 'disks', other), who: other };
      const message = `disks ${other} and ${name} of ${node.name.value} have the same serial number, ${serial}`;
      return [blame('disk/same-serial', place, [first], message, { cluster: cluster.id })];
    });
  });
}

function placeOf(node: DraftNode, { path }: PlannedVolume, disk: string): Place {
  const written = path.length === 0 ? undefined : writtenAt(node.tree, ...path);
  return {
    span: written ?? writtenAt(node.tree, 'disks', disk, 'size') ?? writtenAt(node.group.tree),
    who: whoIs(node),
  };
}

function noSpace(node: DraftNode, { disk, size, parts }: DiskLayout, part: Part): string {
  const { volume, available } = part;
  const whole = size === undefined ? '' : ` of ${formatSize(size)}`;
  const largest = parts
    .filter(({ fault }) => fault === undefined)
    .toSorted((a, b) => (b.size ?? Number.POSITIVE_INFINITY) - (a.size ?? Number.POSITIVE_INFINITY))[0];
  const taken =
    largest === undefined
      ? ''
      : `: ${largest.volume.title} takes ${largest.size === undefined ? 'all of it' : rounded(largest.size)}`;
  return `${volume.title} of ${node.name.value} needs ${formatSize(volume.minimum)} on disk ${disk}${whole}, where ${rounded(available)} is free${taken}`;
}

function inUse(node: DraftNode, { disk, parts }: DiskLayout, { volume }: Part): string {
  const others = parts.filter((part) => part.volume !== volume).map((part) => part.volume.title);
  return `${volume.title} of ${node.name.value} and ${others.join(', ')} are on disk ${disk}, and one of them is the whole disk`;
}

/** A value with which everything on the disk has room. */
function spaceHelp({ disk, size, parts }: DiskLayout, { volume }: Part): string {
  const ephemeral = parts.find((part) => part.volume.label === 'EPHEMERAL');
  const others = parts.filter((part) => part !== ephemeral).reduce((sum, part) => sum + least(part.volume), tableSize);
  if (ephemeral === undefined || volume === ephemeral.volume) {
    const needed = others + (ephemeral === undefined ? 0 : ephemeral.volume.minimum);
    return `use a disk of ${Math.ceil(needed / 1024)}Gi or more, or smaller volumes`;
  }
  const room = size === undefined ? undefined : Math.floor((size - others) / 1024);
  if (room === undefined)
    return 'limit /var, for example systemVolumes: {ephemeral: {maxSize: 50Gi}}, or use another disk';
  if (room >= 2) return `set systemVolumes: {ephemeral: {maxSize: ${room}Gi}} or less, or use another disk`;
  const needed = Math.ceil((others + 10 * 1024) / 1024);
  return `use another disk, or disks: {${disk}: {size: ${needed}Gi}} with systemVolumes: {ephemeral: {maxSize: 10Gi}}`;
}

/** Room that a volume needs whatever it may grow to; one of a fixed size takes all of that. */
function least({ minimum, maximum }: PlannedVolume): number {
  return maximum.kind === 'size' ? maximum.size : minimum;
}

function rounded(mebibytes: number): string {
  if (mebibytes < 1) return 'nothing';
  if (mebibytes < 1024) return `${Math.floor(mebibytes)}Mi`;
  return `${Math.floor((mebibytes / 1024) * 10) / 10}Gi`;
}

const volumeGroups = ['volumes', 'rawVolumes', 'swap'] as const;

function diskReferences(node: DraftNode): readonly (readonly [string[], string])[] {
  return volumeGroups.flatMap((group) =>
    Object.entries(node.value.talos?.[group] ?? {}).flatMap(([name, volume]) =>
      volume?.disk === undefined || volume.match !== undefined
        ? []
        : [[['talos', group, name, 'disk'], volume.disk] as const],
    ),
  );
}

/** What a check finds of machines whose disks and volumes could be read. */
function onMachines(
  draft: Draft,
  check: (cluster: DraftCluster, node: DraftNode) => readonly Diagnostic[],
): readonly Diagnostic[] {
  return onWrittenNodes(draft, (node, cluster) =>
    node.provider === undefined || hasUnreadVolumes(node) ? [] : check(cluster, node),
  );
}

const fields = ['size', 'minSize', 'maxSize', 'disk', 'match', 'kind', 'grow'] as const;

/** A value that has a fault of its own is absent, and another division of the disk would follow from that. */
function hasUnreadVolumes(node: DraftNode): boolean {
  const { disks, talos } = node.value;
  const groups = [...volumeGroups, 'systemVolumes'] as const;
  return (
    isFaulty(node.tree, ['disks']) ||
    isFaulty(node.tree, ['talos']) ||
    Object.keys(disks ?? {}).some(
      (name) => isFaulty(node.tree, ['disks', name]) || isFaulty(node.tree, ['disks', name, 'size']),
    ) ||
    groups.some(
      (group) =>
        isFaulty(node.tree, ['talos', group]) ||
        Object.keys(talos?.[group] ?? {}).some(
          (name) =>
            isFaulty(node.tree, ['talos', group, name]) ||
            fields.some((field) => isFaulty(node.tree, ['talos', group, name, field])),
        ),
    )
  );
}
