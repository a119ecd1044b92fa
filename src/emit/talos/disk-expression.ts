import type { Node } from '../../model/platform.ts';
import type { TalosSettings } from './settings.ts';

/** The disk of a node by its name: by its place where the provider attaches it, else by a serial number that is its name. */
export function diskMatch({ disks, provider }: Node, name: string): string {
  const slot = disks.find((disk) => disk.name === name)?.slot;
  const path = slot === undefined ? undefined : provider.traits.diskPath?.(slot);
  return path?.expression ?? `disk.serial == ${JSON.stringify(name.slice(0, 20))}`;
}

/** As Talos reads `machine.install` of older contracts (v1alpha1, DiskMatchExpression): neither what is no real disk, nor read-only ones and CDs. */
export function diskExpression(disk: TalosSettings['install']['disk']): string {
  if (disk.path !== undefined) return `disk.dev_path == ${JSON.stringify(disk.path)}`;
  const text = (field: string, value: string | undefined): string[] =>
    value === undefined
      ? []
      : [
          value.includes('*')
            ? `glob(${JSON.stringify(value)}, disk.${field})`
            : `disk.${field} == ${JSON.stringify(value)}`,
        ];
  return [
    ...(disk.size === undefined ? [] : [sizeExpression(disk.size)]),
    ...text('wwid', disk.wwid),
    ...text('model', disk.model),
    ...text('serial', disk.serial),
    ...(disk.type === undefined ? [] : [diskTypes[disk.type]]),
    ...text('bus_path', disk.busPath),
    'disk.transport != ""',
    '!disk.readonly',
    '!disk.cdrom',
  ].join(' && ');
}

const diskTypes = {
  ssd: '!disk.rotational',
  hdd: 'disk.rotational',
  nvme: 'disk.transport == "nvme"',
  sd: 'disk.transport == "mmc"',
} as const;

/** `< 100GB` as CEL, where units are constants and sizes are unsigned. A bare size means exactly that. */
function sizeExpression(size: string): string {
  const [, comparison, number = '0', unit = 'B'] = /^([<>]=?)?\s*([0-9.]+)\s*([A-Za-z]+)$/.exec(size) ?? [];
  const [scale, binary] = [unit.charAt(0), unit.charAt(1) === 'i'];
  const power = 'BKMGT'.indexOf(scale);
  const bytes = BigInt(Math.round(Number(number) * (binary ? 1024 : 1000) ** Math.max(power, 0)));
  return `disk.size ${comparison ?? '=='} ${bytes}u`;
}
