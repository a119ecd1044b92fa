import { describe, expect, it } from 'vitest';
import { buildPlan } from '../../src/plan/build-plan.ts';
import { applyExitCode, planExitCode } from '../../src/plan/exit-code.ts';
import { formatPlan } from '../../src/plan/format-text.ts';
import { blocked } from '../../src/plan/hold.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { artifactsOf } from '../apply/world.ts';
import { catalog, cluster, platform } from '../builders/model.ts';

// What people read first, and what scripts read alone: neither may be good news about what was not looked at.

const nothing = buildPlan(platform([cluster()]), catalog(), artifactsOf({ environments: { prod: ['main'] } }), {
  output: new Map(),
  published: [],
  secrets: new Set(),
  engines: { terraform: undefined, credentials: new Set(), kubeconfigs: new Set(), talosconfigs: new Set() },
  diagnostics: [],
});
const hold = { layer: 'terraform', environment: 'prod', cluster: 'main' } as const;
const refused: Plan = {
  ...nothing,
  deferred: [...nothing.deferred, { ...hold, ...blocked('provider/no-answer', 'it answers 401', 'a token') }],
};
const first = (plan: Plan): string => formatPlan(plan, { clusters: 1 }).split('\n')[0] ?? '';

describe('plan', () => {
  it('is 0 where nothing was given to look with, and says what was not compared', () => {
    expect(planExitCode(nothing, false)).toBe(0);
    expect(first(nothing)).toBe(
      'homelab: files, gitops up to date; not compared: terraform, talos, kubernetes in prod/main',
    );
  });

  it('is 3 where what was given does not answer, with changes or without, asked for details or not', () => {
    expect([planExitCode(refused, false), planExitCode(refused, true)]).toEqual([3, 3]);
    expect(first(refused)).toContain('blocked: terraform in prod/main');
  });

  it('is 0 and "no changes" where every layer was compared', () => {
    const whole = { ...nothing, deferred: [] };
    expect(planExitCode(whole, true)).toBe(0);
    expect(first(whole)).toMatch(
      /^homelab: no changes\. 1 cluster is as infraflux\.yaml says \(checked: files, gitops\)\./,
    );
  });
});

describe('apply', () => {
  it.each([
    [nothing, { failed: false, changed: true }, 0],
    [nothing, { failed: false, changed: false }, 0],
    [nothing, { failed: true, changed: true }, 3],
    [nothing, { failed: true, changed: false }, 1],
    [refused, { failed: false, changed: true }, 3],
    [refused, { failed: false, changed: false }, 3],
    [refused, { failed: true, changed: false }, 1],
  ] as const)('%# %j', (plan, ended, code) => {
    expect(applyExitCode(plan, ended)).toBe(code);
  });
});
