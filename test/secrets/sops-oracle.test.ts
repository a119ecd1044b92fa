import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Secret } from '../../src/secrets/secret.ts';
import { type Identity, makeIdentity, unwrapDataKey, wrapDataKey } from '../../src/secrets/sops-age.ts';
import { openSops } from '../../src/secrets/sops-open.ts';
import { decryptText, editSops, encryptSops, setRecipients, setValues } from '../../src/secrets/sops-write.ts';
import { needOracle } from '../oracles/oracle.ts';

const folder = mkdtempSync(join(tmpdir(), 'infraflux-sops-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const now = new Date('2026-11-23T02:00:00Z');

const plain = `# head
token: s3cret # inline
"n": 12
hex: 0x1F
big: 1e30
f: 1.50
neg: -0.000001
b: true
nothing: null
none:
empty: ""
yes: "on"
quoted: "# no comment: \\u00e9\\n\\ttab"
list:
  - a
  - 2
  - {x: "y: z", deep: [1, two, [3]]}
  - - nested
    - - more
map:
  deep_unencrypted: {a: clear, n: 1.0, t: 2001-01-01, big: 0x10, list: [true, null]}
  # before a key
  when: 2001-01-01T10:11:12.5+02:00
  multi: |
    a

    b
  folded: >-
    c
    d
  after: z
# foot
`;

function run(binary: string, identity: Identity | undefined, args: readonly string[], input?: string) {
  const key = join(folder, 'key.txt');
  writeFileSync(key, identity === undefined ? '' : `${identity.reveal()}\n`);
  const { PATH } = process.env;
  const env = { PATH, HOME: folder, SOPS_AGE_KEY_FILE: key, SOPS_DISABLE_VERSION_CHECK: '1' };
  return spawnSync(binary, args, { encoding: 'utf8', cwd: folder, env, ...(input === undefined ? {} : { input }) });
}

function put(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

describe('the real sops', () => {
  it('decrypts what we write, and says the same as of the text in clear', async (context) => {
    const sops = needOracle(context, 'sops');
    const [me, you] = [await makeIdentity(), await makeIdentity()];
    const text = await encryptSops(plain, [me.recipient, you.recipient], now);
    for (const who of [me, you]) {
      const asJson = run(sops, who, ['decrypt', '--output-type', 'json', put('ours.yaml', text)]);
      expect(asJson.stderr).not.toContain('unencrypted comment');
      expect(asJson.status, asJson.stderr).toBe(0);
      // What sops itself makes of the same text, by its own encryption and decryption.
      const theirs = run(sops, who, ['encrypt', '--age', who.recipient, put('plain.yaml', plain)]);
      const reread = run(sops, who, ['decrypt', '--output-type', 'json', put('theirs.yaml', theirs.stdout)]);
      expect(JSON.parse(asJson.stdout)).toEqual(JSON.parse(reread.stdout));
      const asYaml = run(sops, who, ['decrypt', put('ours.yaml', text)]).stdout;
      for (const comment of ['# head', '# inline', '# before a key', '# foot']) expect(asYaml).toContain(comment);
    }
  });

  it('writes what we decrypt, and takes it back after set, edit and rotate', async (context) => {
    const sops = needOracle(context, 'sops');
    const [me, you] = [await makeIdentity(), await makeIdentity()];
    const encrypted = run(sops, me, ['encrypt', '--age', `${me.recipient},${you.recipient}`, put('plain.yaml', plain)]);
    const opened = await openSops('theirs.yaml', encrypted.stdout, [you]);
    expect(opened.diagnostics).toEqual([]);
    if (opened.value === undefined) return;
    const [again, reference] = [decryptText(opened.value), run(sops, me, ['decrypt', put('t.yaml', encrypted.stdout)])];
    const json = (text: string) =>
      JSON.parse(run(sops, me, ['decrypt', '--output-type', 'json', put('x.yaml', text)]).stdout) as Record<
        string,
        unknown
      >;
    const ours = await encryptSops(again, [me.recipient], now);
    expect(json(ours)).toEqual(json(encrypted.stdout));
    expect(again).toContain('token: s3cret # inline');
    expect(reference.stdout).toContain('# inline');

    const set = setValues(
      opened.value,
      new Map([
        ['token', new Secret('other')],
        ['new', new Secret('no')],
      ]),
      now,
    );
    expect(json(set)).toEqual({ ...json(encrypted.stdout), token: 'other', new: 'no' });
    const edited = editSops(opened.value, again.replace('after: z', 'after: {q: 1}'), now);
    expect(json(edited)).toMatchObject({ map: { after: { q: 1 } } });
    const third = await makeIdentity();
    const rotated = await setRecipients(opened.value, [third.recipient], now);
    expect(run(sops, me, ['decrypt', put('r.yaml', rotated)]).status).not.toBe(0);
    expect(run(sops, third, ['decrypt', put('r.yaml', rotated)]).status).toBe(0);
  });

  it('agrees on encrypted suffixes and regexes, unencrypted regexes, and a MAC of encrypted values alone', async (context) => {
    const sops = needOracle(context, 'sops');
    const me = await makeIdentity();
    const text =
      'kind: SopsSecret\nspec:\n  secretTemplates:\n    - name: a\n      stringData: {token: abc, n: "1"}\nother: 5\n';
    for (const [flags, rules] of [
      [['--encrypted-suffix', 'Templates'], { encryptedSuffix: 'Templates', macOnlyEncrypted: false }],
      [
        ['--encrypted-suffix', 'Templates', '--mac-only-encrypted'],
        { encryptedSuffix: 'Templates', macOnlyEncrypted: true },
      ],
      [
        ['--encrypted-regex', '^(stringData|other)$'],
        { encryptedRegex: '^(stringData|other)$', macOnlyEncrypted: true },
      ],
      [['--unencrypted-regex', '^kind$'], { unencryptedRegex: '^kind$', macOnlyEncrypted: false }],
      [['--unencrypted-suffix', 'kind'], { unencryptedSuffix: 'kind', macOnlyEncrypted: false }],
    ] as const) {
      const theirs = run(sops, me, ['--encrypt', '--age', me.recipient, ...flags, put('p.yaml', text)]);
      expect(theirs.status, theirs.stderr).toBe(0);
      const opened = await openSops('p.yaml', theirs.stdout, [me]);
      expect(opened.diagnostics).toEqual([]);
      const ours = await encryptSops(text, [me.recipient], now, { rules });
      const back = run(sops, me, ['decrypt', '--output-type', 'json', put('o.yaml', ours)]);
      expect(back.status, back.stderr).toBe(0);
      expect(JSON.parse(back.stdout)).toEqual({
        kind: 'SopsSecret',
        spec: { secretTemplates: [{ name: 'a', stringData: { token: 'abc', n: '1' } }] },
        other: 5,
      });
    }
  });

  it('refuses what we refuse', async (context) => {
    const sops = needOracle(context, 'sops');
    const me = await makeIdentity();
    const text = await encryptSops('a: one\nb: two\n', [me.recipient], now);
    const [a = '', b = ''] = text.split('\n');
    for (const touched of [
      text.replace(a, b.replace('b:', 'a:')),
      text.replace(`${a}\n`, ''),
      text.replace('"2026-11-23T02:00:00Z"', '"2026-11-23T02:00:01Z"'),
    ]) {
      expect(run(sops, me, ['decrypt', put('bad.yaml', touched)]).status).not.toBe(0);
      expect((await openSops('bad.yaml', touched, [me])).value).toBeUndefined();
    }
  });
});

describe('the real age', () => {
  it('opens our data keys, and we open its', async (context) => {
    const age = needOracle(context, 'age');
    const me = await makeIdentity();
    const key = new Uint8Array(32).map((_, i) => i + 65);
    const ours = run(age, me, ['--decrypt', '-i', 'key.txt', put('k.age', (await wrapDataKey(key, me.recipient)).enc)]);
    expect(Buffer.from(ours.stdout, 'latin1')).toEqual(Buffer.from(key));
    const theirs = run(age, me, ['--encrypt', '--armor', '-r', me.recipient], Buffer.from(key).toString('latin1'));
    expect(await unwrapDataKey({ recipient: me.recipient, enc: theirs.stdout }, me)).toEqual(key);
  });
});
