import { imageFactory, imageVariant, nodeSchematic } from '../../../emit/talos/image.ts';
import type { Cluster, Node } from '../../../model/platform.ts';
import { versionTag } from '../../../versions/version.ts';

export interface DiskImage {
  readonly url: string;
  /** Name of the file on the hypervisor. */
  readonly file: string;
}

/** The disk image that a virtual machine's first disk is made from. */
export function diskImage(cluster: Cluster, node: Node): DiskImage {
  const { id } = nodeSchematic(node);
  const version = versionTag(cluster.versions.talos);
  const variant = imageVariant(node);
  return {
    url: `https://${imageFactory}/image/${id}/${version}/${variant}.qcow2`,
    file: `talos-${id.slice(0, 12)}-${version}-${variant}.qcow2`,
  };
}
