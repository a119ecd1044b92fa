import { expect, it } from 'vitest';
import { clusterId } from '../../src/identity/cluster-id.ts';
import { acceptInPlan } from '../../src/plan/accept-deferred.ts';
import { buildPlan } from '../../src/plan/build-plan.ts';
import { formatDeferred } from '../../src/plan/format-waiting.ts';
import { blocked } from '../../src/plan/hold.ts';
import { artifactsOf } from '../apply/world.ts';
import { catalog, cluster, platform } from '../builders/model.ts';

const main = clusterId('prod', 'main');

/** Nothing is compared with the cluster, and its Terraform is blocked. */
const plan = buildPlan(platform([cluster()]), catalog(), artifactsOf({ environments: { prod: ['main'] } }), {
  output: new Map(),
  published: [],
  secrets: new Set(),
  engines: {
    terraform: '1.11.4',
    credentials: new Set(['home']),
    kubeconfigs: new Set([main]),
    talosconfigs: new Set([main]),
  },
  hypervisors: new Map([['home', { machines: [] }]]),
  terraform: new Map([[main, { kind: 'refused', ...blocked('terraform/state-empty', 'lost', 'restore it') }]]),
  diagnostics: [],
});

it('what is deferred can be accepted by its code: it stays in the plan and is not printed', () => {
  const codes = new Set(['cluster/not-compared', 'terraform/state-empty']);
  const answered = acceptInPlan(plan, ({ code, severity }) =>
    codes.has(code) && severity === 'warning' ? 'Argo CD looks at it' : undefined,
  );
  expect(answered.plan.deferred.map(({ diagnostic, accepted }) => [diagnostic.code, accepted])).toEqual([
    ['terraform/state-empty', undefined],
    ['cluster/not-compared', 'Argo CD looks at it'],
    ['cluster/not-compared', 'Argo CD looks at it'],
  ]);
  expect(answered.accepted).toBe(2);
  expect(formatDeferred(plan.deferred, 1).join('\n')).toContain('cluster/not-compared');
  expect(formatDeferred(answered.plan.deferred, 1)).toEqual([
    'blocked: terraform in prod/main (terraform/state-empty), because lost',
    '  next step: restore it',
  ]);
});

it('each names its cluster, so that one cluster can accept what another does not', () => {
  expect(plan.deferred.map(({ diagnostic }) => diagnostic.cluster)).toEqual([main, main, main]);
});

it('what is blocked is not accepted, whatever is said', () => {
  const { plan: all } = acceptInPlan(plan, () => 'never mind');
  expect(all.deferred.find(({ state }) => state === 'blocked')?.accepted).toBeUndefined();
});
