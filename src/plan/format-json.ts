import type { DiagnosticCode } from '../diagnostics/catalogue/codes.ts';
import type { Diagnostic, Span } from '../diagnostics/diagnostic.ts';
import { formatInputPath } from '../identity/leaf-path.ts';
import { titleOf } from '../work-kinds/plan-registry.ts';
import type { Work } from './work.ts';
import { formatValue } from './format-moved.ts';
import type { Blocked, Cause, Change, Deferred, Plan } from './plan.ts';

/** A plan as programs read it (schema/plan.schema.json). Texts are left out: they are what `--diff` is for. */
export interface PlanJson {
  readonly formatVersion: 1;
  readonly platform: string;
  readonly environments: readonly string[] | null;
  readonly changes: readonly ChangeJson[];
  readonly deferred: readonly DeferredJson[];
  readonly blocked: readonly (Blocked & { readonly code: DiagnosticCode })[];
  readonly work: readonly WorkJson[];
  readonly terraform?: Plan['terraform'];
  readonly unreadable?: Plan['unreadable'];
  readonly delivery?: Plan['delivery'];
  readonly renames?: Plan['renames'];
  readonly restarts?: Plan['restarts'];
  readonly secrets?: Plan['secrets'];
  readonly against: Plan['against'];
  readonly diagnostics: readonly unknown[];
}

interface DeferredJson extends Pick<Deferred, 'layer' | 'environment' | 'cluster' | 'state' | 'accepted'> {
  readonly code: DiagnosticCode;
  /** Why. */
  readonly message: string;
  /** What it needs. */
  readonly help: string;
}

/** A piece of work that apply does. */
interface WorkJson extends Pick<Work, 'id' | 'kind' | 'needs'> {
  readonly title: string;
}

type ChangeJson = Omit<Change, 'before' | 'after' | 'because'> & { readonly because: readonly CauseJson[] };

interface CauseJson {
  /** As `explain` takes it: `prod.main.pools.workers.memory`. */
  readonly path: string;
  /** Absent: it was not set. */
  readonly before?: string;
  /** Absent: it is not set any more. */
  readonly after?: string;
  /** Everything below the path came or went. */
  readonly subtree?: 'added' | 'removed';
  readonly span?: Span;
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
    changes: plan.changes.map(({ before: _before, after: _after, because, ...change }) => ({
      ...change,
      because: because.map(causeJson),
    })),
    deferred: plan.deferred.map(deferredJson),
    blocked: plan.blocked.map((secret) => ({ ...secret, code: 'secrets/missing' })),
    work: plan.work.map((item) => ({ id: item.id, kind: item.kind, title: titleOf(item), needs: item.needs })),
    ...(plan.terraform === undefined ? {} : { terraform: plan.terraform }),
    ...(plan.unreadable === undefined ? {} : { unreadable: plan.unreadable }),
    ...(plan.delivery === undefined ? {} : { delivery: plan.delivery }),
    ...(plan.renames === undefined ? {} : { renames: plan.renames }),
    ...(plan.restarts === undefined ? {} : { restarts: plan.restarts }),
    ...(plan.secrets === undefined ? {} : { secrets: plan.secrets }),
    against: plan.against,
    diagnostics: plan.diagnostics.map(formatDiagnostic),
  };
}

function deferredJson({ diagnostic, ...entry }: Deferred): DeferredJson {
  const { code, message, help = '' } = diagnostic;
  return { ...entry, code, message, help };
}

function causeJson({ environment, path, moved, span }: Cause): CauseJson {
  return {
    path: formatInputPath(environment, path),
    ...('before' in moved ? { before: formatValue(moved.before) } : {}),
    ...('after' in moved ? { after: formatValue(moved.after) } : {}),
    ...(moved.kind === 'subtree-added' ? { subtree: 'added' } : {}),
    ...(moved.kind === 'subtree-removed' ? { subtree: 'removed' } : {}),
    ...(span === undefined ? {} : { span }),
  };
}

export function formatPlanJson(plan: Plan, formatDiagnostic?: (diagnostic: Diagnostic) => unknown): string {
  return `${JSON.stringify(planToJson(plan, formatDiagnostic), null, 2)}\n`;
}
