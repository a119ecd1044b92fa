import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import coreSchema from '../../schema/core.schema.json' with { type: 'json' };
import environmentSchema from '../../schema/environment.schema.json' with { type: 'json' };
import platformSchema from '../../schema/infraflux.schema.json' with { type: 'json' };
import { parseCatalog } from '../../src/blueprints/parse-catalog.ts';
import { readBuiltInBlueprints } from '../../src/commands/input/read-catalog.ts';
import { optionSchemas } from '../../src/config/editor-schemas.ts';
import { formatPatterns } from '../../src/config/format-patterns.ts';
import { formats } from '../../src/config/formats.ts';
import { providerSchemas } from '../../src/providers/schema-registry.ts';

// What editors read: standard keywords alone, so that they mark what `validate` refuses.

const base = {
  name: 'homelab',
  environments: { dev: { clusters: { lab: { controlPlane: { memory: '8Gi' } } } } },
};

describe.each([
  ['infraflux.yaml', platformSchema],
  ['environments/<name>.yaml', environmentSchema],
])('the schema of %s', (_, schema) => {
  it('is taken by a validator in strict mode', () => {
    const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
    expect(() => ajv.compile(schema)).not.toThrow();
  });

  it('has no keywords and formats of its own', () => {
    const odd = new Set<string>();
    const walk = (value: unknown, isNames: boolean): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [key, inner] of Object.entries(value)) {
        if (!isNames && (key.startsWith('x-') || key === 'format')) odd.add(key);
        if (!['default', 'examples', 'enum'].includes(key))
          walk(inner, ['properties', '$defs'].includes(key) && !isNames);
      }
    };
    walk(schema, false);
    expect([...odd]).toEqual([]);
  });

  it('says the default and the form of each value that has one', () => {
    const silent: string[] = [];
    const walk = (value: unknown, at: string): void => {
      if (typeof value !== 'object' || value === null) return;
      const { description, default: fallback, pattern } = value as Record<string, unknown>;
      if (typeof description === 'string') {
        if (fallback !== undefined && !/\bDefault\b/.test(description)) silent.push(`${at}: default`);
        if (pattern !== undefined && !description.includes('Write ')) silent.push(`${at}: form`);
      }
      for (const [key, inner] of Object.entries(value))
        if (key !== 'default' && key !== 'examples') walk(inner, `${at}/${key}`);
    };
    walk(schema, '');
    expect(silent).toEqual([]);
  });
});

describe('an editor', () => {
  const validate = new Ajv2020({ strict: true, strictRequired: false, allErrors: true }).compile(platformSchema);
  const lab = (cluster: object) => ({ ...base, environments: { dev: { clusters: { lab: cluster } } } });

  it.each([
    [base],
    [lab({ controlPlane: { memory: null } })],
    [
      lab({
        network: { endpoint: '10.10.10.5', nodes: '10.0.0.5-10.0.0.9, 10.0.1.0/28', pods: '10.42.0.0/16,fd00::/48' },
      }),
    ],
    [lab({ network: { endpoint: 'api.example.org:6443' } })],
  ])('takes what is right: %j', (input) => {
    expect(validate(input), JSON.stringify(validate.errors)).toBe(true);
  });

  it.each([
    [lab({ controlPlane: { memory: '4GB' } })],
    [lab({ controlPlane: { memory: 16 } })],
    [lab({ network: { nodes: '10.0.0.300' } })],
    [lab({ network: { pods: '10.42.0.0' } })],
    [lab({ versions: { kubernetes: 1.36 } })],
    [lab({ controlPlane: { labels: { 'a b': 'x' } } })],
    [{ ...base, networks: { lab: { cidr: '10.10.0.0/16', gateway: '10.0.0.300' } } }],
    [{ ...base, networks: { Lab_1: { cidr: '10.10.0.0/16' } } }],
  ])('marks what is wrong: %j', (input) => {
    expect(validate(input)).toBe(false);
  });
});

describe('patterns of formats', () => {
  const texts = [
    ...[
      '8Gi',
      '1.5Ti',
      '512Mi',
      '-10Gi',
      '80%',
      '100%',
      '90s',
      '15m',
      '30d',
      '10.0.0.5',
      'fe80::1',
      '::ffff:10.0.0.1',
      '2001:db8::',
    ],
    ...[
      '10.0.0.0/16',
      'fd00::/8',
      '10.42.0.0/16, fd00::/56',
      '10.0.0.10/24',
      '10.0.0.5-10.0.0.9',
      '10.0.0.5 - 10.0.0.9,10.1.0.0/28',
    ],
    ...[
      '2000-2999',
      '100, 200-300',
      '1.13.6',
      'v1.36.3',
      '1.13',
      '1.14.0-rc.1',
      '>=1.0',
      '^1.2 || 2',
      'BC:24:11:2E:C8:01',
      'lab',
      'a-b-1',
    ],
    ...[
      'dev.example.org',
      'x',
      '192.168.1.3:1111',
      '[fe80::1]:443',
      'api.example.org:6443',
      'https://example.org/a?b',
      'http://10.0.0.1:80',
    ],
    ...[
      'udp://10.0.0.9:514',
      'git@github.com:me/x.git',
      'ssh://git@host/x',
      'file:///srv/x',
      'main',
      'feature/a_b',
      'certs/ca.pem',
      '.',
    ],
    ...['controlPlane', 'tier', 'example.org/rack', '', 'a_b.c', 'oci://registry.example.org/charts', '6.9.2', 'a.key'],
    ...[
      '4GB',
      '10.0.0.300',
      '10.0.0',
      '1h30m',
      'Big_Ones',
      '-x',
      'a b',
      '../x',
      '/etc',
      'x'.repeat(64),
      'https://me:pw@example.org',
    ],
  ];

  it.each(Object.keys(formats) as (keyof typeof formats)[])('%s takes all that the format takes', (name) => {
    const pattern = new RegExp(formatPatterns[name], 'u');
    const refused = texts.filter((text) => formats[name].fault(text) === undefined && !pattern.test(text));
    expect(refused).toEqual([]);
  });

  it('refuse what people write most often', () => {
    const matches = (name: keyof typeof formats, text: string) => new RegExp(formatPatterns[name], 'u').test(text);
    expect([
      matches('size', '4GB'),
      matches('address', '10.0.0.300'),
      matches('cidr', '10.0.0.0'),
      matches('duration', '1h30m'),
    ]).toEqual([false, false, false, false]);
  });
});

it('each pattern of the language has its words', () => {
  const catalog = parseCatalog(readBuiltInBlueprints(), new Map()).value;
  if (catalog === undefined) throw new Error('the built-in catalog has faults');
  const silent: string[] = [];
  const walk = (value: unknown, at: string): void => {
    if (typeof value !== 'object' || value === null) return;
    const { pattern, 'x-expected': words } = value as Record<string, unknown>;
    if (typeof pattern === 'string' && typeof words !== 'string') silent.push(`${at}: ${pattern}`);
    for (const [key, inner] of Object.entries(value)) walk(inner, `${at}/${key}`);
  };
  walk(coreSchema, 'core');
  for (const [type, schema] of Object.entries(providerSchemas)) walk(schema, type);
  for (const [name, schema] of optionSchemas(catalog)) walk(schema, name);
  expect(silent).toEqual([]);
});
