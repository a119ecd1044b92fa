import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Draft } from '../draft.ts';
import { needConflicts } from '../talos-needs.ts';
import { blame } from './places.ts';

/** Components that need different values of what every node has one of, where no node says which. */
export function conflictingNeeds(draft: Draft): readonly Diagnostic[] {
  return draft.clusters.flatMap((cluster) =>
    needConflicts(cluster.components, draft.catalog.needKinds).flatMap((found) => {
      if (cluster.nodes.every((node) => found.isDecided(node.value.talos))) return [];
      const { subject, sides, field } = found;
      const [first, later] = sides;
      const message = `${subject} is needed as "${first.value.value}" by ${first.component} and as "${later.value.value}" by ${later.component}, and the latter is used`;
      const places = sides.map(({ component, span }) => ({ span, who: component }));
      const help = `decide in infraflux.yaml: ${field}["${first.value.name}"]`;
      return [
        blame('talos/conflicting-needs', { span: later.span, who: later.component }, places, message, {
          cluster: cluster.id,
          help,
        }),
      ];
    }),
  );
}
