import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goFloat, goScalar } from '../../src/secrets/go-scalar.ts';
import { Secret } from '../../src/secrets/secret.ts';
import { type Identity, makeIdentity } from '../../src/secrets/sops-age.ts';
import { openSops, type OpenSops } from '../../src/secrets/sops-open.ts';
import { decryptText, editSops, encryptSops, plainOf, setRecipients, setValues } from '../../src/secrets/sops-write.ts';
import { runs } from '../effort.ts';

const file = 'secrets/prod/dns.sops.yaml';
const now = new Date('2026-11-23T02:00:00.123Z');
const later = new Date('2026-11-24T02:00:00.123Z');

export async function open(text: string, ...identities: Identity[]): Promise<OpenSops> {
  const opened = await openSops(file, text, identities);
  expect(opened.diagnostics.map((one) => one.message)).toEqual([]);
  return opened.value as OpenSops;
}

async function refusal(text: string, ...identities: Identity[]): Promise<string[]> {
  const opened = await openSops(file, text, identities);
  expect(opened.value).toBeUndefined();
  return opened.diagnostics.map((one) => `${one.code}: ${one.message}`);
}

const map = (values: Record<string, string>): ReadonlyMap<string, Secret> =>
  new Map(Object.entries(values).map(([key, value]) => [key, new Secret(value)]));

describe('a SOPS file', () => {
  it('gives back what was put in, for each type, list and comment', async () => {
    const me = await makeIdentity();
    const plain = `# head\ntoken: s3cret # inline\n"n": 12\nhex: 0x1F\nf: 1.50\nb: true\nnothing: null\nempty: ""\nlist:\n  - a\n  # in a list\n  - 2\n  - {x: "y: z", deep: [1, two words]}\nmap:\n  deep_unencrypted: clear\n  when: 2001-01-01\n  multi: |\n    a\n    b\n# foot\n`;
    const text = await encryptSops(plain, [me.recipient], now);
    for (const word of ['s3cret', 'inline', 'head', 'in a list', 'foot', ': z', 'two words'])
      expect(text).not.toContain(word);
    expect(text).toContain('clear');
    const opened = await open(text, me);
    expect([...opened.values].map(([leaf, value]) => [leaf.shown, value.type, value.text])).toEqual([
      ['token', 'str', 's3cret'],
      ['n', 'int', '12'],
      ['hex', 'int', '31'],
      ['f', 'float', '1.5'],
      ['b', 'bool', 'True'],
      ['empty', 'str', ''],
      ['list[0]', 'str', 'a'],
      ['list[1]', 'int', '2'],
      ['list[2].x', 'str', 'y: z'],
      ['list[2].deep[0]', 'int', '1'],
      ['list[2].deep[1]', 'str', 'two words'],
      ['map.deep_unencrypted', 'str', 'clear'],
      ['map.when', 'time', '2001-01-01T00:00:00Z'],
      ['map.multi', 'str', 'a\nb\n'],
    ]);
    const back = decryptText(opened);
    expect(back).toContain('# head\ntoken: s3cret # inline\n"n": 12\nhex: 31\n');
    expect(back).toContain('  # in a list\n');
    expect(editSops(opened, back, later)).toBe(text);
  });

  it('keeps every byte when the same values are set again, and all others when one changes', async () => {
    const me = await makeIdentity();
    const text = await encryptSops(plainOf(map({ token: 'one', other: 'two' })), [me.recipient], now);
    const opened = await open(text, me);
    expect(setValues(opened, map({ other: 'two', token: 'one' }), later)).toBe(text);
    const changed = setValues(opened, map({ token: 'three', 'a.b': 'new' }), later).split('\n');
    const same = text.split('\n').filter((line) => changed.includes(line));
    expect(text.split('\n').length - same.length).toBe(3); // token, lastmodified, mac
    expect(changed.length).toBe(text.split('\n').length + 1);
    const again = await open(changed.join('\n'), me);
    expect(decryptText(again)).toBe('token: three\nother: two\na.b: new\n');
    expect(setValues(again, new Map([['a.b', undefined]]), later)).not.toContain('a.b');
  });

  it('keeps what an editor left alone', async () => {
    const me = await makeIdentity();
    const text = await encryptSops('a: 1\nlist: [x, x]\nb: two # why\n', [me.recipient], now);
    const opened = await open(text, me);
    const edited = editSops(opened, 'a: 1\nlist: [x, x, y]\n\n# more\nb: two # why\n', later);
    for (const line of text.split('\n').filter((one) => /^[ab]:/.test(one))) expect(edited).toContain(line);
    const list = /^list: \[(.*)\]$/m.exec(text)?.[1] ?? '?';
    expect(edited).toContain(list);
    expect(decryptText(await open(edited, me))).toBe('a: 1\nlist: [x, x, y]\n\n# more\nb: two # why\n');
  });

  it('opens for each recipient and for nobody else', async () => {
    const [one, two, three] = [await makeIdentity(), await makeIdentity(), await makeIdentity()];
    const text = await encryptSops('a: b\n', [one.recipient, two.recipient], now);
    for (const who of [one, two]) expect(decryptText(await open(text, who))).toBe('a: b\n');
    expect((await refusal(text, three))[0]).toContain('secrets/no-key');
    expect((await refusal(text))[0]).toMatch(/^secrets\/no-key: /);
    const wider = await setRecipients(await open(text, one), [one.recipient, two.recipient, three.recipient], later);
    expect(wider.split('\n')[0]).toBe(text.split('\n')[0]);
    expect(decryptText(await open(wider, three))).toBe('a: b\n');
    const narrower = await setRecipients(await open(wider, one), [one.recipient, three.recipient], later);
    expect(narrower.split('\n')[0]).not.toBe(text.split('\n')[0]);
    expect((await refusal(narrower, two))[0]).toContain('secrets/no-key');
    expect(decryptText(await open(narrower, three))).toBe('a: b\n');
  });

  it('is refused after any change, with file and path', async () => {
    const [me, you] = [await makeIdentity(), await makeIdentity()];
    const text = await encryptSops('a: one\nlist: [x, y]\nclear_unencrypted: z\n', [me.recipient, you.recipient], now);
    const swap = text.replace(/\[(".*?"), (".*?")\]/, '[$2, $1]');
    expect(await refusal(swap, me)).toEqual([`secrets/tampered: ${file}: its MAC does not match its values`]);
    expect(await refusal(text.replace('clear_unencrypted: z', 'clear_unencrypted: y'), me)).toEqual([
      `secrets/tampered: ${file}: its MAC does not match its values`,
    ]);
    expect(await refusal(text.replace(/^a: /m, 'b: '), me)).toEqual([
      `secrets/tampered: ${file}: the ciphertext of "b" was modified`,
    ]);
    expect(await refusal(text.replace(/^a: .*$/m, 'a: two'), me)).toEqual([
      `secrets/plain-text: ${file}: "a" is plain text among encrypted values`,
    ]);
    expect(await refusal(text.replace(/^a: .*\n/m, ''), me)).toEqual([
      `secrets/tampered: ${file}: its MAC does not match its values`,
    ]);
    expect(await refusal(text.replace('"2026-11-23T02:00:00Z"', '"2026-11-23T02:00:01Z"'), me)).toEqual([
      `secrets/tampered: ${file}: "sops.mac" or "sops.lastmodified" was modified`,
    ]);
    const thief = await makeIdentity();
    expect((await refusal(text.replace(me.recipient, thief.recipient), me))[0]).toContain(
      '"sops.age[0].recipient" was modified',
    );
    expect((await refusal('a: b\n', me))[0]).toContain('secrets/plain-text');
    expect((await refusal('- a\n', me))[0]).toContain('secrets/unreadable');
    expect((await refusal(`${text}---\na: b\n`, me))[0]).toContain('more than one document');
  });

  it('is refused when any single character of a ciphertext, key or MAC is another', async () => {
    const me = await makeIdentity();
    const text = await encryptSops('a: one\nb: 2\n', [me.recipient], now);
    const places = [...text.matchAll(/[A-Za-z0-9+/]/g)]
      .map((match) => match.index)
      .filter((at) => {
        const line = text.slice(text.lastIndexOf('\n', at) + 1, text.indexOf('\n', at));
        return /ENC\[|^ {12}[A-Za-z0-9+/=]+$/.test(line) || /recipient: age/.test(line);
      });
    for (let i = 0; i < places.length; i += 11) {
      const at = places[i] as number;
      const other = text[at] === 'A' ? 'B' : 'A';
      const opened = await openSops(file, text.slice(0, at) + other + text.slice(at + 1), [me]);
      expect(opened.value, text.slice(Math.max(0, at - 20), at + 20)).toBeUndefined();
      expect(opened.diagnostics[0]?.message).toContain(file);
    }
  });

  it('never throws on any text', async () => {
    const me = await makeIdentity();
    const text = await encryptSops('a: one\nb: [2]\n', [me.recipient], now);
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length), fc.nat(40), fc.string({ maxLength: 12 }), async (at, gone, put) => {
        await openSops(file, text.slice(0, at) + put + text.slice(at + gone), [me]);
      }),
      { numRuns: runs(100) },
    );
  });

  it('leaves the ciphertext of untouched values through any sequence of set and rotate', async () => {
    const [me, you] = [await makeIdentity(), await makeIdentity()];
    const keys = ['a', 'b', 'c', 'on', '1'] as const;
    const step = fc.oneof(
      fc.record({ key: fc.constantFrom(...keys), value: fc.string({ unit: 'grapheme', maxLength: 30 }) }),
      fc.constant('rotate' as const),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const model = new Map<string, string>([['a', 'first']]);
        let text = await encryptSops(plainOf(map({ a: 'first' })), [me.recipient], now);
        for (const one of steps) {
          const before = new Map(lines(text));
          const opened = await open(text, me);
          if (one === 'rotate') text = await setRecipients(opened, [me.recipient, you.recipient], later);
          else {
            text = setValues(opened, map({ [one.key]: one.value }), later);
            if (model.get(one.key) === one.value) expect(text).toBe(opened.tree.text);
            model.set(one.key, one.value);
          }
          const after = new Map(lines(text));
          for (const [key, line] of before) if (one === 'rotate' || key !== one.key) expect(after.get(key)).toBe(line);
        }
        const final = await open(text, me);
        expect(new Map([...final.values].map(([leaf, value]) => [leaf.shown, value.text]))).toEqual(model);
      }),
      { numRuns: runs(40) },
    );
  });
});

function lines(text: string): [string, string][] {
  return text
    .slice(0, text.indexOf('sops:\n'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => [line.slice(0, line.indexOf(':')).replaceAll('"', ''), line]);
}

describe('Go numbers', () => {
  it('are printed as Go prints them', () => {
    expect([1e21, 1.5e-7, -0.1, 123456789012345680000, 1e300].map(goFloat).map((text) => text.slice(0, 24))).toEqual([
      '1000000000000000000000',
      '0.00000015',
      '-0.1',
      '123456789012345680000',
      '100000000000000000000000',
    ]);
    expect(['0x1F', '0o17', '017', '1_000', '-5', '1e3', '.5', '+.inf', '08'].map((text) => goScalar(text))).toEqual([
      { type: 'int', text: '31' },
      { type: 'int', text: '15' },
      { type: 'int', text: '15' },
      { type: 'int', text: '1000' },
      { type: 'int', text: '-5' },
      { type: 'float', text: '1000' },
      { type: 'float', text: '0.5' },
      { type: 'float', text: '+Inf' },
      { type: 'float', text: '8' },
    ]);
  });
});

describe('a secret', () => {
  it('prints as (secret), whatever prints it', async () => {
    const { inspect, format } = await import('node:util');
    const secret = new Secret('hunter2');
    const all = [
      String(secret),
      // A template refuses it by its type, which is what this looks past.
      `${secret as unknown as string}`,
      JSON.stringify({ secret }),
      inspect({ a: [secret] }),
      format('%s %o %j', secret, secret, secret),
    ];
    for (const text of all) {
      expect(text).toContain('(secret)');
      expect(text).not.toContain('hunter2');
    }
    expect(inspect(secret, { showHidden: true, depth: 9 })).not.toContain('hunter2');
    const key = new Uint8Array(32);
    expect(secret.digest(key)).toBe(new Secret('hunter2').digest(key));
    expect(secret.digest(key)).not.toBe(new Secret('hunter2').digest(new Uint8Array(32).fill(1)));
  });
});
