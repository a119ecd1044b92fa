// In the conformance run: tells the whole story of a removed cluster.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitThere, git, newRemote } from '../apply/world.ts';
import {
  blocked,
  both,
  cluster,
  dev,
  environment,
  less,
  make,
  place,
  staysAsItIs,
  two,
  whole,
} from '../commands/removed-clusters.ts';
import { run } from './cli.ts';

// At night by the program as it is shipped (`run`); test/commands/removed-clusters.test.ts has everything else about removed clusters.

test('a removed cluster stays as it is until it is put back', async () => {
  const here = place(both, undefined, run);
  expect((await here.infraflux('apply', '--yes')).code).toBe(0);
  for (const id of ['prod/main', 'prod/old']) await make(here, id);
  const before = here.all();
  here.write(less);
  await staysAsItIs(here, ['prod/old']);
  expect(here.all()).toEqual(before);
  here.write(both);
  const back = await here.infraflux('plan', '--detailed-exitcode');
  expect([back.code, blocked(back)]).toEqual([0, []]);
});

test('in the user’s own repository, inputs and out/ go together and another clone agrees', async () => {
  const bare = newRemote();
  commitThere(bare, { 'README.md': 'ours\n', '.gitignore': '.infraflux/\nstate/\n' });
  const cwd = mkdtempSync(join(tmpdir(), 'infraflux-own-'));
  git(cwd, 'clone', '-q', bare, '.');
  const gitops = `gitops: {repository: "file://${bare}", branch: main}\n`;
  const here = place(whole(dev + two(), gitops), cwd);
  expect((await here.infraflux('apply', '--yes')).code).toBe(0);
  for (const kind of [
    ['talos', '1.13.6'],
    ['kubernetes', '1.36.3'],
  ])
    await here.infraflux('lock', 'record', 'prod/old', ...kind);
  expect((await here.infraflux('apply', '--yes')).code).toBe(0);
  const out = git(bare, 'ls-tree', '-r', 'main', 'out');

  here.write(whole(dev + environment('prod', cluster('main', 2)), gitops));
  const applied = await here.infraflux('apply', '--yes');
  expect([applied.code, blocked(applied)], applied.err).toEqual([3, ['prod/old']]);
  expect(git(bare, 'ls-tree', '-r', 'main', 'out')).toBe(out);
  expect(git(bare, 'show', 'main:infraflux.yaml')).not.toContain('old:');
  expect(git(bare, 'show', 'main:infraflux.lock')).toContain('prod/old talos 1.13.6\n');

  const other = mkdtempSync(join(tmpdir(), 'infraflux-other-'));
  git(other, 'clone', '-q', bare, '.');
  expect((await run(['compile', '--check'], { cwd: other })).code).toBe(0);
  const plan = await run(['plan', '--detailed-exitcode'], { cwd: other });
  expect([plan.code, blocked(plan)]).toEqual([3, ['prod/old']]);
  // A clone without out/, as in a repository that does not commit it.
  rmSync(join(other, 'out'), { recursive: true });
  expect(blocked(await run(['plan'], { cwd: other }))).toEqual(['prod/old']);
  expect((await run(['apply', '--yes'], { cwd: other })).code).toBe(3);
  expect(git(bare, 'ls-tree', '-r', 'main', 'out')).toBe(out);
});
