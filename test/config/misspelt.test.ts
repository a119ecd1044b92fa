import { resolvePlatform } from '../../src/resolve-platform.ts';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCatalog } from '../../src/blueprints/parse-catalog.ts';
import { readBuiltInBlueprints } from '../../src/commands/input/read-catalog.ts';

const paths = ['infraflux.yaml', 'environments/prod.yaml', 'infraflux.lock', 'patches/audit.yaml'];

const catalog = parseCatalog(readBuiltInBlueprints(), new Map());

function codesWith(change: (text: string) => string, of: string): string[] {
  const files = paths.map((path) => {
    const text = readFileSync(path, 'utf8');
    return { path, content: path === of ? change(text) : text };
  });
  return resolvePlatform({ files, catalog })
    .diagnostics.map(({ code }) => code as string)
    .filter((code) => code !== 'language/not-implemented');
}

describe('one misspelt key of the example is one fault, whatever hangs on it', () => {
  it.each(
    paths.slice(0, 2).flatMap((path) => {
      const keys = new Set(
        [...readFileSync(path, 'utf8').matchAll(/^ *([a-zA-Z]{4,}):/gm)].map((match) => match[1] ?? ''),
      );
      return [...keys].map((key): [string, string] => [key, path]);
    }),
  )('%s in %s', (key, path) => {
    const codes = codesWith((text) => text.replace(new RegExp(`^( *)${key}:`, 'm'), `$1${key}x:`), path);
    // A name that a person chose is no misspelling to anybody but that person: then something is missing instead.
    const chosen = ['home', 'staging', 'prod', 'management', 'main', 'workers', 'data'].includes(key);
    // A null is no value of the key: it takes something away, and below this name there is nothing to take.
    const isNull = new RegExp(`^ *${key}: null`, 'm').test(readFileSync(path, 'utf8'));
    if (isNull) expect(codes).toEqual(['config/null-without-effect']);
    else if (!chosen) expect(codes).toEqual([expect.stringMatching(/^config\/unknown-(?:key|component)$/)]);
    else expect(codes).not.toContain('config/unknown-key');
  });
});
