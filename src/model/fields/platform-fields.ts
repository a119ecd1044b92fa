import type { Environment, Platform } from '../platform.ts';
import { withEmptyMaps } from './empty-maps.ts';
import { type Fields, type Form, formAt } from './field.ts';
import { map, notInForm, optionalSame, same } from './kinds-of-field.ts';

/** What the platform has for all its clusters, with what one environment has for all of its own. */
export type Surroundings = Platform & Omit<Environment, 'name' | 'clusters'>;

export const surroundingsFields: Fields<Surroundings, Surroundings> = {
  name: same(),
  description: optionalSame(),
  terraform: map(withEmptyMaps('terraform')),
  gitops: {
    // Its branch is the environment's, where it is written out.
    toForm: (gitops, key) => {
      if (gitops === undefined) return {};
      const { branch: _branch, ...rest } = gitops;
      return { [key]: rest as unknown as Form };
    },
    fromForm: (form, key, present) => {
      if (!Object.hasOwn(form, key)) return undefined;
      const { branch, ...rest } = formAt(form, key);
      return { ...rest, branch: present.gitops?.branch ?? branch } as unknown as Platform['gitops'];
    },
  },
  branch: {
    toForm: (branch, key, { gitops }) => (gitops === undefined ? {} : { gitops: { [key]: branch } }),
    fromForm: (form, key, present) => {
      const branch = formAt(form, 'gitops')[key];
      return typeof branch === 'string' ? branch : present.branch;
    },
  },
  recipients: same(),
  environments: notInForm(({ environments }) => environments),
  retained: notInForm(({ retained }) => retained),
  acceptedFindings: notInForm(({ acceptedFindings }) => acceptedFindings),
  lock: notInForm(({ lock }) => lock),
  files: notInForm(({ files }) => files),
};

export function surroundingsOf(platform: Platform, { branch, recipients }: Environment): Surroundings {
  return { ...platform, branch, recipients };
}
