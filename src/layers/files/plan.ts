import { type LayerPlan, nothingFound } from '../../plan/layer.ts';
import { retainedLayers } from '../../plan/retained.ts';

/** What is compiled, compared with the output directory. Always there to be compared. */
export const filesPlan: LayerPlan = {
  name: 'files',
  compare: ({ platform, observations, options, branches, typed }) => ({
    ...nothingFound,
    changes: branches.flatMap(({ changes }) => changes.filter(({ layer }) => layer === 'files')),
    held: retainedLayers(platform, observations, options.environments, typed).filter(({ layer }) => layer === 'files'),
    work: [{ kind: 'write', id: 'write', needs: [] }],
  }),
  isChecked: () => true,
  notes: () => [],
  reminders: () => [],
};
