import type { PlanWorld } from '../layer.ts';
import type { Change, Layer } from '../plan.ts';
import { terraformChanges } from './changes.ts';

/** What Terraform's answers say of a layer: it makes machines, configures them, and installs what Argo CD needs. */
export function answeredChanges(world: PlanWorld, wanted?: Layer): readonly Change[] {
  const { planned, causesOf } = world;
  const changes = planned.flatMap(({ cluster, observed }) =>
    terraformChanges(cluster, observed, (node) => causesOf(cluster, node)),
  );
  return wanted === undefined ? changes : changes.filter(({ layer }) => layer === wanted);
}
