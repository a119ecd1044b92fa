import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { formatLeafPath, type LeafPath, leafSubject } from '../identity/leaf-path.ts';
import type { Node, Platform } from '../model/platform.ts';
import { parseSize } from '../model/units.ts';
import type { Json } from '../source/tree.ts';
import type { SpanOf } from './causes.ts';

type Leaves = ReadonlyMap<LeafPath, Json>;

/**
 * What Terraform's plan would not say about disks whose size changed since they were published: that one cannot shrink,
 * and that one which is lent grows by Proxmox' own hand. Told once for each line of the input.
 */
export function changedDiskSizes(
  platform: Platform,
  environment: string,
  before: Leaves,
  after: Leaves,
  spanOf: SpanOf | undefined,
): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  for (const [path, size] of after) {
    const old = before.get(path);
    const subject = leafSubject(path);
    if (subject.kind !== 'node' || old === size) continue;
    const [disks, disk = '', field, ...rest] = subject.keys;
    if (disks !== 'disks' || field !== 'size' || rest.length > 0) continue;
    const node = findNode(platform, environment, subject.cluster, subject.node);
    if (node?.provider.type !== 'proxmox' || typeof old !== 'string' || typeof size !== 'string') continue;
    const [from, to] = [parseSize(old), parseSize(size)];
    if (from === undefined || to === undefined || from === to) continue;
    const span = spanOf?.(environment, path);
    const fault = to < from ? shrinks(node, disk, old, size) : growsByHand(node, disk, size);
    if (fault === undefined) continue;
    const key = JSON.stringify([
      fault.code,
      ...(span === undefined ? [formatLeafPath(path)] : [span.file, span.start]),
    ]);
    if (!found.has(key)) found.set(key, diagnostic(fault.code, span, fault.message));
  }
  return [...found.values()];
}

type Fault = { readonly code: 'disk/shrinks' | 'disk/grows-by-hand'; readonly message: string };

function shrinks(node: Node, disk: string, from: string, to: string): Fault {
  return {
    code: 'disk/shrinks',
    message: `disk ${disk} of ${node.name} was published with ${from}, and ${to} is less`,
  };
}

function growsByHand(node: Node, name: string, to: string): Fault | undefined {
  const disk = node.disks.find((one) => one.name === name);
  if (disk?.holder === undefined) return undefined;
  const command = `qm disk resize ${node.vmId} scsi${disk.slot} ${disk.size}G`;
  return {
    code: 'disk/grows-by-hand',
    message: `disk ${name} of ${node.name} is kept, and grows to ${to} by "${command}" on ${node.host}`,
  };
}

function findNode(
  platform: Platform,
  environment: string,
  cluster: string,
  name: string | undefined,
): Node | undefined {
  return platform.environments
    .find((one) => one.name === environment)
    ?.clusters.find((one) => one.name === cluster)
    ?.nodes.find((node) => node.name === name);
}
