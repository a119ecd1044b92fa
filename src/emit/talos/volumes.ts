import type { ResolvedEncryptionKey, ResolvedSwapVolume } from '../../../schema/config.ts';
import type { Catalog } from '../../blueprints/catalog.ts';
import type { Node } from '../../model/platform.ts';
import type { Json } from '../../source/tree.ts';
import { compact, type Fragment, fragment } from './document.ts';

/** The serial number that a virtual disk shows to Talos: its name, so that selectors read as infraflux.yaml does. */
export function diskSerial(disk: string): string {
  return disk.slice(0, 20);
}

/** System volumes, the user's own, and one for each disk that a component stores its data on. */
export function volumeFragments(node: Node, catalog: Catalog): readonly Fragment[] {
  return [...systemVolumes(node), ...diskVolumes(node, catalog), ...userVolumes(node), ...swapVolumes(node)];
}

function systemVolumes(node: Node): Fragment[] {
  const { encryption, systemVolumes: placed } = node.talos;
  const state = encrypted(encryption.state === undefined ? {} : { 0: encryption.state });
  const ephemeral = encrypted(encryption.ephemeral === undefined ? {} : { 0: encryption.ephemeral });
  const placement = placed.ephemeral;
  const provisioning = placement === undefined ? {} : provision(placement.match, placement.minSize, placement.maxSize);
  return [
    ['STATE', state],
    ['EPHEMERAL', { ...compact({ provisioning }), ...ephemeral }],
  ].flatMap(([name, body]) =>
    Object.keys(body as object).length === 0
      ? []
      : [fragment('VolumeConfig', name as string, 'cluster', body as { readonly [key: string]: Json })],
  );
}

function diskVolumes(node: Node, catalog: Catalog): Fragment[] {
  const byComponent = new Map<string, string[]>();
  for (const disk of node.disks) {
    if (disk.use !== undefined) byComponent.set(disk.use, [...(byComponent.get(disk.use) ?? []), disk.name]);
  }
  return [...byComponent].flatMap(([component, disks]) => {
    const volume = catalog.components.get(component)?.disks?.volume ?? component;
    // The first disk carries the volume's own name; further ones say which disk they are.
    return disks.map((disk, index) =>
      fragment('UserVolumeConfig', index === 0 ? volume : `${volume}-${disk}`, 'cluster', {
        provisioning: {
          diskSelector: { match: `disk.serial == ${JSON.stringify(diskSerial(disk))}` },
          minSize: '1GiB',
          grow: true,
        },
      }),
    );
  });
}

function userVolumes(node: Node): Fragment[] {
  return Object.entries(node.talos.volumes).map(([name, volume]) =>
    fragment('UserVolumeConfig', name, 'cluster', {
      ...placed(volume),
      ...(volume.filesystem === 'xfs' ? {} : { filesystem: { type: volume.filesystem } }),
      ...encrypted(volume.encryption),
    }),
  );
}

function swapVolumes(node: Node): Fragment[] {
  return Object.entries(node.talos.swap).map(([name, volume]) =>
    fragment('SwapVolumeConfig', name, 'cluster', { ...placed(volume), ...encrypted(volume.encryption) }),
  );
}

function placed(volume: ResolvedSwapVolume): { readonly [key: string]: Json } {
  const match =
    volume.match ??
    (volume.disk === undefined || volume.disk === 'system'
      ? 'system_disk'
      : `disk.serial == ${JSON.stringify(diskSerial(volume.disk))}`);
  return { provisioning: provision(match, volume.minSize ?? volume.size, volume.maxSize ?? volume.size) };
}

function provision(match: string | undefined, minSize: string | undefined, maxSize: string | undefined) {
  return compact({
    diskSelector: match === undefined ? undefined : { match },
    minSize: binary(minSize),
    maxSize: binary(maxSize),
  });
}

/** `20Gi` as Talos spells it; percentages and the like are its own already. */
function binary(size: string | undefined): string | undefined {
  return size?.replace(/^(\d+)([KMGT])i$/, '$1$2iB');
}

/** Keys by slot. */
function encrypted(keys: Readonly<Record<string, ResolvedEncryptionKey>>): { readonly [key: string]: Json } {
  const slots = Object.entries(keys).flatMap(([name, key]): Json[] => {
    const slot = Number(name);
    if (key.nodeId !== undefined) return [{ slot, nodeID: {} }];
    if (key.tpm !== undefined) return [{ slot, tpm: {} }];
    if (key.kms !== undefined) return [{ slot, kms: { endpoint: key.kms.endpoint } }];
    // A passphrase is a secret: it does not stand in a file.
    return [];
  });
  return slots.length === 0 ? {} : { encryption: { provider: 'luks2', keys: slots } };
}
