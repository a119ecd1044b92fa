import type { WorkPlan } from '../../plan/work-plan.ts';
import type { RecordWork } from '../../plan/work.ts';
import { type PublishFacts, publishGates } from '../publish/plan.ts';

/** A second commit on the same branch, which has to pass what the first one passed. */
export const recordPlan: WorkPlan<RecordWork, PublishFacts> = {
  title: ({ publication }) => `publish ${publication.target.branch} again`,
  gates: publishGates,
};
