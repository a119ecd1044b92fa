// In the conformance run: compiles in many places, locales and orders.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { folder, repository, run, start, tree } from './cli.ts';

/** Keys of every map in another order, always the same one for one seed. */
function shuffled(value: unknown, seed: number): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, seed));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  for (let i = entries.length - 1, state = seed; i > 0; i -= 1) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    const j = (state >>> 8) % (i + 1);
    [entries[i], entries[j]] = [entries[j] as [string, unknown], entries[i] as [string, unknown]];
  }
  return Object.fromEntries(entries.map(([key, inner]) => [key, shuffled(inner, seed + 1)]));
}

/** The repository's own platform, in a directory of its own. */
function copy(seed: number): string {
  const cwd = folder();
  for (const path of ['infraflux.yaml', 'environments', 'patches']) {
    cpSync(join(repository, path), join(cwd, path), { recursive: true, force: true });
  }
  if (seed > 0) {
    for (const path of ['infraflux.yaml', 'environments/prod.yaml']) {
      const text = readFileSync(join(cwd, path), 'utf8');
      writeFileSync(join(cwd, path), stringify(shuffled(parse(text), seed), { lineWidth: 0 }));
    }
  }
  return cwd;
}

/** With `env`, by a process of its own: which language and time zone it has is settled when it starts. */
async function compiled(seed: number, env?: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const cwd = copy(seed);
  const ran = await (env === undefined ? run(['compile'], { cwd }) : start(['compile'], { cwd, env }));
  expect(ran.code, ran.err).toBe(0);
  return { ...tree(join(cwd, 'out')), lock: readFileSync(join(cwd, 'infraflux.lock'), 'utf8') };
}

describe('same input, same bytes', () => {
  test.each([
    ['twice', 0, undefined],
    ['keys in another order', 7, undefined],
    ['keys in another order again', 99, undefined],
    [
      'a Turkish machine on the other side of the world',
      0,
      { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', TZ: 'Pacific/Kiritimati' },
    ],
    ['a Lithuanian one, with its order of letters', 3, { LANG: 'lt_LT.UTF-8', TZ: 'America/St_Johns' }],
  ] as const)('%s', async (_name, seed, env) => {
    const usual = await (first ??= compiled(0, { LANG: 'en_US.UTF-8', TZ: 'UTC' }));
    expect(Object.keys(usual).length).toBeGreaterThan(200);
    const other = await compiled(seed, env);
    expect(Object.keys(other)).toEqual(Object.keys(usual));
    expect(other).toEqual(usual);
  });
});

let first: Promise<Record<string, string>> | undefined;
