import type { Declared } from '../blueprints/declared.ts';
import type { Json } from '../source/tree.ts';
import { componentCapability } from './component-names.ts';
import type { DraftComponent } from './draft.ts';

/** One component waits for another because of a capability. */
export interface Dependency {
  readonly from: DraftComponent;
  readonly capability: string;
  /** `requires` fails without a provider, `after` only waits when there is one. */
  readonly kind: 'requires' | 'after';
  readonly declared: Declared<string>;
  readonly to: DraftComponent;
}

export interface CapabilityGraph {
  readonly components: readonly DraftComponent[];
  /** Components by the capabilities that they provide as they are set now. */
  readonly providers: ReadonlyMap<string, readonly DraftComponent[]>;
  /** What each component waits for, by its name. */
  readonly waitsFor: ReadonlyMap<string, readonly Dependency[]>;
}

/** Who provides what to whom among the components that are on. */
export function capabilityGraph(components: readonly DraftComponent[]): CapabilityGraph {
  const providers = new Map<string, DraftComponent[]>();
  for (const component of components) {
    for (const { value } of holding(component.blueprint.provides, component.options)) {
      const known = providers.get(value);
      if (known === undefined) providers.set(value, [component]);
      else if (!known.includes(component)) known.push(component);
    }
    providers.set(componentCapability(component.name), [component]);
  }
  const waitsFor = new Map<string, readonly Dependency[]>();
  for (const from of components) {
    const dependencies: Dependency[] = [];
    for (const kind of ['requires', 'after'] as const) {
      for (const declared of holding(from.blueprint[kind], from.options)) {
        for (const to of providers.get(declared.value) ?? []) {
          // A component that provides what it requires does not wait: a monitoring stack includes its own definitions.
          if (to !== from) dependencies.push({ from, capability: declared.value, kind, declared, to });
        }
      }
    }
    waitsFor.set(from.name, dependencies);
  }
  return { components, providers, waitsFor };
}

/**
 * Sync waves by component name: 0 for those that do not wait, else one more than the latest of those waited for.
 * In a cycle, which is an error reported elsewhere, the edge that closes it does not count.
 */
export function wavesOf(graph: CapabilityGraph): ReadonlyMap<string, number> {
  const waves = new Map<string, number>();
  const open = new Set<string>();
  const waveOf = (name: string): number => {
    const known = waves.get(name);
    if (known !== undefined) return known;
    if (open.has(name)) return -1;
    open.add(name);
    let wave = 0;
    for (const { to } of graph.waitsFor.get(name) ?? []) wave = Math.max(wave, waveOf(to.name) + 1);
    open.delete(name);
    waves.set(name, wave);
    return wave;
  };
  for (const component of graph.components) waveOf(component.name);
  return waves;
}

/** Circles in the graph, a shortest one through each set of components that wait for each other; empty when there is none. */
export function cyclesOf(graph: CapabilityGraph): readonly (readonly Dependency[])[] {
  const cycles: (readonly Dependency[])[] = [];
  const inCycle = new Set<string>();
  for (const component of graph.components) {
    if (inCycle.has(component.name)) continue;
    const cycle = shortestCycle(graph, component.name);
    if (cycle === undefined || cycle.some(({ from }) => inCycle.has(from.name))) continue;
    for (const { from } of cycle) inCycle.add(from.name);
    cycles.push(cycle);
  }
  return cycles;
}

/** The declarations that hold with these options. */
export function holding<T>(
  declared: readonly Declared<T>[],
  options: Readonly<Record<string, Json>>,
): readonly Declared<T>[] {
  return declared.filter(({ when }) => when === undefined || isSet(options, when));
}

/** Whether an option is set and not false. */
export function isSet(options: Readonly<Record<string, Json>>, path: readonly string[]): boolean {
  let value: Json | undefined = options as Json;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, key)) return false;
    value = (value as { readonly [key: string]: Json })[key];
  }
  return value !== undefined && value !== null && value !== false;
}

function shortestCycle(graph: CapabilityGraph, start: string): readonly Dependency[] | undefined {
  const cameBy = new Map<string, Dependency>();
  let border = [start];
  while (border.length > 0) {
    const next: string[] = [];
    for (const name of border) {
      for (const dependency of graph.waitsFor.get(name) ?? []) {
        if (cameBy.has(dependency.to.name)) continue;
        cameBy.set(dependency.to.name, dependency);
        if (dependency.to.name === start) return pathBack(cameBy, start);
        next.push(dependency.to.name);
      }
    }
    border = next;
  }
  return undefined;
}

function pathBack(cameBy: ReadonlyMap<string, Dependency>, start: string): readonly Dependency[] {
  const path: Dependency[] = [];
  let name = start;
  do {
    const dependency = cameBy.get(name) as Dependency;
    path.unshift(dependency);
    name = dependency.from.name;
  } while (name !== start);
  return path;
}
