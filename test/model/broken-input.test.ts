import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCatalog } from '../../src/blueprints/parse-catalog.ts';
import { readBuiltInBlueprints } from '../../src/commands/input/read-catalog.ts';
import { resolveConfig } from '../../src/config/resolve-config.ts';
import { buildPlatform } from '../../src/model/build-platform.ts';
import { parseSources } from '../../src/source/parse-sources.ts';

const catalog = parseCatalog(readBuiltInBlueprints(), new Map()).value;
const texts = ['infraflux.yaml', 'environments/prod.yaml', 'test/config/everything.yaml'].map((path) =>
  readFileSync(path, 'utf8'),
);
const junk = [
  '7',
  'null',
  '[]',
  '{}',
  'nonsense',
  '""',
  '1.5',
  '10.10.0.1',
  '[{a: 1}]',
  '{__proto__x: 1}',
  '-3',
  '10.10.40.10-10.10.40.11',
];

/** A text with some of its flow values and plain scalars replaced. */
function spoiled(text: string, spots: readonly (readonly [number, string])[]): string {
  const values = [...text.matchAll(/(?<=[:,[{] )[^\s,{}[\]#:]+(?=[,}\]\n])/g)];
  let out = text;
  const chosen = new Map(spots.map(([spot, value]) => [values[spot % values.length], value]));
  for (const [match, value] of [...chosen].sort(([a], [b]) => (b?.index ?? 0) - (a?.index ?? 0))) {
    if (match !== undefined) out = out.slice(0, match.index) + value + out.slice(match.index + match[0].length);
  }
  return out;
}

describe('whatever somebody writes', () => {
  const spot = fc.tuple(fc.nat(10_000), fc.constantFrom(...junk));
  const spots = fc.array(spot, { maxLength: 4 });

  it('the model reports it and never throws', () => {
    if (catalog === undefined) throw new Error('no catalog');
    fc.assert(
      fc.property(fc.boolean(), spots, spots, (everything, first, second) => {
        const files = [
          { path: 'infraflux.yaml', content: spoiled(texts[everything ? 2 : 0] as string, first) },
          ...(everything ? [] : [{ path: 'environments/prod.yaml', content: spoiled(texts[1] as string, second) }]),
        ];
        files.push({ path: 'patches/audit.yaml', content: 'machine: {}\n' });
        const set = parseSources(files).value;
        const config = set && resolveConfig(set, catalog).value;
        if (config === undefined) return;
        const { value, diagnostics } = buildPlatform(config, catalog, files);
        const errors = diagnostics.filter(({ severity }) => severity === 'error');
        if (errors.length > 0 || !config.complete) expect(value).toBeUndefined();
        else expect(value).toBeDefined();
      }),
      { numRuns: 150 },
    );
  });
});
