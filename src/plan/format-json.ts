import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Change, Plan } from './plan.ts';

/** A plan as programs read it (schema/plan.schema.json). Texts are left out: they are what `--diff` is for. */
export interface PlanJson {
  readonly formatVersion: 1;
  readonly platform: string;
  readonly environments: readonly string[] | null;
  readonly changes: readonly Omit<Change, 'before' | 'after'>[];
  readonly deferred: Plan['deferred'];
  readonly blocked: Plan['blocked'];
  readonly terraform?: Plan['terraform'];
  readonly restarts?: Plan['restarts'];
  readonly secrets?: Plan['secrets'];
  readonly against: Plan['against'];
  readonly diagnostics: readonly unknown[];
}

/** `formatDiagnostic` gives diagnostics their lines and columns, which need the files' texts. */
export function planToJson(
  plan: Plan,
  formatDiagnostic: (diagnostic: Diagnostic) => unknown = (diagnostic) => diagnostic,
): PlanJson {
  return {
    formatVersion: plan.formatVersion,
    platform: plan.platform,
    environments: plan.environments,
    changes: plan.changes.map(({ before: _before, after: _after, ...change }) => change),
    deferred: plan.deferred,
    blocked: plan.blocked,
    ...(plan.terraform === undefined ? {} : { terraform: plan.terraform }),
    ...(plan.restarts === undefined ? {} : { restarts: plan.restarts }),
    ...(plan.secrets === undefined ? {} : { secrets: plan.secrets }),
    against: plan.against,
    diagnostics: plan.diagnostics.map(formatDiagnostic),
  };
}

export function formatPlanJson(plan: Plan, formatDiagnostic?: (diagnostic: Diagnostic) => unknown): string {
  return `${JSON.stringify(planToJson(plan, formatDiagnostic), null, 2)}\n`;
}
