import type { Blueprint } from '../blueprints/catalog.ts';
import type { Declared } from '../blueprints/declared.ts';
import type { MergedNeeds, NeedConflict, Needed, NeedKinds } from '../blueprints/talos-needs.ts';
import type { Json } from '../source/tree.ts';
import { holding } from './capability-graph.ts';

/** A component that is on in a cluster. */
export interface ActiveComponent {
  readonly name: string;
  readonly blueprint: Blueprint | undefined;
  readonly options: Readonly<Record<string, Json>>;
}

/** What the components of a cluster need of Talos together, by kind: the one place where needs are merged. */
export function mergeNeeds(components: readonly ActiveComponent[], kinds: NeedKinds): MergedNeeds {
  const merged = Object.entries(kinds).map(([name, kind]) => [name, kind.merge(neededOf(components, name))]);
  return Object.fromEntries(merged) as MergedNeeds;
}

export function needConflicts(components: readonly ActiveComponent[], kinds: NeedKinds): readonly NeedConflict[] {
  return Object.entries(kinds).flatMap(([name, kind]) => kind.conflicts?.(neededOf(components, name)) ?? []);
}

/** What they need of one kind now, in order of their names. */
function neededOf(components: readonly ActiveComponent[], kind: string): readonly Needed<unknown>[] {
  return [...components]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name, blueprint, options }) => {
      const declared =
        new Map<string, readonly Declared<unknown>[]>(Object.entries(blueprint?.talos ?? {})).get(kind) ?? [];
      return holding(declared, options).map(({ value, span }) => ({ component: name, value, span }));
    });
}
