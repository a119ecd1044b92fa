import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCatalog } from '../../src/blueprints/parse-catalog.ts';
import { readBuiltInBlueprints } from '../../src/commands/input/read-catalog.ts';
import { answerWarnings } from '../../src/config/answer-warnings.ts';
import { resolveConfig } from '../../src/config/resolve-config.ts';
import { buildPlatform } from '../../src/model/build-platform.ts';
import { parseSources } from '../../src/source/parse-sources.ts';

const paths = ['infraflux.yaml', 'environments/prod.yaml', 'infraflux.lock', 'patches/audit.yaml'];

function codesWith(change: (text: string) => string, of: string): string[] {
  const catalog = parseCatalog(readBuiltInBlueprints(), new Map()).value;
  const files = paths.map((path) => {
    const text = readFileSync(path, 'utf8');
    return { path, content: path === of ? change(text) : text };
  });
  const sources = parseSources(files);
  if (catalog === undefined || sources.value === undefined) throw new Error('not read');
  const config = resolveConfig(sources.value, catalog);
  if (config.value === undefined) throw new Error('not resolved');
  const built = buildPlatform(config.value, catalog, files);
  const all = [...sources.diagnostics, ...config.diagnostics, ...built.diagnostics];
  return answerWarnings(all, config.value)
    .open.map((one) => one.code)
    .filter((code) => code !== 'language/not-emitted-yet');
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
    if (isNull) expect(codes).toEqual(['config/null-removes-nothing']);
    else if (!chosen) expect(codes).toEqual([expect.stringMatching(/^config\/unknown-(?:key|component)$/)]);
    else expect(codes).not.toContain('config/unknown-key');
  });
});
