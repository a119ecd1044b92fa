import { firstOf } from '../../diagnostics/count.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { moved } from '../bound.ts';
import type { TerraformRun } from './run.ts';
import { subjectOfResource } from './subject.ts';

/** What a run for one cluster would do, as far as it was reviewed. */
export type Reviewed = Pick<TerraformRun, 'changes' | 'vanished'>;

/**
 * What Terraform would do now and no plan showed: another change, or a machine that vanished. What was shown and is not there any
 * more was done before, by an apply that was interrupted.
 */
export function staleRun(shown: Reviewed, now: Reviewed): Diagnostic | undefined {
  const others = Object.entries(now.changes).filter(([address, digest]) => shown.changes[address] !== digest);
  if (others.length > 0) {
    const names = [...new Set(others.map(([address]) => subjectOfResource(address, '').name))];
    return moved(`${firstOf(names)} would change in another way than the plan showed`);
  }
  const known = new Set((shown.vanished ?? []).map(({ name }) => name));
  const gone = now.vanished?.find(({ name }) => !known.has(name));
  return gone && moved(`${gone.name} no longer exists since the plan was made`);
}
