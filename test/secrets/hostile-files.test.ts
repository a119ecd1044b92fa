// In the conformance run: changes each byte of a secrets file.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { addKey } from '../../src/secrets/age-keys.ts';
import { type Identity, identityOf, makeIdentity } from '../../src/secrets/sops-age.ts';
import { openSops } from '../../src/secrets/sops-open.ts';
import { encryptSops, plainOf } from '../../src/secrets/sops-write.ts';
import { Secret } from '../../src/secrets/secret.ts';
import { runs } from '../effort.ts';
import { Machine } from './cli.ts';

// What a branch can write below secrets/: metadata, rules and copies of files never decide what is encrypted, or to whom.

const file = 'secrets/prod/cloudflare.sops.yaml';
let me: Machine;
let identity: Identity;
let config: string;
const machines: Machine[] = [];

function machine(): Machine {
  const made = new Machine();
  machines.push(made);
  return made;
}

beforeAll(async () => {
  const first = machine();
  expect((await first.run(['secrets', 'init'])).code).toBe(0);
  expect((await first.run(['secrets', 'set', 'prod', 'cloudflare', '--key', 'token'], { input: 'one' })).code).toBe(0);
  me = first;
  config = me.read('infraflux.yaml');
  identity = await identityOf(/^AGE-SECRET-KEY-.*$/m.exec(readFileSync(me.keyFile, 'utf8'))?.[0] ?? '');
});

afterAll(() => {
  for (const made of machines) made.remove();
});

/** The same machine again, with this file in its repository. */
function withFile(path: string, text: string): Machine {
  const copy = machine();
  copy.become(me);
  mkdirSync(dirname(join(copy.root, path)), { recursive: true });
  copy.write(path, text);
  return copy;
}

async function legacy(plain: string, rules: Parameters<typeof encryptSops>[3]): Promise<string> {
  return encryptSops(plain, [identity.recipient], new Date(), rules);
}

describe('rules of a file', () => {
  test.each([
    ['encrypted_regex', { encryptedRegex: '^token$', macOnlyEncrypted: false }],
    ['encrypted_suffix', { encryptedSuffix: 'token', macOnlyEncrypted: false }],
    ['unencrypted_regex', { unencryptedRegex: '^new', macOnlyEncrypted: false }],
    ['unencrypted_suffix', { unencryptedSuffix: 'password', macOnlyEncrypted: false }],
    ['mac_only_encrypted', { encryptedRegex: '^token$', macOnlyEncrypted: true }],
  ])('%s never leaves a value that is set in clear', async (_name, rules) => {
    const victim = withFile(file, await legacy('token: one\n', { rules }));
    const ran = await victim.run(['secrets', 'set', 'prod', 'cloudflare', '--key', 'new-password'], {
      input: 'canary',
    });
    expect(ran.code, ran.out).toBe(0);
    expect(victim.read(file)).not.toContain('canary');
    const opened = await openSops(file, victim.read(file), [identity]);
    expect([...(opened.value?.values ?? [])].map(([leaf, value]) => [leaf.shown, value.text])).toEqual([
      ['token', 'one'],
      ['new-password', 'canary'],
    ]);
    expect(opened.value?.binding?.path).toBe(file);
  });

  test('.sops.yaml chooses recipients and nothing else', async () => {
    const victim = withFile(
      '.sops.yaml',
      "creation_rules:\n  - encrypted_regex: '^nothing$'\n    unencrypted_suffix: _x\n",
    );
    for (const name of ['cloudflare', 'grafana']) {
      const ran = await victim.run(['secrets', 'set', 'prod', name, '--key', 'token_x'], { input: 'canary' });
      expect(ran.code, ran.out).toBe(0);
      expect(victim.read(`secrets/prod/${name}.sops.yaml`)).not.toContain('canary');
    }
  });

  test.each([
    [file, 'token: one\nuser: in-clear\n', { encryptedRegex: '^token$', macOnlyEncrypted: false }],
    [file, 'token: one\nmap: {deep: in-clear}\n', { unencryptedRegex: '^map$', macOnlyEncrypted: false }],
    [
      'secrets/prod/main/talos.sops.yaml',
      'token: one\nport: 12\n',
      { encryptedSuffix: 'token', macOnlyEncrypted: true },
    ],
    ['secrets/notes.yaml', 'token: one\nuser: in-clear\n', { encryptedRegex: '^token$', macOnlyEncrypted: false }],
    [
      'secrets/prod/main/a.b.yaml',
      'kind: SopsSecret\nspec: {Templates: {a: one}, data: in-clear}\n',
      { encryptedSuffix: 'Templates', macOnlyEncrypted: true },
    ],
  ])('a clear value is an error of check: %s', async (path, plain, rules) => {
    const victim = withFile(path, await legacy(plain, { rules }));
    const ran = await victim.run(['secrets', 'check']);
    expect(ran.code).toBe(1);
    expect(ran.out).toContain('error[secrets/plain-text]');
  });

  test('what a name says is in clear may be', async () => {
    const victim = withFile(file, await legacy('token: one\nnote_unencrypted: by ops\n', {}));
    const ran = await victim.run(['secrets', 'check']);
    expect(ran.out).not.toContain('secrets/plain-text');
    expect(ran.out).toContain(`warning[secrets/not-bound]: ${file}`);
  });
});

describe('a file in another place', () => {
  test.each([
    'secrets/dev/cloudflare.sops.yaml',
    'secrets/platform/cloudflare.sops.yaml',
    'secrets/prod/other.sops.yaml',
  ])('is refused: %s', async (path) => {
    const victim = withFile(path, me.read(file));
    for (const args of [
      ['secrets', 'check'],
      ['plan'],
      ['secrets', 'rotate'],
      ['secrets', 'set', path.split('/')[1] ?? '', path.includes('other') ? 'other' : 'cloudflare', '--key', 'token'],
    ]) {
      const ran = await victim.run(args, { input: 'x' });
      expect(ran.code, ran.out).toBe(1);
      expect(ran.out).toContain(`error[secrets/misplaced]: ${path} was written as ${file}`);
    }
    expect(victim.read(path)).toBe(me.read(file));
  });

  test.each([
    ['removed', (text: string) => text.replace(/^infraflux_binding: .*\n/m, '')],
    ['emptied', (text: string) => text.replace(/^infraflux_binding: .*\n/m, 'infraflux_binding: ""\n')],
    ['in clear', (text: string) => text.replace(/^infraflux_binding: .*\n/m, 'infraflux_binding: "{}"\n')],
    ['renamed', (text: string) => text.replace('infraflux_binding', 'infraflux_bindinh')],
    ['renamed so that it is in clear', (text: string) => text.replace('infraflux_binding', 'infraflux_unencrypted')],
    ['as a comment', (text: string) => text.replace('infraflux_binding', '#infraflux_binding')],
    ['in a map', (text: string) => text.replace('infraflux_binding:', 'infraflux_binding:\n    path:')],
    [
      'left in clear by a rule',
      (text: string) => text.replace(/^    version: .*/m, '$&\n    unencrypted_suffix: _binding'),
    ],
  ])('the record %s is refused', async (_name, edit) => {
    const text = edit(me.read(file));
    expect(text).not.toBe(me.read(file));
    const opened = await openSops('secrets/dev/cloudflare.sops.yaml', text, [identity]);
    expect(opened.value).toBeUndefined();
    expect(opened.diagnostics[0]?.code).toMatch(/^secrets\/(?:tampered|plain-text|unreadable)$/);
  });

  test('any byte of the metadata changed is refused, or without effect', async () => {
    const text = me.read(file);
    const original = await openSops(file, text, [identity]);
    const values = (open: typeof original) =>
      [...(open.value?.values ?? [])].map(([leaf, value]) => [leaf.path, value.text]);
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 1), fc.integer({ min: 10, max: 126 }), async (at, byte) => {
        const changed = text.slice(0, at) + String.fromCharCode(byte) + text.slice(at + 1);
        const opened = await openSops(file, changed, [identity]);
        if (opened.value === undefined) {
          expect(opened.diagnostics.length).toBeGreaterThan(0);
          return;
        }
        expect(values(opened)).toEqual(values(original));
        expect(opened.value.binding).toEqual(original.value?.binding);
      }),
      { numRuns: runs(150) },
    );
  });
});

describe('a recipient of a branch', () => {
  test.each(['operators', 'environment'])('is named and asked for: %s', async (who) => {
    const other = (await makeIdentity()).recipient;
    const victim = machine();
    victim.become(me);
    const mine = `- ${identity.recipient}`;
    victim.write(
      'infraflux.yaml',
      who === 'operators'
        ? config.replace(mine, `${mine}\n      - ${other}`)
        : config.replace(
            '    domain: prod.example.org\n',
            `    domain: prod.example.org\n    secrets: {sops: {recipients: [${other}]}}\n`,
          ),
    );
    expect(victim.read('infraflux.yaml')).not.toBe(config);
    for (const args of [
      ['secrets', 'set', 'prod', 'grafana', '--key', 'admin-password'],
      ['secrets', 'rotate'],
    ]) {
      const ran = await victim.run(args, { input: 'canary' });
      expect(ran.code, ran.out).toBe(1);
      expect(ran.out).toContain(`error[secrets/new-recipient]: ${other} is new in infraflux.yaml`);
    }
    // A value of a file that stays as it is reaches no new recipient, not even by the objects of clusters.
    await victim.run(['secrets', 'set', 'prod', 'cloudflare', '--key', 'token'], { input: 'canary' });
    await victim.run(['secrets', 'sync']);
    for (const [path, text] of victim.everything())
      if (!path.endsWith('infraflux.yaml') && !path.endsWith('.sops.yaml') && !path.startsWith('what was'))
        expect(text, path).not.toContain(other);
    for (const name of ['cloudflare', 'cluster-key'])
      expect(victim.read(`secrets/prod/${name}.sops.yaml`)).not.toContain(other);
    const ran = await victim.run(['secrets', 'rotate', '--accept-recipient', other]);
    expect(ran.code, ran.out).toBe(0);
    expect(victim.read(file)).toContain(`recipient: ${other}`);
    expect(
      (await victim.run(['secrets', 'set', 'prod', 'grafana', '--key', 'admin-password'], { input: 'x' })).code,
    ).toBe(0);
  });

  test('in the list of a file is found, where infraflux.yaml lists it as well', async () => {
    const other = (await makeIdentity()).recipient;
    const enc = /enc: \|\n((?: {12}.*\n)+)/.exec(me.read(file))?.[1] ?? '';
    const forged = me
      .read(file)
      .replace('    age:\n', `    age:\n        - enc: |\n${enc}          recipient: ${identity.recipient}\n`)
      .replace(
        `          recipient: ${identity.recipient}\n        - enc`,
        `          recipient: ${other}\n        - enc`,
      );
    const victim = withFile(file, forged);
    const ran = await victim.run(['secrets', 'set', 'prod', 'cloudflare', '--key', 'token'], { input: 'canary' });
    expect(ran.code, ran.out).toBe(1);
    expect(ran.out).toMatch(/secrets\/(?:new-recipient|tampered)/);
  });
});

describe('a cluster key', () => {
  test('of another is refused: infraflux.lock records the public half', async () => {
    const thief = await makeIdentity();
    expect(me.read('infraflux.lock')).toMatch(/^prod\/main cluster-key age1\S+$/m);
    const key = 'secrets/prod/cluster-key.sops.yaml';
    const plain = `${plainOf([['key', new Secret(thief.reveal())]])}recipient_unencrypted: ${thief.recipient}\n`;
    const victim = withFile(key, await encryptSops(plain, [identity.recipient], new Date(), { bound: { path: key } }));
    for (const args of [['plan'], ['apply', '--yes'], ['secrets', 'check'], ['secrets', 'init']]) {
      const ran = await victim.run(args);
      expect(ran.code, ran.out).toBe(1);
      expect(ran.out).toContain('error[secrets/cluster-key-mismatch]');
    }
  });

  test('that another half stands beside is refused where it is used', async () => {
    const { checkPrivateKey } = await import('../../src/secrets/cluster-key.ts');
    const { parseLock } = await import('../../src/model/parse-lock.ts');
    const lines = parseLock(me.read('infraflux.lock')).value?.lines ?? [];
    const thief = await makeIdentity();
    expect((await checkPrivateKey(lines, 'prod', thief.reveal())).map(({ code }) => code)).toEqual([
      'secrets/cluster-key-mismatch',
    ]);
    expect(await checkPrivateKey([], 'prod', thief.reveal())).toEqual([]);
  });

  test('another user without the key records nothing', async () => {
    const you = machine();
    you.become(me);
    await addKey(you.keyFile, new Date());
    expect((await you.run(['secrets', 'check'])).out).not.toContain('cluster-key-mismatch');
  });
});
