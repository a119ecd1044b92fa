import { hasErrors } from '../diagnostics/diagnostic.ts';
import { changed } from './format-diff.ts';
import type { Plan } from './plan.ts';
import { workOfKind } from './work.ts';

/** 0: done, or nothing to do. 1: nothing was done. 2: changes, where asked for. 3: in part, or something is blocked. */
export type PlanExitCode = 0 | 1 | 2 | 3;

/** Whether apply would change or publish something. */
export function hasChanges(plan: Plan): boolean {
  return changed(plan).length > 0 || workOfKind(plan, 'publish').length > 0;
}

/** Whether something that was given does not answer, or would do harm: a plan that says nothing of it is no good news. */
export function isBlocked({ deferred }: Pick<Plan, 'deferred'>): boolean {
  return deferred.some(({ state }) => state === 'blocked');
}

/** Of `plan`. What was not given (no engine, no credentials) is deferred, and does not count. */
export function planExitCode(plan: Plan, detailed: boolean): PlanExitCode {
  if (hasErrors(plan.diagnostics)) return 1;
  if (isBlocked(plan)) return 3;
  return detailed && hasChanges(plan) ? 2 : 0;
}

/** Of `apply`, when it has ended: whether it failed or was stopped, and whether anything was done before. */
export function applyExitCode(
  plan: Plan,
  { failed, changed: any }: { failed: boolean; changed: boolean },
): PlanExitCode {
  if (failed) return any ? 3 : 1;
  return isBlocked(plan) ? 3 : 0;
}
