import type { Cluster, Node } from '../model/platform.ts';
import { canonicalSchematic, schematicDocument, schematicId } from './schematic.ts';
import { invariant } from '../diagnostics/diagnostic.ts';

/** Where images come from; https://github.com/siderolabs/image-factory describes the addresses. */
export const imageFactory = 'factory.talos.dev';

export interface NodeSchematic {
  readonly id: string;
  /** What the factory is sent; undefined when the user gave an id by hand. */
  readonly text: string | undefined;
}

/** The image that a node runs: Talos with its extensions and kernel arguments. */
export function nodeSchematic(node: Node): NodeSchematic {
  if (node.talos.schematic !== undefined) return { id: node.talos.schematic, text: undefined };
  const canonical = canonicalSchematic(
    schematicDocument({
      overlay: node.talos.overlay,
      kernelArguments: node.talos.kernelArguments,
      extensions: node.extensions,
      wellKnownCertificates: false,
    }),
  );
  invariant(canonical.text !== undefined, `schematic of ${node.name}: ${canonical.fault}`);
  return { id: schematicId(canonical.text), text: canonical.text };
}

/** What the node's installer writes to disk. Virtual machines take the image that reads Proxmox' cloud-init drive. */
export function installerImage(cluster: Cluster, node: Node): string {
  const installer = `${imagePlatform(node)}-installer${node.machine.secureBoot ? '-secureboot' : ''}`;
  return `${imageFactory}/${installer}/${nodeSchematic(node).id}:v${cluster.versions.talos}`;
}

export interface DiskImage {
  readonly url: string;
  /** Name of the file on the hypervisor. */
  readonly file: string;
}

/** The disk image that a virtual machine's first disk is made from. */
export function diskImage(cluster: Cluster, node: Node): DiskImage {
  const { id } = nodeSchematic(node);
  const version = `v${cluster.versions.talos}`;
  const variant = `nocloud-${node.machine.architecture}${node.machine.secureBoot ? '-secureboot' : ''}`;
  return {
    url: `https://${imageFactory}/image/${id}/${version}/${variant}.qcow2`,
    file: `talos-${id.slice(0, 12)}-${version}-${variant}.qcow2`,
  };
}

/** What a machine that exists already is started from, before Talos is on its disk. Undefined for virtual machines. */
export function bootImage(cluster: Cluster, node: Node): string | undefined {
  if (imagePlatform(node) !== 'metal') return undefined;
  const variant = `metal-${node.machine.architecture}${node.machine.secureBoot ? '-secureboot' : ''}`;
  return `https://${imageFactory}/image/${nodeSchematic(node).id}/v${cluster.versions.talos}/${variant}.iso`;
}

function imagePlatform(node: Node): string {
  return node.provider.type === 'proxmox' ? 'nocloud' : 'metal';
}
