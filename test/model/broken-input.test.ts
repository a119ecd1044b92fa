import { hasErrors } from '../../src/diagnostics/diagnostic.ts';
import { resolvePlatform } from '../../src/resolve-platform.ts';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCatalog } from '../../src/blueprints/parse-catalog.ts';
import { readBuiltInBlueprints } from '../../src/commands/input/read-catalog.ts';
import { runs } from '../effort.ts';

const catalog = parseCatalog(readBuiltInBlueprints(), new Map());
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
    fc.assert(
      fc.property(fc.boolean(), spots, spots, (everything, first, second) => {
        const files = [
          { path: 'infraflux.yaml', content: spoiled(texts[everything ? 2 : 0] as string, first) },
          ...(everything ? [] : [{ path: 'environments/prod.yaml', content: spoiled(texts[1] as string, second) }]),
        ];
        files.push({ path: 'patches/audit.yaml', content: 'machine: {}\n' });
        const { config, platform, diagnostics } = resolvePlatform({ files, catalog });
        if (hasErrors(diagnostics) || config?.complete !== true) expect(platform).toBeUndefined();
        else expect(platform).toBeDefined();
      }),
      { numRuns: runs(60, 4500) },
    );
  });
});
