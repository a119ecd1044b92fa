import type { Gate } from './gate.ts';
import type { Work, WorkOfKind } from './work.ts';

/** What a kind of work owes the plan stage: `src/work-kinds/<kind>/plan.ts`. */
export interface WorkPlan<W, Facts> {
  /** As people call it: `machines of prod/main`. */
  readonly title: (work: W) => string;
  /** Asked when a plan is made and again right before the work, the first that refuses ends the question. */
  readonly gates: readonly Gate<W, Facts>[];
}

/** One for each kind: a kind without one is a type error. Facts differ by kind. */
export type WorkPlans = { readonly [K in Work['kind']]: WorkPlan<WorkOfKind<K>, never> };
