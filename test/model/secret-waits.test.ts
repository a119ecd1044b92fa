import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Catalog } from '../../src/blueprints/catalog.ts';
import { parseCatalog } from '../../src/blueprints/parse-catalog.ts';
import { emitGitops } from '../../src/emit/gitops.ts';
import { renderComponent } from '../../src/emit/render-component.ts';
import type { Cluster } from '../../src/model/platform.ts';
import { secretObjects } from '../../src/plan/secret-objects.ts';
import { subjectOfPath } from '../../src/plan/file-subject.ts';
import { codes, platformOf, withClusters } from './platform-of.ts';
import { runs } from '../effort.ts';

/** A component of a generated cluster. It waits for some of those before it in the list, so that there are no circles. */
interface Generated {
  readonly requires: readonly number[];
  readonly after: readonly number[];
  readonly reads: boolean;
}

interface World {
  readonly components: readonly Generated[];
  readonly operator: number | undefined;
  readonly store: number | undefined;
  readonly external: boolean;
  /** Names are given in another order than places. */
  readonly names: readonly string[];
}

const world: fc.Arbitrary<World> = fc.integer({ min: 2, max: 9 }).chain((count) =>
  fc.record({
    components: fc.tuple(
      ...Array.from({ length: count }, (_, index) =>
        fc.record({
          requires: fc.subarray([...Array(index).keys()], { maxLength: Math.min(2, index) }),
          after: fc.subarray([...Array(index).keys()], { maxLength: Math.min(2, index) }),
          reads: fc.boolean(),
        }),
      ),
    ),
    operator: fc.option(fc.nat(count - 1), { nil: undefined, freq: 6 }),
    store: fc.option(fc.nat(count - 1), { nil: undefined, freq: 3 }),
    external: fc.boolean(),
    names: fc.shuffledSubarray([...'abcdefghi'], { minLength: count, maxLength: count }),
  }),
);

const options = JSON.stringify({
  type: 'object',
  additionalProperties: false,
  properties: {
    stores: {
      type: 'object',
      description: 'Stores.',
      examples: [{}],
      additionalProperties: { type: 'object', additionalProperties: false, properties: {} },
    },
    login: {
      type: 'object',
      additionalProperties: false,
      required: ['secret'],
      'x-secret-reference': true,
      description: 'What it logs in with.',
      examples: [{ secret: 'a-login' }],
      properties: { secret: { type: 'string', description: 'Its name.', examples: ['a-login'] } },
    },
  },
});

const gitops = ['root', 'project', 'application', 'applications'].map((name): [string, string] => {
  const path = `blueprints/gitops/${name}.yaml.hbs`;
  return [path, readFileSync(path, 'utf8')];
});

/** Of every kind that matters here, one component; the last one is the engine, so that Applications are made. */
function catalogOf({ components, operator, store, names }: World): Catalog {
  const capabilities = [...names, 'engine'].map((name) => `cap/${name}: {description: Of ${name}., exclusive: false}`);
  for (const name of ['network/pods', 'gitops/engine', 'secrets/operator', 'secrets/external'])
    capabilities.push(`${name}: {description: Known., exclusive: true}`);
  const files = new Map<string, string>([
    ...gitops,
    ['blueprints/capabilities.yaml', `${capabilities.join('\n')}\n`],
    ['blueprints/sizes/small.yaml', 'controlPlane: {count: 1}\npools: {workers: {count: 2}}\n'],
  ]);
  const add = (name: string, lines: readonly string[]): void => {
    const text = ['description: For tests.', `namespace: {name: of-${name}, podSecurity: baseline}`, ...lines];
    files.set(`blueprints/platform/${name}/blueprint.yaml`, `${text.join('\n')}\n`);
    files.set(`blueprints/platform/${name}/options.schema.json`, options);
  };
  components.forEach(({ requires, after }, index) => {
    const provided = [`cap/${names[index]}`];
    if (index === operator) provided.push('secrets/operator');
    if (index === store) provided.push('secrets/external');
    const list = (places: readonly number[]): string => `[${places.map((place) => `cap/${names[place]}`).join(', ')}]`;
    add(names[index] ?? '', [
      `provides: [${provided.join(', ')}]`,
      `requires: ${list(requires)}`,
      `after: ${list(after)}`,
      'secrets: {login: {keys: {password: {generate: password, length: 32}}, scope: environment}}',
      ...(index === store ? ['secretStores: {option: stores, names: {}}'] : []),
    ]);
    if (index === store) files.set(`blueprints/platform/${names[index]}/secret.yaml.hbs`, storeTemplate);
  });
  add('engine', ['provides: [cap/engine, gitops/engine]']);
  const { value, diagnostics } = parseCatalog(files, new Map());
  if (value === undefined || diagnostics.length > 0)
    throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return value;
}

const storeTemplate = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: {{yaml secret.name}}
  namespace: {{yaml secret.namespace}}
`;

interface Made {
  readonly cluster: Cluster;
  readonly catalog: Catalog;
  /** Texts by path below the cluster's folder. */
  readonly files: ReadonlyMap<string, string>;
  /** What should be delivered as an encrypted object. */
  readonly objects: readonly string[];
}

async function made(one: World): Promise<Made> {
  const { components, names, store } = one;
  const catalog = catalogOf(one);
  const on = components.map(({ reads }, index) => {
    const own = [reads ? `login: {secret: of-${names[index]}}` : '', index === store ? 'stores: {box: {}}' : ''];
    return `${names[index]}: {${own.filter((option) => option !== '').join(', ')}}`;
  });
  const secrets = one.external && store !== undefined ? ', secrets: {external: {store: box, path: "${name}"}}' : '';
  const text = withClusters(
    `main: {network: {nodes: 10.10.1.10-10.10.1.29, endpoint: 10.10.1.5}${secrets}, platform: {engine: {}, ${on.join(', ')}}}`,
    '  size: small\n',
  );
  // Whatever is read has its object already, and what is not read has one as well.
  const files = names.map((name) => ({
    path: `secrets/prod/main/${name}.of-${name}.yaml`,
    content: `apiVersion: isindir.github.com/v1alpha3\nkind: SopsSecret\nmetadata: {name: of-${name}, namespace: of-${name}}\n`,
  }));
  const { value: platform, diagnostics } = await platformOf(text, catalog, files);
  const environment = platform?.environments[0];
  const cluster = environment?.clusters[0];
  expect(codes(diagnostics)).not.toContain('platform/capability-cycle');
  if (platform === undefined || environment === undefined || cluster === undefined)
    throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  const rendered = cluster.components.flatMap((component) => {
    const result = renderComponent(platform, environment, cluster, component, catalog);
    expect(result.diagnostics).toEqual([]);
    return result.value ?? [];
  });
  const emitted = emitGitops(platform, environment, cluster, catalog, rendered);
  expect(emitted.diagnostics).toEqual([]);
  const all = [...rendered, ...(emitted.value ?? [])];
  for (const { path, subject } of rendered) expect(subjectOfPath(path).component, path).toBe(subject);
  return {
    cluster,
    catalog,
    files: new Map(all.map((artifact) => [artifact.path.replace('prod/platform/main/', ''), artifact.text])),
    objects: secretObjects(platform, catalog).map((object) => object.name),
  };
}

interface Application {
  readonly wave: number;
  readonly texts: readonly string[];
}

/** Every Application, with what stands in the folders of the repository that it reads. */
function applicationsOf({ files }: Made): readonly Application[] {
  return [...files]
    .filter(([path]) => /^applications\/(?!project)/.test(path))
    .map(([, text]) => {
      const { metadata, spec } = parse(text) as {
        metadata: { annotations: Record<string, string> };
        spec: { sources: readonly { path?: string }[] };
      };
      const folders = spec.sources.flatMap(({ path }) => path?.replace('out/prod/platform/main/', '') ?? []);
      const texts = [...files].filter(([path]) => folders.includes(path.slice(0, path.lastIndexOf('/'))));
      return { wave: Number(metadata.annotations['argocd.argoproj.io/sync-wave']), texts: texts.map(([, one]) => one) };
    });
}

const kinds: readonly (readonly [kind: string, capability: string])[] = [
  ['SopsSecret', 'secrets/operator'],
  ['ExternalSecret', 'secrets/external'],
];

describe('who reads a secret', () => {
  it('never has an object in an Application that is synced before its kind is known', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (one) => {
        // Without an operator, what is needed before the store is an error of its own.
        const result = await made(one).catch((error: Error) => {
          if (one.operator !== undefined || !/encrypted object/.test(error.message)) throw error;
        });
        if (result === undefined) return;
        const { cluster, catalog, objects } = result;
        const published: string[] = [];
        for (const { wave, texts } of applicationsOf(result)) {
          for (const text of texts) {
            const object = parse(text) as { kind: string; metadata: { name: string } };
            const capability = kinds.find(([kind]) => kind === object.kind)?.[1];
            const provider = cluster.components.find(({ name }) =>
              catalog.components.get(name)?.provides.some(({ value }) => value === capability),
            );
            expect(wave, `${object.kind} ${object.metadata.name}`).toBeGreaterThan(provider?.wave ?? Infinity);
            if (object.kind === 'SopsSecret') published.push(object.metadata.name);
          }
        }
        // Each of them once. What somebody left there, and nobody reads, may go along.
        expect(published).toHaveLength(new Set(published).size);
        expect(published).toEqual(expect.arrayContaining([...objects]));
      }),
      { numRuns: runs(15, 4500) },
    );
  });

  it('waits for the operator, but for what the operator waits for, and still has no circle', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (one) => {
        const { cluster } = await made({ ...one, operator: one.operator ?? 0, external: false });
        const place = one.operator ?? 0;
        const before = new Set([place]);
        for (const index of [...one.components.keys()].reverse()) {
          const { requires = [], after = [] } = one.components[index] ?? {};
          if (before.has(index)) for (const other of [...requires, ...after]) before.add(other);
        }
        const wave = (index: number): number =>
          cluster.components.find(({ name }) => name === one.names[index])?.wave ?? NaN;
        one.components.forEach(({ requires, after, reads }, index) => {
          for (const other of [...requires, ...after]) expect(wave(index)).toBeGreaterThan(wave(other));
          if (reads && !before.has(index)) expect(wave(index)).toBeGreaterThan(wave(place));
        });
      }),
      { numRuns: runs(12, 3000) },
    );
  });
});
