import { describe, expect, it } from 'vitest';
import { workOfKind } from '../../src/plan/work.ts';
import { clusterId } from '../../src/identity/cluster-id.ts';
import type { RetainedBecause, RetainedCluster, RetainedMachine } from '../../src/model/retained/retained.ts';
import type { HypervisorMachine } from '../../src/observe/hypervisor.ts';
import type { Observations } from '../../src/observe/observations.ts';
import { publishTargets } from '../../src/observe/publish-target.ts';
import { buildPlan } from '../../src/plan/build-plan.ts';
import { changed } from '../../src/plan/format-diff.ts';
import { planToJson } from '../../src/plan/format-json.ts';
import { planExitCode } from '../../src/plan/exit-code.ts';
import { formatPlan } from '../../src/plan/format-text.ts';
import type { Platform } from '../../src/model/platform.ts';
import { artifactsOf, catalog, platformOf, type Wish } from '../apply/world.ts';

const machine = (name: string, id: number, more: Partial<RetainedMachine> = {}): RetainedMachine => ({
  name,
  pool: 'workers',
  provider: 'home',
  host: 'pve1',
  addresses: [],
  virtual: [{ name, id }],
  macs: [],
  memory: 0,
  cpu: 0,
  gpus: new Map(),
  ...more,
});

const line = {
  environment: 'prod',
  cluster: 'old',
  node: undefined,
  scope: undefined,
  tombstone: false,
  span: undefined,
} as const;

const old = (because: RetainedBecause, more: Partial<RetainedCluster> = {}): RetainedCluster => ({
  id: clusterId('prod', 'old'),
  environment: 'prod',
  name: 'old',
  because,
  protect: false,
  leaves: new Map(),
  files: new Map([['prod/terraform/old/nodes.tf', 'memory = 1\n']]),
  lost: [],
  lines: [{ ...line, kind: 'talos', value: '1.13.6' }],
  machines: [machine('old-cp-1', 2001), machine('old-w-1', 2002)],
  network: undefined,
  endpoint: undefined,
  loadBalancers: [],
  ...more,
});

const wish: Wish = { environments: { prod: ['main'] } };

function planOf(cluster: RetainedCluster, machines?: readonly HypervisorMachine[], environments?: readonly string[]) {
  const platform: Platform = {
    ...platformOf(wish),
    retained: [
      {
        name: 'prod',
        infraflux: '1',
        catalog: 'c',
        shared: new Map(),
        modules: new Map(),
        lostModules: [],
        clusters: [cluster],
      },
    ],
  };
  const set = artifactsOf(wish);
  const files = new Map(set.artifacts.map(({ path, text }) => [path as string, { blob: text, text }]));
  const observations: Observations = {
    output: new Map(set.artifacts.map(({ path, text }) => [path as string, text])),
    published: publishTargets(platform).map((target) => ({ target, head: 'abc', files, own: undefined })),
    engines: { terraform: undefined, credentials: new Set(), kubeconfigs: new Set(), talosconfigs: new Set() },
    secrets: new Set(),
    ...(machines === undefined ? {} : { hypervisors: new Map([['home', { machines }]]) }),
    diagnostics: [],
  };
  return buildPlan(platform, catalog, set, observations, { environments });
}

const tags = ['cluster-old', 'environment-prod', 'infraflux', 'platform-home'];
const there = (id: number, name: string, running: boolean, has = tags): HypervisorMachine => ({
  id,
  name,
  host: 'pve1',
  tags: has,
  running,
});

describe('a plan with a removed cluster', () => {
  it('says each time that it is blocked, which machines it has, and what to type', () => {
    const plan = planOf(old('recorded'));
    expect(changed(plan), 'it is nothing that apply would do').toEqual([]);
    expect(workOfKind(plan, 'publish')).toEqual([]);
    expect([planExitCode(plan, true), planExitCode(plan, false)]).toEqual([3, 3]);
    expect(planToJson(plan).deferred.filter(({ cluster }) => cluster === 'old')).toEqual([
      {
        layer: 'terraform',
        environment: 'prod',
        cluster: 'old',
        state: 'blocked',
        message:
          'prod/old is no longer in infraflux.yaml, and infraflux.lock records that it was made: 2 machines: old-cp-1 (VM 2001 on pve1), old-w-1 (VM 2002 on pve1)',
        help: 'put it back into infraflux.yaml; or destroy it as "npx infraflux explain cluster/retained" says, then npx infraflux lock forget prod/old',
        code: 'cluster/retained',
      },
    ]);
    const text = formatPlan(plan, { clusters: 1 });
    expect(text).toContain(
      'blocked: terraform in prod/old (cluster/retained), because prod/old is no longer in infraflux.yaml',
    );
    expect(text).toContain('  next step: put it back into infraflux.yaml');
    expect(text).toMatch(/^home: files, gitops up to date; blocked: terraform in prod\/old; not compared: /);
    expect(text).not.toContain('DATA LOSS');
  });

  it('says what the hypervisor shows of it, and takes an empty answer for no answer', () => {
    const text = (...machines: readonly HypervisorMachine[]) =>
      formatPlan(planOf(old('state'), machines), { clusters: 1 });
    expect(text(there(2001, 'old-cp-1', true), there(2002, 'old-w-1', false))).toContain(
      'old-cp-1 (VM 2001 on pve1, runs), old-w-1 (VM 2002 on pve1, stopped)',
    );
    expect(text()).toContain('old-cp-1 (VM 2001 on pve1, not listed)');
    for (const other of [there(2001, 'database', true), there(2001, 'old-cp-1', true, ['environment-dev'])])
      expect(text(other)).toContain('old-cp-1 (VM 2001 on pve1, the id is now that of another machine)');
  });

  it('counts many machines, kept disks, and machines without a virtual one', () => {
    const machines = Array.from({ length: 9 }, (_, at) => machine(`old-w-${at + 1}`, 2001 + at));
    const disk = machine('old-w-0', 3000, {
      virtual: [
        { name: 'old-w-0', id: 3000 },
        { name: 'old-w-0-data', id: 3001 },
      ],
    });
    const text = formatPlan(
      planOf(old('recorded', { machines: [disk, machine('metal', 0, { virtual: [] }), ...machines] })),
      { clusters: 1 },
    );
    expect(text).toContain('11 machines, with 1 kept disk: old-w-0 (VM 3000 on pve1), metal, old-w-1');
    expect(text).toContain(' and 5 more');
  });

  it('names the command that is needed for each reason', () => {
    const needs = (cluster: RetainedCluster) =>
      planOf(cluster).deferred.find((one) => one.cluster === 'old')?.diagnostic.help;
    expect(needs(old('recorded', { protect: true }))).toContain('lock forget prod/old --allow prod/old');
    expect(needs(old('state-unknown'))).toContain('if it has no machines, npx infraflux lock forget prod/old');
    expect(needs(old('state-unknown', { lines: [] }))).toContain('bring state/prod/old.tfstate back');
    expect(needs(old('not-in-lock'))).toContain('git checkout -- infraflux.lock');
    expect(needs(old('protected'))).toContain('npx infraflux apply --allow prod/old');
    expect(planOf(old('protected')).deferred.find((one) => one.cluster === 'old')?.layer).toBe('files');
  });

  it('is silent about it only where another environment was asked for', () => {
    expect(planOf(old('recorded'), undefined, ['dev']).deferred).toEqual([]);
    expect(planOf(old('recorded'), undefined, ['prod']).deferred.map(({ cluster }) => cluster)).toContain('old');
  });
});
