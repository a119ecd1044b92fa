import type { ResolvedTalos } from '../../schema/config.ts';
import { holding } from './capability-graph.ts';
import type { DraftComponent, DraftNode } from './draft.ts';

/** What the components of a cluster need of Talos on every node. */
export interface TalosNeeds {
  readonly extensions: readonly string[];
  readonly kernelModules: ResolvedTalos['kernelModules'];
  readonly sysctls: ResolvedTalos['sysctls'];
}

export function talosNeeds(components: readonly DraftComponent[]): TalosNeeds {
  const extensions = new Set<string>();
  const kernelModules: Record<string, { parameters: string[] }> = {};
  const sysctls: Record<string, string> = {};
  for (const { blueprint, options } of components) {
    for (const { value } of holding(blueprint.talos.extensions, options)) extensions.add(value);
    for (const { value } of holding(blueprint.talos.kernelModules, options)) {
      const parameters = [...(kernelModules[value.name]?.parameters ?? []), ...value.parameters];
      kernelModules[value.name] = { parameters: [...new Set(parameters)] };
    }
    for (const { value } of holding(blueprint.talos.sysctls, options)) sysctls[value.name] = value.value;
  }
  return { extensions: [...extensions], kernelModules, sysctls };
}

/** Extensions of a node's image by their full names, sorted: the user's, the provider's and the components'. */
export function nodeExtensions(node: DraftNode, needs: TalosNeeds): readonly string[] {
  const names = [
    ...Object.keys(node.value.talos.extensions),
    ...(node.provider?.traits?.extensions ?? []),
    ...needs.extensions,
  ];
  return [...new Set(names.map(fullExtensionName))].sort();
}

/** A short name is one of Sidero Labs' own. */
export function fullExtensionName(name: string): string {
  return name.includes('/') ? name : `siderolabs/${name}`;
}

/** A node's `talos` with the kernel modules and sysctls that components need. What a user wrote about one of them stands. */
export function nodeTalos(node: DraftNode, needs: TalosNeeds): ResolvedTalos {
  const { talos } = node.value;
  return {
    ...talos,
    kernelModules: sorted({ ...needs.kernelModules, ...talos.kernelModules }),
    sysctls: sorted({ ...needs.sysctls, ...talos.sysctls }),
  };
}

function sorted<T>(map: { readonly [key: string]: T }): { [key: string]: T } {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}
