import { type Impact, impacts as leastFirst } from '../plan.ts';
import type { MachinePlan } from './machine-plans.ts';

/** The worst that changed arguments of a machine lead to. One that is not known counts as a restart. */
export function machineImpact({ impacts, isDerived }: MachinePlan, paths: readonly string[]): Impact {
  const found = paths
    .filter((path) => !isDerived(path))
    .map((path) => impacts.find(({ argument }) => argument?.test(path) === true)?.impact ?? 'reboot');
  return found.reduce<Impact>(worse, 'in-place');
}

export function worse(a: Impact, b: Impact): Impact {
  return leastFirst.indexOf(b) > leastFirst.indexOf(a) ? b : a;
}
