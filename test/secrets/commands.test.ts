import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { fingerprintOf, formatTalosBundle } from '../../src/secrets/talos-bundle.ts';
import type { RunCommand } from '../../src/observe/run-command.ts';
import { runCommand } from '../fakes/run-command.ts';
import { addKey } from '../../src/secrets/age-keys.ts';
import { readMachineSecrets } from '../../src/secrets/machine-secrets.ts';
import { readSecretValue } from '../../src/secrets/read-value.ts';
import { needOracle } from '../oracles/oracle.ts';
import { isNight } from '../effort.ts';
import { Machine } from './cli.ts';
import { type Initialized, initialized, minted } from './minted.ts';

const machines: Machine[] = [];
let first: Initialized;
beforeAll(async () => {
  first = await initialized();
});
afterEach(() => {
  for (const machine of machines.splice(0)) machine.remove();
});

function machine(): Machine {
  const made = new Machine();
  machines.push(made);
  return made;
}

/** One that has run `secrets init`: making keys of RSA takes seconds, so it is done once and copied. */
function ready(): Machine {
  const made = machine();
  made.become(first.machine);
  return made;
}

/** A secret of prod in clear, as an editor sees it. */
async function shown(me: Machine, name: string): Promise<string> {
  const copy = join(me.base, 'shown');
  const ran = await me.run(['secrets', 'edit', 'prod', name], { env: me.editor(`cat "$1" > '${copy}'`) });
  expect(ran.code, ran.out).toBe(0);
  return readFileSync(copy, 'utf8');
}

/** By day the one under which nothing is private by itself. */
const umasks = isNight ? ['000', '077'] : ['000'];

describe('secrets init', () => {
  it('makes what is missing, once, and leaves every other byte of infraflux.yaml', async () => {
    const me = ready();
    expect(first.ran.code, first.ran.out).toBe(0);
    expect(me.read('infraflux.yaml').startsWith(first.config)).toBe(true);
    expect(statSync(me.keyFile).mode & 0o777).toBe(0o600);
    expect(statSync(join(me.home, '.config/sops/age')).mode & 0o777).toBe(0o700);
    for (const path of ['secrets/prod/cluster-key.sops.yaml', 'secrets/prod/main/talos.sops.yaml']) {
      expect(statSync(join(me.root, path)).mode & 0o777).toBe(0o600);
    }
    const all = me.git('ls-files', '--others', '--exclude-standard').split('\n');
    const texts = all.filter((path) => path !== '').map((path) => me.read(path));
    const second = await me.run(['secrets', 'init']);
    expect(second.code, second.out).toBe(0);
    expect(second.out).toContain('Everything already exists.');
    expect(all.filter((path) => path !== '').map((path) => me.read(path))).toEqual(texts);
    expect(me.read('.sops.yaml')).toContain("path_regex: '^secrets/prod/'");
    expect(me.read('infraflux.lock')).toMatch(/^prod\/main secrets sha256:[0-9a-f]{40}$/m);
  });

  it('keeps the key out of the repository', async () => {
    const me = machine();
    const ran = await me.run(['secrets', 'init'], { env: { SOPS_AGE_KEY_FILE: join(me.root, 'keys.txt') } });
    expect(ran.code).toBe(1);
    expect(ran.out).toContain('secrets/key-in-repository');
    expect(existsSync(join(me.root, 'keys.txt'))).toBe(false);
  });

  it('never mints machine secrets twice', async () => {
    const me = ready();
    const path = join(me.root, 'secrets/prod/main/talos.sops.yaml');
    const text = readFileSync(path, 'utf8');
    rmSync(path);
    for (const args of [['secrets', 'init'], ['secrets', 'check'], ['plan']]) {
      const ran = await me.run(args);
      expect(ran.code, ran.out).toBe(1);
      expect(ran.out).toContain('secrets/machine-secrets-missing');
      expect(ran.out).toContain('infraflux secrets import prod/main FILE');
      expect(existsSync(path)).toBe(false);
    }
    // Those of another cluster are not taken for them; its own are.
    const other = await me.run(['secrets', 'import', 'prod/main', 'secrets/dev/main/talos.sops.yaml']);
    expect(other.out).toContain('secrets/machine-secrets-mismatch');
    writeFileSync(join(me.base, 'copy.yaml'), text);
    const own = await me.run(['secrets', 'import', 'prod/main', join(me.base, 'copy.yaml')]);
    expect(own.code, own.out).toBe(0);
    expect((await me.run(['secrets', 'init'])).code).toBe(0);
  });
});

describe('secrets set, generate, rotate and edit', () => {
  it('write the same value without changing a byte', async () => {
    const me = ready();
    const file = 'secrets/prod/cloudflare.sops.yaml';
    expect((await me.run(['secrets', 'set', 'prod', 'cloudflare'], { input: 'one-two-three\n' })).code).toBe(0);
    const text = me.read(file);
    expect(text).toMatch(/^token: ENC\[/);
    const again = await me.run(['secrets', 'set', 'prod', 'cloudflare'], { input: 'one-two-three' });
    expect(again.out).toContain('nothing was written');
    expect(me.read(file)).toBe(text);
    const edit = await me.run(['secrets', 'edit', 'prod', 'cloudflare'], {
      env: me.editor('grep -q one-two-three "$1"'),
    });
    expect(edit.out).toContain('nothing was written');
    expect(me.read(file)).toBe(text);
    const added = await me.run(['secrets', 'edit', 'prod', 'cloudflare'], { env: me.editor('echo "more: 1" >> "$1"') });
    expect(added.code, added.out).toBe(0);
    expect(me.read(file).split('\n')[0]).toBe(text.split('\n')[0]);
    const rotated = await me.run(['secrets', 'rotate', 'prod', 'cloudflare'], { input: 'four' });
    expect(rotated.out).toContain('kubectl -n cert-manager rollout restart');
    expect((await me.run(['secrets', 'rotate'])).out).toContain('Every file is encrypted to the recipients');
  });

  it('refuse a value on the command line, bad names, unknown places, and an editor that failed', async () => {
    const me = ready();
    const refused: [string[], string][] = [
      [['set', 'prod', 'cloudflare', 'hunter2'], 'takes no value on the command line'],
      [['set', 'nowhere', 'cloudflare'], '"nowhere"; known: platform, dev, prod'],
      [['set', 'prod', '../../x'], 'secrets/invalid-name'],
      [['set', 'prod', 'cluster-key'], 'secrets/invalid-name'],
      [['set', 'prod', 'cloudflare', '--key', 'sops'], 'secrets/invalid-name'],
      [['set', 'prod', 'cloudflare', '--key', 'a_unencrypted'], 'secrets/invalid-name'],
      [['set', 'prod', 'cloudflare'], 'no value was given'],
      [['set', 'prod', 'grafana'], 'it has the keys admin-password, admin-user'],
      [['generate', 'prod', 'cloudflare'], 'it comes from Cloudflare'],
      [['rotate', 'prod', 'cloudflare'], 'secrets/missing'],
      [['import', 'prod/x', 'f'], 'unknown cluster "prod/x"'],
      [['frob'], '"secrets frob"'],
    ];
    for (const [args, words] of refused) {
      const ran = await me.run(['secrets', ...args]);
      expect(ran.code, args.join(' ')).toBe(1);
      expect(ran.out).toContain(words);
    }
    const failed = await me.run(['secrets', 'edit', 'prod', 'cloudflare'], {
      env: me.editor('echo "a: 1" > "$1"; exit 3'),
    });
    expect(failed.out).toContain('the editor exited with 3');
    expect(existsSync(join(me.root, 'secrets/prod/cloudflare.sops.yaml'))).toBe(false);
  });

  it('generate with enough strength and never over a value that is there', async () => {
    const me = ready();
    expect((await me.run(['secrets', 'generate', 'prod', 'grafana', '--key', 'admin-password'])).code).toBe(0);
    expect(await shown(me, 'grafana')).toMatch(/admin-password: [A-Za-z0-9]{32}\n/);
    expect((await me.run(['secrets', 'generate', 'prod', 'grafana', '--key', 'admin-password'])).code).toBe(1);
    expect((await me.run(['secrets', 'generate', 'prod', 'grafana', '--key', 'k', '--as', 'hex'])).code).toBe(0);
    expect(await shown(me, 'grafana')).toMatch(/k: "?[0-9a-f]{64}"?\n/);
  });

  it('generate what readers need, as they need it, and nothing that somebody else gives out', async () => {
    const me = ready();
    me.write(
      'blueprints/platform/door/blueprint.yaml',
      `description: A door.
namespace: {name: door, podSecurity: baseline}
secrets:
  lock:
    keys:
      code: {generate: hex, length: 20}
      word: {generate: password, length: 64}
      cookie: {generate: base64, length: 16}
      badge: {from: "the porter: second floor"}
`,
    );
    const options = { type: 'object', additionalProperties: false, properties: { lock: { type: 'object' } } };
    me.write('blueprints/platform/door/options.schema.json', JSON.stringify(options));
    me.write('blueprints/platform/door/README.md', '# door\n');
    me.write('environments/prod.yaml', 'platform: {door: {lock: {secret: door}}}\n');
    const made = await me.run(['secrets', 'generate', 'prod', 'door', '--key', 'code']);
    expect(made.code, made.out).toBe(0);
    expect((await me.run(['secrets', 'generate', 'prod', 'door'])).out).toContain('it has the keys code, cookie, word');
    for (const key of ['word', 'cookie'])
      expect((await me.run(['secrets', 'generate', 'prod', 'door', '--key', key])).code).toBe(0);
    const values = await shown(me, 'door');
    expect(values).toMatch(/^code: "?[0-9a-f]{40}"?$/m);
    expect(values).toMatch(/^word: [A-Za-z0-9]{64}$/m);
    expect(values).toMatch(/^cookie: [A-Za-z0-9+/]{22}==$/m);
    const badge = await me.run(['secrets', 'generate', 'prod', 'door', '--key', 'badge']);
    expect(badge.code).toBe(1);
    expect(badge.out).toContain('it comes from the porter: second floor');
    expect(badge.out).toContain('infraflux secrets set prod door --key badge');
    const token = await me.run(['secrets', 'generate', 'prod', 'cloudflare']);
    expect(token.code).toBe(1);
    expect(token.out).toContain('it comes from Cloudflare: My Profile, API Tokens');
    // What is asked for by name is somebody's own business.
    expect((await me.run(['secrets', 'generate', 'prod', 'cloudflare', '--as', 'token'])).code).toBe(0);
    expect((await me.run(['secrets', 'rotate', 'prod', 'door', '--key', 'word'])).code).toBe(0);
    expect((await me.run(['secrets', 'rotate', 'prod', 'door', '--key', 'badge'])).out).toContain('no value was given');
    // Only one key can be made, so it need not be said which.
    expect((await me.run(['secrets', 'generate', 'prod', 'grafana'])).out).toContain('admin-password generated');
  });
});

describe('a file that only sops can open', () => {
  it('is verified and changed by it, where it is installed', async (context) => {
    const sops = needOracle(context, 'sops');
    const me = ready();
    const gpg = (...args: string[]) =>
      spawnSync('gpg', ['--batch', '--homedir', join(me.home, '.gnupg'), ...args], { encoding: 'utf8', env: me.env() });
    mkdirSync(join(me.home, '.gnupg'), { mode: 0o700 });
    const made = gpg('--passphrase', '', '--quick-generate-key', 'a@example.org', 'rsa2048', 'encrypt', 'never');
    if (made.error !== undefined || made.status !== 0) return context.skip('gpg is not on this machine');
    const fingerprint = /^fpr:+([0-9A-F]+):/m.exec(gpg('--list-keys', '--with-colons').stdout)?.[1] ?? '?';
    const file = 'secrets/prod/cloudflare.sops.yaml';
    const path = `${dirname(sops)}:${process.env['PATH']}`;
    // Outside of the repository, whose .sops.yaml knows no PGP.
    writeFileSync(join(me.base, 'plain.yaml'), 'token: first-value\n');
    const encrypted = spawnSync(sops, ['encrypt', '--pgp', fingerprint, 'plain.yaml'], {
      cwd: me.base,
      encoding: 'utf8',
      env: { ...me.env(), SOPS_DISABLE_VERSION_CHECK: '1' },
    });
    expect(encrypted.status, encrypted.stderr).toBe(0);
    me.write(file, encrypted.stdout);

    const without = await me.run(['secrets', 'set', 'prod', 'cloudflare'], { input: 'second-value' });
    expect(without.out).toContain('secrets/needs-sops');
    expect(me.read(file)).toBe(encrypted.stdout);
    const set = await me.run(['secrets', 'set', 'prod', 'cloudflare'], { input: 'second-value', env: { PATH: path } });
    expect(set.code, set.out).toBe(0);
    const text = me.read(file);
    expect(text).not.toBe(encrypted.stdout);
    const again = await me.run(['secrets', 'set', 'prod', 'cloudflare'], {
      input: 'second-value',
      env: { PATH: path },
    });
    expect(again.out).toContain('nothing was written');
    expect(me.read(file)).toBe(text);
    expect((await me.run(['secrets', 'check'], { env: { PATH: path } })).out).not.toContain(`${file}:`);

    const by = (...args: string[]) => me.run(['secrets', ...args], { input: 'third-value', env: { PATH: path } });
    expect((await by('generate', 'prod', 'cloudflare', '--key', 'token', '--as', 'hex')).out).toContain(
      'already exists',
    );
    expect((await by('generate', 'prod', 'cloudflare', '--key', 'second', '--as', 'hex')).code).toBe(0);
    expect(me.read(file)).toMatch(/^second: ENC\[/m);
    expect((await by('rotate', 'prod', 'cloudflare', '--key', 'token')).out).toContain('token rotated');
    const rotated = me.read(file);
    const edit = (script: string) =>
      me.run(['secrets', 'edit', 'prod', 'cloudflare'], { env: { PATH: path, ...me.editor(script) } });
    expect((await edit('grep -q third-value "$1"')).out).toContain('nothing was written');
    expect(me.read(file)).toBe(rotated);
    expect((await edit('exit 3')).code).toBe(1);
    expect(me.read(file)).toBe(rotated);
    expect((await edit('echo "more: 1" >> "$1"')).out).toContain('written.');
    expect(me.read(file).split('\n')[0]).toBe(rotated.split('\n')[0]);
    expect(me.read(file)).toMatch(/^more: ENC\[/m);
    for (const folder of [me.runtime, me.temporary]) expect(readdirSync(folder)).toEqual([]);

    // What Terraform wants of a cluster is opened by it as well.
    const bundle = 'secrets/prod/main/talos.sops.yaml';
    const withSops = { cwd: me.root, encoding: 'utf8', env: { ...me.env(), SOPS_DISABLE_VERSION_CHECK: '1' } } as const;
    const plain = spawnSync(sops, ['decrypt', bundle], withSops);
    expect(plain.status, plain.stderr).toBe(0);
    const byAge = me.read(bundle);
    writeFileSync(join(me.base, 'plain.yaml'), plain.stdout);
    me.write(
      bundle,
      spawnSync(sops, ['encrypt', '--pgp', fingerprint, 'plain.yaml'], { ...withSops, cwd: me.base }).stdout,
    );
    const run: RunCommand = (command, args, options = {}) =>
      runCommand(command, args, { ...options, env: { ...me.env(), ...options.env, PATH: path } });
    const cluster = { environment: 'prod', name: 'main' };
    const opened = await readMachineSecrets(me.root, cluster, [], { run, env: me.env(), root: me.root });
    expect(opened.diagnostics).toEqual([]);
    expect(plain.stdout).toContain(opened.value?.cluster.secret);
    const value = await readSecretValue(me.root, 'prod', 'cloudflare', 'token', [], {
      run,
      env: me.env(),
      root: me.root,
    });
    expect(value.value?.reveal()).toBe('third-value');
    expect((await readMachineSecrets(me.root, cluster, [])).diagnostics.map(({ code }) => code)).toEqual([
      'secrets/needs-sops',
    ]);
    me.write(bundle, byAge);

    // The object that the cluster decrypts is age's in any case; it is made once, and stays.
    me.write(
      'infraflux.yaml',
      me.read('infraflux.yaml').replace('argocd: {}', 'argocd: {}\n    sops-secrets-operator: {}'),
    );
    expect((await by('sync')).out).toContain('secrets/prod/main/cert-manager.cloudflare.yaml: written');
    expect((await by('sync')).out).toContain('Every encrypted object is up to date.');
    expect((await by('rotate')).out).toContain(`\`sops updatekeys ${file}\``);
    rmSync(me.keyFile);
    const keyless = await by('sync');
    expect(keyless.out).toContain('Every encrypted object is up to date.');
    me.become(first.machine);
    me.write(file, text);
    me.write(file, text.replace(/^token: .*$/m, 'other: ""'));
    expect((await me.run(['secrets', 'check'], { env: { PATH: path } })).out).toContain(`${file}: sops:`);
    expect(readdirSync(me.runtime)).toEqual([]);
    spawnSync('gpgconf', ['--homedir', join(me.home, '.gnupg'), '--kill', 'all'], { env: me.env() });
  });
});

describe('two at once', () => {
  it('lose nothing: whoever comes second is told', async () => {
    const me = ready();
    await me.run(['secrets', 'set', 'prod', 'cloudflare'], { input: 'one-two-three' });
    const file = join(me.root, 'secrets/prod/cloudflare.sops.yaml');
    const other = `echo "# theirs" >> '${file}'; echo "more: 1" >> "$1"`;
    const ran = await me.run(['secrets', 'edit', 'prod', 'cloudflare'], { env: me.editor(other) });
    expect(ran.code).toBe(1);
    expect(ran.out).toContain('secrets/concurrent-change');
    expect(readFileSync(file, 'utf8')).toContain('# theirs');
  });
});

describe('secrets list, check and scan', () => {
  it('say what is missing, unused, lacking a key, and who reads it', async () => {
    const me = ready();
    await me.run(['secrets', 'set', 'prod', 'cloudflare'], { input: 'one-two-three' });
    await me.run(['secrets', 'set', 'prod', 'grafana', '--key', 'admin-user'], { input: 'admin' });
    await me.run(['secrets', 'set', 'prod', 'stray', '--key', 'a'], { input: 'b' });
    const list = await me.run(['secrets', '--json']);
    const { secrets } = JSON.parse(list.out) as { secrets: Record<string, unknown>[] };
    const row = (file: string) => secrets.find((one) => one['file'] === file);
    expect(row('secrets/dev/cloudflare.sops.yaml')).toMatchObject({ state: 'missing', keys: ['token'] });
    expect(row('secrets/prod/cloudflare.sops.yaml')).toMatchObject({
      state: 'present',
      readBy: ['prod/main: cert-manager'],
    });
    expect(row('secrets/prod/grafana.sops.yaml')).toMatchObject({ missingKeys: ['admin-password'] });
    expect(row('secrets/prod/stray.sops.yaml')).toMatchObject({ state: 'unused', readBy: [] });
    expect(row('secrets/prod/main/talos.sops.yaml')).toMatchObject({ state: 'present', readBy: ['prod/main: talos'] });
    const check = await me.run(['secrets', 'check']);
    expect(check.code).toBe(1);
    for (const code of ['secrets/missing-key', 'secrets/missing]', 'secrets/unused', 'secrets/one-recipient'])
      expect(check.out).toContain(code);
    const plan = await me.run(['plan']);
    expect(plan.out).toContain('infraflux secrets generate prod grafana --key admin-password');
    expect(plan.out).toContain('infraflux secrets set dev cloudflare ');
    expect(row('secrets/dev/cloudflare.sops.yaml')).toMatchObject({
      command: 'infraflux secrets set dev cloudflare',
    });
    expect(row('secrets/prod/cloudflare.sops.yaml')).not.toHaveProperty('command');
    expect((await me.run(['secrets'])).out).toMatch(/^ +infraflux secrets generate dev grafana --key admin-password$/m);
    expect(plan.out).not.toContain('secrets set prod cloudflare');
  });

  it('verify every file, and plan refuses what was touched', async () => {
    const me = ready();
    await me.run(['secrets', 'set', 'prod', 'cloudflare'], { input: 'one-two-three' });
    const file = 'secrets/prod/cloudflare.sops.yaml';
    me.write(
      file,
      me.read(file).replace(/data:./, (text) => (text === 'data:A' ? 'data:B' : 'data:A')),
    );
    for (const args of [
      ['secrets', 'check'],
      ['plan'],
      ['secrets', 'rotate'],
      ['secrets', 'edit', 'prod', 'cloudflare'],
    ]) {
      const ran = await me.run(args, { env: me.editor('true'), input: 'new' });
      expect(ran.code, args.join(' ')).toBe(1);
      expect(ran.out).toContain(`${file}: the ciphertext of "token" was modified`);
    }
    const nobody = await me.run(['plan'], { env: { HOME: join(me.base, 'nobody') } });
    expect(nobody.out).toContain('no age key');
  });

  it('find what stands in clear, in files, in the output and in the last commit', async () => {
    const me = ready();
    await me.run(['secrets', 'set', 'prod', 'cloudflare'], { input: 'tok/en+with&signs' });
    expect((await me.run(['secrets', 'scan'])).code).toBe(0);
    for (const [name, text] of [
      ['notes.md', 'is tok/en+with&signs here'],
      ['out/x.txt', Buffer.from('user:tok/en+with&signs').toString('base64')],
      ['url.txt', 'https://x/?t=tok%2Fen%2Bwith%26signs'],
      ['go.json', '{"t":"tok/en+with\\u0026signs"}'],
    ] as const) {
      me.write(name, text);
      const ran = await me.run(['secrets', 'scan']);
      expect(ran.code, name).toBe(1);
      expect(ran.out).toContain(`${name}:1 contains the value of token in secrets/prod/cloudflare.sops.yaml`);
      me.write(name, '');
    }
    me.write('key.txt', readFileSync(me.keyFile, 'utf8'));
    expect((await me.run(['secrets', 'scan'])).out).toContain('key.txt:3 contains an age private key');
    me.git('add', '-A');
    me.git('commit', '-q', '-m', 'oops');
    rmSync(join(me.root, 'key.txt'));
    expect((await me.run(['secrets', 'scan'])).out).toMatch(
      /key\.txt:3 of the last commit \([0-9a-f]+\) contains an age private key/,
    );
  });

  it('mend the mode of a key file and say so', async () => {
    const me = ready();
    chmodSync(me.keyFile, 0o644);
    expect((await me.run(['secrets', 'check'])).out).toContain('secrets/loose-mode');
    expect(statSync(me.keyFile).mode & 0o777).toBe(0o600);
  });

  it("mend what Terraform and others left for all to read, and leave what is not InfraFlux' alone", async () => {
    const me = ready();
    const files = {
      '.infraflux/clusters/prod/main/kubeconfig': 0o600,
      '.infraflux/states/prod/main/000001.tfstate': 0o600,
      'state/prod/main.tfstate': 0o600,
      'state/prod/main.tfstate.backup': 0o600,
      'state/notes.txt': 0o644,
    };
    const loosen = () => {
      for (const path of Object.keys(files)) {
        me.write(path, 'x');
        chmodSync(join(me.root, path), 0o644);
      }
      chmodSync(join(me.root, '.infraflux/clusters/prod'), 0o755);
      chmodSync(join(me.root, '.infraflux'), 0o755);
    };
    for (const args of [['secrets', 'check'], ['plan'], ['apply', '--yes']]) {
      loosen();
      const ran = await me.run(args);
      expect(ran.out).toContain('state/prod/main.tfstate was readable by other users; its mode is now 0600');
      expect(ran.out).toContain('.infraflux was readable by other users; its mode is now 0700');
      expect(ran.out).toContain('.infraflux/clusters/prod was readable by other users; its mode is now 0700');
      for (const [path, mode] of Object.entries(files))
        expect(statSync(join(me.root, path)).mode & 0o777, `${args.join(' ')}: ${path}`).toBe(mode);
    }
    expect((await me.run(['plan'])).out).not.toContain('secrets/loose-mode');
    me.write('infraflux.yaml', `${me.read('infraflux.yaml')}description: another\n`);
    expect((await me.run(['plan', '--save', 'saved.plan'])).code).toBe(0);
    chmodSync(join(me.root, 'saved.plan'), 0o664);
    const applied = await me.run(['apply', 'saved.plan', '--yes']);
    expect(applied.out).toContain('saved.plan was readable by other users; its mode is now 0600');
    expect(applied.code, applied.out).toBe(0);
    expect(statSync(join(me.root, 'saved.plan')).mode & 0o777).toBe(0o600);
  });

  it.each(umasks)('what is private is for its owner alone under umask %s', async (umask) => {
    const me = machine();
    // Keys of one cluster take seconds to make, and another cluster's are made alike.
    me.write('infraflux.yaml', me.read('infraflux.yaml').replace(/^ {2}dev:\n(?: {4}.*\n)*/m, ''));
    const run = async (args: readonly string[], input = '') => {
      const ran = await me.run(args, { input });
      expect(ran.code, ran.out).toBe(0);
    };
    const usual = process.umask(Number.parseInt(umask, 8));
    try {
      await run(['secrets', 'init']);
      await run(['secrets', 'set', 'prod', 'cloudflare'], 'one-two-three');
      await run(['secrets', 'generate', 'prod', 'grafana']);
      await run(['plan', '--save', 'saved.plan']);
      await run(['apply', '--yes']);
    } finally {
      process.umask(usual);
    }
    const loose: string[] = [];
    const walk = (folder: string): void => {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);
        if ((statSync(path).mode & 0o077) !== 0) loose.push(path);
        if (entry.isDirectory()) walk(path);
      }
    };
    for (const folder of [join(me.root, 'secrets'), join(me.home, '.config')]) walk(folder);
    expect(loose).toEqual([]);
    // What lies in a folder that nobody else may enter is nobody else's, whatever mode git gives it.
    for (const path of ['.infraflux', 'saved.plan']) expect(statSync(join(me.root, path)).mode & 0o077, path).toBe(0);
    expect(statSync(me.keyFile).mode & 0o777).toBe(0o600);
  });
});

describe('secrets sync', () => {
  it('writes objects that the cluster of that environment can open, and no other; compile copies their bytes', async (context) => {
    const me = ready();
    me.write(
      'infraflux.yaml',
      me.read('infraflux.yaml').replace('argocd: {}', 'argocd: {}\n    sops-secrets-operator: {}'),
    );
    for (const scope of ['dev', 'prod'])
      expect((await me.run(['secrets', 'set', scope, 'cloudflare'], { input: `token-of-${scope}` })).code).toBe(0);
    const path = 'secrets/prod/main/cert-manager.cloudflare.yaml';
    const text = me.read(path);
    expect(text).toContain('namespace: cert-manager\n');
    expect((await me.run(['secrets', 'sync'])).out).toContain('Every encrypted object is up to date.');
    expect((await me.run(['compile'])).code).toBe(0);
    const compiled = 'out/prod/platform/main/cert-manager/manifests/secret-cloudflare.yaml';
    expect(me.read(compiled)).toBe(text);
    expect(me.read(path)).toBe(text);

    // Changed by other means than InfraFlux: said, and mended by sync, which leaves the other environment alone.
    const other = me.read('secrets/dev/main/cert-manager.cloudflare.yaml');
    const file = 'secrets/prod/cloudflare.sops.yaml';
    const before = me.read(file);
    await me.run(['secrets', 'set', 'prod', 'cloudflare'], { input: 'another' });
    const changed = me.read(path);
    expect(changed).not.toBe(text);
    me.write(path, text);
    expect((await me.run(['compile'])).out).toContain(`${path} does not match ${file}`);
    expect((await me.run(['secrets', 'check'])).out).toContain('secrets/stale-object');
    expect((await me.run(['secrets', 'sync'])).out).toContain(`${path}: written`);
    expect((await me.run(['compile'])).out).not.toContain('secrets/stale-object');
    expect(me.read('secrets/dev/main/cert-manager.cloudflare.yaml')).toBe(other);
    expect(before).not.toBe(me.read(file));

    // Who does not run the operator any more has no use for them.
    me.write('infraflux.yaml', me.read('infraflux.yaml').replace('    sops-secrets-operator: {}\n', ''));
    expect((await me.run(['secrets', 'sync'])).out).toContain(`${path}: removed`);
    expect(existsSync(join(me.root, path))).toBe(false);

    const sops = needOracle(context, 'sops');
    me.write(path, changed);
    me.write('secrets/dev/main/cert-manager.cloudflare.yaml', other);
    const run = (key: string, ...args: string[]) =>
      spawnSync(sops, ['decrypt', ...args], {
        cwd: me.root,
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], HOME: me.temporary, SOPS_AGE_KEY_FILE: key, SOPS_DISABLE_VERSION_CHECK: '1' },
      });
    const clusterKey = join(me.base, 'cluster-key.txt');
    writeFileSync(clusterKey, run(me.keyFile, '--extract', '["key"]', 'secrets/prod/cluster-key.sops.yaml').stdout);
    expect(run(clusterKey, path).stdout).toContain('token: another');
    for (const foreign of ['secrets/dev/main/cert-manager.cloudflare.yaml', file, 'secrets/prod/main/talos.sops.yaml'])
      expect(run(clusterKey, foreign).status, foreign).not.toBe(0);
  });
});

describe('a plan after a secret changed', () => {
  it('says which key of which Secret, and no ciphertext', async () => {
    const me = ready();
    me.write(
      'infraflux.yaml',
      me.read('infraflux.yaml').replace('argocd: {}', 'argocd: {}\n    sops-secrets-operator: {}'),
    );
    const set = async (key: string, input: string) =>
      expect((await me.run(['secrets', 'set', 'prod', 'grafana', '--key', key], { input })).code).toBe(0);
    await set('admin-user', 'somebody');
    await set('admin-password', 'the-first-password');
    expect((await me.run(['apply', '--yes'])).code).toBe(0);
    expect((await me.run(['plan'])).out).toContain('files, gitops up to date');

    await set('admin-password', 'the-second-password');
    const plan = await me.run(['plan']);
    expect(plan.out).toContain('because secrets changed');
    expect(plan.out).toMatch(
      /^ {4}secret {6}~ prod\/grafana {2}admin-password changed +needs a restart of monitoring$/m,
    );
    expect((await me.run(['plan', '--diff'])).out).toContain('holds secrets: admin-password changed');
    const json = (await me.run(['plan', '--json'])).out;
    const { changes, ...rest } = JSON.parse(json) as { changes: Record<string, unknown>[] };
    const validate = new Ajv2020().compile(JSON.parse(readFileSync('schema/plan.schema.json', 'utf8')) as object);
    expect(validate({ changes, ...rest }), JSON.stringify(validate.errors)).toBe(true);
    expect(changes.filter((change) => change['action'] !== 'none' && 'secret' in change)).toMatchObject([
      {
        layer: 'gitops',
        subject: 'monitoring',
        reason: 'secret-changed',
        secret: { name: 'grafana', changed: ['admin-password'], added: [], removed: [], recipients: false },
      },
    ]);
    for (const words of ['ENC[', 'the-first-password', 'the-second-password']) expect(me.printed).not.toContain(words);
    expect((await me.run(['apply', '--yes'])).code).toBe(0);

    // Another reader of the same values is no other value.
    const you = machine();
    const { recipient } = await addKey(you.keyFile, new Date());
    const mine = /public key: (age1\S+)/.exec(readFileSync(me.keyFile, 'utf8'))?.[1] ?? '';
    me.write('infraflux.yaml', me.read('infraflux.yaml').replace(mine, `${mine}\n      - ${recipient}`));
    expect((await me.run(['secrets', 'rotate', '--accept-recipient', recipient])).code).toBe(0);
    expect((await me.run(['plan'])).out).toMatch(/secret {6}~ prod\/grafana {2}encrypted for others\s*$/m);
    expect((await me.run(['apply', '--yes'])).code).toBe(0);
    me.write('infraflux.yaml', me.read('infraflux.yaml').replace(`\n      - ${recipient}`, ''));
    expect((await me.run(['secrets', 'rotate'])).code).toBe(0);
    expect((await me.run(['plan'])).out).toMatch(/secret {6}~ prod\/grafana {2}encrypted for others\s*$/m);
  });
});

describe('several operators', () => {
  it('each open all; one who was taken out opens nothing new, and is said to know the old', async () => {
    const [me, you] = [ready(), machine()];
    await me.run(['secrets', 'set', 'prod', 'cloudflare'], { input: 'one-two-three' });
    const { recipient } = await addKey(you.keyFile, new Date());
    const mine = /public key: (age1\S+)/.exec(readFileSync(me.keyFile, 'utf8'))?.[1] ?? '?';
    me.write('infraflux.yaml', me.read('infraflux.yaml').replace(`- ${mine}`, `- ${mine}\n      - ${recipient}`));
    expect((await me.run(['secrets', 'check'])).out).toContain(`is not encrypted to ${recipient}`);
    const before = me.read('secrets/prod/cloudflare.sops.yaml').split('\n')[0];
    const unasked = await me.run(['secrets', 'rotate']);
    expect(unasked.code).toBe(1);
    expect(unasked.out).toContain(`error[secrets/new-recipient]: ${recipient} is new in infraflux.yaml`);
    const rotated = await me.run(['secrets', 'rotate', '--accept-recipient', recipient]);
    expect(rotated.out).toContain(`encrypted to ${recipient} too`);
    // Taken out of infraflux.yaml, but not yet of the file: nothing new goes in.
    const wide = me.read('infraflux.yaml');
    me.write('infraflux.yaml', wide.replace(`      - ${recipient}\n`, ''));
    const extra = await me.run(['secrets', 'set', 'prod', 'cloudflare'], { input: 'new' });
    expect(extra.out).toContain('secrets/extra-recipient');
    me.write('infraflux.yaml', wide);
    expect(me.read('secrets/prod/cloudflare.sops.yaml').split('\n')[0]).toBe(before);
    const asYou = { HOME: you.home };
    expect(
      (
        await me.run(['secrets', 'edit', 'prod', 'cloudflare'], {
          env: { ...asYou, ...me.editor('grep -q one-two "$1"') },
        })
      ).code,
    ).toBe(0);
    me.write('infraflux.yaml', me.read('infraflux.yaml').replace(`      - ${recipient}\n`, ''));
    const out = (await me.run(['secrets', 'rotate'])).out;
    expect(out).toContain(`encrypted again without ${recipient}`);
    expect(out).toContain('old values in the Git history');
    expect((await me.run(['secrets', 'edit', 'prod', 'cloudflare'], { env: asYou })).out).toContain('secrets/no-key');
  });
});

describe('secrets exec', () => {
  it('runs a command with what Terraform wants of a cluster, hides it in what it prints, and gives its exit code', async () => {
    const me = ready();
    const script = [
      'printf "%s\\n" "$TF_VAR_machine_secrets" "$TF_VAR_client_configuration"',
      'printf "%s" "$TF_VAR_machine_secrets" | base64 >&2',
      'read line; echo "read $line"; umask',
      'printf "%s" "$TF_VAR_client_configuration" > ../kept.json',
      'exit 7',
    ].join('; ');
    const ran = me.start(['secrets', 'exec', 'prod/main', '--', 'sh', '-c', script], { input: 'from stdin\n' });
    expect(ran.code, ran.out).toBe(7);
    expect(ran.out).toContain('(secret)\n(secret)\n');
    expect(ran.out).toContain('read from stdin\n0077\n');
    const kept = JSON.parse(me.read('../kept.json')) as Record<string, string>;
    expect(Object.keys(kept)).toEqual(['ca_certificate', 'client_certificate', 'client_key']);
    for (const form of [
      kept['client_key'] ?? '',
      Buffer.from(kept['client_key'] ?? '', 'base64')
        .toString()
        .split('\n')[1] ?? '',
    ])
      expect(ran.out).not.toContain(form);
    expect((await me.run(['secrets', 'exec', 'prod/main', '--', 'true'])).code).toBe(0);
    expect((await me.run(['secrets', 'exec', 'prod/main', '--', 'no-such-command-here'])).code).toBe(127);
    expect((await me.run(['secrets', 'exec', 'prod/main'])).out).toContain("missing required argument 'command'");
    expect((await me.run(['secrets', 'exec', 'prod/x', '--', 'true'])).out).toContain('unknown cluster "prod/x"');
    rmSync(join(me.root, 'secrets/dev/main/talos.sops.yaml'));
    const gone = await me.run(['secrets', 'exec', 'dev/main', '--', 'true']);
    expect(gone.code).toBe(1);
  });
});

describe('secrets import', () => {
  // Field by field what talhelper v3 and topf print: both marshal Talos' own struct, talhelper by yaml.v3 with two spaces.
  it('takes what talhelper and topf write, of old clusters too', async (context) => {
    const me = ready();
    const bundle = minted;
    const talosctl = formatTalosBundle(bundle);
    const files = {
      'talsecret.yaml': talosctl.replaceAll(/^( +)/gm, (spaces) => ' '.repeat(spaces.length / 2)),
      // Of a running cluster (`talhelper gensecret -f controlplane.yaml`): both ways to encrypt, and empty fields.
      'from-cluster.yaml': `---\n${talosctl.replace('secrets:\n', 'secrets:\n    aescbcencryptionsecret: b2xkLW9sZC1vbGQtb2xkLW9sZC1vbGQtb2xkLW9sZCE=\n')}`,
      'topf/secrets.yaml': `# topf secrets\n${talosctl.replace('secrets:\n', 'secrets:\n    aescbcencryptionsecret: ""\n')}`,
      'bundle.json': JSON.stringify(parse(talosctl)),
    };
    for (const [name, text] of Object.entries(files)) {
      const you = ready();
      rmSync(join(you.root, 'secrets/prod/main/talos.sops.yaml'));
      you.write('infraflux.lock', you.read('infraflux.lock').replace(/^prod\/main secrets .*\n/m, ''));
      you.write(name, text);
      const ran = await you.run(['secrets', 'import', 'prod/main', name]);
      expect(ran.code, `${name}: ${ran.out}`).toBe(0);
      expect(you.read('infraflux.lock')).toContain(`prod/main secrets ${fingerprintOf(bundle)}\n`);
      expect((await you.run(['secrets', 'exec', 'prod/main', '--', 'true'])).code).toBe(0);
    }
    // Both encrypt their files by sops, with the recipients of a .sops.yaml of their own.
    const sops = needOracle(context, 'sops');
    const key = /public key: (age1\S+)/.exec(readFileSync(me.keyFile, 'utf8'))?.[1] ?? '';
    rmSync(join(me.root, 'secrets/prod/main/talos.sops.yaml'));
    me.write('infraflux.lock', me.read('infraflux.lock').replace(/^prod\/main secrets .*\n/m, ''));
    me.write('talsecret.sops.yaml', files['talsecret.yaml']);
    const args = [
      '--config',
      '/dev/null',
      'encrypt',
      '--age',
      key,
      '--encrypted-regex',
      '^(secret|bootstraptoken|token|crt|key|id|secretboxencryptionsecret)$',
      '-i',
      'talsecret.sops.yaml',
    ];
    const encrypted = spawnSync(sops, args, { cwd: me.root, encoding: 'utf8', env: me.env() });
    expect(encrypted.status, encrypted.stderr).toBe(0);
    const ran = await me.run(['secrets', 'import', 'prod/main', 'talsecret.sops.yaml']);
    expect(ran.code, ran.out).toBe(0);
    expect(me.read('infraflux.lock')).toContain(fingerprintOf(bundle));
  });
});
