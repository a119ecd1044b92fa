import { createHash, createHmac } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cacheFile, openStateDirectory } from '../../src/observe/state-directory.ts';
import { faultsOf, folder, platform, run, tree } from '../cli/cli.ts';
import { runs } from '../effort.ts';

// A program that can write out/, the cache and the inputs together, but has not the key of the user: `compile --check` finds it.

const names = ['clusters.json', 'last-run.json'] as const;
type Bodies = Readonly<Record<(typeof names)[number], string>>;

/** A checkout with its own state directory: the victim's, and that of the forger, who knows how caches are made. */
class Checkout {
  readonly home = mkdtempSync(join(tmpdir(), 'infraflux-forgery-'));
  constructor(readonly root: string) {}

  get env() {
    return { XDG_STATE_HOME: this.home };
  }

  cachePath(name: string): string {
    const state = openStateDirectory(this.root, this.env).value;
    if (state === undefined) throw new Error('no state directory');
    return cacheFile(state, name);
  }

  bodies(): Bodies {
    const body = (name: string) => readFileSync(this.cachePath(name), 'utf8').replace(/^.*\n/, '');
    return { 'clusters.json': body('clusters.json'), 'last-run.json': body('last-run.json') };
  }

  async compile(...more: readonly string[]) {
    return run(['compile', ...more, '--json'], { cwd: this.root, env: this.env });
  }
}

let victim: Checkout;
let good: Bodies;
let evil: Bodies;
let evilOut: string;
let goodOut: string;
let forgedKey: string;

beforeAll(async () => {
  victim = new Checkout(await platform());
  for (let round = 0; round < 2; round += 1) expect((await victim.compile()).code).toBe(0);
  goodOut = join(folder(), 'out');
  cpSync(join(victim.root, 'out'), goodOut, { recursive: true });
  // The forger compiles the same input, and another one that gives other files.
  const forger = new Checkout(join(folder(), 'checkout'));
  mkdirSync(forger.root);
  for (const name of ['infraflux.yaml', 'infraflux.lock']) cpSync(join(victim.root, name), join(forger.root, name));
  for (let round = 0; round < 2; round += 1) expect((await forger.compile()).code).toBe(0);
  good = forger.bodies();
  const config = join(forger.root, 'infraflux.yaml');
  writeFileSync(config, readFileSync(config, 'utf8').replace(/^name: .*$/m, 'name: evil'));
  for (let round = 0; round < 2; round += 1) expect((await forger.compile()).code).toBe(0);
  evil = forger.bodies();
  evilOut = join(forger.root, 'out');
  forgedKey = readFileSync(join(forger.home, 'infraflux/cache-key'), 'utf8');
});

afterAll(() => rmSync(victim.home, { recursive: true, force: true }));

/** The cache that would vouch for the files of the other input. */
function forged(): Bodies {
  const swap = (own: string, other: string, fields: readonly string[]) => {
    const [a, b] = [JSON.parse(own), JSON.parse(other)] as Record<string, unknown>[];
    return JSON.stringify({ ...b, ...Object.fromEntries(fields.map((field) => [field, a?.[field]])) });
  };
  const clusters = (text: string) => JSON.parse(text) as Record<string, { key: string }>;
  const merged = Object.entries(clusters(evil['clusters.json'])).map(([id, value]) => [
    id,
    { ...value, key: clusters(good['clusters.json'])[id]?.key },
  ]);
  return {
    'clusters.json': JSON.stringify(Object.fromEntries(merged)),
    'last-run.json': swap(good['last-run.json'], evil['last-run.json'], ['key', 'referenced', 'diagnostics']),
  };
}

/** How the forger vouches for a cache: with a digest, with a key of its own, with what was there. */
const seals: Readonly<Record<string, (name: string, body: string, before: string) => string>> = {
  digest: (_name, body) => createHash('sha256').update(body).digest('hex'),
  'own key': (name, body) => createHmac('sha256', forgedKey).update(`${name}\0${body}`).digest('hex'),
  'empty key': (name, body) => createHmac('sha256', '').update(`${name}\0${body}`).digest('hex'),
  'earlier seal': (_name, _body, before) => before.slice(0, before.indexOf('\n')),
  none: () => '',
};

function plant(bodies: Bodies, seal: string): void {
  for (const name of names) {
    const path = victim.cachePath(name);
    mkdirSync(dirname(path), { recursive: true });
    const before = readFileSync(path, 'utf8');
    writeFileSync(path, `${seals[seal]?.(name, bodies[name], before)}\n${bodies[name]}`);
  }
}

function placeOut(from: string): void {
  rmSync(join(victim.root, 'out'), { recursive: true, force: true });
  cpSync(from, join(victim.root, 'out'), { recursive: true });
}

async function renew(): Promise<void> {
  placeOut(goodOut);
  for (const name of names) rmSync(victim.cachePath(name), { force: true });
  for (let round = 0; round < 2; round += 1) expect((await victim.compile()).code).toBe(0);
}

describe('a forged cache', () => {
  test.each(Object.keys(seals))('with the files that it vouches for is found: %s', async (seal) => {
    await renew();
    plant(forged(), seal);
    placeOut(evilOut);
    const checked = await victim.compile('--check');
    expect(checked.code, checked.out).toBe(2);
    // What is written, and what apply publishes, is what the input gives.
    await victim.compile('--discard');
    expect(tree(join(victim.root, 'out'))).toEqual(tree(goodOut));
  });

  test('a cache of the user is taken: the key is what makes the difference', async () => {
    await renew();
    const key = readFileSync(join(victim.home, 'infraflux/cache-key'), 'utf8');
    for (const name of names) {
      const body = forged()[name];
      const seal = createHmac('sha256', key).update(`${name}\0${body}`).digest('hex');
      writeFileSync(victim.cachePath(name), `${seal}\n${body}`);
    }
    placeOut(evilOut);
    expect((await victim.compile('--check')).code).toBe(0);
    await renew();
  });

  test('an authentic cache under the name of another is none', async () => {
    await renew();
    writeFileSync(victim.cachePath('clusters.json'), readFileSync(victim.cachePath('last-run.json')));
    expect((await victim.compile('--check')).code).toBe(0);
  });

  test('--check answers 0 exactly when out/ is what the input gives, whatever bytes were changed together', async () => {
    const change = fc.record({
      place: fc.constantFrom('out', 'cache', 'config', 'lock'),
      file: fc.nat(),
      at: fc.nat(),
      byte: fc.integer({ min: 32, max: 126 }),
    });
    const attack = fc.record({
      changes: fc.array(change, { maxLength: 4 }),
      seal: fc.option(fc.constantFrom(...Object.keys(seals)), { nil: undefined }),
      isEvil: fc.boolean(),
    });
    const originals = new Map(
      ['infraflux.yaml', 'infraflux.lock'].map((name) => [name, readFileSync(join(victim.root, name))]),
    );
    await fc.assert(
      fc.asyncProperty(attack, async ({ changes, seal, isEvil }) => {
        for (const [name, content] of originals) writeFileSync(join(victim.root, name), content);
        await renew();
        if (isEvil) placeOut(evilOut);
        if (seal !== undefined) plant(forged(), seal);
        for (const { place, file, at, byte } of changes) {
          const out = Object.keys(tree(join(victim.root, 'out')));
          const paths = {
            out: join(victim.root, 'out', out[file % out.length] ?? ''),
            cache: victim.cachePath(names[file % names.length] ?? names[0]),
            config: join(victim.root, 'infraflux.yaml'),
            lock: join(victim.root, 'infraflux.lock'),
          };
          const content = readFileSync(paths[place]);
          content[at % content.length] = byte;
          writeFileSync(paths[place], content);
        }
        const checked = await victim.compile('--check');
        const plain = await victim.compile('--check', '--no-cache');
        expect(checked.code).toBe(plain.code);
        expect(faultsOf(checked).map((fault) => fault.message)).toEqual(faultsOf(plain).map((fault) => fault.message));
      }),
      { numRuns: runs(12, 150) },
    );
  });
});
