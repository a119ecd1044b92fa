// In the conformance run: runs every command with planted secrets, and kills some at each write.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formsOf, redactingStream, redactor } from '../../src/secrets/redact.ts';
import { Secret } from '../../src/secrets/secret.ts';
import { openSops } from '../../src/secrets/sops-open.ts';
import { identityOf, makeIdentity } from '../../src/secrets/sops-age.ts';
import { secretPath } from '../../src/identity/secret-path.ts';
import { listSecrets } from '../../src/secrets/secret-files.ts';
import { formatTalosBundle } from '../../src/secrets/talos-bundle.ts';
import { isNight, spread } from '../effort.ts';
import { Machine } from './cli.ts';
import { initialized, minted } from './minted.ts';

let me: Machine;
beforeAll(async () => {
  me = new Machine();
  const { machine, ran } = await initialized();
  me.become(machine);
  me.printed = ran.out;
});
afterAll(() => me.remove());

const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
  format: 'pem',
  type: 'sec1',
}) as string;
/** Twenty values of every awkward form. */
const canaries: Readonly<Record<string, string>> = {
  plain: 'canary-Xk29fLq0',
  spaces: 'canary two words Zq81',
  quotes: `canary"'\\Qw73`,
  percent: 'canary%20%&=?Yt55',
  braces: '${canary} {{Re88}} %{if}',
  unicode: 'canäry-ключ-鍵-Pp31',
  emoji: 'canary-🔑-Mm72',
  html: '<canary>&amp;Kk46',
  colon: 'canary: yes # Nn03',
  dash: '- canary Bb64',
  number: '83624017592048',
  lines: 'canary-line-one-Vv12\ncanary-line-two-Cc34\n',
  crlf: 'canary-one-Uu98\r\ncanary-two-Ii87\r\n',
  pem,
  base64: Buffer.from('canary-in-base64-Oo65').toString('base64'),
  json: '{"canary": "Ll09", "a": [1, 2]}',
  url: 'https://user:canary-Hh21@example.org/?q=a b',
  long: `canary-${'0123456789abcdef'.repeat(40)}`,
  tab: 'canary\ttab\u0007Gg43',
  sops: 'ENC[AES256_GCM,data:canaryFf56,iv:x,tag:y,type:str]',
};

function leaks(all: ReadonlyMap<string, string>, values: Readonly<Record<string, string>>): string[] {
  const found: string[] = [];
  for (const [name, value] of Object.entries(values)) {
    for (const form of formsOf(new Secret(value))) {
      const bytes = Buffer.from(form, 'utf8').toString('latin1');
      for (const [path, text] of all) if (text.includes(bytes)) found.push(`${name} in ${path}`);
    }
  }
  return [...new Set(found)];
}

/** Whatever stands encrypted in a repository, what InfraFlux made by itself too: machine secrets, keys, passwords. */
async function everyValue(machine: Machine): Promise<Record<string, string>> {
  const identity = await identityOf(/^AGE-SECRET-KEY-.*$/m.exec(readFileSync(machine.keyFile, 'utf8'))?.[0] ?? '');
  const found: Record<string, string> = {};
  for (const id of listSecrets(machine.root)) {
    const file = secretPath(id);
    const opened = await openSops(file, machine.read(file), [identity]);
    for (const [leaf, value] of opened.value?.values ?? []) {
      // Certificates are handed to whoever connects, a cluster's id is an id, and a recipient is a public key.
      if (/crt$|^id$|cluster\.id$|_unencrypted$/.test(leaf.shown) || value.text.length < 12) continue;
      found[`${file}: ${leaf.shown}`] = value.text;
    }
  }
  expect(Object.keys(found).length).toBeGreaterThan(10);
  return found;
}

describe('twenty planted secrets', () => {
  it('never stand in clear anywhere, whatever is run', async () => {
    expect(Object.keys(canaries)).toHaveLength(20);
    const planted: string[] = [];
    for (const [index, [key, value]] of Object.entries(canaries).entries()) {
      const name = `canary-${key}`;
      const scope = ['platform', 'dev', 'prod'][index % 3] ?? 'prod';
      planted.push(`${scope} ${name}`);
      const from = join(me.base, 'plant');
      writeFileSync(from, value);
      const ran =
        index % 2 === 0
          ? await me.run(['secrets', 'set', scope, name, '--key', 'value', '--file', from])
          : await me.run(['secrets', 'set', scope, name, '--key', 'value'], { input: value });
      expect(ran.code, ran.out).toBe(0);
    }
    await me.run(['secrets', 'set', 'prod', 'cloudflare'], { input: canaries['plain'] ?? '' });
    await me.run(['secrets', 'set', 'prod', 'grafana', '--key', 'admin-password'], { input: canaries['quotes'] ?? '' });

    // Whatever it answers, it is an answer.
    const look = async (...args: string[]): Promise<void> => {
      const { code, out } = await me.run(args, { env: me.editor('true') });
      expect([0, 1, 2], `${args.join(' ')}: ${out}`).toContain(code);
    };
    // The objects that clusters decrypt are among what is compiled and published.
    const operator = me.read('infraflux.yaml').replace('argocd: {}', 'argocd: {}\n    sops-secrets-operator: {}');
    me.write('infraflux.yaml', operator);
    expect((await me.run(['secrets', 'sync'])).code).toBe(0);
    for (const flags of isNight ? [[], ['--json'], ['--no-color']] : [['--json']]) {
      for (const args of [
        ['validate'],
        ['compile'],
        ['plan', '--diff'],
        ['plan', '--save', 'saved.plan'],
        ['secrets'],
        ['secrets', 'check'],
        ['secrets', 'scan'],
        ['secrets', 'rotate'],
        ['secrets', 'init'],
        ['secrets', 'sync'],
        ['lock'],
        ['lock', 'fix'],
        ['schema'],
        ['doctor'],
        ['compile', '--check'],
        ['explain', 'prod.main'],
        ['explain', 'out/prod/platform/main/monitoring/values.yaml:1'],
        ['explain', 'out/prod/platform/main/cert-manager/manifests/secret-cloudflare.yaml:12'],
      ])
        await look(...args, ...flags);
    }
    await me.run(['doctor'], {
      env: { INFRAFLUX_DEBUG: '1', GITHUB_ACTIONS: 'true', DEBUG: '*', NODE_DEBUG: 'child_process,fs' },
    });
    await look('apply', '--yes');
    await look('secrets', 'set', 'prod', 'canary-plain', 'not-a-canary');
    // New values over old ones, of which a plan and what was published must say nothing.
    await me.run(['secrets', 'rotate', 'prod', 'cloudflare'], { input: canaries['html'] ?? '' });
    await me.run(['secrets', 'rotate', 'prod', 'grafana', '--key', 'admin-password']);
    await me.run(['secrets', 'generate', 'dev', 'grafana']);
    for (const flag of ['--diff', '--json']) await look('plan', flag);
    await look('apply', '--yes', '--json');
    // A program that prints all that it was given, as it is and in base64.
    const spill = 'env; env | base64 -w0; env >&2; exit 3';
    expect((await me.run(['secrets', 'exec', 'prod/main', '--', 'sh', '-c', spill])).code).toBe(3);

    // An editor sees the text; its file goes, and no argument of any process ever holds a value.
    const spy = 'ps -eo args > "$(dirname "$0")/home/ps.txt"; cp "$1" "$1.bak"; printf "more: %s\\n" ';
    // The folder's name says whose it is.
    const pid = 'basename "$(dirname "$1")" | cut -d- -f3';
    for (const [what, script] of Object.entries({
      unchanged: 'true',
      changed: `${spy} new >> "$1"`,
      broken: `${spy} "[" >> "$1"`,
      failed: `${spy} x >> "$1"; exit 7`,
    })) {
      const ran = await me.run(['secrets', 'edit', 'dev', 'canary-spaces'], { env: me.editor(script) });
      expect(ran.out, what).not.toContain('canary two words');
      expect(readdirSync(me.runtime), what).toEqual([]);
      expect(readdirSync(me.temporary), what).toEqual([]);
    }
    const killedBy = (signal: string) =>
      me.start(['secrets', 'edit', 'dev', 'canary-spaces'], {
        env: me.editor(`${spy} x >> "$1"; kill -${signal} $(${pid}); sleep 0.2`),
      });
    expect(killedBy('TERM').signal).toBe('SIGTERM');
    for (const folder of [me.runtime, me.temporary]) expect(readdirSync(folder)).toEqual([]);
    // Nobody can catch SIGKILL: the next command wipes what it left.
    expect(killedBy('KILL').signal).toBe('SIGKILL');
    expect(readdirSync(me.runtime)).not.toEqual([]);
    await look('secrets', 'list');
    expect(readdirSync(me.runtime)).toEqual([]);

    // What is refused does not repeat what it refused.
    const bundle = formatTalosBundle(minted);
    const secret = /secret: (.*)/.exec(bundle)?.[1] ?? '?';
    writeFileSync(join(me.base, 'plant'), bundle.replace(/^ {4}k8s:$/m, '    k9s:'));
    expect((await me.run(['secrets', 'import', 'prod/main', join(me.base, 'plant')])).code).toBe(1);
    writeFileSync(join(me.base, 'plant'), bundle);
    expect((await me.run(['secrets', 'import', 'prod/main', join(me.base, 'plant')])).out).toContain('another cluster');
    for (const touch of [/data:./, /tag:./, /^sops:/m, /lastmodified: "2/]) {
      const file = 'secrets/dev/canary-spaces.sops.yaml';
      const text = me.read(file);
      me.write(
        file,
        text.replace(touch, (found) => `${found}x`),
      );
      for (const args of [
        ['secrets', 'check'],
        ['plan'],
        ['secrets', 'edit', 'dev', 'canary-spaces'],
        ['secrets', 'scan'],
      ])
        await look(...args);
      me.write(file, text);
    }
    me.git('add', '-A');
    me.git('commit', '-q', '-m', 'everything');
    expect(leaks(me.everything(), { ...canaries, bundle: secret })).toEqual([]);
    expect(planted).toHaveLength(20);
    expect(leaks(me.everything(), await everyValue(me))).toEqual([]);
  });

  it('would be found if one stood somewhere', () => {
    for (const [key, value] of Object.entries(canaries)) {
      for (const text of [
        value,
        `x${Buffer.from(`a${value}b`).toString('base64')}`,
        encodeURIComponent(value),
        JSON.stringify(value),
      ]) {
        const all = new Map([['here', Buffer.from(text, 'utf8').toString('latin1')]]);
        expect(leaks(all, { [key]: value }), `${key}: ${text}`).not.toEqual([]);
      }
    }
  });

  it('are taken out of what programs print, wherever the pieces are cut', () => {
    const secrets = Object.values(canaries).map((value) => new Secret(value));
    for (const value of Object.values(canaries)) {
      const text = `before ${value} ${Buffer.from(value).toString('base64')} ${JSON.stringify(value)} ${encodeURIComponent(value)} after`;
      expect(redactor(secrets)(text)).toMatch(/^before \(secret\)/);
      for (let size = 1; size < 40; size += 7) {
        let out = '';
        const stream = redactingStream(secrets, (piece) => {
          out += piece;
        });
        for (let at = 0; at < text.length; at += size) stream.write(text.slice(at, at + size));
        stream.end();
        expect(leaks(new Map([['out', Buffer.from(out).toString('latin1')]]), { value })).toEqual([]);
        expect(out.startsWith('before ')).toBe(true);
      }
    }
  });
});

describe('a process that is killed at any write', () => {
  const kill = join(process.cwd(), 'test/fakes/kill-at.mjs');

  /** How many steps the command takes when nothing stops it. */
  function stepsOf(machine: Machine, args: readonly string[], input: string): number {
    const count = join(machine.base, 'steps');
    const ran = machine.start(args, { input, env: { KILL_AT: '0', KILL_COUNT: count }, node: ['--import', kill] });
    expect(ran.code, ran.out).toBe(0);
    return Number(readFileSync(count, 'utf8'));
  }

  /** Runs it killed at the first step, one in the middle and the last (at night, at each); after each, looks and runs it whole. Gives their number. */
  async function everywhere(
    args: readonly string[],
    input: string,
    look: () => Promise<void>,
    undo: () => void,
    /** What the command says that finds its work done already. */
    done?: string,
  ) {
    // The first run does some things once for all, as no later one.
    const first = await me.run(args, { input });
    expect(first.code, first.out).toBe(0);
    undo();
    const steps = stepsOf(me, args, input);
    undo();
    // What lies there before a step is what lay there after the one before it.
    for (const [at, when] of [
      ...(isNight ? [[1, 'before'] as const] : []),
      ...spread(steps, 1).map((at) => [at, 'after'] as const),
    ]) {
      const env = { KILL_AT: String(at), KILL_WHEN: when };
      const ran = me.start(args, { input, env, node: ['--import', kill] });
      expect(ran.signal, `${when} ${at}: ${ran.out}`).toBe('SIGKILL');
      await look();
      expect(leaks(me.everything(), { input })).toEqual([]);
      const again = await me.run(args, { input });
      if (done === undefined || !again.out.includes(done)) expect(again.code, `${when} ${at}: ${again.out}`).toBe(0);
      await look();
      undo();
    }
    return steps;
  }

  it('leaves the old file whole, or the new one', async () => {
    const identity = await identityOf(/^AGE-SECRET-KEY-.*$/m.exec(readFileSync(me.keyFile, 'utf8'))?.[0] ?? '');
    const file = 'secrets/dev/cloudflare.sops.yaml';
    await me.run(['secrets', 'set', 'dev', 'cloudflare'], { input: 'the-old-value' });
    const old = me.read(file);
    const value = 'the-new-canary-value';
    const look = async (): Promise<void> => {
      const text = me.read(file);
      if (text === old) return;
      const opened = await openSops(file, text, [identity]);
      expect(opened.diagnostics).toEqual([]);
      expect([...(opened.value?.values.values() ?? [])].map((one) => one.text)).toEqual([value]);
    };
    const undo = (): void => me.write(file, old);
    expect(await everywhere(['secrets', 'set', 'dev', 'cloudflare'], value, look, undo)).toBeGreaterThan(4);
    expect(readdirSync(join(me.root, 'secrets/dev')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it.each([
    ['generate', ['dev', 'grafana', '--key', 'admin-password'], 'already exists'],
    ['rotate', ['dev', 'canary-html', '--key', 'value', '--as', 'password'], undefined],
  ])('%s: leaves a file that opens, and objects that fit it or are said not to', async (verb, args, done) => {
    const identity = await identityOf(/^AGE-SECRET-KEY-.*$/m.exec(readFileSync(me.keyFile, 'utf8'))?.[0] ?? '');
    const files = listSecrets(me.root).map(secretPath);
    const before = new Map(files.map((file) => [file, me.read(file)]));
    const grafana = 'secrets/dev/grafana.sops.yaml';
    const undo = (): void => {
      rmSync(join(me.root, grafana), { force: true });
      for (const [file, text] of before) if (file !== grafana) me.write(file, text);
    };
    const look = async (): Promise<void> => {
      for (const file of listSecrets(me.root).map(secretPath))
        expect((await openSops(file, me.read(file), [identity])).diagnostics, file).toEqual([]);
    };
    undo();
    await everywhere(['secrets', verb, ...args], 'no-canary-here', look, undo, done);
    for (const [file, text] of before) me.write(file, text);
    expect((await me.run(['secrets', 'sync'])).code).toBe(0);
    expect((await me.run(['secrets', 'check'])).out).not.toContain('secrets/stale-object');
  });

  it('init: leaves no key in clear but in the key file, and the next one does what is missing', async () => {
    const only = me
      .read('infraflux.yaml')
      .replace(/^ {2}dev:\n(?: {4}.*\n)*/m, '')
      .replace(/^secrets:\n(?:[ -].*\n)*/m, '');
    const first = new Machine(only);
    const steps = stepsOf(first, ['secrets', 'init'], '');
    first.remove();
    expect(steps).toBeGreaterThan(30);
    for (const at of spread(steps, 1)) {
      const you = new Machine(only);
      const ran = you.start(['secrets', 'init'], {
        env: { KILL_AT: String(at), KILL_WHEN: at % 2 === 0 ? 'before' : 'after' },
        node: ['--import', kill],
      });
      expect(ran.signal, `${at}: ${ran.out}`).toBe('SIGKILL');
      const clear = (): string[] =>
        [...you.everything()]
          .filter(([path]) => !path.startsWith(join(you.home, '.config/sops/age/')))
          .filter(([, text]) => /AGE-SECRET-KEY-1|PRIVATE KEY|LS0tLS1CRUdJTi/.test(text))
          .map(([path]) => path);
      expect(clear(), `killed at ${at}`).toEqual([]);
      const again = await you.run(['secrets', 'init']);
      expect(again.code, `killed at ${at}: ${again.out}`).toBe(0);
      expect(clear(), `killed at ${at}`).toEqual([]);
      expect(readdirSync(join(you.home, '.config/sops/age'))).toEqual(['keys.txt']);
      expect(you.read('infraflux.lock')).toMatch(/^prod\/main secrets /m);
      expect((await you.run(['secrets', 'check'])).out).toContain('2 of 2 files decrypted and verified');
      you.remove();
    }
  });

  it('leaves files that open for the old recipients or the new ones, and finishes the next time', async () => {
    const identity = await identityOf(/^AGE-SECRET-KEY-.*$/m.exec(readFileSync(me.keyFile, 'utf8'))?.[0] ?? '');
    const other = await makeIdentity();
    const config = me.read('infraflux.yaml');
    me.write('infraflux.yaml', config.replace(/^( *- )age1\S+$/m, `$&\n$1${other.recipient}`));
    const files = listSecrets(me.root).map(secretPath);
    const before = new Map(files.map((file) => [file, me.read(file)]));
    const look = async (): Promise<void> => {
      for (const file of files) expect((await openSops(file, me.read(file), [identity])).diagnostics).toEqual([]);
    };
    const undo = (): void => {
      for (const [file, text] of before) me.write(file, text);
    };
    const rotate = ['secrets', 'rotate', '--accept-recipient', other.recipient];
    await everywhere(rotate, 'no-canary-here', look, undo);
    await me.run(rotate);
    for (const file of files) expect((await openSops(file, me.read(file), [other])).diagnostics).toEqual([]);
    me.write('infraflux.yaml', config);
    undo();
  });

  it('never leaves a lock that promises machine secrets which nobody has', async () => {
    const lock = me.read('infraflux.lock');
    const file = 'secrets/prod/main/talos.sops.yaml';
    const text = me.read(file);
    writeFileSync(join(me.base, 'bundle.yaml'), text);
    const undo = (): void => {
      me.write('infraflux.lock', lock.replace(/^prod\/main secrets .*\n/m, ''));
      rmSync(join(me.root, file), { force: true });
    };
    const look = async (): Promise<void> => {
      const isPromised = /^prod\/main secrets /m.test(me.read('infraflux.lock'));
      if (isPromised) expect(existsSync(join(me.root, file))).toBe(true);
    };
    undo();
    await everywhere(['secrets', 'import', 'prod/main', join(me.base, 'bundle.yaml')], 'no-canary-here', look, undo);
    me.write('infraflux.lock', lock);
    me.write(file, text);
  });
});
