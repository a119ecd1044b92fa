import type {
  ResolvedEncryptionKey,
  ResolvedSwapVolume,
  ResolvedVolume,
  ResolvedVolumePlacement,
} from '../../../schema/config.ts';
import type { Catalog } from '../../blueprints/catalog.ts';
import type { Node } from '../../model/platform.ts';
import type { Json } from '../../source/tree.ts';
import { secretPlace, usualKeys } from '../talos-secrets.ts';
import { diskMatch } from './disk-expression.ts';
import { compact, type Fragment, fragment, type PatchLayer, secretly } from './document.ts';

/** System volumes, the user's own, and one for each disk that a component stores its data on. */
export function volumeFragments(node: Node, catalog: Catalog): readonly Fragment[] {
  const { talos } = node;
  return [
    ...systemVolumes(node),
    ...diskVolumes(node, catalog),
    ...userVolumes(node),
    ...plainVolumes(node, 'RawVolumeConfig', talos.rawVolumes),
    ...plainVolumes(node, 'SwapVolumeConfig', talos.swap),
    ...existingVolumes(node),
  ];
}

/** Talos' own volumes, and what they are called in a configuration. Where STATE lies cannot be said. */
const systemNames = {
  state: 'STATE',
  ephemeral: 'EPHEMERAL',
  imageCache: 'IMAGECACHE',
  etcd: 'ETCD',
  cri: 'CRI',
  kubelet: 'KUBELET',
  log: 'LOG',
} as const;

function systemVolumes(node: Node): Fragment[] {
  const { encryption, systemVolumes: placed } = node.talos;
  return (Object.keys(systemNames) as (keyof typeof systemNames)[]).flatMap((volume) => {
    // Workers have no etcd; a volume for it would only take the place away.
    if (volume === 'etcd' && node.role !== 'controlplane') return [];
    const key = encryption[volume];
    const place = volume === 'state' ? undefined : placed[volume];
    const body = {
      ...compact({ provisioning: place === undefined ? undefined : provision(place.match, place) }),
      ...encrypted(key === undefined ? {} : { 0: key }),
    };
    if (Object.keys(body).length === 0) return [];
    return [volumeFragment('VolumeConfig', systemNames[volume], body, volume === 'etcd' ? 'role' : 'cluster')];
  });
}

/** With a passphrase among its keys, the whole of it is secret: a further patch would make Talos forget the rest. */
function volumeFragment(
  kind: string,
  name: string,
  body: { readonly [key: string]: Json },
  widest: PatchLayer = 'cluster',
): Fragment {
  const keys = (body['encryption'] as { readonly keys: readonly object[] } | undefined)?.keys ?? [];
  const volume = fragment(kind, name, widest, body);
  return keys.some((key) => 'static' in key) ? secretly(volume) : volume;
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
          diskSelector: { match: diskMatch(node, disk) },
          minSize: '1GiB',
          grow: true,
        },
      }),
    );
  });
}

function userVolumes(node: Node): Fragment[] {
  return Object.entries(node.talos.volumes).map(([name, volume]) =>
    volumeFragment('UserVolumeConfig', name, {
      ...(volume.kind === undefined || volume.kind === 'partition' ? {} : { volumeType: volume.kind }),
      ...userVolume(node, volume),
    }),
  );
}

/** A directory lies on /var, with what /var is. */
function userVolume(node: Node, volume: ResolvedVolume): { readonly [key: string]: Json } {
  const mount = compact({
    secure: volume.secure,
    disableAccessTime: volume.accessTime === undefined ? undefined : !volume.accessTime,
  });
  if (volume.kind === 'directory') return compact({ mount });
  const filesystem = compact({
    type: volume.filesystem === 'xfs' ? undefined : volume.filesystem,
    projectQuotaSupport: volume.projectQuota === true ? true : undefined,
  });
  return { ...placed(node, volume), ...compact({ filesystem, mount }), ...encrypted(volume.encryption) };
}

/** Volumes that nothing is mounted from. */
function plainVolumes(node: Node, kind: string, volumes: Readonly<Record<string, ResolvedSwapVolume>>): Fragment[] {
  return Object.entries(volumes).map(([name, volume]) =>
    volumeFragment(kind, name, { ...placed(node, volume), ...encrypted(volume.encryption) }),
  );
}

function existingVolumes(node: Node): Fragment[] {
  return Object.entries(node.talos.existingVolumes).map(([name, { match, readOnly }]) =>
    fragment('ExistingVolumeConfig', name, 'cluster', {
      discovery: { volumeSelector: { match } },
      ...compact({ mount: compact({ readOnly }) }),
    }),
  );
}

function placed(node: Node, volume: ResolvedSwapVolume): { readonly [key: string]: Json } {
  const { disk = 'system' } = volume;
  const match = volume.match ?? (disk === 'system' ? 'system_disk' : diskMatch(node, disk));
  const { size, minSize = size, maxSize = size, grow } = volume;
  return { provisioning: provision(match, { ...compact({ minSize, maxSize, grow }) }) };
}

function provision(match: string | undefined, { minSize, maxSize, grow }: ResolvedVolumePlacement) {
  return compact({
    diskSelector: match === undefined ? undefined : { match },
    minSize: binary(minSize),
    maxSize: binary(maxSize),
    grow,
  });
}

/** `20Gi` as Talos spells it; percentages and the like are its own already. */
function binary(size: string | undefined): string | undefined {
  return size?.replace(/^(-?[\d.]+)([KMGT])i$/, '$1$2iB');
}

/** Keys by slot. */
function encrypted(keys: Readonly<Record<string, ResolvedEncryptionKey>>): { readonly [key: string]: Json } {
  const slots = Object.entries(keys).flatMap(([name, key]): Json[] => {
    const slot = Number(name);
    if (key.nodeId !== undefined) return [{ slot, nodeID: {} }];
    if (key.tpm !== undefined) return [{ slot, tpm: {} }];
    if (key.kms !== undefined) return [{ slot, kms: { endpoint: key.kms.endpoint } }];
    if (key.static !== undefined)
      return [{ slot, static: { passphrase: secretPlace(key.static, usualKeys.passphrase) } }];
    return [];
  });
  return slots.length === 0 ? {} : { encryption: { provider: 'luks2', keys: slots } };
}
