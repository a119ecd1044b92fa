import { minorOf } from '../../versions/cluster-versions.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { type Selected, selectorFault } from '../cel/selector-fault.ts';
import type { Draft, DraftNode } from '../draft.ts';
import { blame, whoIs, writtenAt, writtenNodes } from './places.ts';

/** Selectors of disks and volumes that Talos would refuse, or that could never match. */
export function selectorsThatFail(draft: Draft): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const cluster of draft.clusters) {
    const talos = cluster.versions.talos?.value;
    if (talos === undefined) continue;
    for (const node of writtenNodes(cluster.nodes)) {
      for (const { path, match, selected } of selectorsOf(node)) {
        const fault = selectorFault(match, selected, minorOf(talos));
        if (fault === undefined) continue;
        const place = { span: writtenAt(node.tree, 'talos', ...path, 'match'), who: whoIs(node) };
        const message = `${path.join('.')}.match: ${fault.message}`;
        found.push(blame('talos/invalid-selector', place, [], message, { help: fault.help }));
      }
    }
  }
  return found;
}

interface Selector {
  /** Below `talos`. */
  readonly path: readonly string[];
  readonly match: string;
  readonly selected: Selected;
}

function* selectorsOf({ value }: DraftNode): Generator<Selector> {
  for (const group of ['systemVolumes', 'volumes', 'rawVolumes', 'swap', 'existingVolumes'] as const) {
    for (const [name, volume] of Object.entries(value.talos?.[group] ?? {})) {
      if (volume?.match === undefined) continue;
      const isWhole = 'kind' in volume && volume.kind === 'disk';
      const selected = group === 'existingVolumes' ? 'volume' : isWhole ? 'whole disk' : 'disk';
      yield { path: [group, name], match: volume.match, selected };
    }
  }
}
