import type { Cluster, Node } from '../../model/platform.ts';
import { canonicalSchematic, schematicDocument, schematicId } from './schematic.ts';
import { invariant } from '../../diagnostics/diagnostic.ts';
import { versionTag } from '../../versions/version.ts';

/** Where images come from; https://github.com/siderolabs/image-factory describes the addresses. */
export const imageFactory = 'factory.talos.dev';

export interface NodeSchematic {
  readonly id: string;
  /** What the factory is sent; undefined when the user set an id. */
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

/** What the node's installer writes to disk, for the platform of its provider's machines. */
export function installerImage(cluster: Cluster, node: Node): string {
  const { platform } = node.provider.traits.image;
  const installer = `${platform}-installer${node.machine.secureBoot ? '-secureboot' : ''}`;
  return `${imageFactory}/${installer}/${nodeSchematic(node).id}:${versionTag(cluster.versions.talos)}`;
}

/** What a machine that exists already is started from, before Talos is on its disk. Undefined where the disk is made. */
export function bootImage(cluster: Cluster, node: Node): string | undefined {
  if (node.provider.traits.image.firstBoot !== 'medium') return undefined;
  const { id } = nodeSchematic(node);
  return `https://${imageFactory}/image/${id}/${versionTag(cluster.versions.talos)}/${imageVariant(node)}.iso`;
}

/** What tells the images of one schematic and version apart: `nocloud-amd64`, `metal-arm64-secureboot`. */
export function imageVariant({ provider, machine }: Node): string {
  return `${provider.traits.image.platform}-${machine.architecture}${machine.secureBoot ? '-secureboot' : ''}`;
}
