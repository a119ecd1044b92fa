import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { renderComponent } from '../../src/emit/render-component.ts';
import { catalog, componentNames } from './builtin-catalog.ts';
import { type Case, platformOf } from './one-component.ts';

const golden = join(import.meta.dirname, 'golden');
/** `npm run test:update` rewrites what is expected; the difference is then read like any other. */
const update = process.env['UPDATE_GOLDENS'] === '1';

function filesBelow(folder: string, below = ''): string[] {
  if (!existsSync(join(folder, below))) return [];
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(folder, path) : [path];
  });
}

describe.each(componentNames)('%s', (name) => {
  const cases = existsSync(join(golden, name)) ? readdirSync(join(golden, name)).sort() : [];

  test('is rendered alone, at least once with nothing set', () => {
    expect(cases).toContain('minimal');
  });

  test.each(cases)('%s', (one) => {
    const folder = join(golden, name, one);
    const setup = (parse(readFileSync(join(folder, 'options.yaml'), 'utf8')) ?? {}) as Case;
    const { platform, environment, cluster, component } = platformOf(name, setup);
    const { value, diagnostics } = renderComponent(platform, environment, cluster, component, catalog);
    expect(diagnostics).toEqual([]);
    const produced = new Map(
      (value ?? []).map(({ path, text }) => [path.replace(`prod/platform/main/${name}/`, ''), text]),
    );
    const expected = join(folder, 'expected');
    if (update) {
      rmSync(expected, { recursive: true, force: true });
      for (const [path, text] of produced) {
        mkdirSync(dirname(join(expected, path)), { recursive: true });
        writeFileSync(join(expected, path), text);
      }
    }
    expect([...produced.keys()].sort()).toEqual(filesBelow(expected).sort());
    for (const [path, text] of produced) expect(text, path).toBe(readFileSync(join(expected, path), 'utf8'));
  });
});

test('every golden folder is of a component', () => {
  expect(readdirSync(golden).filter((name) => !componentNames.includes(name))).toEqual([]);
});
