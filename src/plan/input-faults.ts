import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { formatLeafPath, type LeafPath, leafSubject } from '../identity/leaf-path.ts';
import type { Node, Platform } from '../model/platform.ts';
import { providerPlans } from '../providers/plan-registry.ts';
import type { Json } from '../source/tree.ts';
import type { SpanOf } from './causes.ts';

type Leaves = ReadonlyMap<LeafPath, Json>;

/**
 * Changes of nodes since they were published that their provider's machines cannot follow, and that Terraform's plan would
 * not show. Told once for each line of the input.
 */
export function inputFaults(
  platform: Platform,
  environment: string,
  before: Leaves,
  after: Leaves,
  spanOf: SpanOf | undefined,
): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  for (const [leaf, value] of after) {
    const old = before.get(leaf);
    if (old === value) continue;
    const subject = leafSubject(leaf);
    if (subject.kind !== 'node') continue;
    const node = findNode(platform, environment, subject.cluster, subject.node);
    if (node === undefined) continue;
    const { inputFault } = providerPlans[node.provider.type];
    const fault = inputFault({ node, path: subject.keys, before: old, after: value });
    if (fault === undefined) continue;
    const span = spanOf?.(environment, leaf);
    const key = JSON.stringify([
      fault.code,
      ...(span === undefined ? [formatLeafPath(leaf)] : [span.file, span.start]),
    ]);
    if (!found.has(key)) found.set(key, diagnostic(fault.code, span, fault.message));
  }
  return [...found.values()];
}

function findNode(
  platform: Platform,
  environment: string,
  cluster: string,
  name: string | undefined,
): Node | undefined {
  return platform.environments
    .find((other) => other.name === environment)
    ?.clusters.find((other) => other.name === cluster)
    ?.nodes.find((node) => node.name === name);
}
