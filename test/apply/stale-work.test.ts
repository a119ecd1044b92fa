import { describe, expect, it } from 'vitest';
import { staleWork } from '../../src/apply/stale-work.ts';
import { buildPlan } from '../../src/plan/build-plan.ts';
import { blocked, deferred, type Hold } from '../../src/plan/hold.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { TerraformRun } from '../../src/plan/terraform/run.ts';
import { artifactsOf } from './world.ts';
import { catalog, cluster, platform } from '../builders/model.ts';

// A saved plan is refused before the first effect where machines are not what it was made for.

const place = { environment: 'prod', cluster: 'main' } as const;
const vm = (node: string): string => `module.vm["${node}"].proxmox_virtual_environment_vm.this`;
const empty = buildPlan(platform([cluster()]), catalog(), artifactsOf({ environments: { prod: ['main'] } }), {
  output: new Map(),
  published: [],
  secrets: new Set(),
  engines: { terraform: '1.11.4', credentials: new Set(), kubeconfigs: new Set(), talosconfigs: new Set() },
  diagnostics: [],
});

function planOf(more: Partial<TerraformRun>): Plan {
  const run: TerraformRun = {
    ...place,
    changes: { [vm('w-1')]: 'a', [vm('w-2')]: 'b' },
    clientFiles: false,
    versions: false,
    etcd: { members: 3, up: 3, down: [], unseen: [], leaving: [] },
    ...more,
  };
  const work = { kind: 'terraform', id: 'terraform prod/main', needs: [], run, consents: [] } as const;
  return { ...empty, deferred: [], terraform: [run], work: [work] };
}

const saved = planOf({});
const held = (hold: Hold): Plan => ({ ...empty, deferred: [{ layer: 'terraform', ...place, ...hold }] });
const found = (now: Plan): readonly string[] =>
  staleWork(saved, now).map(({ code, severity, message }) => `${severity} ${code}: ${message}`);

describe('a saved plan', () => {
  it('is applied while machines are what they were, also where a part was done before', () => {
    expect(found(saved)).toEqual([]);
    expect(found(planOf({ changes: { [vm('w-2')]: 'b' } }))).toEqual([]);
    expect(found(planOf({ changes: {} }))).toEqual([]);
  });

  it('is refused where something else would change, by name', () => {
    expect(found(planOf({ changes: { [vm('w-1')]: 'a', [vm('w-2')]: 'other' } }))).toEqual([
      'error apply/stale: prod/main: w-2 would change in another way than the plan showed',
    ]);
    expect(found(planOf({ changes: { [vm('w-3')]: 'new' } }))).toHaveLength(1);
  });

  it('is refused where a machine vanished', () => {
    const vanished = [{ name: 'w-1', id: 2004, host: 'pve1', keepsDisk: false }];
    expect(found(planOf({ vanished }))).toEqual([
      'error apply/stale: prod/main: w-1 no longer exists since the plan was made',
    ]);
    expect(staleWork(planOf({ vanished }), planOf({ vanished }))).toEqual([]);
  });

  it('is refused for what blocks now, and for what cannot be asked any more', () => {
    expect(found(held(blocked('machine/id-taken', 'VM ID 2004 is in use', 'another')))).toEqual([
      'error machine/id-taken: prod/main: VM ID 2004 is in use',
    ]);
    expect(found(held(deferred('terraform/not-found', 'no terraform', 'install it')))).toEqual([
      'error apply/stale: prod/main: no terraform',
    ]);
    expect(found({ ...empty, deferred: [] })).toHaveLength(1);
  });
});
