import { expect, test } from 'vitest';
import { clusterId } from '../../src/identity/cluster-id.ts';
import { clusterReader, platformReader, providerReader, type SecretReader } from '../../src/identity/secret-reader.ts';
import { untilWhen } from '../../src/commands/secrets/restart.ts';

const namespaces = new Map([['monitoring', 'monitoring']]);
const main = clusterId('prod', 'main');
const say = (reader: SecretReader): string => untilWhen(reader, (name) => namespaces.get(name));

test('who reads a new value says when it does, and no two kinds of readers say the same', () => {
  expect(say(clusterReader(main, 'monitoring'))).toContain('kubectl -n monitoring rollout restart');
  expect(say(providerReader('home'))).toContain('nothing to restart');
  expect(say(clusterReader(main, 'main-cp-1'))).toContain('next apply');
  expect(say(clusterReader(main, 'talos'))).toContain('next apply');
  // Argo CD never sees it by itself: the Secret in the cluster is left as it is.
  expect(say(platformReader('gitops'))).toContain('repository-gitops');
  expect(say(clusterReader(main, 'applications'))).toContain('repository-applications');
});
