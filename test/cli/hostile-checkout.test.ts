import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { faultsOf, folder, platform, run } from './cli.ts';

// What a branch can bring along, against the real git: nothing of it runs, and no file outside of the checkout changes.

/** A folder of the victim's, outside of the checkout: with a file that must stay, and a command that must never run. */
function outside() {
  const place = realpathSync(folder());
  const canary = join(place, 'ran');
  const command = join(place, 'command');
  writeFileSync(command, `#!/bin/sh\ntouch '${canary}'\nexit 1\n`);
  chmodSync(command, 0o755);
  mkdirSync(join(place, 'home'));
  writeFileSync(join(place, 'home/file'), 'mine\n');
  return {
    place,
    command,
    home: join(place, 'home'),
    file: join(place, 'home/file'),
    /** Nothing ran, and the folder holds what it held. */
    untouched: () => {
      expect(existsSync(canary), 'the command of the branch ran').toBe(false);
      expect(readdirSync(join(place, 'home'))).toEqual(['file']);
      expect(lstatSync(join(place, 'home/file')).isFile()).toBe(true);
      expect(readFileSync(join(place, 'home/file'), 'utf8')).toBe('mine\n');
    },
  };
}

type Outside = ReturnType<typeof outside>;

const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** A clone of a repository with a platform in it and whatever `attack` commits. */
async function checkout(attack: (root: string) => void, below = '.'): Promise<string> {
  const origin = folder();
  const root = join(origin, below);
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, 'infraflux.yaml'), readFileSync(join(await platform(), 'infraflux.yaml'), 'utf8'));
  writeFileSync(join(root, '.gitignore'), '.infraflux/\nstate/\n');
  git(origin, 'init', '-q', '-b', 'main', '.');
  attack(root);
  git(origin, 'add', '-A', '-f', '.');
  git(origin, 'commit', '-q', '-m', 'a branch');
  const clone = folder();
  git(clone, 'clone', '-q', origin, '.');
  return join(clone, below);
}

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** A repository whose branch names a commit that a promisor has: git fetches it by the promisor's command. */
function promisor(directory: string, { command }: Outside, branch: string): void {
  put(
    join(directory, 'config'),
    `[core]\n\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n\tpartialClone = origin\n[remote "origin"]\n\turl = /nonexistent\n\tpromisor = true\n\tuploadpack = ${command}\n`,
  );
  put(join(directory, 'HEAD'), `ref: refs/heads/${branch}\n`);
  put(join(directory, 'refs/heads', branch), `${'1'.repeat(40)}\n`);
  put(join(directory, 'objects/pack/.keep'), '');
}

/** `apply` begins with everything that `plan` does. */
async function refused(cwd: string, code: string, env: Readonly<Record<string, string>> = {}): Promise<void> {
  const ran = await run(['apply', '--yes', '--json'], { cwd, env });
  expect(ran.code, ran.out).toBe(1);
  const errors = faultsOf(ran).filter(({ severity }) => severity === 'error');
  expect(errors.map((fault) => fault.code)).toEqual([code]);
}

describe('a branch with .infraflux/', () => {
  test.each<readonly [string, (root: string, other: Outside) => void]>([
    [
      'an embedded repository with a promisor',
      (root, other) => promisor(`${root}/.infraflux/gitops.git`, other, 'main'),
    ],
    ['a repository in the cache', (root, other) => promisor(`${root}/.infraflux/cache/git/0.git`, other, 'main')],
    ['a kubeconfig with a command', (root) => put(`${root}/.infraflux/clusters/dev/dev/kubeconfig`, 'exec\n')],
    ['a provider', (root) => put(`${root}/.infraflux/terraform/dev/dev/data/providers/x`, 'x')],
    ['a journal', (root, other) => link(other.file, `${root}/.infraflux/journal`)],
    ['a stage that is a link', (root, other) => link(other.home, `${root}/.infraflux/terraform/dev/dev/out`)],
    ['.infraflux as a link', (root, other) => symlinkSync(other.home, `${root}/.infraflux`)],
    ['.infraflux as a file', (root) => put(`${root}/.infraflux`, 'gitdir: x\n')],
    ['one file in it', (root) => put(`${root}/.infraflux/.keep`, '')],
  ])('%s is refused', async (_name, attack) => {
    const other = outside();
    const cwd = await checkout((root) => attack(root, other));
    await refused(cwd, 'checkout/tracked');
    other.untouched();
  });

  test('a submodule in its place is refused', async () => {
    const other = outside();
    const cwd = await checkout((root) => {
      git(root, 'update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},.infraflux`);
    });
    promisor(`${cwd}/.infraflux/gitops.git`, other, 'main');
    git(cwd, 'update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},.infraflux`);
    await refused(cwd, 'checkout/tracked');
    other.untouched();
  });

  test('a name that is the same on other file systems is refused where there is .infraflux', async () => {
    const cwd = await checkout((root) => put(`${root}/.Infraﬂux/gitops.git/config`, ''));
    expect((await run(['apply', '--yes'], { cwd })).code).toBe(0);
    await refused(cwd, 'checkout/tracked');
  });

  test('Git that gives no answer is no answer', async () => {
    const cwd = await checkout(() => {});
    expect((await run(['apply', '--yes'], { cwd })).code).toBe(0);
    writeFileSync(join(cwd, '.git/index'), 'broken');
    await refused(cwd, 'checkout/not-checked');
  });
});

describe('state/ of a branch', () => {
  test.each<readonly [string, (root: string, other: Outside) => void]>([
    ['a state', (root) => put(`${root}/state/dev/dev.tfstate`, '{"version": 4}')],
    ['a backup', (root) => put(`${root}/state/dev/dev.tfstate.backup`, '{"version": 4}')],
    ['a linked folder', (root, other) => symlinkSync(other.home, `${root}/state`)],
  ])('%s is refused', async (_name, attack) => {
    const other = outside();
    await refused(await checkout((root) => attack(root, other)), 'checkout/tracked');
    other.untouched();
  });

  test('what else a repository keeps there is left alone', async () => {
    const cwd = await checkout((root) => put(`${root}/state/notes.md`, 'mine\n'));
    expect((await run(['apply', '--yes'], { cwd })).code).toBe(0);
    expect((await run(['plan', '--detailed-exitcode'], { cwd })).code).toBe(0);
  });
});

describe('links that no one tracks', () => {
  test.each<readonly [string, (root: string, other: Outside) => void]>([
    ['in the embedded repository', (root, other) => link(other.home, `${root}/.infraflux/gitops.git/objects/ff`)],
    ['among the clients', (root, other) => link(other.file, `${root}/.infraflux/clusters/dev/dev/kubeconfig`)],
    ['among the copies of states', (root, other) => link(other.home, `${root}/.infraflux/states/dev`)],
    ['for .infraflux', (root, other) => symlinkSync(other.home, `${root}/.infraflux`)],
    ['for a state', (root, other) => link(other.file, `${root}/state/dev/dev.tfstate`)],
    ['for the folder of states', (root, other) => link(other.home, `${root}/state/dev`)],
  ])('%s are refused', async (_name, make) => {
    const other = outside();
    const cwd = await platform();
    make(cwd, other);
    await refused(cwd, 'checkout/link');
    other.untouched();
  });
});

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}

describe('an embedded repository that no one tracks', () => {
  // As after an archive was unpacked, or where an older release accepted it.
  const published = async (): Promise<string> => {
    const cwd = await platform();
    expect((await run(['apply', '--yes'], { cwd })).code).toBe(0);
    return cwd;
  };

  test('runs nothing of what its configuration, hooks and attributes name', async () => {
    const other = outside();
    const cwd = await published();
    const directory = join(cwd, '.infraflux/gitops.git');
    const head = readFileSync(join(directory, 'refs/heads/main'), 'utf8');
    promisor(directory, other, 'main');
    writeFileSync(join(directory, 'refs/heads/main'), head);
    for (const name of ['reference-transaction', 'post-update', 'update', 'pre-receive'])
      put(join(directory, 'hooks', name), readFileSync(other.command, 'utf8'));
    execFileSync('chmod', ['-R', '755', join(directory, 'hooks')]);
    put(
      join(directory, 'config'),
      `${readFileSync(join(directory, 'config'), 'utf8')}[core]\n\tfsmonitor = ${other.command}\n\thooksPath = hooks\n[filter "x"]\n\tclean = ${other.command}\n[uploadpack]\n\tpackObjectsHook = ${other.command}\n`,
    );
    put(join(directory, 'info/attributes'), '* filter=x\n');
    put(join(directory, 'commondir'), `${other.place}\n`);
    expect((await run(['plan', '--detailed-exitcode'], { cwd })).code).toBe(0);
    writeFileSync(
      join(cwd, 'infraflux.yaml'),
      `${readFileSync(join(cwd, 'infraflux.yaml'), 'utf8')}description: another\n`,
    );
    const ran = await run(['apply', '--yes'], { cwd });
    expect(ran.code, ran.err).toBe(0);
    expect(readFileSync(join(directory, 'refs/heads/main'), 'utf8')).not.toBe(head);
    other.untouched();
  });

  test.each<readonly [string, string, (directory: string, other: Outside) => void]>([
    [
      'a commit that only a promisor has',
      'publish/unreachable',
      (directory, other) => promisor(directory, other, 'main'),
    ],
    [
      'a branch that names another',
      'publish/unreachable',
      (at) => writeFileSync(`${at}/refs/heads/main`, 'ref: HEAD\n'),
    ],
    ['branches of another format', 'publish/unreachable', (at) => put(`${at}/reftable/tables.list`, '')],
    [
      'objects of another repository',
      'checkout/foreign-objects',
      (at, other) => put(`${at}/objects/info/alternates`, `${other.home}\n`),
    ],
    ['a linked branch', 'checkout/link', (at, other) => relink(other.file, `${at}/refs/heads/main`)],
    ['linked objects', 'checkout/link', (at, other) => relink(other.home, `${at}/objects`)],
    ['another place', 'publish/unreachable', (at, other) => replaceByFile(at, `gitdir: ${other.home}\n`)],
  ])('%s is refused', async (_name, code, attack) => {
    const other = outside();
    const cwd = await published();
    attack(join(cwd, '.infraflux/gitops.git'), other);
    await refused(cwd, code);
    other.untouched();
  });

  test('branches that git packed are read, and the next commit goes on top of them', async () => {
    const cwd = await published();
    const directory = join(cwd, '.infraflux/gitops.git');
    git(directory, 'gc', '-q');
    expect(existsSync(join(directory, 'refs/heads/main'))).toBe(false);
    expect((await run(['plan', '--detailed-exitcode'], { cwd })).code).toBe(0);
    writeFileSync(
      join(cwd, 'infraflux.yaml'),
      `${readFileSync(join(cwd, 'infraflux.yaml'), 'utf8')}description: another\n`,
    );
    expect((await run(['apply', '--yes'], { cwd })).code).toBe(0);
    expect(git(directory, 'rev-list', '--count', 'main').trim()).toBe('2');
  });
});

function relink(target: string, path: string): void {
  rmSync(path, { recursive: true });
  symlinkSync(target, path);
}

function replaceByFile(path: string, text: string): void {
  rmSync(path, { recursive: true });
  writeFileSync(path, text);
}

function relinked(target: string, path: string): string {
  symlinkSync(target, path);
  return path;
}

describe('what a branch can name', () => {
  test.each([
    ['as it is', (root: string) => `file://${root}/remote.git`],
    ['escaped', (root: string) => `file://${root}/%72emote.git`],
    ['by a detour', (root: string) => `file:///tmp/..${root}/remote.git`],
    [
      'by a link outside',
      (root: string, other: Outside) => `file://${relinked(root, `${other.place}/link`)}/remote.git`,
    ],
  ])('a repository in the checkout is none to publish to: %s', async (_name, address) => {
    const other = outside();
    const cwd = await checkout((root) => {
      promisor(join(root, 'remote.git'), other, 'main');
      put(join(root, 'remote.git/hooks/pre-receive'), readFileSync(other.command, 'utf8'));
    });
    const path = join(cwd, 'infraflux.yaml');
    writeFileSync(path, `${readFileSync(path, 'utf8')}gitops: {repository: "${address(cwd, other)}", branch: main}\n`);
    await refused(cwd, 'publish/bad-address');
    other.untouched();
  });

  test('a CLI configuration of Terraform that Git tracks is refused; one beside the checkout is not', async () => {
    const cwd = await checkout((root) => put(`${root}/ci.tfrc`, 'provider_installation { dev_overrides {} }\n'));
    for (const name of ['TF_CLI_CONFIG_FILE', 'TF_PLUGIN_CACHE_DIR'])
      await refused(cwd, 'checkout/tracked-setting', { [name]: join(cwd, 'ci.tfrc') });
    writeFileSync(join(cwd, 'own.tfrc'), '');
    for (const path of [join(cwd, 'own.tfrc'), join(outside().place, 'x.tfrc')])
      expect((await run(['plan'], { cwd, env: { TF_CLI_CONFIG_FILE: path } })).code).toBe(0);
  });

  test.each([
    ['NODE_TLS_REJECT_UNAUTHORIZED', '0'],
    ['PROXMOX_VE_INSECURE', 'true'],
    ['GIT_SSL_NO_VERIFY', '1'],
    ['HELM_KUBEINSECURE_SKIP_TLS_VERIFY', 'true'],
  ])('%s is refused, not obeyed', async (name, value) => {
    const cwd = await checkout(() => {});
    await refused(cwd, 'engine/verification-off', { [name]: value });
  });

  test('XDG_STATE_HOME in the checkout is not taken', async () => {
    const other = outside();
    const env = { TMPDIR: other.place };
    const cwd = await checkout((root) => put(`${root}/.state/infraflux/plan-key`, 'known'));
    const ran = await run(['plan', '--save', join(other.place, 'p')], {
      cwd,
      env: { ...env, XDG_STATE_HOME: join(cwd, '.state') },
    });
    expect(ran.err).toContain('lies in the checkout');
    expect(readdirSync(join(cwd, '.state/infraflux'))).toEqual(['plan-key']);
    expect(readdirSync(other.place)).toContain(`infraflux-${process.getuid?.()}`);
  });
});

describe('a checkout in which an older release worked', () => {
  test('gives its journal, once and with one line; cache, stage and providers are never read', async () => {
    const other = outside();
    const cwd = await platform();
    const begun = `${JSON.stringify({ run: 'x', event: 'apply-begun' })}\n`;
    put(`${cwd}/.infraflux/journal`, begun);
    put(`${cwd}/.infraflux/cache/last-run.json`, 'x');
    put(`${cwd}/.infraflux/terraform/dev/dev/data/providers/x`, 'x');
    link(other.file, `${cwd}/.infraflux/apply.lock`);
    const first = await run(['plan'], { cwd });
    expect(first.err).toMatch(
      /^Working state is kept in \S+ now; \.infraflux\/journal was moved there; \.infraflux\/apply\.lock, \.infraflux\/cache, \.infraflux\/terraform can be removed\.\n/,
    );
    expect(existsSync(join(cwd, '.infraflux/journal'))).toBe(false);
    expect((await run(['plan'], { cwd })).err).not.toContain('Working state');
    expect((await run(['apply', '--yes', '--resume'], { cwd })).code).toBe(0);
    expect(readFileSync(join(cwd, '.infraflux/cache/last-run.json'), 'utf8')).toBe('x');
    other.untouched();
  });
});

describe('other owners', () => {
  const isRoot = process.getuid?.() === 0;

  test('a file of another user is refused; root takes those of the owner of the whole checkout', async (context) => {
    if (!isRoot) context.skip('only root can give a file to another user');
    const cwd = await platform();
    expect((await run(['apply', '--yes'], { cwd })).code).toBe(0);
    lchownSync(join(cwd, '.infraflux/gitops.git'), 12345, 12345);
    await refused(cwd, 'checkout/other-owner');
    execFileSync('chown', ['-R', '12345:12345', cwd]);
    expect((await run(['plan', '--detailed-exitcode'], { cwd })).code).toBe(0);
    lchownSync(join(cwd, 'infraflux.yaml'), 12346, 12346);
    await refused(cwd, 'checkout/other-owner');
  });
});

describe('places that are written', () => {
  test.each<readonly [string, string, (root: string, other: Outside) => void]>([
    ['out.old as a link', 'output/not-a-directory', (root, other) => symlinkSync(other.home, `${root}/out.old`)],
    ['an environment as a link', 'output/edited-by-hand', (root, other) => link(other.home, `${root}/out/dev`)],
    [
      'a folder below it as a link',
      'output/edited-by-hand',
      (root, other) => link(other.home, `${root}/out/dev/terraform/dev`),
    ],
    ['infraflux.lock as a link', 'checkout/link', (root) => symlinkSync('lock', `${root}/infraflux.lock`)],
  ])('%s is refused, and nothing is written', async (_name, code, attack) => {
    const other = outside();
    const cwd = await checkout((root) => {
      put(`${root}/lock`, 'infraflux-lock 1\n');
      attack(root, other);
    });
    for (const args of [['compile'], ['apply', '--yes']]) {
      const ran = await run([...args, '--json'], { cwd });
      expect(ran.code, ran.out).toBe(1);
      expect(faultsOf(ran).map((fault) => fault.code)).toContain(code);
    }
    other.untouched();
    expect(git(cwd, 'status', '--porcelain')).toBe('');
  });

  test('--discard replaces a link in out/ by a folder', async () => {
    const other = outside();
    const cwd = await checkout((root) => link(other.home, `${root}/out/dev`));
    expect((await run(['compile', '--discard'], { cwd })).code).toBe(0);
    expect(lstatSync(join(cwd, 'out/dev')).isDirectory()).toBe(true);
    other.untouched();
  });

  test('a name beside the lock and the schema is never written through', async () => {
    const other = outside();
    const cwd = await checkout((root) => {
      for (const name of ['infraflux.lock.new', 'schema/infraflux.schema.json.new', 'out.new'])
        link(other.file, `${root}/${name}`);
    });
    for (const args of [['compile'], ['schema'], ['lock', 'fix']]) expect((await run(args, { cwd })).code).toBe(0);
    other.untouched();
  });

  test.each([
    ['schema', 'schema'],
    ['secrets', 'secrets init'],
    ['secrets/dev', 'secrets init'],
  ])('%s as a link is refused', async (name, words) => {
    const other = outside();
    const cwd = await checkout((root) => link(other.home, `${root}/${name}`));
    const env = { SOPS_AGE_KEY_FILE: join(other.place, 'key') };
    const ran = await run([...words.split(' '), '--json'], { cwd, env });
    expect(ran.code, ran.out).toBe(1);
    expect(faultsOf(ran).map((fault) => fault.code)).toContain('checkout/link');
    other.untouched();
  });
});

describe('repositories in folders of a checkout', () => {
  test('a folder that git takes for a bare repository is not opened', async () => {
    const other = outside();
    const cwd = await checkout((root) => {
      put(`${root}/HEAD`, 'ref: refs/heads/main\n');
      put(`${root}/refs/heads/.keep`, '');
      put(`${root}/objects/.keep`, '');
      put(
        `${root}/config`,
        `[core]\n\tbare = false\n\tworktree = .\n\tfsmonitor = ${other.command}\n[filter "x"]\n\tclean = ${other.command}\n`,
      );
      put(`${root}/.gitattributes`, '* filter=x\n');
    }, 'platform');
    for (const args of [['plan'], ['compile'], ['lock', 'fix'], ['secrets', 'scan'], ['apply', '--yes']]) {
      await run(args, { cwd });
      rmSync(join(cwd, 'index'), { force: true });
    }
    other.untouched();
  });
});
