import type { WorkContext } from '../../apply/apply-context.ts';
import { publish, type PublishPlace, publishSpec } from '../../apply/publish.ts';
import { plainWork, workKind } from '../../apply/work-kind.ts';
import { checked, invariant } from '../../diagnostics/diagnostic.ts';
import { lockPath } from '../../model/lock.ts';
import { readLock } from '../../observe/read-lock.ts';
import type { Publication } from '../../plan/publication.ts';
import type { RecordWork } from '../../plan/work.ts';
import { publishGates } from '../publish/plan.ts';
import { recordPlan } from './plan.ts';

/** Undefined: infraflux.lock is as it was compiled, so there is nothing to look at elsewhere. */
interface RecordFacts {
  readonly place: PublishPlace | undefined;
}

export const recordKind = workKind<RecordWork, RecordFacts, WorkContext>({
  ...plainWork,
  title: recordPlan.title,
  gates: publishGates.map(({ name, ask }) => ({
    name,
    ask: (work, { place }) => (place === undefined ? [] : ask({ publication: again(work, '') }, place)),
  })),
  lane: () => 'publish',
  failure: 'publish/failed',
  observe: async (work, context) => {
    if (readLock(context.root) === context.set.lock) return checked({ place: undefined });
    const seen = await publishSpec.observe({ publication: again(work, context.plan.platform) }, context);
    return checked(seen.value && { place: seen.value }, seen.diagnostics);
  },
  isDone: async (_, { place }) => (place === undefined ? `${lockPath} is there` : undefined),
  effect: async (work, { place }, context, note) => {
    invariant(place !== undefined, 'what is recorded already is not published again');
    const result = await publish(context, again(work, context.plan.platform), place, note);
    return { ...result, detail: lockPath };
  },
});

/** No compiled file, only the inputs: infraflux.lock as it is now. */
function again({ publication }: RecordWork, platform: string): Publication {
  return { ...publication, files: {}, expected: {}, environments: [], message: `${platform}: what its clusters run` };
}
