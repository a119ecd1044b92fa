import type { Catalog } from '../../blueprints/catalog.ts';
import { diskLayouts } from '../../model/disk-layout.ts';
import { machineOfNode } from '../../model/layout-machine.ts';
import type { Platform } from '../../model/platform.ts';
import { formatSize } from '../../model/units.ts';

/** How Talos divides the disks of one machine. Sizes are in MiB; null: unknown, because the size of the disk is. */
interface MachineLayout {
  readonly machine: string;
  readonly disks: readonly {
    readonly disk: string;
    readonly size: number | null;
    readonly free: number | null;
    readonly parts: readonly {
      readonly label: string;
      readonly title: string;
      readonly size: number | null;
      readonly grow: boolean;
      readonly fault: string | null;
    }[];
  }[];
}

/** What `prod.main.layout` and `prod.main.nodes["main-w-1"].layout` ask for; undefined for another path. */
export function diskLayoutsAt(
  platform: Platform,
  catalog: Catalog,
  path: readonly string[],
): readonly MachineLayout[] | undefined {
  const [environmentName, clusterName, ...rest] = path;
  const isOfNode = rest.length === 3 && rest[0] === 'nodes' && rest[2] === 'layout';
  if (!isOfNode && !(rest.length === 1 && rest[0] === 'layout')) return undefined;
  const cluster = platform.environments
    .find(({ name }) => name === environmentName)
    ?.clusters.find(({ name }) => name === clusterName);
  const nodes = cluster?.nodes.filter(({ name }) => !isOfNode || name === rest[1]) ?? [];
  if (nodes.length === 0) return undefined;
  return nodes.map((node) => ({
    machine: node.name,
    disks: diskLayouts(machineOfNode(node, catalog)).map(({ disk, size, free, parts }) => ({
      disk,
      size: size ?? null,
      free: free ?? null,
      parts: parts.map((part) => ({
        label: part.volume.label,
        title: part.volume.title,
        size: part.size ?? null,
        grow: part.volume.grow,
        fault: part.fault ?? null,
      })),
    })),
  }));
}

/** Machines whose disks are divided alike are printed together. */
export function formatDiskLayouts(layouts: readonly MachineLayout[]): string {
  const groups = new Map<string, string[]>();
  for (const { machine, disks } of layouts) {
    const text = disks.map(formatDisk).join('');
    groups.set(text, [...(groups.get(text) ?? []), machine]);
  }
  return [...groups].map(([text, machines]) => `${machines.join(', ')}\n${text}`).join('\n');
}

function formatDisk({ disk, size, free, parts }: MachineLayout['disks'][number]): string {
  const rows = parts.map(({ title, size: taken, grow, fault }): readonly [string, string] => {
    if (fault !== null)
      return [title, fault === 'in-use' ? 'not created: the disk is in use' : 'not created: no space'];
    const amount = taken === null ? 'what is free' : formatMebibytes(taken);
    return [title, grow ? `${amount}, grows with the disk` : amount];
  });
  const all: readonly (readonly [string, string])[] =
    free === null || free < 1 ? rows : [...rows, ['free', formatMebibytes(free)]];
  const width = Math.max(0, ...all.map(([title]) => title.length));
  const lines = all.map(([title, text]) => `    ${title.padEnd(width)}  ${text}\n`);
  return `  ${disk}  ${size === null ? 'size unknown' : formatSize(size)}\n${lines.join('')}`;
}

function formatMebibytes(mebibytes: number): string {
  if (mebibytes < 1024) return `${Math.floor(mebibytes)} MiB`;
  return `${Math.floor((mebibytes / 1024) * 10) / 10} GiB`;
}
