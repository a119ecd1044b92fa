import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Draft } from '../../../model/draft.ts';
import { plainValue } from '../../../model/lock-book.ts';
import { mayBeOn, retainedMachinesOf } from '../../../model/retained/claims.ts';
import { hypervisorOf } from '../../../model/provider-settings.ts';
import { heldAt, inUse } from '../../../model/rules/retained-in-use.ts';
import { idClaims } from './machine-ids.ts';

/** Ids that are pinned and that a machine of a removed cluster has: it may still run. */
export function vmIdsOfRetained(draft: Draft): readonly Diagnostic[] {
  if (draft.retained.length === 0) return [];
  return idClaims(draft).flatMap(({ node, id, pinned, place }) => {
    if (pinned === undefined) return [];
    for (const { cluster, machine } of retainedMachinesOf(draft.retained)) {
      const owner = machine.virtual.find((virtual) => virtual.id === id);
      if (owner === undefined || !mayBeOn(machine, hypervisorOf(node.provider), draft.scopes)) continue;
      const held = heldAt(cluster, machine, (line) => plainValue(line.value) === String(id));
      return [inUse('vmid/in-use', place, `VM ID ${id}`, owner.name, cluster, held)];
    }
    return [];
  });
}
