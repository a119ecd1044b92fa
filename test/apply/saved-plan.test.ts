import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkSavedInputs, loadPlan, savePlan } from '../../src/apply/saved-plan.ts';
import { artifactsOf, newWorld, type Wish } from './world.ts';

const env = { XDG_STATE_HOME: mkdtempSync(join(tmpdir(), 'infraflux-state-')) };

const wish: Wish = { environments: { prod: ['main'] } };

it('comes back as it was saved, is applied from its copy, and notices every changed byte', async () => {
  const world = newWorld();
  const file = join(world.root, 'the.plan');
  savePlan(
    file,
    {
      format: 2,
      plan: await world.plan(wish),
      artifacts: artifactsOf(wish),
      inputs: { 'infraflux.yaml': 'a: 1\n' },
      output: 'out',
    },
    env,
  );
  expect(statSync(file).mode & 0o077).toBe(0);
  const saved = loadPlan(file, env).value;
  if (saved === undefined) throw new Error('the plan did not come back');
  expect((await world.apply(wish, { plan: saved.plan })).diagnostics).toEqual([]);
  expect(
    checkSavedInputs(
      saved,
      new Map([
        ['infraflux.yaml', 'a: 2\n'],
        ['environments/x.yaml', ''],
      ]),
    ).map((fault) => fault.message),
  ).toEqual([
    'environments/x.yaml changed after the plan was saved',
    'infraflux.yaml changed after the plan was saved',
  ]);
  const bytes = readFileSync(file);
  for (let at = 0; at < bytes.length - 1; at += 97) {
    const bad = Buffer.from(bytes);
    bad[at] = (bad[at] as number) ^ 1;
    writeFileSync(file, bad);
    expect(loadPlan(file, env).value).toBeUndefined();
  }
  writeFileSync(file, bytes);
  expect(loadPlan(file, { ...env, INFRAFLUX_PLAN_KEY: 'another' }).diagnostics[0]?.code).toBe('bundle/tampered');
  expect(loadPlan(join(world.root, 'nowhere'), env).diagnostics[0]?.code).toBe('bundle/unreadable');
});

it('is refused where another version saved it in another format', async () => {
  const world = newWorld();
  const file = join(world.root, 'old.plan');
  const saved = { plan: await world.plan(wish), artifacts: artifactsOf(wish), inputs: {}, output: 'out' };
  savePlan(file, { ...saved, format: 1 as unknown as 2 }, env);
  const loaded = loadPlan(file, env);
  expect(loaded.value).toBeUndefined();
  expect(loaded.diagnostics[0]?.code).toBe('bundle/unreadable');
});
