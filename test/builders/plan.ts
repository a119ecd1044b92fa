import { deferred as hold } from '../../src/plan/hold.ts';
import type { Change, Deferred, Plan } from '../../src/plan/plan.ts';
import type { EtcdOfRun, TerraformRun } from '../../src/plan/terraform/run.ts';

/** A plan in which nothing happens, but for what a test says. */
export function plan(more: Partial<Plan> = {}): Plan {
  return {
    formatVersion: 1,
    platform: 'lab',
    changes: [],
    deferred: [],
    blocked: [],
    diagnostics: [],
    work: [],
    environments: null,
    against: { inputs: '', artifacts: '', gitHeads: {} },
    ...more,
  };
}

/** A machine of prod/main that Terraform changes in place. */
export function machineChange(more: Partial<Change> = {}): Change {
  return {
    layer: 'terraform',
    object: { kind: 'machine', environment: 'prod', cluster: 'main', name: 'w-1' },
    action: 'update',
    effects: [{ kind: 'updated' }],
    impact: 'in-place',
    reason: 'input-changed',
    because: [],
    before: undefined,
    after: undefined,
    ...more,
  };
}

/** A layer of prod/main that could not be looked at. */
export function deferred(more: Partial<Deferred> = {}): Deferred {
  return {
    layer: 'terraform',
    environment: 'prod',
    cluster: 'main',
    ...hold('terraform/not-found', 'no terraform on this machine', 'install terraform 1.11 or newer'),
    ...more,
  };
}

/** Terraform has something to do for prod/main, and all of etcd is up. */
export function terraformRun(
  more: Partial<Omit<TerraformRun, 'etcd'>> = {},
  etcd: Partial<EtcdOfRun> = {},
): TerraformRun {
  return {
    environment: 'prod',
    cluster: 'main',
    changes: { a: 'b' },
    clientFiles: false,
    versions: false,
    etcd: { members: 3, up: 3, down: [], unseen: [], leaving: [], ...etcd },
    ...more,
  };
}
