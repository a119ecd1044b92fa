import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { renderComponent } from '../../src/emit/render-component.ts';
import { expectTree } from '../golden-tree.ts';
import { catalog, componentNames } from './builtin-catalog.ts';
import { type Case, platformOf } from './one-component.ts';

const golden = join(import.meta.dirname, 'golden');

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
    expectTree(join(folder, 'expected'), produced);
  });
});

test('every golden folder is of a component', () => {
  expect(readdirSync(golden).filter((name) => !componentNames.includes(name))).toEqual([]);
});
