import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { ArtifactPath } from '../../src/identity/artifact-path.ts';
import { machineArguments } from '../../src/providers/proxmox/emit/machine-arguments.ts';
import type { Cluster, Platform } from '../../src/model/platform.ts';
import type { Json } from '../../src/source/tree.ts';
import { expectTree } from '../golden-tree.ts';
import { type Compiled, compilePlatform } from './compile-platform.ts';
import { isMap, machineDocuments, type Document } from './machine-documents.ts';

/** What a platform's owner knows about it, taken from the files that it was run with before. Maps name a part of the whole. */
interface Facts {
  readonly platform: { readonly [key: string]: Json };
  /** By `environment/cluster`, in the model's own fields; nodes by name. */
  readonly clusters: Readonly<Record<string, { readonly [key: string]: Json }>>;
  /** By cluster and node: parts of the machine configuration that all its patches make together. */
  readonly machines: Readonly<Record<string, Readonly<Record<string, readonly Document[]>>>>;
  /** By cluster and node, what the hypervisor is told. */
  readonly machineArguments?: Readonly<Record<string, Readonly<Record<string, { readonly [key: string]: Json }>>>>;
  /** Parts of the documents of compiled files, by path. */
  readonly files: Readonly<Record<string, readonly Document[]>>;
  /** Messages of warnings that are left, in order of the file. */
  readonly warnings: readonly string[];
  /** Codes of warnings that the owner answered. */
  readonly answered: readonly string[];
}

const here = import.meta.dirname;
const broken = 'vehagn-as-it-stands';
const folders = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== broken)
  .map((entry) => entry.name)
  .sort();
/** Whole trees, for one platform of virtual machines and one of metal. */
const goldens = ['public', 'vehagn'];

test('all platforms are here', () => {
  expect(folders).toEqual([
    'direct',
    'internal',
    'multi-controller',
    'no-webhook',
    'private',
    'public',
    'selfhosted',
    'single-node',
    'talhelper',
    'vehagn',
  ]);
});

describe.each(folders)('%s', (name) => {
  const folder = join(here, name);
  const facts = JSON.parse(readFileSync(join(folder, 'facts.json'), 'utf8')) as Facts;
  const compiled = compilePlatform(folder);

  test('has no faults but those that are known', () => {
    expect(compiled.open.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual([]);
    expect(compiled.open.map(({ message }) => message)).toEqual(facts.warnings);
    expect(new Set(compiled.open.map(({ code }) => code))).toEqual(
      new Set(facts.warnings.length === 0 ? [] : ['language/not-implemented']),
    );
    expect(compiled.answered).toEqual(facts.answered);
  });

  test('is resolved to what its owner knows', () => {
    const platform = complete(compiled);
    expect(platform).toMatchObject(facts.platform);
    const clusters = clustersOf(platform);
    expect([...clusters.keys()]).toEqual(Object.keys(facts.clusters));
    for (const [id, expected] of Object.entries(facts.clusters)) {
      const cluster = clusters.get(id) as Cluster;
      const nodes = Object.fromEntries(cluster.nodes.map((node) => [node.name, node]));
      expect(Object.keys(nodes).sort()).toEqual(Object.keys(expected['nodes'] as object).sort());
      expect({ ...cluster, nodes }).toMatchObject(expected);
    }
  });

  test('configures its machines with it', () => {
    for (const [id, machines] of Object.entries(facts.machines)) {
      const cluster = clustersOf(complete(compiled)).get(id) as Cluster;
      for (const [node, expected] of Object.entries(machines)) {
        const documents = machineDocuments(complete(compiled), cluster, node, compiled.files);
        for (const part of expected) {
          const same = documents.filter(({ kind, name: own }) => kind === part['kind'] && own === part['name']);
          expect(same, `${node}: ${JSON.stringify(part)}`).toHaveLength(1);
          expect(same[0], node).toMatchObject(part);
        }
        // One port on the cluster's network, whose address stands once.
        const address = cluster.nodes.find((one) => one.name === node)?.address as string;
        expect(
          JSON.stringify(documents).split(`"${address}/${cluster.network.prefix}"`).length - 1,
          `${node}: ${address}`,
        ).toBe(1);
      }
    }
  });

  test('tells the hypervisor and the cluster of it', () => {
    for (const [id, machines] of Object.entries(facts.machineArguments ?? {})) {
      const cluster = clustersOf(complete(compiled)).get(id) as Cluster;
      for (const node of cluster.nodes) {
        const { mac_address: mac, ...expected } = machines[node.name] as { readonly [key: string]: Json };
        const said = machineArguments(complete(compiled), cluster, node, []);
        expect(said).toMatchObject({ ...expected, network_devices: [{ mac_address: mac }] });
      }
    }
    for (const [path, expected] of Object.entries(facts.files)) {
      const text = compiled.files.get(path as ArtifactPath);
      expect(text, path).toBeDefined();
      const documents = parseAllDocuments(text ?? '').map((document) => document.toJS() as Document);
      for (const part of expected) {
        const same = documents.filter(({ kind }) => part['kind'] === undefined || kind === part['kind']);
        expect(
          same.map((document) => narrowed(document, part)),
          path,
        ).toContainEqual(part);
      }
    }
  });

  if (goldens.includes(name)) {
    test('compiles to its whole tree', () => expectTree(join(folder, 'expected'), withoutRelease(compiled.files)));
  }
});

test(`${broken}: the one fault is the version`, () => {
  const { open, platform } = compilePlatform(join(here, broken));
  expect(platform).toBeUndefined();
  expect(open.map(({ code, severity, message }) => ({ code, severity, message }))).toEqual([
    {
      code: 'versions/unsupported-kubernetes',
      severity: 'error',
      message: 'Talos 1.12.4 does not support Kubernetes 1.36.3',
    },
  ]);
});

/** What a release of InfraFlux changes by itself says nothing about the platform. */
function withoutRelease(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const release = /^( {2}"(?:infraflux|catalog)": )".*"/gm;
  return new Map(
    [...files].map(([path, text]) => [path, path.endsWith('/inputs.json') ? text.replace(release, '$1"..."') : text]),
  );
}

function complete({ platform }: Compiled): Platform {
  if (platform === undefined) throw new Error('the platform has errors');
  return platform;
}

function clustersOf(platform: Platform): ReadonlyMap<string, Cluster> {
  const clusters = platform.environments.flatMap((environment) => environment.clusters);
  return new Map(clusters.map((cluster) => [`${cluster.environment}/${cluster.name}`, cluster]));
}

/** Only what the other one names, so that a difference shows nothing else. */
function narrowed(value: Json, to: Json): Json {
  if (Array.isArray(value) && Array.isArray(to)) {
    return value.slice(0, to.length).map((item: Json, index) => narrowed(item, to[index] as Json));
  }
  if (!isMap(value) || !isMap(to)) return value;
  return Object.fromEntries(Object.keys(to).map((key) => [key, narrowed(value[key] as Json, to[key] as Json)]));
}
