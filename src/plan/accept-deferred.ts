import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Plan } from './plan.ts';

/** A plan without the warnings that are answered under `accept`, and how many these are. What is deferred stays in it, marked. */
export function acceptInPlan(
  plan: Plan,
  reasonOf: (diagnostic: Diagnostic) => string | undefined,
): { readonly plan: Plan; readonly accepted: number } {
  const diagnostics = plan.diagnostics.filter((diagnostic) => reasonOf(diagnostic) === undefined);
  const deferred = plan.deferred.map((entry) => {
    const reason = entry.state === 'deferred' ? reasonOf(entry.diagnostic) : undefined;
    return reason === undefined ? entry : { ...entry, accepted: reason };
  });
  const accepted = deferred.filter((entry) => entry.accepted !== undefined).length;
  return {
    plan: { ...plan, diagnostics, deferred },
    accepted: plan.diagnostics.length - diagnostics.length + accepted,
  };
}
