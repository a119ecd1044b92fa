import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { refusal } from '../hold.ts';
import type { TerraformRun } from './run.ts';
import { subjectOfResource } from './subject.ts';

/** What a run for one cluster would do, as far as it was reviewed. */
export type Reviewed = Pick<TerraformRun, 'changes' | 'vanished'>;

/**
 * What Terraform would do now and no plan showed: another change, or a machine that vanished. What was shown and is not there any
 * more was done before, by an apply that was interrupted.
 */
export function staleRun(shown: Reviewed, now: Reviewed): Diagnostic | undefined {
  const moved = Object.entries(now.changes).filter(([address, digest]) => shown.changes[address] !== digest);
  if (moved.length > 0) {
    const names = [...new Set(moved.map(([address]) => subjectOfResource(address, '').name))];
    const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
    return stale(`${names.slice(0, 3).join(', ')}${more} would change in another way than the plan showed`);
  }
  const known = new Set((shown.vanished ?? []).map(({ name }) => name));
  const gone = now.vanished?.find(({ name }) => !known.has(name));
  return gone && stale(`${gone.name} no longer exists since the plan was made`);
}

function stale(message: string): Diagnostic {
  return refusal('apply/stale', message, 'plan again, read it, apply again');
}
