import type { Observations } from '../../observe/observations.ts';
import type { StateDirectory } from '../../observe/state-directory.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Compiled } from '../compile/compile.ts';

/** A compile with what the world says and what would change. */
export interface Planned {
  readonly compiled: Compiled;
  /** Undefined when there was nothing to plan with. */
  readonly plan: Plan | undefined;
  /** Undefined when there is no plan. */
  readonly state: StateDirectory | undefined;
  /** What it was compared with. Undefined when there is no plan. */
  readonly observations: Observations | undefined;
}
