import type { WorkPlan } from '../../plan/work-plan.ts';
import type { WriteWork } from '../../plan/work.ts';

/** What stands in the output directory was looked at when it was compiled: there is nothing else to ask. */
export const writePlan: WorkPlan<WriteWork, undefined> = { title: () => 'write', gates: [] };
