import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parseCatalog } from '../../src/blueprints/parse-catalog.ts';
import { readBuiltInBlueprints } from '../../src/commands/input/read-catalog.ts';
import { toJson } from '../../src/source/tree.ts';
import { parseFile } from '../../src/source/parse-sources.ts';

const capabilities =
  'network/pods: {description: Pods reach each other., exclusive: true}\nstorage: {description: Storage.}\n';
const good = 'description: x\nnamespace: {name: x, podSecurity: baseline}\n';
const options = JSON.stringify({
  type: 'object',
  additionalProperties: false,
  properties: { hubble: { type: 'boolean' } },
});

function builtIn(blueprint: string, more: Readonly<Record<string, string>> = {}): ReadonlyMap<string, string> {
  return new Map([
    ['blueprints/capabilities.yaml', capabilities],
    ['blueprints/platform/x/blueprint.yaml', blueprint],
    ['blueprints/platform/x/options.schema.json', options],
    ...Object.entries(more),
  ]);
}

const secretTemplate = { 'blueprints/platform/x/secret.yaml.hbs': '' };
const none: ReadonlyMap<string, string> = new Map();

describe('parseCatalog', () => {
  test('reads every declaration', () => {
    const text = `${good}helm: {repository: "oci://r.example/c", chart: c, version: "1.10"}
provides: [storage]
when: {hubble: {requires: [network/pods], talos: {sysctls: {vm.x: "1"}}}}
talos: {extensions: {iscsi-tools: {}}, kernelModules: {m: {parameters: [a=1]}}}
disks: {volume: x}
sync: {prune: false, ignoreDifferences: [{kind: Secret, jsonPointers: [/data]}]}
`;
    const { value, diagnostics } = parseCatalog(builtIn(text), none);
    expect(diagnostics).toEqual([]);
    const blueprint = value?.components.get('x');
    expect(blueprint?.source).toEqual({ kind: 'helm', repository: 'r.example/c', chart: 'c', version: '1.10' });
    expect(blueprint?.requires.map(({ value: name, when }) => [name, when])).toEqual([['network/pods', ['hubble']]]);
    expect(blueprint?.talos.kernelModules[0]?.value).toEqual({ name: 'm', parameters: ['a=1'] });
    expect(blueprint?.talos.sysctls[0]?.when).toEqual(['hubble']);
    expect(blueprint?.release).toBe('x');
    expect(blueprint?.sync.prune).toBe(false);
    expect(blueprint?.span.file).toBe('infraflux:blueprints/platform/x/blueprint.yaml');
  });

  test.each(['version', 'values', 'wave', 'impliedBy', 'secrets', 'manifests'])(
    'refuses an option with a reserved name: %s',
    (name) => {
      const schema = {
        type: 'object',
        additionalProperties: false,
        properties: { hubble: {}, [name]: { type: 'string' } },
      };
      const text = JSON.stringify(schema);
      const { diagnostics } = parseCatalog(builtIn(good, { 'blueprints/platform/x/options.schema.json': text }), none);
      expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
        [
          'blueprint/invalid-options-schema',
          `option "${name}" has a reserved name; reserved are "version", "values", "wave", "impliedBy", "secrets", "manifests"`,
        ],
      ]);
      expect(diagnostics[0]?.span?.start).toBe(text.indexOf(`"${name}"`));
    },
  );

  test.each([
    [`${good}provide: [storage]\n`, 'blueprint/invalid', 'provide', 'did you mean "provides"?'],
    [`${good}provides: [storag]\n`, 'blueprint/unknown-capability', 'storag', 'did you mean "storage"?'],
    [`${good}implies: [y]\n`, 'blueprint/unknown-component', 'y', undefined],
    [`${good}when: {huble: {}}\n`, 'blueprint/unknown-option', 'huble', 'did you mean "hubble"?'],
    [`${good}release: 1.10\n`, 'blueprint/invalid', '1.10', 'quote it: "1.10"'],
    [
      'description: x\nnamespace: {name: x, podSecurty: baseline}\n',
      'blueprint/invalid',
      'podSecurty',
      'did you mean "podSecurity"?',
    ],
    ['description: x\n', 'blueprint/invalid', 'd', undefined],
    [`${good}bootstrap: "yes"\n`, 'blueprint/invalid', '"yes"', undefined],
    [`${good}secrets: {hubble: {}}\n`, 'blueprint/invalid', '{', undefined],
    [`${good}secrets: {hubble: {keys: {a: password}}}\n`, 'blueprint/invalid', 'password', undefined],
    [
      `${good}secrets: {hubble: {keys: {a: {generate: pasword}}}}\n`,
      'blueprint/invalid',
      'pasword',
      'did you mean "password"?',
    ],
    [`${good}secrets: {hubble: {keys: {a: {generate: password, length: 8}}}}\n`, 'blueprint/invalid', '8', undefined],
    [`${good}secrets: {hubble: {keys: {a: {generate: token, length: 32}}}}\n`, 'blueprint/invalid', '32', undefined],
    [`${good}secrets: {hubble: {keys: {a: {from: x, length: 32}}}}\n`, 'blueprint/invalid', '32', undefined],
    [
      `${good}secrets: {hubble: {keys: {a: {from: x, generate: hex}}}}\n`,
      'blueprint/invalid',
      '{from: x, generate: hex}',
      '{generate: password, length: 32} is generated here, {from: Cloudflare} is issued by another system',
    ],
    [`${good}clusterKey: {secret: Age, key: key}\n`, 'blueprint/invalid', 'Age', undefined],
    [`${good}clusterKey: {secret: age, key: a b}\n`, 'blueprint/invalid', 'a b', undefined],
    [
      `${good}secretStores: {option: huble, names: {vault: "a/\${name}"}}\n`,
      'blueprint/unknown-option',
      'huble',
      'did you mean "hubble"?',
    ],
    [
      `${good}secretStores: {option: hubble, names: {vault: "\${env}/\${name}"}}\n`,
      'blueprint/invalid',
      '"${env}/${name}"',
      'it names ${name}, and may name ${platform}, ${environment}, ${cluster}, ${name}, ${key}',
    ],
    [`${good}secretStores: {names: {}}\n`, 'blueprint/invalid', '{', undefined],
  ])('%j: %s', (text, code, at, help) => {
    const { diagnostics, value } = parseCatalog(builtIn(text, secretTemplate), none);
    expect(diagnostics.map((found) => found.code)).toEqual([code]);
    const { span } = diagnostics[0] ?? {};
    expect(text.slice(span?.start, span?.end)).toBe(at);
    expect(diagnostics[0]?.help).toBe(help);
    // It stays known by name, so that using it is not a second fault.
    expect(value?.components.has('x')).toBe(true);
  });

  test('who asks stores says what a secret is called there, and has a template for the object', () => {
    const text = `${good}secretStores: {option: hubble, names: {vault: "\${environment}/\${name}"}}\n`;
    expect(parseCatalog(builtIn(text), none).diagnostics.map(({ code }) => code)).toEqual(['blueprint/missing-file']);
    const { diagnostics, value } = parseCatalog(builtIn(text, secretTemplate), none);
    expect(diagnostics).toEqual([]);
    const stores = value?.components.get('x')?.secretStores;
    expect(stores).toEqual({ option: 'hubble', names: new Map([['vault', '${environment}/${name}']]) });
  });

  test("a user's file lies over the built-in one, and extends: false takes the rest away", () => {
    const base = builtIn(good, { 'blueprints/platform/x/values.yaml.hbs': 'a: 1\n' });
    const path = 'blueprints/platform/x/blueprint.yaml';
    const over = parseCatalog(base, new Map([[path, good]])).value;
    expect(over?.files.get(path)?.source).toBe(path);
    expect(over?.files.get('blueprints/platform/x/values.yaml.hbs')?.source).toBe(
      'infraflux:blueprints/platform/x/values.yaml.hbs',
    );
    const instead = parseCatalog(base, new Map([[path, `extends: false # mine\n${good}`]]));
    expect(instead.value?.files.has('blueprints/platform/x/values.yaml.hbs')).toBe(false);
    expect(instead.diagnostics.map((found) => found.code)).toEqual(['blueprint/incomplete', 'blueprint/incomplete']);
  });

  test("a user's capabilities add to the built-in ones", () => {
    const user = new Map([['blueprints/capabilities.yaml', 'mine: {description: m}\n']]);
    const { value } = parseCatalog(builtIn(good), user);
    expect([...(value?.capabilities.keys() ?? [])]).toEqual(['mine', 'network/pods', 'storage']);
  });

  test('one release name in one namespace belongs to one component', () => {
    const text = `${good}helm: {repository: r, chart: c, version: "1"}\nrelease: r\n`;
    const { diagnostics } = parseCatalog(builtIn(text, { 'blueprints/platform/y/blueprint.yaml': text }), none);
    expect(diagnostics.map((found) => found.code)).toEqual(['blueprint/duplicate-release']);
    expect(diagnostics[0]?.related).toHaveLength(1);
  });

  test('the digest changes with any text and with nothing else', () => {
    const digest = parseCatalog(builtIn(good), none).value?.digest;
    expect(parseCatalog(new Map([...builtIn(good)].reverse()), none).value?.digest).toBe(digest);
    expect(parseCatalog(builtIn(`${good}\n`), none).value?.digest).not.toBe(digest);
  });
});

test('keys of a secret are names, or say where their values come from', () => {
  const text = `${good}secrets:
  hubble: {keys: {a: {generate: base64, length: 16}, b: {from: Cloudflare}, c: {generate: token}}, scope: platform}
`;
  const { value, diagnostics } = parseCatalog(builtIn(text), none);
  expect(diagnostics).toEqual([]);
  expect(value?.components.get('x')?.secrets.get('hubble')).toEqual({
    keys: ['a', 'b', 'c'],
    origins: new Map<string, unknown>([
      ['a', { generate: 'base64', length: 16 }],
      ['b', { from: 'Cloudflare' }],
      ['c', { generate: 'token' }],
    ]),
    scope: 'platform',
  });
  const names = parseCatalog(builtIn(`${good}secrets: {hubble: {keys: [a, b]}}\n`), none);
  expect(names.value?.components.get('x')?.secrets.get('hubble')).toEqual({
    keys: ['a', 'b'],
    origins: new Map(),
    scope: 'environment',
  });
});

describe('the built-in catalog', () => {
  const texts = readBuiltInBlueprints();
  const validate = new Ajv2020({ allErrors: true }).compile(
    JSON.parse(readFileSync(new URL('../../schema/blueprint.schema.json', import.meta.url), 'utf8')) as object,
  );

  test('has no faults', () => {
    expect(parseCatalog(texts, none).diagnostics).toEqual([]);
  });

  test('says of every key of a secret where its value comes from', () => {
    const { value } = parseCatalog(texts, none);
    for (const { name, secrets } of value?.components.values() ?? [])
      for (const [option, { keys, origins }] of secrets)
        expect([...origins.keys()], `${name}: ${option}`).toEqual(keys);
  });

  test.each([...texts.keys()].filter((path) => path.endsWith('/blueprint.yaml')))(
    '%s is valid against schema/blueprint.schema.json',
    (path) => {
      const tree = parseFile({ path, content: texts.get(path) ?? '' }).value;
      expect(tree && validate(toJson(tree.root)), JSON.stringify(validate.errors)).toBe(true);
    },
  );
});
