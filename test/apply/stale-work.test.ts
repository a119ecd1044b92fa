import { describe, expect, it } from 'vitest';
import { staleWork } from '../../src/apply/stale-work.ts';
import { type BoundTools, otherTools } from '../../src/plan/bound.ts';
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
const found = (now: Plan, isBegun = false, from = saved): readonly string[] =>
  staleWork(from, now, isBegun).map(({ code, severity, message }) => `${severity} ${code}: ${message}`);

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
    expect(staleWork(planOf({ vanished }), planOf({ vanished }), false)).toEqual([]);
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

describe('what a saved plan is bound to', () => {
  const state = { lineage: 'aaaa', serial: 4, digest: 'd' } as const;
  const providers = { 'bpg/proxmox': { version: '0.112.0', hashes: ['h1:a', 'zh:b'] } };
  const withHead = (head: string | undefined): Plan => ({
    ...empty,
    deferred: [],
    against: { ...empty.against, gitHeads: head === undefined ? {} : { main: head } },
  });
  const one = (now: Plan, isBegun = false): readonly string[] => found(now, isBegun, planOf({ state, providers }));

  it('is the newest commit of each branch, but for what its own apply published', () => {
    const from = withHead('1'.repeat(40));
    expect(found(withHead('1'.repeat(40)), false, from)).toEqual([]);
    expect(found(withHead('2'.repeat(40)), false, from)).toEqual([
      'error apply/stale: branch main was at 1111111, and is at 2222222 now',
    ]);
    expect(found(withHead('2'.repeat(40)), true, from)).toEqual([]);
    expect(found(withHead(''), false, from)).toEqual([
      'error apply/stale: branch main was at 1111111, and is at no commit now',
    ]);
    expect(found(withHead(undefined), true, from)).toEqual([
      'error apply/stale: branch main could not be read, which the plan was made against',
    ]);
  });

  it('is the state, by lineage, serial and content', () => {
    expect(one(planOf({ state, providers }))).toEqual([]);
    const other = (is: Partial<Exclude<TerraformRun['state'], 'none' | undefined>>): Plan =>
      planOf({ state: { ...state, ...is }, providers });
    expect(one(other({ serial: 5 }))).toEqual([
      'error apply/stale: prod/main: the state was at serial 4, and is at 5 now',
    ]);
    expect(one(other({ digest: 'e' }))).toEqual([
      'error apply/stale: prod/main: the state was edited: serial 4 has other content now',
    ]);
    expect(one(other({ lineage: 'b' }))).toEqual([
      'error apply/stale: prod/main: the state is another: its lineage was aaaa, and is b now',
    ]);
    expect(one(planOf({ state: 'none', providers }))).toEqual([
      'error apply/stale: prod/main: the state is gone (it was serial 4 of lineage aaaa)',
    ]);
    const first = planOf({ state: 'none', providers });
    expect(found(planOf({ state, providers }), false, first)).toEqual([
      'error apply/stale: prod/main: a state exists now, and there was none',
    ]);
  });

  it('may have moved by an apply of the very plan that was interrupted, forward and in the same lineage', () => {
    expect(one(planOf({ state: { ...state, serial: 9, digest: 'x' }, providers }), true)).toEqual([]);
    expect(one(planOf({ state: { ...state, serial: 3 }, providers }), true)).toHaveLength(1);
    expect(one(planOf({ state: { ...state, lineage: 'b', serial: 9 }, providers }), true)).toHaveLength(1);
  });

  it('is each provider, by version and digests; another platform shares the digests of archives', () => {
    const is = (version: string, hashes: readonly string[]): Plan =>
      planOf({ state, providers: { 'bpg/proxmox': { version, hashes } } });
    expect(one(is('0.112.0', ['h1:other', 'zh:b']))).toEqual([]);
    expect(one(is('0.113.0', ['h1:a', 'zh:b']))).toEqual([
      'error apply/stale: prod/main: the Terraform provider bpg/proxmox was 0.112.0, and is 0.113.0 now',
    ]);
    expect(one(is('0.112.0', ['h1:forged']))).toEqual([
      'error apply/stale: prod/main: the Terraform provider bpg/proxmox 0.112.0 has other digests now',
    ]);
    expect(one(planOf({ state, providers: {} }))).toHaveLength(1);
  });
});

describe('engine and hypervisors of a saved plan', () => {
  const engine = { name: 'terraform', version: '1.11.4', platform: 'linux-x64', digest: 'd' } as const;
  const hypervisors = { home: { name: 'lab', hosts: ['pve1', 'pve2'] } };
  const saved: BoundTools = { engine, hypervisors };
  const words = (now: BoundTools): readonly string[] => otherTools(saved, now).map(({ message }) => message);

  it('are the same; a host that was added is none of its business, and another platform has other bytes', () => {
    expect(words(saved)).toEqual([]);
    expect(words({ engine, hypervisors: { home: { name: 'lab', hosts: ['pve1', 'pve2', 'pve3'] } } })).toEqual([]);
    expect(words({ engine: { ...engine, platform: 'darwin-arm64', digest: 'e' }, hypervisors })).toEqual([]);
    expect(otherTools({}, saved)).toEqual([]);
  });

  it.each<[string, BoundTools, string]>([
    ['gone', { hypervisors }, 'terraform 1.11.4 was used, and is not on this machine now'],
    [
      'version',
      { engine: { ...engine, version: '1.12.0' }, hypervisors },
      'terraform was 1.11.4, and is terraform 1.12.0 now',
    ],
    [
      'other engine',
      { engine: { ...engine, name: 'tofu' }, hypervisors },
      'terraform was 1.11.4, and is tofu 1.11.4 now',
    ],
    [
      'program',
      { engine: { ...engine, digest: 'e' }, hypervisors },
      'terraform 1.11.4 is another program now: its SHA-256 is another',
    ],
    ['silent', { engine }, 'provider home did not say which hypervisor it is now'],
    [
      'cluster',
      { engine, hypervisors: { home: { name: 'other', hosts: ['pve1', 'pve2'] } } },
      'provider home was cluster lab, and is cluster other now',
    ],
    [
      'alone',
      { engine, hypervisors: { home: { hosts: ['pve1', 'pve2'] } } },
      'provider home was cluster lab, and is a host without a cluster now',
    ],
    [
      'hosts',
      { engine, hypervisors: { home: { name: 'lab', hosts: ['pve1'] } } },
      'provider home has no host pve2 now (it has pve1)',
    ],
  ])('are refused by name: %s', (_, now, message) => {
    expect(words(now)).toEqual([message]);
  });
});
