import { describe, expect, it } from 'vitest';
import { type LeafPath, leafPath } from '../../src/identity/leaf-path.ts';
import { versionLines } from '../../src/model/version-lines.ts';
import type { HypervisorMachine } from '../../src/observe/hypervisor.ts';
import { inputFaults } from '../../src/plan/input-faults.ts';
import type { Json } from '../../src/source/tree.ts';
import { cluster, platform } from '../builders/model.ts';

const main = cluster();
const span = { file: 'infraflux.lock', start: 0, end: 1 };
const lines = versionLines(main.environment, main.name, main.versions).map((line) => ({ ...line, span }));
const created = platform([main], { lock: { lines } });
const never = platform([main]);

type Edit = readonly [keys: readonly string[], before: Json, after: Json];

function codes(edits: readonly Edit[], of = created, machines?: readonly HypervisorMachine[]): readonly string[] {
  const leaves = (at: 1 | 2): ReadonlyMap<LeafPath, Json> =>
    new Map(edits.map((edit) => [leafPath('main', edit[0]), edit[at]]));
  const hypervisors = machines === undefined ? undefined : new Map([['home', { machines }]]);
  return inputFaults(of, 'prod', leaves(1), leaves(2), undefined, hypervisors).map(({ code }) => code);
}

describe('what a created cluster cannot follow', () => {
  it.each(['pods', 'services'])(
    'is another range of its %s, which Terraform would show as a change in place',
    (range) => {
      const edit: Edit = [['network', range], ['10.44.0.0/16'], ['10.64.0.0/16']];
      expect(codes([edit])).toEqual(['network/fixed-after-creation']);
      expect(codes([edit], never), 'one that was never created').toEqual([]);
      expect(codes([[['network', range], ['10.44.0.0/16'], ['10.44.0.0/16']]]), 'the same, read again').toEqual([]);
    },
  );

  it('is another host of a machine: Terraform does not move it', () => {
    const worker = main.nodes.find(({ role }) => role === 'worker');
    if (worker?.vmId === undefined) throw new Error('no worker');
    const edit: Edit = [['nodes', worker.name, 'host'], 'pve9', worker.host as string];
    const machine = { id: worker.vmId, name: worker.name, host: 'pve9', tags: [], running: true };
    expect(codes([edit], created, [machine])).toEqual(['node/host-unchanged']);
    expect(codes([edit], created, [{ ...machine, host: worker.host as string }]), 'it was migrated').toEqual([]);
    expect(codes([edit]), 'nothing was asked').toEqual(['node/host-not-checked']);
    expect(codes([edit], never)).toEqual([]);
  });

  it('is another taint of a worker, which its kubelet may not change', () => {
    const role: Edit = [['nodes', 'main-workers-1', 'role'], 'worker', 'worker'];
    const taint = (node: string): Edit => [['nodes', node, 'taints', 'dedicated', 'effect'], 'NoSchedule', 'NoExecute'];
    expect(codes([role, taint('main-workers-1')])).toEqual(['node/taints-of-worker']);
    expect(codes([role, taint('main-workers-1')], never)).toEqual([]);
    expect(codes([taint('main-cp-1')]), 'a control plane may').toEqual([]);
    const before = new Map([[leafPath('main', role[0]), role[1]]]);
    const after = new Map([...before, [leafPath('main', taint('main-workers-1')[0]), 'NoExecute' as Json]]);
    const added = inputFaults(created, 'prod', before, after, undefined);
    expect(added.map(({ code }) => code)).toEqual(['node/taints-of-worker']);
    const removed = inputFaults(created, 'prod', after, before, undefined);
    expect(removed.map(({ code }) => code)).toEqual(['node/taints-of-worker']);
    const fresh = new Map([...after].filter(([leaf]) => !before.has(leaf)));
    expect(inputFaults(created, 'prod', new Map(), fresh, undefined), 'a new worker registers with them').toEqual([]);
  });

  it('is another address of a majority of its control planes at once', () => {
    const moves = ['main-cp-1', 'main-cp-2', 'main-cp-3'].map(
      (name, at): Edit => [['nodes', name, 'address'], `10.10.40.${50 + at}`, `10.10.40.${10 + at}`],
    );
    expect(codes(moves.slice(0, 1))).toEqual([]);
    expect(codes(moves.slice(0, 2))).toEqual(['etcd/addresses-change-together', 'etcd/addresses-change-together']);
    expect(codes(moves, never)).toEqual([]);
    expect(codes([[['nodes', 'main-workers-1', 'address'], '10.10.40.60', '10.10.40.13']])).toEqual([]);
  });
});
