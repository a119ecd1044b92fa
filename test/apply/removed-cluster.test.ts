import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { applied, names, newLab, workers } from './machine-lab.ts';

test('a removed cluster keeps its machines and its state until it is destroyed by hand, as the runbook says', async (context) => {
  const lab = await newLab(context, 'removed');
  const path = join(lab.root, 'infraflux.yaml');
  const state = () => readFileSync(join(lab.root, 'state/dev/dev.tfstate'), 'utf8');
  lab.write(workers(1));
  await applied(lab);
  const whole = readFileSync(path, 'utf8');
  const before = { names: names(lab.fake), state: state(), writes: lab.fake.writes().length };
  expect(before.names).toEqual(['dev-cp-1', 'dev-workers-1']);

  // It leaves, and another one comes that would have its numbers.
  const other = whole
    .replace('      dev:\n', '      next:\n')
    .replace('endpoint: 10.10.10.5, loadBalancers: 10.10.10.200-10.10.10.219', 'endpoint: 10.10.10.6')
    .replace(workers(1), workers(0));
  writeFileSync(path, other);
  const plan = await lab.infraflux('plan');
  expect(plan.code, plan.err).toBe(3);
  expect(plan.out).toContain('blocked: terraform in dev/dev (cluster/retained), because dev/dev is no longer');
  expect(plan.out).toMatch(/2 machines: dev-cp-1 \(VM 2000 on pve\d, runs\), dev-workers-1 \(VM 2001 on pve\d, runs\)/);
  expect(plan.out).not.toContain('DATA LOSS');
  expect(lab.fake.writes()).toHaveLength(before.writes);

  const lock = readFileSync(join(lab.root, 'infraflux.lock'), 'utf8');
  expect((await lab.infraflux('compile')).code).toBe(0);
  for (const line of lock.split('\n').filter((one) => one.startsWith('dev/dev')))
    expect(readFileSync(join(lab.root, 'infraflux.lock'), 'utf8')).toContain(`${line}\n`);
  expect(readFileSync(join(lab.root, 'infraflux.lock'), 'utf8')).toMatch(/^dev\/next\/next-cp-1 vm-id 2002$/m);
  expect(state()).toBe(before.state);
  expect((await lab.infraflux('plan')).out).toContain('blocked: terraform in dev/dev (cluster/retained)');
  const early = await lab.infraflux('lock', 'forget', 'dev/dev');
  expect([early.code, early.err]).toEqual([1, expect.stringContaining('lock/has-resources')]);

  // By hand: put it back, destroy it, take it out again.
  writeFileSync(path, whole);
  expect((await lab.infraflux('compile')).code).toBe(0);
  const root = 'out/dev/terraform/dev';
  const byHand = (...args: readonly string[]) =>
    lab.infraflux('secrets', 'exec', 'dev/dev', '--', 'terraform', `-chdir=${root}`, ...args);
  const init = await byHand('init', '-input=false');
  expect(init.code, init.err).toBe(0);
  const destroyed = await byHand('destroy', '-input=false', '-no-color', '-auto-approve');
  expect(destroyed.code, destroyed.out + destroyed.err).toBe(0);
  expect(names(lab.fake)).toEqual([]);
  writeFileSync(path, other);
  expect((await lab.infraflux('plan')).out, 'nobody said so yet').toContain('blocked: terraform in dev/dev');
  const forgotten = await lab.infraflux('lock', 'forget', 'dev/dev');
  expect(forgotten.code, forgotten.err).toBe(0);
  const gone = await lab.infraflux('plan');
  expect(gone.out).not.toContain('cluster/retained');
  await lab.infraflux('compile');
  expect(existsSync(join(lab.root, root, 'main.tf'))).toBe(false);
});
