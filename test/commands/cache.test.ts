// In the conformance run: compiles after many edits, with and without the cache.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { listFiles } from '../../src/commands/output/output-files.ts';
import { runCli } from '../../src/commands/run-cli.ts';
import { cacheFile } from '../../src/observe/state-directory.ts';
import { stateOf } from '../state-of.ts';
import { fakeTerminal } from '../fakes/terminal.ts';
import { runs } from '../effort.ts';

const made: string[] = [];
afterAll(() => {
  for (const directory of made) rmSync(directory, { recursive: true });
});

const clusterNames = ['a', 'b', 'c'] as const;

/** What a person may have written; each edit changes a part of it. */
interface State {
  readonly name: string;
  readonly replicas: Readonly<Record<string, number>>;
  readonly memory: Readonly<Record<string, number>>;
  readonly clusters: readonly string[];
  readonly environmentReplicas: number;
  readonly template: string;
  readonly patch: string;
  readonly branch: string;
}

const first: State = {
  name: 'home',
  replicas: {},
  memory: {},
  clusters: ['a', 'b'],
  environmentReplicas: 1,
  template: 'one',
  patch: 'one',
  branch: 'main',
};

const number = fc.integer({ min: 1, max: 3 });
const clusterName = fc.constantFrom(...clusterNames);
const word = fc.constantFrom('one', 'two', 'three');

/** Edits of the input, of what was compiled, and of the cache itself. */
type Edit = (root: string, state: State) => State;
const edits: fc.Arbitrary<{ readonly text: string; readonly edit: Edit }> = fc.oneof(
  said('nothing', () => (_, state) => state, fc.constant(0)),
  said(
    'replicas',
    ([c, n]) =>
      (_, state) => ({ ...state, replicas: { ...state.replicas, [c]: n } }),
    fc.tuple(clusterName, number),
  ),
  said(
    'memory',
    ([c, n]) =>
      (_, state) => ({ ...state, memory: { ...state.memory, [c]: n } }),
    fc.tuple(clusterName, number),
  ),
  said(
    'clusters',
    (clusters) => (_, state) => ({ ...state, clusters }),
    fc.subarray([...clusterNames], { minLength: 1 }),
  ),
  said('environment', (environmentReplicas) => (_, state) => ({ ...state, environmentReplicas }), number),
  said('template', (template) => (_, state) => ({ ...state, template }), word),
  said('patch', (patch) => (_, state) => ({ ...state, patch }), word),
  said('branch', (branch) => (_, state) => ({ ...state, branch }), word),
  said('name', (name) => (_, state) => ({ ...state, name }), word),
  said('fault', (patch) => (_, state) => ({ ...state, patch }), fc.constant('missing')),
  said(
    'edited output',
    (at) => (root, state) => onOutput(root, state, at, (path) => writeFileSync(path, 'by hand\n')),
    fc.nat(),
  ),
  said('lost output', (at) => (root, state) => onOutput(root, state, at, (path) => rmSync(path)), fc.nat()),
  said('no output', () => (root, state) => onDirectory(root, state, 'out'), fc.constant(0)),
  said('no cache', () => withoutCache, fc.constant(0)),
  said('another id', () => (root, state) => onDirectory(root, state, '.infraflux'), fc.constant(0)),
  said('no lock', () => (root, state) => onDirectory(root, state, 'infraflux.lock'), fc.constant(0)),
  said(
    'broken cache',
    ([at, byte]) =>
      (root, state) =>
        damage(root, state, at, byte),
    fc.tuple(fc.nat(), fc.nat(255)),
  ),
);

function said<T>(text: string, make: (value: T) => Edit, values: fc.Arbitrary<T>) {
  return values.map((value) => ({ text: `${text} ${JSON.stringify(value)}`, edit: make(value) }));
}

const cacheFolder = (root: string): string => dirname(cacheFile(stateOf(root), 'any'));

function onOutput(root: string, state: State, at: number, act: (path: string) => void): State {
  const files = listFiles(join(root, 'out'));
  const file = files[at % Math.max(1, files.length)];
  if (file !== undefined) act(join(root, 'out', file.path));
  return state;
}

function onDirectory(root: string, state: State, name: string): State {
  rmSync(join(root, name), { recursive: true, force: true });
  return state;
}

function withoutCache(root: string, state: State): State {
  rmSync(cacheFolder(root), { recursive: true, force: true });
  return state;
}

function damage(root: string, state: State, at: number, byte: number): State {
  const folder = cacheFolder(root);
  for (const { path } of listFiles(folder)) {
    const full = join(folder, path);
    const content = readFileSync(full);
    content[at % content.length] = byte;
    writeFileSync(full, content);
  }
  return state;
}

function writeState(root: string, state: State): void {
  const files = {
    'infraflux.yaml': `name: ${state.name}
providers:
  home: {type: proxmox, endpoint: "https://pve.home.arpa:8006/", credentials: {secret: proxmox}, vmIds: 2000-2999, hosts: {pve1: {cpu: 64, memory: 512Gi, datastores: {disks: d, images: i}}}}
networks:
  lab: {cidr: 10.10.0.0/16, gateway: 10.10.0.1, dns: [10.10.0.1], bridge: vmbr0}
gitops: {repository: "https://git.example.org/p.git", branch: ${state.branch}}
defaults:
  provider: home
  versions: {talos: 1.13.6, kubernetes: 1.36.3}
  size: single
  network: {attach: lab, pods: 10.42.0.0/16, services: 10.43.0.0/16}
  controlPlane: {cpu: 2, memory: 4Gi, disks: {system: {size: 20Gi}}}
  talos: {patches: {own: patches/${state.patch}.yaml}}
  platform: {cilium: {}, argocd: {}, own: {}}
environments: {prod: {}}
`,
    'environments/prod.yaml': `platform: {own: {replicas: ${state.environmentReplicas}}}
clusters:
${state.clusters.map((name) => clusterText(state, name)).join('')}`,
    'blueprints/platform/own/blueprint.yaml':
      'description: Own.\nhelm: {repository: "https://charts.example.org/", chart: own, version: 1.0.0}\nnamespace: {name: own, podSecurity: baseline}\n',
    'blueprints/platform/own/options.schema.json': JSON.stringify({
      type: 'object',
      additionalProperties: false,
      properties: { replicas: { type: 'integer', default: 1, description: 'Copies.', examples: [2] } },
    }),
    'blueprints/platform/own/values.yaml.hbs': `word: ${state.template}\nreplicas: {{yaml options.replicas}}\ncluster: {{yaml cluster.name}}\n`,
    'blueprints/platform/own/README.md': '# own\n',
    ...Object.fromEntries(
      ['one', 'two', 'three'].map((name) => [`patches/${name}.yaml`, `machine: {sysctls: {own: "${name}"}}\n`]),
    ),
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

function clusterText(state: State, name: string): string {
  const net = `10.10.${clusterNames.indexOf(name as 'a') + 1}`;
  const replicas =
    state.replicas[name] === undefined ? '' : `\n    platform: {own: {replicas: ${state.replicas[name]}}}`;
  const memory = state.memory[name] === undefined ? '' : `\n    controlPlane: {memory: ${state.memory[name]}Gi}`;
  return `  ${name}:
    network: {nodes: ${net}.10-${net}.19, endpoint: ${net}.5, loadBalancers: ${net}.200-${net}.219}${replicas}${memory}
`;
}

async function compile(root: string, ...more: readonly string[]): Promise<string> {
  const terminal = fakeTerminal({ cwd: root });
  const code = await runCli(['compile', ...more], terminal);
  return `${terminal.printed.all}exit ${code}`;
}

function outcome(root: string): ReadonlyMap<string, string> {
  const files = new Map(
    listFiles(join(root, 'out')).map(({ path }) => [path, readFileSync(join(root, 'out', path), 'utf8')]),
  );
  const lock = join(root, 'infraflux.lock');
  if (existsSync(lock)) files.set('infraflux.lock', readFileSync(lock, 'utf8'));
  return files;
}

describe('what is remembered between compiles', () => {
  test('never changes a byte, nor a word of what is said, after any sequence of edits', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(edits, { minLength: 1, maxLength: 6 }), async (sequence) => {
        const parent = mkdtempSync(join(tmpdir(), 'infraflux-cache-'));
        made.push(parent);
        const [quick, plain] = [join(parent, 'quick'), join(parent, 'plain')];
        writeState(quick, first);
        // Two compiles: the first hands out numbers, the second is one that can be remembered whole.
        await compile(quick);
        await compile(quick);
        cpSync(quick, plain, { recursive: true });
        let state = first;
        for (const { edit } of sequence) {
          const next = edit(quick, state);
          edit(plain, state);
          state = next;
          for (const root of [quick, plain]) writeState(root, state);
          for (const flags of [['--check'], ['--discard'], []]) {
            expect(await compile(quick, ...flags)).toBe(await compile(plain, '--no-cache', ...flags));
            expect(outcome(quick)).toEqual(outcome(plain));
          }
        }
      }),
      { numRuns: runs(2, 120) },
    );
  });

  test('is there, holds no text that was compiled, and is used', async () => {
    const root = mkdtempSync(join(tmpdir(), 'infraflux-cache-'));
    made.push(root);
    writeState(root, first);
    await compile(root);
    await compile(root);
    const [clusters, lastRun] = ['clusters.json', 'last-run.json'].map((name) =>
      readFileSync(cacheFile(stateOf(root), name), 'utf8'),
    );
    expect(clusters).toContain('prod/platform/a/own/values.yaml');
    expect(lastRun).toContain('patches/one.yaml');
    expect(`${clusters}${lastRun}`).not.toContain('own: "one"');
    expect(await compile(root)).toMatch(/^out is up to date: \d+ files\.\nexit 0$/);
  });
});
