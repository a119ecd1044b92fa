import { type LayerPlan, nothingFound } from '../../plan/layer.ts';

/** What is compiled, compared with the output directory. Always there to be compared. */
export const filesPlan: LayerPlan = {
  name: 'files',
  compare: ({ branches, unread, retained }) => ({
    ...nothingFound,
    changes: [...branches, ...unread].flatMap(({ changes }) => changes.filter(({ layer }) => layer === 'files')),
    held: retained.filter(({ layer }) => layer === 'files'),
    work: [{ kind: 'write', id: 'write', needs: [] }],
  }),
  isChecked: () => true,
  notes: () => [],
  reminders: () => [],
};
