import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { outOfReach } from '../../src/commands/input/out-of-reach.ts';
import { faultsOf, platform, run, tree } from './cli.ts';

// Values that name files: what they name is read as what it should be, and some of the repository is never an input.

const canary = 'canary-of-a-file';

/** A platform in a repository, with private files in it that a value may name. */
async function repository(more: string, files: Readonly<Record<string, string>> = {}): Promise<string> {
  const cwd = await platform((text) => text.replace(/^environments:/m, `${more}\nenvironments:`));
  execFileSync('git', ['init', '-q', '-b', 'main', '.'], { cwd });
  execFileSync('git', ['config', 'remote.origin.url', `https://user:${canary}@git.example.org/p.git`], { cwd });
  const own = {
    '.infraflux/clusters/dev/dev/kubeconfig': `token: ${canary}\n`,
    'state/dev/dev.tfstate': `{"token": "${canary}"}\n`,
    'secrets/keys.yaml': `token: ${canary}\n`,
    'sub/.git/config': `${canary}\n`,
    ...files,
  };
  for (const [path, text] of Object.entries(own)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  return cwd;
}

async function refused(cwd: string, ...codes: readonly string[]): Promise<void> {
  for (const args of [['compile'], ['plan'], ['apply', '--yes']]) {
    const ran = await run([...args, '--json'], { cwd });
    expect(ran.code, ran.out).toBe(1);
    const found = faultsOf(ran).filter(({ severity }) => severity === 'error');
    expect(
      found.map(({ code }) => code),
      ran.out,
    ).toEqual(expect.arrayContaining([...codes]));
    expect(ran.out).not.toContain(canary);
  }
}

const fields: Readonly<Record<string, (path: string) => string>> = {
  knownHosts: (path) => `gitops: {repository: "ssh://git@git.example.org/p.git", knownHosts: "${path}"}`,
  manifest: (path) => `defaults: {talos: {manifests: {own: {file: "${path}"}}}}`,
  patch: (path) => `defaults: {talos: {patches: {own: "${path}"}}}`,
  'audit policy': (path) => `defaults: {talos: {audit: {policy: "${path}"}}}`,
  'trusted root': (path) => `defaults: {talos: {trustedRoots: {own: "${path}"}}}`,
  'authority of a registry': (path) => `defaults: {talos: {registries: {docker.io: {ca: "${path}"}}}}`,
};

const places = [
  '.git/config',
  '.infraflux/clusters/dev/dev/kubeconfig',
  'state/dev/dev.tfstate',
  'secrets/keys.yaml',
  'sub/.git/config',
];

/** `defaults` is there already in what `init` writes: the value goes into the overlay of the environment. */
async function naming(field: string, path: string, make?: (cwd: string) => void): Promise<string> {
  const text = fields[field]?.(path) ?? '';
  const overlay = /^defaults: \{(.*)\}$/.exec(text)?.[1];
  const cwd = await repository(
    overlay === undefined ? text : '',
    overlay === undefined ? {} : { 'environments/dev.yaml': `${overlay}\n` },
  );
  make?.(cwd);
  return cwd;
}

describe.each(Object.keys(fields))('a %s', (field) => {
  test.each(places)('is never %s', async (place) => {
    await refused(await naming(field, place), 'input/reserved-folder');
  });

  test('nor by a link, a folder that is a link, or a detour', async () => {
    const link = await naming(field, 'own.yaml', (cwd) => symlinkSync('.git/config', join(cwd, 'own.yaml')));
    await refused(link, 'input/reserved-folder');
    const linked = await naming(field, 'own/keys.yaml', (cwd) => symlinkSync('secrets', join(cwd, 'own')));
    await refused(linked, 'input/reserved-folder');
    const detour = await naming(field, 'own/../.git/config');
    for (const args of [['compile'], ['plan']]) expect((await run(args, { cwd: detour })).code).toBe(1);
  });

  test('is what it should be', async () => {
    const cwd = await naming(field, 'own.txt', (at) => writeFileSync(join(at, 'own.txt'), `[a\n${canary}: {`));
    const ran = await run(['compile', '--json'], { cwd });
    expect(ran.code, ran.out).toBe(1);
    expect(ran.out).not.toContain(canary);
  });
});

describe('other ways into the repository', () => {
  test('a file of an own blueprint, a folder of manifests and an overlay that are links', async () => {
    const blueprint = await repository('');
    mkdirSync(join(blueprint, 'blueprints/platform/argocd'), { recursive: true });
    symlinkSync('../../../.git/config', join(blueprint, 'blueprints/platform/argocd/values.yaml.hbs'));
    await refused(blueprint, 'input/reserved-folder');
    const manifests = await repository('', { 'environments/dev.yaml': 'platform: {argocd: {manifests: own}}\n' });
    symlinkSync('.infraflux', join(manifests, 'own'));
    await refused(manifests, 'input/reserved-folder');
    const inside = await repository('', {
      'environments/dev.yaml': 'platform: {argocd: {manifests: own}}\n',
      'own/a.yaml': '',
    });
    symlinkSync('../secrets/keys.yaml', join(inside, 'own/b.yaml'));
    await refused(inside, 'input/reserved-folder');
  });

  test('names are compared as file systems do that know no case', () => {
    for (const path of [
      '.GIT/config',
      '.git /config',
      '.git./config',
      'git~1/config',
      'a/.Git/x',
      '.g\u200cit/config',
      '.Infraflux/x',
      'STATE/x',
      'Secrets/x',
      'a/x.tfstate',
      'a/x.tfstate.backup',
      'out/dev/.terraform/x',
    ])
      expect(outOfReach('/r', `/r/${path}`, true), path).toBeDefined();
    for (const path of [
      '.gitignore',
      'git/config',
      '.github/x',
      'certs/state/ca.pem',
      'manifests/secrets/x.yaml',
      'stateful.yaml',
      'secrets.yaml',
    ])
      expect(outOfReach('/r', `/r/${path}`, true), path).toBeUndefined();
    expect(outOfReach('/r', '/r/secrets/prod/a.sops.yaml', false)).toBeUndefined();
  });

  test('host keys and authorities that are what they should be are taken', async () => {
    const key = `${'A'.repeat(68)}=`;
    const hosts = `# ours\ngit.example.org,10.0.0.1 ssh-ed25519 ${key} comment\n|1|c2FsdA==|aGFzaA== ecdsa-sha2-nistp256 ${key}\n@cert-authority *.example.org ssh-rsa ${key}\n[git.example.org]:2222 ssh-ed25519 ${key}\n`;
    const cwd = await repository(fields['knownHosts']?.('hosts') ?? '', { hosts });
    const ran = await run(['compile'], { cwd });
    expect(ran.code, ran.err).toBe(0);
    expect(Object.values(tree(join(cwd, 'out'))).join()).not.toContain(canary);
    expect(readFileSync(join(cwd, 'hosts'), 'utf8')).toBe(hosts);
  });
});
