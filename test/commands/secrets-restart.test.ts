import { expect, test } from 'vitest';
import { untilWhen } from '../../src/commands/secrets/restart.ts';

const namespaces = new Map([['monitoring', 'monitoring']]);
const say = (reader: string): string => untilWhen(reader, (name) => namespaces.get(name));

test('who reads a new value says when it does, and no two kinds of readers say the same', () => {
  expect(say('prod/main: monitoring')).toContain('kubectl -n monitoring rollout restart');
  expect(say('provider home')).toContain('nothing to restart');
  expect(say('prod/main: main-cp-1')).toContain('next apply');
  expect(say('prod/main: talos')).toContain('next apply');
  // Argo CD never sees it by itself: the Secret in the cluster is left as it is.
  expect(say('gitops')).toContain('repository-gitops');
  expect(say('prod/main: applications')).toContain('repository-applications');
});
