import type { Catalog } from '../blueprints/catalog.ts';
import type { DraftCluster, DraftNode } from './draft.ts';
import type { LayoutMachine } from './planned-volumes.ts';
import type { Node } from './platform.ts';
import { parseSize } from './units.ts';

/** A machine as its rules see it: what could not be read is absent. */
export function machineOfDraft(cluster: DraftCluster, node: DraftNode): LayoutMachine {
  const { machine, talos } = node.value;
  const disks = Object.entries(node.value.disks ?? {});
  const volumeOf = (component: string): string | undefined => {
    const user = cluster.components.find(({ name }) => name === component);
    return user === undefined ? undefined : (user.blueprint.disks?.volume ?? component);
  };
  return {
    isControlPlane: node.role === 'controlplane',
    image: { isDisk: node.provider?.traits?.image.firstBoot === 'disk', isSigned: machine?.secureBoot === true },
    disks: new Map(disks.map(([name, { size }]) => [name, parseSize(size ?? '')])),
    talos,
    components: componentVolumes(
      disks.map(([name, { use }]) => ({ name, use })),
      volumeOf,
    ),
  };
}

export function machineOfNode(node: Node, catalog: Catalog): LayoutMachine {
  const { traits } = node.provider;
  const volumeOf = (component: string): string => catalog.components.get(component)?.disks?.volume ?? component;
  return {
    isControlPlane: node.role === 'controlplane',
    image: { isDisk: traits.image.firstBoot === 'disk', isSigned: node.machine.secureBoot },
    disks: new Map(node.disks.map(({ name, size }) => [name, size === 0 ? undefined : size * 1024])),
    talos: node.talos,
    components: componentVolumes(node.disks, volumeOf),
  };
}

/** The first disk of a component has its volume, further ones have the name of the disk in theirs, as src/emit/talos/volumes.ts prints them. */
function componentVolumes(
  disks: readonly { readonly name: string; readonly use?: string | undefined }[],
  volumeOf: (component: string) => string | undefined,
): ReadonlyMap<string, string> {
  const seen = new Set<string>();
  const found = new Map<string, string>();
  for (const { name, use } of disks) {
    const volume = use === undefined ? undefined : volumeOf(use);
    if (volume === undefined) continue;
    found.set(name, seen.has(volume) ? `${volume}-${name}` : volume);
    seen.add(volume);
  }
  return found;
}
