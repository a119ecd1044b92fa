// In the conformance run: runs the program in many environments.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isNight } from '../effort.ts';
import { cliPath, faultsOf, folder, platform, run, start, tree } from './cli.ts';

/** The whole life of a platform, with some of what machines usually have missing. */
async function live(env: Readonly<Record<string, string | undefined>>): Promise<Record<string, string>> {
  const cwd = await platform();
  // An apply begins with all that the others do.
  const first = isNight ? [['validate'], ['plan'], ['compile']] : [];
  for (const args of [...first, ['apply', '--yes'], ['plan', '--detailed-exitcode'], ['doctor']]) {
    const ran = await start(args, { cwd, env });
    expect(ran.code, `${args.join(' ')}: ${ran.err}`).toBe(0);
  }
  return tree(join(cwd, 'out'));
}

/** Only node: no git, no shell tools. */
function poorPath(): string {
  const bin = folder();
  symlinkSync(process.execPath, join(bin, 'node'));
  return bin;
}

const noHome = { HOME: undefined };
const homeNotFound = { HOME: '/nonexistent', XDG_STATE_HOME: undefined, XDG_CONFIG_HOME: undefined };
const noUser = { HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1', GIT_AUTHOR_NAME: undefined, EMAIL: undefined };
const otherRepository = { GIT_DIR: '/nonexistent/.git', GIT_INDEX_FILE: '/nonexistent/index' };
const turkish = { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', TZ: 'Pacific/Kiritimati' };
const ci = { CI: 'true', GITHUB_ACTIONS: 'true', NO_COLOR: '1' };

/** At night each alone; by day those that do not exclude each other together, because each life starts the program three times. */
const environments: readonly (readonly [string, Readonly<Record<string, string | undefined>>])[] = isNight
  ? [
      ['no HOME', noHome],
      ['a HOME that is not there', homeNotFound],
      ['git that knows no user', noUser],
      ['git variables of another repository', otherRepository],
      ['Turkish', turkish],
      ['CI', ci],
    ]
  : [
      ['no HOME, Turkish, CI', { ...noHome, ...turkish, ...ci }],
      [
        'a HOME that is not there, git that knows no user, git variables of another repository',
        { ...homeNotFound, ...noUser, ...otherRepository },
      ],
    ];

describe('machines', () => {
  test.each(environments)('%s: the same life and the same bytes', async (_name, env) => {
    expect(await live(env)).toEqual(await (usual ??= live({})));
  });

  test('without git: what needs none works, what needs it says so', async () => {
    const cwd = await platform();
    const env = { PATH: poorPath() };
    expect((await run(['validate'], { cwd, env })).code).toBe(0);
    expect((await run(['compile'], { cwd, env })).code).toBe(0);
    expect(faultsOf(await run(['plan', '--json'], { cwd, env }))).toMatchObject([{ code: 'engine/git-missing' }]);
    const doctor = await run(['doctor'], { cwd, env });
    expect(doctor.code).toBe(1);
    expect(doctor.out).toMatch(/git +not found/);
  });

  test('colour only on a terminal', async () => {
    const cwd = await platform((text) => text.replace('vmIds', 'vmIdz'));
    const ran = await start(['validate'], { cwd, env: { FORCE_COLOR: undefined, CLICOLOR_FORCE: undefined } });
    // oxlint-disable-next-line no-control-regex -- the escape that begins a colour
    expect(ran.err + ran.out).not.toMatch(/\u001b/);
  });
});

let usual: Promise<Record<string, string>> | undefined;

describe('output that goes nowhere', () => {
  const shell = (line: string, cwd: string) =>
    new Promise<{ readonly code: number | null; readonly err: string }>((done) => {
      const child = spawn('bash', ['-c', line.replaceAll('CLI', `${process.execPath} ${cliPath}`)], { cwd });
      let err = '';
      child.stderr.on('data', (data: Buffer) => (err += data.toString()));
      child.stdout.resume();
      child.on('close', (code) => done({ code, err }));
    });

  test.each([
    ['a reader that goes away', 'CLI explain dev.dev | head -1; exit ${PIPESTATUS[0]}', 0],
    ['stdout closed', 'CLI plan >&-', 0],
    ['stderr closed', 'CLI plan 2>&-', 0],
    ['a full device', 'CLI plan > /dev/full', 1],
  ])('%s', async (_name, line, code) => {
    const ran = await shell(line, await platform());
    expect(ran.err).not.toMatch(/^\s+at /m);
    expect(ran.err).toBe(code === 0 ? '' : 'error: the output cannot be written: ENOSPC\n');
    expect(ran.code).toBe(code);
  });

  test('a working directory that is gone', async () => {
    const cwd = await platform();
    mkdirSync(join(cwd, 'gone'));
    const ran = await shell('cd gone && rmdir ../gone && CLI plan', cwd);
    expect(ran.code).toBe(1);
    expect(ran.err).not.toMatch(/^\s+at /m);
    expect(ran.err.trim().split('\n')).toHaveLength(1);
  });
});

describe('a disk that takes nothing', () => {
  // Files may have no bytes at all, which a full disk is to a program. Directories can still be made.
  const full = async (args: string, cwd: string) => {
    const script = join(folder(), 'full.sh');
    writeFileSync(script, `ulimit -f 0\ntrap '' XFSZ\nexec ${process.execPath} ${cliPath} ${args}\n`);
    chmodSync(script, 0o755);
    try {
      return { code: 0, text: execFileSync('sh', [script], { cwd, encoding: 'utf8', stdio: 'pipe' }) };
    } catch (error) {
      const failed = error as { readonly status: number; readonly stdout: string; readonly stderr: string };
      return { code: failed.status, text: failed.stdout + failed.stderr };
    }
  };

  test.each(['compile', 'apply --yes', 'schema', 'plan --save p', 'init --yes --config other.yaml'])(
    '%s says so and leaves what was there',
    async (args) => {
      const cwd = await platform();
      await run(['compile'], { cwd });
      rmSync(join(cwd, 'out/dev/terraform'), { recursive: true });
      const before = tree(join(cwd, 'out'));
      const ran = await full(args, cwd);
      expect(ran.code, ran.text).toBe(1);
      expect(ran.text).toMatch(/EFBIG|cannot be written/);
      expect(ran.text).not.toMatch(/^\s+at |has a bug/m);
      expect(tree(join(cwd, 'out'))).toEqual(before);
    },
  );
});
