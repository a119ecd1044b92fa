import type { ProviderType } from '../model/provider-traits.ts';
import { providerPlans } from '../providers/plan-registry.ts';
import { type Effect, hurtsMore, updated } from './effects.ts';
import type { ArgumentImpact } from './provider-plan.ts';

type ValueImpact = Pick<ArgumentImpact, 'values' | 'effects'>;

/** Values of a node that reach it by Talos, and what changing one does. Others are applied while it runs. */
const talosImpacts: readonly ValueImpact[] = [
  // Another provider makes another machine.
  { values: [['provider']], effects: [{ kind: 'recreated' }] },
  { values: [['address']], effects: [{ kind: 'address' }] },
  {
    values: ['extensions', 'kernelModules', 'kernelArguments', 'schematic', 'encryption'].map((key) => ['talos', key]),
    effects: [{ kind: 'restart', by: 'talos', when: 'now' }],
  },
];

/**
 * What changing a value of a node does to it: by the table of its provider, then by that of Talos. `keys` are below the node.
 * Where the inputs do not say which type its provider has, the worst of all types counts.
 */
export function valueEffects(keys: readonly string[], type: ProviderType | undefined): readonly Effect[] {
  const isOf = ({ values }: ValueImpact): boolean =>
    values.some((prefix) => prefix.every((key, at) => keys[at] === key));
  const tables = type === undefined ? Object.values(providerPlans) : [providerPlans[type]];
  const worst = tables
    .map((table) => table.impacts.find(isOf)?.effects)
    .reduce((a, b) => (a === undefined || (b !== undefined && hurtsMore(b, a)) ? b : a), undefined);
  return worst ?? talosImpacts.find(isOf)?.effects ?? updated;
}

/** A type of the language, by its name in the inputs. */
export function providerTypeOf(name: string | undefined): ProviderType | undefined {
  return name !== undefined && Object.hasOwn(providerPlans, name) ? (name as ProviderType) : undefined;
}
