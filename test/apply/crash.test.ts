// In the conformance run: kills apply for each kind of repository.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { workOfKind } from '../../src/plan/work.ts';
import { checkResumable } from '../../src/apply/apply-plan.ts';
import { takeApplyLock } from '../../src/apply/apply-lock.ts';
import { isNight, spread } from '../effort.ts';
import { changed } from '../../src/plan/format-diff.ts';
import { applyLockFile } from '../../src/observe/state-directory.ts';
import { stateOf } from '../state-of.ts';
import { git, newRemote, newWorld, commitThere, type Wish, write } from './world.ts';

let child = '';
beforeAll(() => {
  child = join(process.cwd(), 'node_modules/.cache', `crash-child-${process.pid}.mjs`);
  buildSync({
    entryPoints: ['test/apply/crash-child.ts'],
    outfile: child,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  });
});

function start(root: string, wish: Wish, kill = 0, mode = 'before'): Promise<{ signal: unknown; out: string }> {
  return new Promise((done) => {
    execFile('node', [child, root, JSON.stringify(wish), String(kill), mode], (error, out) =>
      done({ signal: error?.signal, out }),
    );
  });
}

const before: Wish = { environments: { prod: ['main'] } };
const after: Wish = { ...before, inputs: { prod: { 'main.memory': 2 } } };

describe('an apply that is killed', () => {
  it.each([
    ['embedded', 5],
    ['remote', 11],
    ['own', 16],
  ] as const)(
    'leaves a whole branch and is finished by the next one (%s)',
    async (kind, byDay) => {
      let last = 0;
      // The first round is not killed and counts the commands; the others end in the last ones: those that write and push (at night, in each; by day, in another one for each kind).
      for (const back of [-1, 0, ...(isNight ? spread(16, 16) : [byDay])]) {
        if (back >= 0 && last - back <= 0) continue;
        const bare = newRemote();
        const repository = kind === 'embedded' ? {} : { repository: bare };
        const world = newWorld();
        if (kind === 'own') {
          commitThere(bare, { 'infraflux.yaml': 'a: 1\n', '.gitignore': '.infraflux/\n' });
          git(world.root, 'clone', '-q', bare, '.');
        }
        expect((await world.apply({ ...before, ...repository })).diagnostics).toEqual([]);
        if (kind === 'own') write(join(world.root, 'infraflux.yaml'), 'a: 2\n');
        const killed = await start(world.root, { ...after, ...repository }, back === -1 ? 0 : last - back, 'after');
        if (back === -1) last = (JSON.parse(killed.out) as { count: number }).count;
        else expect(killed.signal).toBe('SIGKILL');
        const where = kind === 'embedded' ? undefined : bare;
        expect(['memory = 1\n', 'memory = 2\n']).toContain(world.published(where)['out/prod/terraform/main/nodes.tf']);
        if (back === 0) expect(checkResumable(stateOf(world.root))).toEqual([]);
        const again = await world.apply({ ...after, ...repository });
        expect(again.diagnostics, `${kind} killed after command ${last - back} of ${last}`).toEqual([]);
        expect(world.published(where)['out/prod/terraform/main/nodes.tf']).toBe('memory = 2\n');
        expect(readFileSync(join(world.root, 'out/prod/terraform/main/nodes.tf'), 'utf8')).toBe('memory = 2\n');
        const plan = await world.plan({ ...after, ...repository });
        expect(changed(plan)).toEqual([]);
        expect(workOfKind(plan, 'publish')).toEqual([]);
        if (kind === 'own') expect(git(world.root, 'status', '--porcelain')).toBe('');
      }
    },
    240_000,
  );

  it('stops between steps when asked to, and says how to go on', async () => {
    const world = newWorld();
    const stopped = await world.apply(before, { isStopping: () => existsSync(join(world.root, 'out/prod')) });
    expect(stopped.stopped).toBe(true);
    expect(stopped.steps.map((step) => step.state)).toEqual(['done', 'not-begun']);
    expect(stopped.diagnostics[0]?.code).toBe('apply/interrupted');
    expect(checkResumable(stateOf(world.root))).toEqual([]);
    expect((await world.apply(before)).diagnostics).toEqual([]);
    expect(checkResumable(stateOf(world.root))[0]?.code).toBe('apply/nothing-to-resume');
  });
});

describe('two applies at once', () => {
  it('in one directory: one works, the other is refused or finds nothing left', async () => {
    const world = newWorld();
    const runs = await Promise.all([start(world.root, before), start(world.root, before), start(world.root, before)]);
    const codes = runs.map((run) => (JSON.parse(run.out) as { codes: string[] }).codes.join());
    expect(codes.filter((code) => code === '').length).toBeGreaterThan(0);
    for (const code of codes) expect(['', 'apply/locked', 'publish/moved']).toContain(code);
    expect(git(join(world.root, '.infraflux/gitops.git'), 'rev-list', '--count', 'main').trim()).toBe('1');
  });

  it('from two clones: both environments arrive, or the later one is told what moved', async () => {
    const bare = newRemote();
    const both: Wish = { environments: { dev: ['dev'], prod: ['main'] }, repository: bare };
    await newWorld().apply(both);
    const one = newWorld();
    const two = newWorld();
    const dev: Wish = { ...both, inputs: { dev: { 'dev.memory': 7 } } };
    const prod: Wish = { ...both, inputs: { prod: { 'main.memory': 8 } } };
    const [a, b] = await Promise.all([
      one.apply(dev, { environments: ['dev'] }),
      two.apply(prod, { environments: ['prod'] }),
    ]);
    expect([...a.diagnostics, ...b.diagnostics]).toEqual([]);
    const files = one.published(bare);
    expect([files['out/dev/terraform/dev/nodes.tf'], files['out/prod/terraform/main/nodes.tf']]).toEqual([
      'memory = 7\n',
      'memory = 8\n',
    ]);
  });

  it('takes over what a dead process left, and nothing else', () => {
    const state = stateOf(mkdtempSync(join(tmpdir(), 'infraflux-lock-')));
    const held = takeApplyLock(state, null);
    expect(held.value).toBeDefined();
    expect(takeApplyLock(state, ['prod']).diagnostics[0]?.message).toContain(`process ${process.pid} on ${hostname()}`);
    held.value?.release();
    const path = applyLockFile(state);
    writeFileSync(path, JSON.stringify({ pid: 2 ** 30, host: hostname(), environments: '', token: 'x' }));
    const taken = takeApplyLock(state, null);
    expect(taken.value).toBeDefined();
    taken.value?.release();
    writeFileSync(path, JSON.stringify({ pid: 1, host: 'elsewhere', environments: '', token: 'y' }));
    expect(takeApplyLock(state, null).diagnostics[0]?.code).toBe('apply/locked');
    utimesSync(path, 1, 1);
    expect(takeApplyLock(state, null).value).toBeDefined();
  });
});
