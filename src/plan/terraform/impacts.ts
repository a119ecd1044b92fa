import { type Effect, updated } from '../effects.ts';
import type { MachinePlan } from './machine-plans.ts';

/** Of an argument that is not in the table: a machine that has to be restarted for it is the worst that an update comes to. */
const unknown: readonly Effect[] = [{ kind: 'restart', by: 'hypervisor', when: 'next-start' }];

/** What changed arguments of a machine do to it, each effect once. */
export function machineEffects({ impacts, isDerived }: MachinePlan, paths: readonly string[]): readonly Effect[] {
  const found = paths
    .filter((path) => !isDerived(path))
    .flatMap((path) => impacts.find(({ argument }) => argument?.test(path) === true)?.effects ?? unknown);
  const once = new Map([...updated, ...found].map((effect) => [JSON.stringify(effect), effect]));
  return [...once.values()];
}
