import type { WorkContext } from '../../apply/apply-context.ts';
import { publish, type PublishPlace, publishSpec } from '../../apply/publish.ts';
import { lookAndAsk, plainWork, workKind } from '../../apply/work-kind.ts';
import type { PublishWork } from '../../plan/work.ts';
import { publishPlan } from './plan.ts';

export const publishKind = workKind<PublishWork, PublishPlace, WorkContext>({
  ...plainWork,
  ...publishSpec,
  title: publishPlan.title,
  lane: () => 'publish',
  failure: 'publish/failed',
  refuseEarly: async (work, context) => (await lookAndAsk(publishSpec, work, context)).diagnostics,
  // A working copy that is behind follows even then: that is part of publishing.
  isDone: async () => undefined,
  effect: (work, place, context, note) => publish(context, work.publication, place, note),
});
