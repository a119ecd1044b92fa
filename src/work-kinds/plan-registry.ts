import type { Work } from '../plan/work.ts';
import type { WorkPlans } from '../plan/work-plan.ts';
import { clientFilesPlan } from './client-files/plan.ts';
import { publishPlan } from './publish/plan.ts';
import { recordPlan } from './record/plan.ts';
import { terraformWorkPlan } from './terraform/plan.ts';
import { writePlan } from './write/plan.ts';

export const workPlans = {
  write: writePlan,
  publish: publishPlan,
  terraform: terraformWorkPlan,
  'client-files': clientFilesPlan,
  record: recordPlan,
} as const satisfies WorkPlans;

/** As people call it. */
export function titleOf(work: Work): string {
  return (workPlans[work.kind].title as (work: Work) => string)(work);
}
