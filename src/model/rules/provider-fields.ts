import { provenanceAt } from '../../config/read.ts';
import type { Layer } from '../../config/provenance.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { remove } from '../../diagnostics/fix.ts';
import type { Draft, DraftNode } from '../draft.ts';
import type { ProviderField } from '../provider-traits.ts';
import { blame, whoIs, writtenNodes } from './places.ts';

/**
 * Fields of machines whose provider has no use for them. What a layer says of machines of all kinds (a size, `defaults`, a
 * variant, an environment) is left alone: it may be meant for others.
 */
export function fieldsOfOtherProviders(draft: Draft): readonly Diagnostic[] {
  return draft.clusters.flatMap((cluster) => {
    const seen = new Set<string>();
    return writtenNodes(cluster.nodes).flatMap((node) =>
      notTaken(node).flatMap((path) => {
        const span = ownSpan(node, path);
        const key = `${span?.file} ${span?.start}`;
        if (span === undefined || seen.has(key)) return [];
        seen.add(key);
        const { name, settings } = node.provider ?? {};
        const message = `${whoIs(node)} belongs to provider ${name} of type ${settings?.type}, which does not support ${path.join('.')}`;
        return [
          blame('provider/unsupported-field', { span, who: 'has no effect' }, [], message, { fix: remove(span, 'it') }),
        ];
      }),
    );
  });
}

/** Paths of what is written, and not taken by the node's provider. */
function notTaken(node: DraftNode): readonly (readonly string[])[] {
  const takes = node.provider?.traits?.takes;
  if (takes === undefined) return [];
  const { disks, gpus } = node.value;
  const paths: Readonly<Record<ProviderField, readonly (readonly string[])[]>> = {
    host: [['host']],
    hosts: [['hosts']],
    vmId: [['vmId']],
    gpus: Object.keys(gpus ?? {}).map((model) => ['gpus', model]),
    datastore: Object.keys(disks ?? {}).map((disk) => ['disks', disk, 'datastore']),
  };
  return Object.entries(paths).flatMap(([field, at]) => (takes[field as ProviderField] ? [] : at));
}

const ownLayers: ReadonlySet<Layer> = new Set(['cluster', 'cluster-file']);

/** Where the node's own entry sets it, or its cluster for its group. */
function ownSpan(node: DraftNode, path: readonly string[]) {
  const provenance = provenanceAt(node.tree, path);
  if (provenance?.layer === 'node') return provenance.span;
  // One machine of a group may come from elsewhere; the group's fields are then about the others.
  if (provenanceAt(node.tree, ['provider'])?.layer === 'node') return undefined;
  const ofGroup = provenanceAt(node.group.tree, path);
  return ofGroup !== undefined && ownLayers.has(ofGroup.layer) ? ofGroup.span : undefined;
}
