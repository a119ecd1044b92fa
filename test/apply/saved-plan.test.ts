import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkSavedBy, checkSavedInputs, loadPlan, type SavedPlan, savePlan } from '../../src/apply/saved-plan.ts';
import { planKeyFile } from '../../src/observe/state-directory.ts';
import { stateOf } from '../state-of.ts';
import { artifactsOf, newWorld, type Wish } from './world.ts';

const wish: Wish = { environments: { prod: ['main'] } };

const release = { version: '1.0.0', blueprints: 'b' };
const bound = { config: 'infraflux.yaml', release, tools: {}, savedAt: 1_000_000, validUntil: 2_000_000 };

it('comes back as it was saved, is applied from its copy, and notices every changed byte', async () => {
  const world = newWorld();
  const file = join(world.root, 'the.plan');
  const key = { env: {}, state: stateOf(world.root) };
  savePlan(
    file,
    {
      ...bound,
      format: 4,
      plan: await world.plan(wish),
      artifacts: artifactsOf(wish),
      inputs: { 'infraflux.yaml': 'a: 1\n' },
      output: 'out',
    },
    key,
  );
  expect(statSync(file).mode & 0o077).toBe(0);
  const saved = loadPlan(file, key).value;
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
    expect(loadPlan(file, key).value).toBeUndefined();
  }
  writeFileSync(file, bytes);
  const another = { ...key, env: { INFRAFLUX_PLAN_KEY: 'another-key-of-more-than-32-characters' } };
  expect(loadPlan(file, another).diagnostics[0]?.code).toBe('bundle/tampered');
  expect(loadPlan(join(world.root, 'nowhere'), key).diagnostics[0]?.code).toBe('bundle/unreadable');
});

it('is refused where another version saved it in another format', async () => {
  const world = newWorld();
  const file = join(world.root, 'old.plan');
  const key = { env: {}, state: stateOf(world.root) };
  const saved = { ...bound, plan: await world.plan(wish), artifacts: artifactsOf(wish), inputs: {}, output: 'out' };
  // Of another release, which no value of this one can be.
  savePlan(file, { ...saved, format: 1 as unknown as 4 }, key);
  const loaded = loadPlan(file, key);
  expect(loaded.value).toBeUndefined();
  expect(loaded.diagnostics[0]?.code).toBe('bundle/unreadable');
});

it.each(['', 'short', 'x'.repeat(31)])(
  'is neither saved nor opened with a key that proves nothing: "%s"',
  async (text) => {
    const world = newWorld();
    const file = join(world.root, 'the.plan');
    const own = { env: {}, state: stateOf(world.root) };
    const weak = { ...own, env: { INFRAFLUX_PLAN_KEY: text } };
    const plan = await world.plan(wish);
    const saved = { ...bound, format: 4, plan, artifacts: artifactsOf(wish), inputs: {}, output: 'out' } as const;
    expect(() => savePlan(file, saved, weak)).toThrow(`has ${text.length} character`);
    savePlan(file, saved, own);
    expect(loadPlan(file, weak).diagnostics.map(({ code }) => code)).toEqual(['bundle/weak-key']);
    expect(loadPlan(file, own).diagnostics).toEqual([]);
  },
);

it('is signed with a whole key: what a full disk left of one is replaced', async () => {
  const world = newWorld();
  const key = { env: {}, state: stateOf(world.root) };
  writeFileSync(planKeyFile(key.state), '');
  const file = join(world.root, 'the.plan');
  const plan = await world.plan(wish);
  savePlan(file, { ...bound, format: 4, plan, artifacts: artifactsOf(wish), inputs: {}, output: 'out' }, key);
  expect(readFileSync(planKeyFile(key.state), 'utf8')).toMatch(/^[0-9a-f]{64}$/);
  expect(loadPlan(file, key).diagnostics).toEqual([]);
});

it('is valid for a time, by the clock of the machine that applies it, and with the InfraFlux that made it', () => {
  const saved = { ...bound } as SavedPlan;
  const words = (now: number, here = release): readonly string[] =>
    checkSavedBy(saved, now, here).map(({ code, message }) => `${code}: ${message}`);
  expect(words(1_500_000)).toEqual([]);
  // Clocks differ by a few minutes.
  expect(words(1_000_000 - 60_000)).toEqual([]);
  expect(words(2_000_001)).toEqual(['bundle/expired: the plan was valid until 1970-01-01T00:33:20Z']);
  expect(words(1_000_000 - 3_600_000)).toEqual([
    'bundle/expired: the plan was saved at 1970-01-01T00:16:40Z, which the clock of this machine has not reached',
  ]);
  expect(words(1_500_000, { ...release, version: '1.1.0' })).toEqual([
    'apply/stale: the plan was made by InfraFlux 1.0.0, and this is 1.1.0',
  ]);
  expect(words(1_500_000, { ...release, blueprints: 'c' })).toHaveLength(1);
});
