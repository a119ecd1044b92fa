import { mkdirSync, readFileSync, rmSync, statSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { workOfKind } from '../../src/plan/work.ts';
import { runCommand } from '../fakes/run-command.ts';
import { changed } from '../../src/plan/format-diff.ts';
import { planExitCode } from '../../src/plan/exit-code.ts';
import { formatPlan } from '../../src/plan/format-text.ts';
import { journalFile } from '../../src/observe/state-directory.ts';
import { stateOf } from '../state-of.ts';
import { commitThere, git, newRemote, newWorld, type Wish, write } from './world.ts';

const wish: Wish = { environments: { dev: ['dev'], prod: ['main'] } };
const more: Wish = { ...wish, inputs: { prod: { 'main.memory': 2 }, dev: { 'dev.memory': 3 } } };

describe('the embedded repository', () => {
  it('is made by the first apply; a second changes nothing and a plan after it is empty', async () => {
    const world = newWorld();
    const first = await world.plan(wish);
    expect(first.diagnostics).toEqual([]);
    expect(changed(first)).toHaveLength(4);
    expect(existsSync(join(world.root, '.infraflux/gitops.git'))).toBe(false);
    const report = await world.apply(wish);
    expect(report.diagnostics).toEqual([]);
    expect(report.steps.map((step) => step.state)).toEqual(['done', 'done']);
    expect(Object.keys(world.published())).toContain('out/prod/platform/main/issuer/values.yaml');
    const again = await world.apply(wish);
    expect(again.changed).toBe(false);
    expect(again.steps.map((step) => step.state)).toEqual(['already']);
    const after = await world.plan(wish);
    expect(changed(after)).toEqual([]);
    expect(workOfKind(after, 'publish')).toEqual([]);
    expect(formatPlan(after, { clusters: 2 })).toMatch(
      /^home: files, gitops up to date; not compared: terraform, talos, kubernetes in all 2 clusters\n/,
    );
  });

  it('keeps modes private', async () => {
    const world = newWorld();
    await world.apply(wish);
    expect(statSync(join(world.root, '.infraflux')).mode & 0o077).toBe(0);
    expect(statSync(journalFile(stateOf(world.root))).mode & 0o077).toBe(0);
  });

  it('leaves environments outside the filter as they were', async () => {
    const world = newWorld();
    await world.apply(wish);
    const before = world.published();
    const report = await world.apply(more, { environments: ['prod'] });
    expect(report.diagnostics).toEqual([]);
    const after = world.published();
    expect(after['out/prod/terraform/main/nodes.tf']).toBe('memory = 2\n');
    expect(after['out/dev/terraform/dev/nodes.tf']).toBe(before['out/dev/terraform/dev/nodes.tf']);
    expect(after['out/dev/inputs.json']).toBe(before['out/dev/inputs.json']);
  });

  it('takes away what is no longer compiled, environments too', async () => {
    const world = newWorld();
    await world.apply({ ...wish, files: { 'prod/platform/main/disks/values.yaml': 'a: 1\n' } });
    await world.apply({ environments: { prod: ['main'] } });
    expect(Object.keys(world.published())).toEqual([
      'out/prod/inputs.json',
      'out/prod/platform/main/issuer/values.yaml',
      'out/prod/terraform/main/nodes.tf',
    ]);
  });
});

describe('a real remote', () => {
  it('gets one commit on top of its head, with everything else as it was', async () => {
    const bare = newRemote();
    commitThere(bare, { 'README.md': 'mine\n' });
    const world = newWorld();
    const remote = { ...wish, repository: `file://${bare}` };
    expect((await world.apply(remote)).diagnostics).toEqual([]);
    expect(world.published(bare)['README.md']).toBe('mine\n');
    expect(git(bare, 'rev-list', '--count', 'main').trim()).toBe('2');
    expect((await world.apply(remote)).changed).toBe(false);
    expect(git(bare, 'log', '-1', '--format=%s', 'main').trim()).toBe('home: 4 files of dev/dev, prod/main');
  });

  it('may be empty, and the folder may be its root', async () => {
    const bare = newRemote();
    const world = newWorld();
    expect((await world.apply({ ...wish, repository: bare, path: '.' })).diagnostics).toEqual([]);
    expect(Object.keys(world.published(bare))[0]).toBe('dev/inputs.json');
  });

  it('is followed when it moved elsewhere, and refused by name when it moved where the plan is', async () => {
    const bare = newRemote();
    const world = newWorld();
    await world.apply({ ...wish, repository: bare });
    const next = { ...more, repository: bare };
    const plan = await world.plan(next);
    commitThere(bare, { 'README.md': 'hello\n' });
    expect((await world.apply(next, { plan })).diagnostics).toEqual([]);
    expect(world.published(bare)['README.md']).toBe('hello\n');
    const third: Wish = { ...next, inputs: { prod: { 'main.memory': 5 } } };
    const stale = await world.plan(third);
    commitThere(bare, { 'out/prod/terraform/main/nodes.tf': 'memory = 99\n' });
    const refused = await world.apply(third, { plan: stale });
    expect(refused.diagnostics.map((fault) => fault.code)).toEqual(['publish/moved']);
    expect(refused.diagnostics[0]?.message).toContain('prod/terraform/main/nodes.tf');
    expect(readFileSync(join(world.root, 'out/prod/terraform/main/nodes.tf'), 'utf8')).toBe('memory = 2\n');
  });

  it('moves between reading and pushing: the commit is built again', async () => {
    const bare = newRemote();
    const world = newWorld();
    await world.apply({ ...wish, repository: bare });
    let raced = false;
    const report = await world.apply(
      { ...more, repository: bare },
      {
        run: async (command, args, options) => {
          if (args.includes('push') && !raced) {
            raced = true;
            commitThere(bare, { 'other.txt': 'x\n' });
          }
          return runCommand(command, args, options);
        },
      },
    );
    expect(report.diagnostics).toEqual([]);
    expect(world.published(bare)['other.txt']).toBe('x\n');
    expect(world.published(bare)['out/prod/terraform/main/nodes.tf']).toBe('memory = 2\n');
  });

  it('names files of ours that somebody changed, and keeps files that somebody added', async () => {
    const bare = newRemote();
    const world = newWorld();
    await world.apply({ ...wish, repository: bare });
    commitThere(bare, { 'out/prod/terraform/main/nodes.tf': 'memory = 99\n', 'out/prod/notes.txt': 'keep\n' });
    const plan = await world.plan({ ...wish, repository: bare });
    expect(plan.diagnostics.map((fault) => `${fault.code} ${fault.message}`)).toEqual([
      'publish/unknown-file prod/notes.txt on main was not published by InfraFlux',
      'publish/edited-by-hand prod/terraform/main/nodes.tf on main was modified there manually',
    ]);
    const refused = await world.apply({ ...wish, repository: bare });
    expect(refused.diagnostics.map((fault) => fault.code)).toContain('apply/has-errors');
    commitThere(bare, { 'out/prod/terraform/main/nodes.tf': 'memory = 1\n' });
    expect((await world.apply({ ...more, repository: bare })).diagnostics).toEqual([]);
    expect(world.published(bare)['out/prod/notes.txt']).toBe('keep\n');
  });

  it('has no effect before it can be read', async () => {
    const world = newWorld();
    const nowhere = { ...wish, repository: `file://${world.root}-nowhere.git` };
    const report = await world.apply(nowhere);
    expect(report.diagnostics.map((fault) => fault.code)).toEqual(['publish/unreachable']);
    expect(existsSync(join(world.root, 'out'))).toBe(false);
    const down = await world.plan({ ...wish, repository: 'http://user:s3cret@127.0.0.1:9/x.git' });
    // A layer that did not answer: all others are planned, and the exit code says so.
    expect(down.diagnostics).toEqual([]);
    expect(down.deferred).toContainEqual(
      expect.objectContaining({ layer: 'gitops', state: 'blocked', environment: 'prod', cluster: undefined }),
    );
    expect(planExitCode(down, true)).toBe(3);
    expect(workOfKind(down, 'publish')).toEqual([]);
    expect(changed(down).map(({ layer }) => layer)).toEqual(['files', 'files', 'files', 'files']);
    expect(formatPlan(down, { clusters: 2 })).toMatch(
      /^home: 2 of 2 clusters change; blocked: gitops in all 2 clusters/,
    );
    expect(JSON.stringify(down)).not.toContain('s3cret');
    const option = await world.plan({ ...wish, repository: '--upload-pack=touch /tmp/x' });
    expect(option.diagnostics[0]?.code).toBe('publish/bad-address');
    const refused = await world.plan({ ...wish, repository: 'ext::sh -c id' });
    expect(refused.diagnostics[0]?.code).toBe('publish/bad-address');
  });

  it('says what the other end said when it refuses the commit', async () => {
    const bare = newRemote();
    const world = newWorld();
    await world.apply({ ...wish, repository: bare });
    write(join(bare, 'hooks/pre-receive'), '#!/bin/sh\necho "main is protected" >&2\nexit 1\n');
    (await import('node:fs')).chmodSync(join(bare, 'hooks/pre-receive'), 0o755);
    const report = await world.apply({ ...more, repository: bare });
    expect(report.diagnostics.map((fault) => fault.code)).toEqual(['publish/failed']);
    expect(report.diagnostics[0]?.message).toContain('main is protected');
  });
});

describe("the user's own repository", () => {
  function ownWorld() {
    const bare = newRemote();
    commitThere(bare, { 'infraflux.yaml': 'name: home\n', 'notes.md': 'n\n', '.gitignore': '.infraflux/\n' });
    const world = newWorld();
    git(world.root, 'clone', '-q', bare, '.');
    return { bare, world, own: { ...wish, repository: bare } };
  }

  it('gets inputs and compiled files in one commit, and the working copy stands on it, clean', async () => {
    const { bare, world, own } = ownWorld();
    write(join(world.root, 'infraflux.yaml'), 'name: home # edited\n');
    const report = await world.apply(own);
    expect(report.diagnostics).toEqual([]);
    expect(world.published(bare)['infraflux.yaml']).toBe('name: home # edited\n');
    expect(world.published(bare)['out/prod/terraform/main/nodes.tf']).toBe('memory = 1\n');
    expect(git(world.root, 'status', '--porcelain')).toBe('');
    expect(git(world.root, 'rev-parse', 'HEAD')).toBe(git(bare, 'rev-parse', 'main'));
    expect(workOfKind(await world.plan(own), 'publish')).toEqual([]);
  });

  it('is refused with other work in it, behind the remote, or published to another folder', async () => {
    const { bare, world, own } = ownWorld();
    write(join(world.root, 'notes.md'), 'changed\n');
    expect((await world.apply(own)).diagnostics.map((fault) => fault.code)).toEqual(['publish/other-work']);
    git(world.root, 'checkout', '-q', 'notes.md');
    expect((await world.apply({ ...own, path: 'elsewhere' })).diagnostics.map((fault) => fault.code)).toEqual([
      'publish/other-path',
    ]);
    commitThere(bare, { 'notes.md': 'theirs\n' });
    expect((await world.apply(own)).diagnostics.map((fault) => fault.code)).toEqual(['publish/not-at-head']);
    expect(existsSync(join(world.root, 'out'))).toBe(false);
  });
});

describe('a branch that is not the one that is published to', () => {
  function featureWorld() {
    const bare = newRemote();
    commitThere(bare, { 'infraflux.yaml': 'name: home\n', '.gitignore': '.infraflux/\nout/\n', 'old.yaml': 'x\n' });
    const world = newWorld();
    git(world.root, 'clone', '-q', bare, '.');
    git(world.root, 'checkout', '-q', '-b', 'feature');
    return { bare, world, own: { ...wish, repository: bare } };
  }

  it('is refused by name before anything is written, in plan and in apply', async () => {
    const { bare, world, own } = featureWorld();
    write(join(world.root, 'infraflux.yaml'), 'name: home # edited\n');
    const head = git(bare, 'rev-parse', 'main');
    const plan = await world.plan(own);
    expect(plan.deferred.filter(({ state }) => state === 'blocked').map(({ diagnostic }) => diagnostic.code)).toEqual([
      'publish/other-branch',
      'publish/other-branch',
    ]);
    const [fault, ...more] = (await world.apply(own)).diagnostics;
    expect(more).toEqual([]);
    expect(fault?.message).toMatch(
      /^feature at [0-9a-f]{7} with 1 uncommitted input would be published to main of \S+, whose inputs are others \(infraflux\.yaml\)$/,
    );
    expect(fault?.help).toContain('--from-branch feature');
    // A name that is not the one that is checked out allows nothing.
    expect((await world.apply(own, { fromBranch: 'main' })).diagnostics).toHaveLength(1);
    expect((await world.apply(own, { fromBranch: 'HEAD' })).diagnostics).toHaveLength(1);
    expect(git(bare, 'rev-parse', 'main')).toBe(head);
    expect(existsSync(join(world.root, 'out'))).toBe(false);
  });

  it('is refused with the same inputs as well: its commits were not merged', async () => {
    const { world, own } = featureWorld();
    expect((await world.apply(own)).diagnostics.map(({ code }) => code)).toEqual(['publish/other-branch']);
  });

  it('brings its inputs along when it is asked for: those of main and what is compiled belong together', async () => {
    const { bare, world, own } = featureWorld();
    write(join(world.root, 'infraflux.yaml'), 'name: home # edited\n');
    write(join(world.root, 'environments/prod.yaml'), 'a: 1\n');
    git(world.root, 'add', 'environments/prod.yaml');
    git(world.root, 'commit', '-q', '-m', 'one of two');
    expect((await world.apply(own, { fromBranch: 'feature' })).diagnostics).toEqual([]);
    const published = world.published(bare);
    expect(published['infraflux.yaml']).toBe('name: home # edited\n');
    expect(published['environments/prod.yaml']).toBe('a: 1\n');
    expect(published['old.yaml']).toBe('x\n');
    expect(published['out/prod/terraform/main/nodes.tf']).toBe('memory = 1\n');
    expect(git(bare, 'log', '-1', '--format=%b', 'main')).toMatch(/^Compiled from feature at [0-9a-f]{7} with 1 unc/);
    expect(git(world.root, 'symbolic-ref', '--short', 'HEAD').trim()).toBe('feature');
    expect((await world.apply(own, { fromBranch: 'feature' })).changed).toBe(false);
    // Removed inputs go as well.
    rmSync(join(world.root, 'environments'), { recursive: true });
    expect((await world.apply(own, { fromBranch: 'feature' })).diagnostics).toEqual([]);
    expect(world.published(bare)['environments/prod.yaml']).toBeUndefined();
  });

  it('is the target’s own where a detached commit has the same inputs, as CI checks it out', async () => {
    const { bare, world, own } = featureWorld();
    git(world.root, 'checkout', '-q', '--detach', 'origin/main');
    expect((await world.apply(own)).diagnostics).toEqual([]);
    expect(world.published(bare)['out/prod/terraform/main/nodes.tf']).toBe('memory = 1\n');
    write(join(world.root, 'infraflux.yaml'), 'name: home # edited\n');
    const [fault] = (await world.apply({ ...more, repository: bare })).diagnostics;
    expect(fault?.message).toMatch(/^detached HEAD at [0-9a-f]{7} with 1 uncommitted input would be published to main/);
    expect(fault?.help).toContain('--from-branch HEAD');
  });

  it('does not matter to a branch of compiled files alone, nor to another repository; the plan says from where to where', async () => {
    const { bare, world, own } = featureWorld();
    commitThere(bare, { 'README.md': 'compiled files\n' }, 'deploy');
    const plan = await world.plan({ ...own, branch: 'deploy' });
    expect(formatPlan(plan, { clusters: 2 })).toMatch(/^publishes feature at [0-9a-f]{7} to deploy of \S+$/m);
    expect((await world.apply({ ...own, branch: 'deploy' })).diagnostics).toEqual([]);
    const other = newRemote();
    expect((await world.apply({ ...wish, repository: other })).diagnostics).toEqual([]);
    expect(formatPlan(await world.plan(wish), { clusters: 2 })).toMatch(
      /^publishes feature at [0-9a-f]{7} to main of the embedded repository$/m,
    );
  });
});

it('works below a directory with every awkward character in its name', async () => {
  const outer = newWorld();
  const root = join(outer.root, `it's $(id) "q" \`x\` ü;&`);
  mkdirSync(root);
  const world = newWorld(root);
  expect((await world.apply(wish)).diagnostics).toEqual([]);
  expect((await world.apply(wish)).changed).toBe(false);
});
