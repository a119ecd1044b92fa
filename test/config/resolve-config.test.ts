import { type ClusterId, clusterId } from '../../src/identity/cluster-id.ts';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Catalog } from '../../src/blueprints/catalog.ts';
import { parseCatalog } from '../../src/blueprints/parse-catalog.ts';
import { readBuiltInBlueprints } from '../../src/commands/input/read-catalog.ts';
import { answerWarnings } from '../../src/config/answer-warnings.ts';
import type { ClusterConfig, Config } from '../../src/config/config.ts';
import { explainValue, formatExplained, formatUnknown } from '../../src/config/explain-value.ts';
import { foldOnto } from '../../src/config/fold.ts';
import type { Provenance } from '../../src/config/provenance.ts';
import { at, isFaulty, valueOf } from '../../src/config/read.ts';
import { resolveConfig } from '../../src/config/resolve-config.ts';
import { loadSchemaChecks } from '../../src/config/schema-checks.ts';
import { fillTemplate, templateNames } from '../../src/config/template.ts';
import { infrafluxVersion } from '../../src/config/version.ts';
import { parseVersion } from '../../src/versions/version.ts';
import { fulfils, parseVersionRange } from '../../src/versions/version-range.ts';
import { withDefaults } from '../../src/config/with-defaults.ts';
import { diagnostic } from '../../src/diagnostics/catalogue.ts';
import type { Checked } from '../../src/diagnostics/diagnostic.ts';
import { parseSources } from '../../src/source/parse-sources.ts';
import { cpuClock } from '../cpu-time.ts';

const builtIn = readBuiltInBlueprints();

function catalogOf(user: ReadonlyMap<string, string> = new Map()): Catalog {
  const { value } = parseCatalog(builtIn, user);
  if (value === undefined) throw new Error('no catalog');
  return value;
}

async function resolve(files: { readonly [path: string]: string }, catalog = catalogOf()): Promise<Checked<Config>> {
  const set = parseSources(Object.entries(files).map(([path, content]) => ({ path, content })));
  expect(set.diagnostics).toEqual([]);
  if (set.value === undefined) throw new Error('no sources');
  return resolveConfig(set.value, catalog, await loadSchemaChecks(catalog));
}

function clusterOf({ value }: Checked<Config>, environment: string, name: string): ClusterConfig {
  const found = value?.environments
    .find((each) => each.name === environment)
    ?.clusters.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no cluster ${environment}/${name}`);
  return found;
}

const example = {
  'infraflux.yaml': readFileSync('infraflux.yaml', 'utf8'),
  'environments/prod.yaml': readFileSync('environments/prod.yaml', 'utf8'),
};

describe('the example', () => {
  it('has no diagnostics but that of a field which nothing is compiled from yet', async () => {
    const { value, diagnostics } = await resolve(example);
    expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ['language/not-implemented', 'backup.etcd has no effect yet'],
    ]);
    expect(value?.complete).toBe(true);
    expect(value?.environments.map(({ name, clusters }) => [name, clusters.map((each) => each.name)])).toEqual([
      ['dev', ['dev']],
      ['prod', ['main', 'management']],
      ['staging', ['staging']],
    ]);
  });

  it('is folded over all six layers', async () => {
    const config = await resolve(example);
    const dev = clusterOf(config, 'dev', 'dev').value;
    expect(dev.controlPlane).toMatchObject({ count: 1, schedulable: true, cpu: 4, memory: '8Gi' });
    expect(dev.pools['workers']).toMatchObject({ count: 0, memory: '16Gi' });
    expect(Object.keys(dev.platform)).not.toContain('longhorn');
    const main = clusterOf(config, 'prod', 'main').value;
    expect(main).toMatchObject({ domain: 'example.org', protect: true, size: 'ha' });
    expect(main.pools['workers']).toMatchObject({ count: 3, memory: '32Gi' });
    expect(main.platform).toMatchObject({ longhorn: { replicas: 3 }, cilium: { gatewayApi: true, hubbleUi: false } });
    const management = clusterOf(config, 'prod', 'management').value;
    expect(Object.keys(management.pools['workers']?.disks ?? {})).toEqual(['system']);
    expect(management.applications).toBeUndefined();
  });

  it('says why a value is what it is', async () => {
    const { value } = await resolve(example);
    if (value === undefined) throw new Error('no value');
    const explained = explainValue(value, 'prod.main.pools.workers.memory');
    if (explained.kind !== 'value') throw new Error('not there');
    const lineOf = ({ span }: Provenance): string => {
      const text = example[span?.file as keyof typeof example];
      return span === undefined ? 'default' : `${span.file}:${text.slice(0, span.start).split('\n').length}`;
    };
    const line = (file: keyof typeof example, text: string): number =>
      example[file].split('\n').findIndex((each) => each.includes(text)) + 1;
    const [prod, main] = [line('environments/prod.yaml', 'memory: 32Gi'), line('infraflux.yaml', 'memory: 16Gi')];
    expect(formatExplained(explained, lineOf)).toBe(
      [
        '32Gi',
        `  environments/prod.yaml:${prod}    clusters.main.pools.workers.memory   32Gi   <- wins`,
        `  infraflux.yaml:${main}            defaults.pools.workers.memory        16Gi`,
        '',
      ].join('\n'),
    );
    const unknown = explainValue(value, 'prod.main.pools.workers.memroy');
    if (unknown.kind !== 'unknown') throw new Error('there');
    expect(formatUnknown(unknown)).toMatch(/"memroy" in prod\.main\.pools\.workers; did you mean "memory"\?$/);
    expect(explainValue(value, 'networks.lab.cidr')).toMatchObject({ kind: 'value', value: '10.10.0.0/16' });
    expect(explainValue(value, 'prod.main.talos.sysctls["vm.max_map_count"]')).toMatchObject({ value: '262144' });
    expect(explainValue(value, 'prod["main')).toMatchObject({ kind: 'unknown' });
  });

  it('does not depend on the order of files', async () => {
    const turned = Object.fromEntries(Object.entries(example).reverse()) as typeof example;
    const values = (config: Checked<Config>) =>
      config.value?.environments.map(({ clusters }) => clusters.map((each) => each.value));
    expect(JSON.stringify(values(await resolve(turned)))).toBe(JSON.stringify(values(await resolve(example))));
  });
});

const minimal = 'name: x\nenvironments:\n  dev:\n    clusters:\n      a: {size: single}\n';

describe('variants', () => {
  const files = (choice: string, more = '') => ({
    'infraflux.yaml': `
name: lab
providers: {rack: {type: metal}}
networks: {lab: {cidr: 10.0.0.0/16, gateway: 10.0.0.1}}
variants:
  large: {pools: {workers: {memory: 64Gi, cpu: 16}}, domain: large.example.org}
  quiet: {pools: {workers: {memory: 4Gi}}}
defaults: {size: small, versions: {talos: 1.13.6, kubernetes: 1.36.3}, pools: {workers: {memory: 8Gi, cpu: 2}}}
environments:
  dev:
    ${more}
    clusters:
      one: {${choice} network: {nodes: 10.0.1.10-10.0.1.19, endpoint: 10.0.1.5}}
      two: {${choice} network: {nodes: 10.0.2.10-10.0.2.19, endpoint: 10.0.2.5}, domain: two.example.org}
`,
  });
  const workers = (config: Checked<Config>, name = 'one') =>
    (valueOf(clusterOf(config, 'dev', name).tree) as { pools: { workers: { memory: string; cpu: number } } }).pools
      .workers;

  it('are folded over defaults in the order in which they are chosen, below the environment', async () => {
    expect(workers(await resolve(files('')))).toMatchObject({ memory: '8Gi', cpu: 2 });
    expect(workers(await resolve(files('variants: [large, quiet],')))).toMatchObject({ memory: '4Gi', cpu: 16 });
    expect(workers(await resolve(files('variants: [quiet, large],')))).toMatchObject({ memory: '64Gi', cpu: 16 });
    const below = await resolve(files('variants: [large],', 'pools: {workers: {memory: 12Gi}}'));
    expect(workers(below)).toMatchObject({ memory: '12Gi', cpu: 16 });
  });

  it('are one list: the nearest replaces the others', async () => {
    const config = await resolve(files('', 'variants: [quiet]'));
    expect(workers(config)).toMatchObject({ memory: '4Gi', cpu: 2 });
    expect(workers(await resolve(files('variants: [],', 'variants: [quiet]')))).toMatchObject({ memory: '8Gi' });
  });

  it('make a class: two clusters of one differ by their own fragments alone, and explain says who spoke', async () => {
    const config = await resolve(files('variants: [large],'));
    const [one, two] = ['one', 'two'].map((name) => {
      const {
        network: _network,
        domain,
        ...rest
      } = valueOf(clusterOf(config, 'dev', name).tree) as Record<string, unknown>;
      return { domain, rest };
    });
    expect(one?.rest).toEqual(two?.rest);
    expect([one?.domain, two?.domain]).toEqual(['large.example.org', 'two.example.org']);
    const memory = at(clusterOf(config, 'dev', 'one').tree, ['pools', 'workers', 'memory']);
    expect(memory?.kind === 'leaf' && [memory.saying.layer, memory.saying.path.join('.')]).toEqual([
      'variant',
      'variants.large.pools.workers.memory',
    ]);
    expect(memory?.kind === 'leaf' && memory.overrode.map(({ layer }) => layer)).toEqual(['defaults']);
  });
});

describe('nodes', () => {
  it('get no defaults before they are folded onto their group', async () => {
    const config = await resolve({
      'infraflux.yaml': `${minimal.replace('{size: single}', '')}
        size: single
        talos: {extensions: {iscsi-tools: {}}}
        controlPlane: {cpu: 8, gpus: {}, disks: {system: {size: 40Gi}, data: {size: 1Gi}}}
        nodes: {a-cp-1: {memory: 16Gi, disks: {data: null}, talos: {extensions: {iscsi-tools: null}}}}
`.replace('      a: \n\n', '      a:\n'),
    });
    expect(config.diagnostics.map(({ message }) => message)).toEqual([]);
    const { tree } = clusterOf(config, 'dev', 'a');
    const node = at(tree, ['nodes', 'a-cp-1']);
    expect(JSON.parse(JSON.stringify(valueOf(node as never)))).toEqual({
      memory: '16Gi',
      disks: {},
      talos: { extensions: {} },
    });
    const whole = withDefaults(foldOnto(at(tree, ['controlPlane']), node), 'node');
    const value = JSON.parse(JSON.stringify(valueOf(whole))) as { [key: string]: unknown };
    expect(value).toMatchObject({ cpu: 8, memory: '16Gi', retired: false });
    expect(Object.keys(value['disks'] as object)).toEqual(['system']);
    const talos = foldOnto(at(tree, ['talos']), at(whole, ['talos']));
    expect(Object.keys(JSON.parse(JSON.stringify(valueOf(at(talos, ['extensions']) as never))) as object)).toEqual([]);
  });
});

describe('faults', () => {
  it('are marked in the tree, so that no rule reports what follows from them', async () => {
    const config = await resolve({
      'infraflux.yaml': minimal.replace('{size: single}', '{size: sinlge, network: {endpiont: 10.0.0.1}}'),
    });
    expect(config.diagnostics.map(({ code }) => code).sort()).toEqual(['config/unknown-key', 'config/unknown-size']);
    expect(config.value?.complete).toBe(false);
    const { tree } = clusterOf(config, 'dev', 'a');
    expect(isFaulty(tree, ['network', 'endpoint'])).toBe(true);
    expect(isFaulty(tree, ['controlPlane', 'count'])).toBe(true);
    expect(isFaulty(tree, ['domain'])).toBe(true);
  });

  it('of a shared layer are reported once, whatever number of clusters it reaches', async () => {
    const text = minimal.replace('environments:', 'defaults: {applications: {path: apps}}\nenvironments:');
    const config = await resolve({ 'infraflux.yaml': `${text}      b: {size: ha}\n      c: {size: ha}\n` });
    expect(config.diagnostics.map(({ code }) => code)).toEqual(['config/missing-key']);
  });

  it('in a file are found even when another file cannot be read', async () => {
    const config = await resolve({ 'environments/prod.yaml': 'domian: example.org\n' });
    expect(config.value).toBeUndefined();
    expect(config.diagnostics.map(({ code }) => code)).toEqual(['config/unknown-key']);
  });
});

describe('a null', () => {
  it('may take out a whole cluster', async () => {
    const config = await resolve({
      'infraflux.yaml': `${minimal}      b: {size: ha}\n`,
      'environments/dev.yaml': 'clusters: {b: null}\n',
    });
    expect(config.diagnostics).toEqual([]);
    expect(config.value?.environments[0]?.clusters.map(({ name }) => name)).toEqual(['a']);
  });

  it('in defaults is right when it removes something in one of the clusters', async () => {
    const text = minimal.replace('environments:', 'defaults: {controlPlane: {schedulable: null}}\nenvironments:');
    expect((await resolve({ 'infraflux.yaml': text })).diagnostics).toEqual([]);
    const nowhere = await resolve({ 'infraflux.yaml': text.replace('size: single', 'size: ha') });
    expect(nowhere.diagnostics.map(({ code }) => code)).toEqual(['config/null-without-effect']);
  });
});

describe("a user's own blueprints", () => {
  it('bring options of their own', async () => {
    const own = new Map([
      [
        'blueprints/platform/mine/blueprint.yaml',
        'description: Mine.\nnamespace: {name: mine, podSecurity: baseline}\n',
      ],
      [
        'blueprints/platform/mine/options.schema.json',
        '{"type":"object","additionalProperties":false,"properties":{"level":{"type":"integer","default":3,"description":"x","examples":[1]}}}',
      ],
    ]);
    const on = minimal.replace('{size: single}', '{size: single, platform: {mine: {}}}');
    const config = await resolve({ 'infraflux.yaml': on }, catalogOf(own));
    expect(config.diagnostics).toEqual([]);
    expect(clusterOf(config, 'dev', 'a').value.platform).toMatchObject({ mine: { level: 3 } });
    const wrong = await resolve({ 'infraflux.yaml': on.replace('mine: {}', 'mine: {levle: 1}') }, catalogOf(own));
    expect(wrong.diagnostics.map(({ message, label }) => [message, label])).toEqual([
      ['unknown key "levle" in platform.mine', 'did you mean "level"?'],
    ]);
  });
});

describe('warnings', () => {
  it('are answered by the cluster that they are about', async () => {
    const config = await resolve(example);
    if (config.value === undefined) throw new Error('no value');
    const code = 'config/default-count-overrides-size';
    const value: Config = {
      ...config.value,
      environments: config.value.environments.map((environment) => ({
        ...environment,
        clusters: environment.clusters.map((cluster) =>
          cluster.name === 'dev'
            ? { ...cluster, value: { ...cluster.value, accept: { [code]: 'on purpose' } } }
            : cluster,
        ),
      })),
    };
    const about = (cluster?: ClusterId) => diagnostic(code, undefined, 'count', { cluster });
    const { open, answered } = answerWarnings(
      [about(clusterId('dev', 'dev')), about(clusterId('prod', 'main')), about()],
      value,
    );
    expect(answered.map(({ reason, diagnostic: { cluster } }) => [reason, cluster])).toEqual([
      ['on purpose', 'dev/dev'],
    ]);
    expect(open.map(({ cluster }) => cluster)).toEqual(['prod/main', undefined]);
  });
});

describe('versions', () => {
  it('has the version of package.json', () => {
    expect(infrafluxVersion).toBe((JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version);
  });

  it('compares', () => {
    const within = (version: string, range: string) =>
      fulfils(parseVersion(version) as never, parseVersionRange(range) as never);
    expect(within('1.10.0', '>=1.9')).toBe(true);
    expect(within('0.1.0', '>=1.0')).toBe(false);
    expect(within('1.5.0', '>=1.0 <2')).toBe(true);
    expect(within('2.0.0', '>=1.0, <2')).toBe(false);
  });
});

describe('templates', () => {
  it('fill in names once and evaluate nothing', () => {
    expect(fillTemplate('${cluster}-${n}', { cluster: '${n}', n: '3' })).toBe('${n}-3');
    expect(fillTemplate('$cluster ${', { cluster: 'x' })).toBe('$cluster ${');
    expect(fillTemplate('${constructor}', {})).toBe('${constructor}');
    expect(templateNames('a${b}c${d}').map(({ name }) => name)).toEqual(['b', 'd']);
  });
});

describe('speed', () => {
  it('folds 40 clusters of 50 components without anybody noticing', async () => {
    const catalog = catalogOf();
    const component = (index: number) =>
      `      c${index}: {a: ${index}, b: {c: text, d: [1, 2], e: true}, f: 8Gi, g: {h: {i: 1, j: 2}}}\n`;
    const values = `  platform:\n    cilium:\n     values:\n${Array.from({ length: 50 }, (_, index) => component(index)).join('')}`;
    const clusters = Array.from(
      { length: 40 },
      (_, index) => `      k${index}: {size: ha, platform: {cilium: {values: {c1: {a: 5}}}}}\n`,
    );
    const text = `name: x\ndefaults:\n${values}environments:\n  dev:\n    clusters:\n${clusters.join('')}`;
    const set = parseSources([{ path: 'infraflux.yaml', content: text }]);
    const checks = await loadSchemaChecks(catalog);
    const times: number[] = [];
    for (let run = 0; run < 5; run += 1) {
      const used = cpuClock();
      const { diagnostics } = resolveConfig(set.value as never, catalog, checks);
      times.push(used());
      expect(diagnostics).toEqual([]);
    }
    // Ten times what it takes: this finds what has become quadratic.
    expect(Math.min(...times)).toBeLessThan(600);
  });
});
