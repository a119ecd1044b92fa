import { describe, expect, it } from 'vitest';
import { languageAjv } from '../../src/config/build-validators.ts';
import type { Schema } from '../../src/config/compose-schema.ts';
import { fits } from '../../src/config/fits.ts';
import { follow, type Language, propertiesOf } from '../../src/config/schema.ts';
import { suggestValue } from '../../src/config/suggest.ts';
import { optionSchemas } from '../../src/config/editor-schemas.ts';
import { catalogLanguage } from '../../src/config/schema.ts';
import { parseCatalog } from '../../src/blueprints/parse-catalog.ts';
import { readBuiltInBlueprints } from '../../src/commands/input/read-catalog.ts';
import { readPlain } from '../../src/source/plain-scalar.ts';
import type { Json, Tree } from '../../src/source/tree.ts';

const catalog = parseCatalog(readBuiltInBlueprints(), new Map()).value;
if (catalog === undefined) throw new Error('the built-in catalog has faults');
const language: Language = catalogLanguage(catalog);
const core = { ...language, options: new Map() };
const ajv = languageAjv(core, false);

/** What people write where something else belongs. */
const inputs = [
  ...['16', '0', '-1', '4096', '99999999', '1.36', '1.5', '4GB', '16 gb', '8 Gi', '1h30m', '15 days', '250ms', '5 m'],
  ...['true', 'yes', 'off', 'null', '~', '', ' ', 'a b', 'Grüße', 'Big_Ones', '-x-', '..', '#general', 'x'.repeat(80)],
  ...[
    '10.0.0.300',
    '10.0.0',
    '010.0.0.1',
    '10.0.0.5/24',
    '10.10.10.5/16',
    '10.0.0.9-10.0.0.5',
    '10.0.0.5-9',
    '10.0.0.5 - 10.0.0.9',
  ],
  ...[
    'fe80::1',
    'https://pve:8006',
    'pve.home.arpa:8006',
    'git@github.com:me/x',
    'github.com/me/x',
    'bc-24-11-2e-c8-01',
    'BC24112EC801',
  ],
  ...['/etc/x', '../x', 'C:\\x', 'vmbr0', '2999-2000', 'tcp 80', '0644', 'constructor', '__proto__'],
];

function scalar(source: string): Tree {
  const span = { file: 'f', start: 0, end: source.length };
  return { kind: 'scalar', value: readPlain(source).value, source, quoted: false, span };
}

/** Every property of the language, with the address of its schema. */
function* properties(): Generator<{
  readonly at: string;
  readonly schema: Schema;
  readonly parent: Schema;
  readonly key: string;
}> {
  for (const [name, definition] of Object.entries(core.definitions)) {
    if (name === 'provider' || name === 'platform' || name.endsWith('Provider')) continue;
    for (const [key, schema] of Object.entries(propertiesOf(definition))) {
      yield { at: `core#/$defs/${name}/properties/${key.replaceAll('/', '~1')}`, schema, parent: definition, key };
    }
  }
}

describe('a proposal', () => {
  const all = [...properties()].filter(({ schema }) => !JSON.stringify(schema).includes('#/$defs/provider'));

  it.each(all)('for $at is valid there, whatever was written', ({ at, schema, parent, key }) => {
    const validate = ajv.getSchema(at);
    if (validate === undefined) throw new Error(`no schema ${at}`);
    const trees: (Tree | undefined)[] = [undefined, ...inputs.map(scalar)];
    const span = { file: 'f', start: 0, end: 0 };
    trees.push(
      { kind: 'list', items: inputs.slice(0, 5).map(scalar), span },
      { kind: 'map', entries: new Map(), span },
    );
    for (const tree of trees) {
      const value = suggestValue({ language: core, schema, parent, key }, tree);
      expect(value, `${at} for ${JSON.stringify(tree)}`).toBeDefined();
      expect(
        validate(value),
        `${at}: ${JSON.stringify(value)} for ${tree?.kind === 'scalar' ? tree.source : tree?.kind}`,
      ).toBe(true);
    }
  });

  it.each(all)('for $at is judged as the validator judges it', ({ at, schema }) => {
    const validate = ajv.getSchema(at);
    if (validate === undefined) throw new Error(`no schema ${at}`);
    const values: readonly Json[] = [
      ...inputs,
      ...inputs.map((input) => readPlain(input).value),
      [],
      {},
      ['a', 'a'],
      { a: 1 },
    ];
    for (const value of values) {
      // What is required is looked at in the folded result, not in one file.
      if (JSON.stringify(follow(core, schema)).includes('"required"')) continue;
      expect(fits(core, schema, value), `${at}: ${JSON.stringify(value)}`).toBe(validate(value) === true);
    }
  });

  it('for the options of components takes their examples', () => {
    const found = [...optionSchemas(catalog)].flatMap(([name]) => {
      const schema = language.options.get(name) as Schema;
      return Object.entries(propertiesOf(schema)).flatMap(([key, option]) =>
        inputs.flatMap((input) => {
          const value = suggestValue({ language, schema: option, parent: schema, key }, scalar(input));
          return value !== undefined && fits(language, option, value) ? [] : [`${name}.${key} for ${input}`];
        }),
      );
    });
    expect(found).toEqual([]);
  });
});

describe('what is near', () => {
  it.each([
    ['size', '16', '16Gi'],
    ['size', '4096', '4096Mi'],
    ['size', '8589934592', '8192Mi'],
    ['size', '4 GB', '4Gi'],
    ['size', '512m', '512Mi'],
    ['duration', '1h30m', '90m'],
    ['duration', '15 days', '15d'],
    ['duration', '2w', '14d'],
    ['cidr', '10.10.10.5/16', '10.10.0.0/16'],
    ['cidr', '10.10.0.0', '10.10.0.0/16'],
    ['cidr', '192.168.1.7', '192.168.1.0/24'],
    ['address', '10.0.0.300', '10.0.0.30'],
    ['address', '010.0.0.1', '10.0.0.1'],
    ['address', '10.0.0.5/24', '10.0.0.5'],
    ['range', '10.0.0.9-10.0.0.5', '10.0.0.5-10.0.0.9'],
    ['range', '10.0.0.5-9', '10.0.0.5-10.0.0.9'],
    ['range', '10.0.0.5 .. 10.0.0.9', '10.0.0.5-10.0.0.9'],
    ['id-range', '2999-2000', '2000-2999'],
    ['mac', 'bc-24-11-2e-c8-01', 'BC:24:11:2E:C8:01'],
    ['mac', 'BC24112EC801', 'BC:24:11:2E:C8:01'],
    ['dns-label', 'Big_Ones', 'big-ones'],
    ['dns-label', 'Grüße!', 'gru-e'],
    ['dns-name', 'https://Dev.Example.org/', 'dev.example.org'],
    ['url', 'pve.home.arpa:8006', 'https://pve.home.arpa:8006'],
    ['url', 'https://me:token@example.org/', 'https://example.org/'],
    ['endpoint', 'https://10.0.0.5:6443/', '10.0.0.5:6443'],
    ['endpoint', '10.10.10.500', '10.10.10.50'],
    ['git-url', 'github.com/me/x', 'https://github.com/me/x'],
    ['label-value', 'a b!', 'a-b'],
    ['file', './certs/../ca.pem', 'certs/ca.pem'],
  ])('%s: %s is %s', (format, written, proposal) => {
    expect(suggestValue({ language: core, schema: { type: 'string', format } }, scalar(written))).toBe(proposal);
  });

  it('a version has a patch that exists, of the minor that was written', () => {
    const schema = propertiesOf(core.definitions['versions'] as Schema)['kubernetes'] as Schema;
    const near = (written: string) => suggestValue({ language: core, schema, key: 'kubernetes' }, scalar(written));
    expect(near('1.36')).toBe('1.36.3');
    expect(near('1.34')).toBe('1.34.0');
    // Neither 1.1 nor 1.99 runs on any Talos.
    expect(near('1.10')).toBe('1.36.3');
    expect(near('1.99')).toBe('1.36.3');
  });
});
