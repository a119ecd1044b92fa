import { expect, test } from 'vitest';
import { formatPlan } from '../../src/plan/format-text.ts';
import type { Change } from '../../src/plan/plan.ts';
import { plan } from '../builders/plan.ts';

const place = { environment: 'prod', cluster: 'main' };
const file: Change = {
  layer: 'gitops',
  follows: 'terraform',
  object: { kind: 'file', ...place, name: 'prod/terraform/main/nodes.tf' },
  action: 'update',
  effects: [{ kind: 'restart', by: 'hypervisor', when: 'next-start' }],
  impact: 'reboot',
  reason: 'input-changed',
  because: [],
  before: { kind: 'plain', text: 'memory = 1' },
  after: { kind: 'plain', text: 'memory = 2' },
};
const other = (layer: Change['layer'], kind: 'machine' | 'object', name: string): Change => ({
  ...file,
  layer,
  object: { kind, ...place, name },
  detail: '',
});
const shown = (...changes: readonly Change[]): string => formatPlan(plan({ changes }), { clusters: 1 });

test('files that Terraform reads are told once: by what it does to machines, or as files', () => {
  expect(shown(file, other('terraform', 'machine', 'main-cp-1'))).not.toContain('nodes.tf');
  expect(shown(file, other('files', 'object', 'kubeconfig and talosconfig'))).toContain('nodes.tf');
});

test('a cluster that is removed is none of those that the platform has', () => {
  const removed = (cluster: string): Change => ({
    ...file,
    object: { ...file.object, cluster },
    action: 'delete',
    reason: 'cluster-removed',
  });
  expect(shown(file)).toContain('lab: 1 of 1 cluster changes\n');
  expect(shown(file, removed('old'))).toContain('lab: 1 of 1 cluster changes, 1 cluster is removed\n');
  expect(shown(removed('old'), removed('older'))).toContain('lab: 2 clusters are removed\n');
});
