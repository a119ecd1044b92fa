// In the conformance run: changes each fact that a saved plan is bound to.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { faultsOf, platform, run } from './cli.ts';

// A saved plan is bound to what it depends on: when one fact is another, nothing at all is done, and the fact is named.

const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-C', join(cwd, '.infraflux/gitops.git'), ...args], {
    encoding: 'utf8',
    env: {
      ...process.env,
      GIT_AUTHOR_NAME: 'x',
      GIT_AUTHOR_EMAIL: 'x@y',
      GIT_COMMITTER_NAME: 'x',
      GIT_COMMITTER_EMAIL: 'x@y',
    },
  }).trim();

function write(cwd: string, path: string, text: string): void {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), text);
}

interface Fact {
  readonly name: string;
  /** Before the plan is made. */
  readonly before?: (cwd: string) => void;
  readonly save?: readonly string[];
  readonly change: (cwd: string) => void | Promise<void>;
  readonly apply?: readonly string[];
  readonly code?: string;
  readonly message: RegExp;
}

const facts: readonly Fact[] = [
  {
    name: 'a blueprint of the user that came',
    change: (cwd) => write(cwd, 'blueprints/notes.md', 'nothing\n'),
    message: /^blueprints\/notes\.md changed after the plan was saved$/,
  },
  {
    name: 'a blueprint of the user that changed',
    before: (cwd) => write(cwd, 'blueprints/notes.md', 'one\n'),
    change: (cwd) => write(cwd, 'blueprints/notes.md', 'two\n'),
    message: /^blueprints\/notes\.md changed after the plan was saved$/,
  },
  {
    name: 'the published branch',
    change: (cwd) => {
      const tree = git(cwd, 'write-tree');
      git(cwd, 'update-ref', 'refs/heads/main', git(cwd, 'commit-tree', tree, '-p', 'main', '-m', 'of others'));
    },
    message: /^branch main was at [0-9a-f]{7}, and is at [0-9a-f]{7} now$/,
  },
  {
    name: 'its time',
    save: ['--valid-for', '1s'],
    change: async () => {
      await sleep(1100);
    },
    code: 'bundle/expired',
    message: /^the plan was valid until \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  },
  {
    name: 'the configuration file',
    change: (cwd) => renameSync(join(cwd, 'infraflux.yaml'), join(cwd, 'other.yaml')),
    apply: ['--config', 'other.yaml'],
    message: /^the plan was saved for the configuration file infraflux\.yaml$/,
  },
  {
    name: 'the output directory',
    change: () => undefined,
    apply: ['--out', 'elsewhere'],
    message: /^the plan was saved for the output directory out$/,
  },
];

describe('a saved plan is refused before the first effect', () => {
  test.each(facts)('when $name is another', async ({ before, save = [], change, apply = [], code, message }) => {
    const cwd = await platform();
    before?.(cwd);
    expect((await run(['apply', '--yes'], { cwd })).code).toBe(0);
    writeFileSync(join(cwd, 'infraflux.yaml'), readFileSync(join(cwd, 'infraflux.yaml'), 'utf8').replace('8Gi', '9Gi'));
    const saved = await run(['plan', '--save', 'a.plan', ...save], { cwd });
    expect(saved.code, saved.err).toBe(0);
    await change(cwd);
    const head = git(cwd, 'rev-parse', 'main');
    const nodes = readFileSync(join(cwd, 'out/dev/terraform/dev/nodes.tf'), 'utf8');
    const refused = await run(['apply', '--yes', '--json', ...apply, 'a.plan'], { cwd });
    expect(refused.code).toBe(1);
    const faults = faultsOf(refused);
    expect(faults.map((fault) => fault.code)).toContain(code ?? 'apply/stale');
    expect(
      faults.some((fault) => message.test(fault.message)),
      JSON.stringify(faults),
    ).toBe(true);
    expect(git(cwd, 'rev-parse', 'main')).toBe(head);
    expect(readFileSync(join(cwd, 'out/dev/terraform/dev/nodes.tf'), 'utf8')).toBe(nodes);
    expect(readdirSync(cwd)).not.toContain('elsewhere');
  });

  test('and applied where nothing is; a second time says that it is done', async () => {
    const cwd = await platform();
    write(cwd, 'blueprints/notes.md', 'mine\n');
    expect((await run(['plan', '--save', 'a.plan', '--valid-for', '1h'], { cwd })).code).toBe(0);
    expect((await run(['apply', '--yes', 'a.plan'], { cwd })).out).toContain('Applied: main is at');
    expect((await run(['apply', '--yes', 'a.plan'], { cwd })).out).toContain('Everything is up to date.');
  });

  test.each(['', '0h', '5', '1w', '400d', '-1h'])('a time to live of "%s" is none', async (text) => {
    const cwd = await platform();
    const ran = await run(['plan', '--save', 'a.plan', `--valid-for=${text}`], { cwd });
    expect(ran.code).toBe(1);
    expect(ran.err).toContain('for example 45m, 24h or 7d');
    expect(existsSync(join(cwd, 'a.plan'))).toBe(false);
  });

  test('a time to live needs a plan that is kept', async () => {
    const ran = await run(['plan', '--valid-for', '1h'], { cwd: await platform() });
    expect(ran.err).toContain("option '--valid-for <time>' cannot be used without --save");
  });
});
