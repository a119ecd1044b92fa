import type { WorkContext } from '../../apply/apply-context.ts';
import { plainWork, workKind } from '../../apply/work-kind.ts';
import { checked } from '../../diagnostics/diagnostic.ts';
import type { WriteWork } from '../../plan/work.ts';
import { writePlan } from './plan.ts';

interface OutputFacts {
  readonly isWritten: boolean;
}

export const writeKind = workKind<WriteWork, OutputFacts, WorkContext>({
  ...plainWork,
  title: writePlan.title,
  gates: [],
  lane: () => 'output',
  failure: 'apply/write-failed',
  observe: async (_, { writer }) => checked({ isWritten: await writer.isWritten() }),
  isDone: async (_, { isWritten }, { output }) => (isWritten ? `${output}/ is up to date` : undefined),
  effect: async (_work, _facts, { writer, output }) => {
    const diagnostics = await writer.write();
    return { already: false, detail: `${output}/ and infraflux.lock`, diagnostics };
  },
});
