import type {
  ResolvedSwapVolume,
  ResolvedTalos,
  ResolvedVolume,
  ResolvedVolumePlacement,
} from '../../schema/config.ts';
import { parseSize } from './units.ts';

/** What a machine has that decides how Talos divides its disks. Sizes are in MiB. */
export interface LayoutMachine {
  readonly isControlPlane: boolean;
  /** Whether it is created from the disk image of Talos, and whether that is the signed one. */
  readonly image: { readonly isDisk: boolean; readonly isSigned: boolean };
  /** By name. Undefined: a size that is unknown. */
  readonly disks: ReadonlyMap<string, number | undefined>;
  readonly talos: Partial<Pick<ResolvedTalos, 'volumes' | 'rawVolumes' | 'swap' | 'systemVolumes'>>;
  /** Volumes of components, by the disk that they fill. */
  readonly components: ReadonlyMap<string, string>;
}

/** A partition, or a whole disk, that Talos looks for and creates. Sizes are in MiB. */
export interface PlannedVolume {
  /** Its partition label: `EPHEMERAL`, `u-cache`, `r-osd`, `s-main`; `boot` for those of the image together. */
  readonly label: string;
  /** What people call it: `/var`, `volume cache`. */
  readonly title: string;
  /** Where it is written, below the node. Empty: it is Talos' own. */
  readonly path: readonly string[];
  /** Undefined: an expression decides, and only Talos knows. */
  readonly disk: string | undefined;
  /** Those of the image are there, then system volumes are created, then those of the user. */
  readonly wave: 'image' | 'system' | 'user';
  readonly grow: boolean;
  readonly minimum: number;
  readonly maximum: Limit;
  /** It has no partition: the file system is on the disk itself. */
  readonly whole: boolean;
}

export type Limit =
  | { readonly kind: 'none' }
  | { readonly kind: 'size'; readonly size: number }
  | { readonly kind: 'share'; readonly percent: number }
  | { readonly kind: 'all-but'; readonly size: number };

/**
 * Minimums of Talos where none is written, in MiB: user_volumes.go (MinUserVolumeSize), imager/quirks (EphemeralMinSize,
 * StateSize), controllers/cri (MinImageCacheSize, MaxImageCacheSize), the same in 1.12 to 1.14.
 */
export const minimums = { user: 100, ephemeral: 2048, imageCache: 500 } as const;
const stateSize = 100;
const largestImageCache = 1024;

/** META, EFI with its unified kernel images, and in the image that boots with SeaBIOS as well, BIOS and BOOT (imager/quirks, 1.11 and newer). */
const bootSize = { uefi: 1 + 2101, dual: 1 + 2101 + 1 + 2000 } as const;

export function plannedVolumes(machine: LayoutMachine): readonly PlannedVolume[] {
  return [...talosVolumes(machine), ...systemVolumes(machine), ...componentVolumes(machine), ...userVolumes(machine)];
}

/** How much of what is available a maximum lets a volume take. */
export function limitOf(limit: Limit, available: number): number {
  switch (limit.kind) {
    case 'none':
      return available;
    case 'size':
      return limit.size;
    case 'share':
      return Number.isFinite(available) ? Math.floor((available * limit.percent) / 100) : available;
    case 'all-but':
      return Math.max(0, available - limit.size);
  }
}

function talosVolumes({ image }: LayoutMachine): readonly PlannedVolume[] {
  const boot = image.isDisk && !image.isSigned ? bootSize.dual : bootSize.uefi;
  const fixed = (label: string, wave: PlannedVolume['wave'], size: number): PlannedVolume => ({
    label,
    title: label,
    path: [],
    disk: 'system',
    wave,
    grow: false,
    minimum: size,
    maximum: sized(size),
    whole: false,
  });
  return [fixed('boot', 'image', boot), fixed('STATE', 'system', stateSize)];
}

function sized(size: number): Limit {
  return { kind: 'size', size };
}

/** Volumes that lie in /var unless they have a partition of their own. */
const promotable = { etcd: 'ETCD', cri: 'CRI', kubelet: 'KUBELET', log: 'LOG' } as const;

function systemVolumes(machine: LayoutMachine): readonly PlannedVolume[] {
  const placed = machine.talos.systemVolumes ?? {};
  const volume = (
    name: string,
    label: string,
    place: ResolvedVolumePlacement,
    usual: { readonly minimum: number; readonly maximum: Limit; readonly grow: boolean },
  ): PlannedVolume => {
    const minimum = parseSize(place.minSize ?? '') ?? usual.minimum;
    const maximum = maximumOf(place.maxSize) ?? usual.maximum;
    // Two sizes that exclude each other are reported where they are written.
    const excluded = place.minSize !== undefined && maximum.kind === 'size' && minimum > maximum.size;
    return {
      label,
      title: label === 'EPHEMERAL' ? 'EPHEMERAL (/var)' : label,
      path: ['talos', 'systemVolumes', name],
      disk: excluded ? undefined : diskOf(place.match ?? 'system_disk', machine),
      wave: 'system',
      grow: place.grow ?? usual.grow,
      minimum,
      maximum,
      whole: false,
    };
  };
  const none: Limit = { kind: 'none' };
  const { imageCache } = placed;
  return [
    volume('ephemeral', 'EPHEMERAL', placed.ephemeral ?? {}, {
      minimum: minimums.ephemeral,
      maximum: none,
      grow: true,
    }),
    ...(imageCache === undefined
      ? []
      : [
          volume('imageCache', 'IMAGECACHE', imageCache, {
            minimum: minimums.imageCache,
            maximum: sized(largestImageCache),
            grow: false,
          }),
        ]),
    ...(Object.keys(promotable) as (keyof typeof promotable)[]).flatMap((name) => {
      const place = placed[name];
      // Without any value, it stays a directory of /var.
      if (place === undefined || Object.values(place).every((value) => value === undefined)) return [];
      if (name === 'etcd' && !machine.isControlPlane) return [];
      return [volume(name, promotable[name], place, { minimum: minimums.ephemeral, maximum: none, grow: false })];
    }),
  ];
}

function componentVolumes({ components }: LayoutMachine): readonly PlannedVolume[] {
  return [...components].map(([disk, volume]) => ({
    label: `u-${volume}`,
    title: `volume ${volume}`,
    path: ['disks', disk, 'use'],
    disk,
    wave: 'user',
    grow: true,
    minimum: 1024,
    maximum: { kind: 'none' },
    whole: false,
  }));
}

function userVolumes(machine: LayoutMachine): readonly PlannedVolume[] {
  const { volumes = {}, rawVolumes = {}, swap = {} } = machine.talos;
  return [
    ...Object.entries(volumes).flatMap(([name, volume]) =>
      volume.kind === 'directory' ? [] : planned(machine, ['volumes', name], `u-${name}`, `volume ${name}`, volume),
    ),
    ...Object.entries(rawVolumes).flatMap(([name, volume]) =>
      planned(machine, ['rawVolumes', name], `r-${name}`, `raw volume ${name}`, volume),
    ),
    ...Object.entries(swap).flatMap(([name, volume]) =>
      planned(machine, ['swap', name], `s-${name}`, `swap ${name}`, volume),
    ),
  ];
}

function planned(
  machine: LayoutMachine,
  path: readonly string[],
  label: string,
  title: string,
  volume: Partial<ResolvedSwapVolume> & Pick<Partial<ResolvedVolume>, 'kind'>,
): readonly PlannedVolume[] {
  const { size, minSize = size, maxSize = size, grow = false } = volume;
  const whole = volume.kind === 'disk';
  // What cannot be is reported where it is written: no size, two that exclude each other, the whole of the system disk.
  if (!whole && minSize === undefined && maxSize === undefined) return [];
  const disk = volume.match === undefined ? (volume.disk ?? 'system') : diskOf(volume.match, machine);
  if (whole && disk === 'system') return [];
  const minimum = parseSize(minSize ?? '') ?? minimums.user;
  const written = maximumOf(maxSize) ?? { kind: 'none' };
  // Talos takes a size to leave free for a maximum in a raw volume (RawVolumeTransformer, 1.13 and 1.14).
  const maximum = label.startsWith('r-') && written.kind === 'all-but' ? sized(written.size) : written;
  if (minSize !== undefined && maximum.kind === 'size' && minimum > maximum.size) return [];
  return [
    {
      label,
      title,
      path: ['talos', ...path],
      disk,
      wave: 'user',
      grow: whole ? false : grow,
      minimum: whole ? 0 : minimum,
      maximum: whole ? { kind: 'none' } : maximum,
      whole,
    },
  ];
}

/** The disk that an expression means, where that is plain: the system disk, or the only other one of a machine that has no others. */
function diskOf(match: string, { disks, image }: LayoutMachine): string | undefined {
  const expression = match.replaceAll(/\s|^\(+|\)+$/g, '');
  if (expression === 'system_disk') return 'system';
  const others = [...disks.keys()].filter((name) => name !== 'system');
  return image.isDisk && expression === '!system_disk' && others.length === 1 ? others[0] : undefined;
}

function maximumOf(text: string | undefined): Limit | undefined {
  if (text === undefined) return undefined;
  const percent = /^([0-9]+(?:\.[0-9]+)?)%$/.exec(text)?.[1];
  if (percent !== undefined) return { kind: 'share', percent: Number(percent) };
  const size = parseSize(text.replace(/^-/, ''));
  if (size === undefined) return undefined;
  return text.startsWith('-') ? { kind: 'all-but', size } : sized(size);
}
