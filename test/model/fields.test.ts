import fc from 'fast-check';
import { existsSync, readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Catalog } from '../../src/blueprints/catalog.ts';
import { emitEnvironment } from '../../src/emit/emit-artifacts.ts';
import { clusterFields } from '../../src/model/fields/cluster-fields.ts';
import { leavesOf, withLeaf } from '../../src/model/fields/edit-form.ts';
import { type Fields, type Form, fromForm, IncompleteForm, toForm } from '../../src/model/fields/field.ts';
import { ownName, same } from '../../src/model/fields/kinds-of-field.ts';
import { surroundingsFields, surroundingsOf } from '../../src/model/fields/platform-fields.ts';
import { clusterForm } from '../../src/model/inputs.ts';
import type { Cluster, Environment, NodeGpu, Platform } from '../../src/model/platform.ts';
import { changedALittle } from '../../src/plan/trace-line.ts';
import type { Json } from '../../src/source/tree.ts';
import { inputFiles, runCase } from '../diagnostics/run-case.ts';
import { runs } from '../effort.ts';
import { platformText } from './generated-platform.ts';

type Leaves = readonly (readonly [keys: readonly string[], value: Json])[];

/** The form that leaves alone make: without the empty maps, and with everything sorted. */
function formOf(leaves: Leaves): Form {
  return leaves.reduce<Form>((form, [keys, value]) => withLeaf(form, keys, value), {});
}

/** As if nothing of the form were as it is now, so that everything is converted. */
function back(cluster: Cluster, form: Form): Cluster {
  return fromForm(clusterFields, form, { present: cluster, presentForm: {} });
}

function sorted(leaves: Leaves): Leaves {
  return [...leaves].sort(([a], [b]) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function check(platform: Platform): void {
  for (const environment of platform.environments) {
    for (const cluster of environment.clusters) {
      const leaves = leavesOf(clusterForm(cluster));
      const again = back(cluster, formOf(leaves));
      expect(withoutEmptyMaps(again)).toEqual(withoutEmptyMaps(cluster));
      expect(sorted(leavesOf(clusterForm(again)))).toEqual(sorted(leaves));
    }
    const surroundings = surroundingsOf(platform, environment);
    const leaves = leavesOf(toForm(surroundingsFields, surroundings));
    const again = fromForm(surroundingsFields, formOf(leaves), surroundings);
    expect(again).toEqual(surroundings);
    expect(sorted(leavesOf(toForm(surroundingsFields, again)))).toEqual(sorted(leaves));
  }
}

/** No leaf tells of an empty map: whether those that matter are there is what the compiled files show. */
function withoutEmptyMaps(value: unknown): unknown {
  if (value instanceof Map || value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(withoutEmptyMaps);
  const entries = Object.entries(value)
    .map(([key, inner]) => [key, withoutEmptyMaps(inner)] as const)
    .filter(([, inner]) => inner !== undefined && !isEmptyMap(inner));
  return Object.fromEntries(entries);
}

function isEmptyMap(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Map) &&
    Object.keys(value).length === 0
  );
}

/** An environment out of forms, all of it converted. */
function rebuilt(platform: Platform, environment: Environment, change: (form: Form) => Form) {
  const surroundings = surroundingsOf(platform, environment);
  const { branch, recipients, ...rest } = fromForm(
    surroundingsFields,
    change(toForm(surroundingsFields, surroundings)),
    surroundings,
  );
  const clusters = environment.clusters.map((cluster) => back(cluster, change(clusterForm(cluster))));
  return { platform: rest, environment: { ...environment, clusters, branch, recipients } };
}

function filesOf(platform: Platform, environment: Environment, catalog: Catalog) {
  return emitEnvironment(platform, environment, catalog).value?.map(({ path, text }) => [path, text]);
}

const platforms = new Map<string, Platform>();
const catalogs = new Map<Platform, Catalog>();

beforeAll(async () => {
  const folders = ['test/golden', 'test/platforms'].flatMap((parent) =>
    readdirSync(parent).map((name) => `${parent}/${name}`),
  );
  for (const folder of folders.filter((path) => existsSync(`${path}/infraflux.yaml`))) {
    const { platform, catalog } = await runCase(folder, inputFiles(folder));
    if (platform === undefined || catalog === undefined) continue;
    platforms.set(folder, platform);
    catalogs.set(platform, catalog);
  }
});

describe('each field of the platform, its clusters and their nodes', () => {
  it('comes back from its leaves, in the platforms of the tests', () => {
    expect(platforms.size).toBeGreaterThan(25);
    for (const platform of platforms.values()) check(platform);
  });

  it('gives the same files when it came back from its form', () => {
    for (const platform of platforms.values()) {
      for (const environment of platform.environments) {
        const again = rebuilt(platform, environment, (form) => form);
        const made = filesOf(again.platform, again.environment, catalogs.get(platform) as Catalog);
        expect(made).toEqual(filesOf(platform, environment, catalogs.get(platform) as Catalog));
        expect(made?.length).toBeGreaterThan(3);
      }
    }
  });

  it('comes back from its leaves, in any platform', async () => {
    const tries = runs(5);
    let compiled = 0;
    await fc.assert(
      fc.asyncProperty(platformText, async (text) => {
        const { platform, catalog, ordered } = await runCase('/nonexistent', [
          { path: 'infraflux.yaml', content: text },
        ]);
        expect(
          ordered.diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message),
          text,
        ).toEqual([]);
        if (platform === undefined || catalog === undefined) return;
        compiled += 1;
        check(platform);
        for (const environment of platform.environments) {
          const again = rebuilt(platform, environment, (form) => formOf(leavesOf(form)));
          const made = filesOf(again.platform, again.environment, catalog);
          expect(made).toEqual(filesOf(platform, environment, catalog));
        }
      }),
      { numRuns: tries },
    );
    expect(compiled).toBe(tries);
  });

  it('has the leaf that it is given, whatever the leaf is', () => {
    const all = [...platforms.values()].flatMap(({ environments }) => environments.flatMap(({ clusters }) => clusters));
    fc.assert(
      fc.property(fc.constantFrom(...all), fc.nat(), (cluster, at) => {
        const form = clusterForm(cluster);
        const leaves = leavesOf(form);
        const [keys, value] = leaves[at % leaves.length] as Leaves[number];
        const other = changedALittle(value);
        fc.pre(other !== undefined);
        const edited = withLeaf(form, keys, other);
        let again: Cluster;
        try {
          again = back(cluster, edited);
        } catch (error) {
          // A reference to what is nowhere described makes no cluster.
          if (!(error instanceof IncompleteForm)) throw error;
          expect(keys.at(-1)).toMatch(/^(provider|network|attach|memory|size|datastore|type)$/);
          return;
        }
        const expected = sorted(leavesOf(edited)).filter(([own]) => !isUnused(own, again));
        expect(sorted(leavesOf(clusterForm(again)))).toEqual(expected);
      }),
      { numRuns: runs(40) },
    );
  });

  it('of a node that is no longer there comes back as well', () => {
    for (const platform of platforms.values()) {
      for (const cluster of platform.environments.flatMap(({ clusters }) => clusters)) {
        const [node, ...others] = cluster.nodes;
        if (node === undefined || node.interfaces.length > 0 || others.length === 0) continue;
        const without = { ...cluster, nodes: others };
        const again = back(without, formOf(leavesOf(clusterForm(cluster)))).nodes.find(
          ({ name }) => name === node.name,
        );
        const { tree: _tree, ...rest } = node;
        expect(withoutEmptyMaps({ ...again, tree: undefined })).toEqual(withoutEmptyMaps(rest));
        expect(again?.tree.entries.size).toBe(0);
      }
    }
  });

  it('may not be left out', () => {
    // @ts-expect-error mappings is a field of NodeGpu
    const fields: Fields<NodeGpu, { readonly name: string }> = { model: ownName() };
    const whole: Fields<NodeGpu, { readonly name: string }> = { ...fields, mappings: same() };
    expect(Object.keys(whole)).toEqual(['model', 'mappings']);
  });

  it('is missing where half of a node is', () => {
    const cluster = [...platforms.values()][0]?.environments[0]?.clusters[0];
    if (cluster === undefined) throw new Error('no cluster');
    const form = clusterForm(cluster);
    const name = cluster.nodes[0]?.name ?? '';
    expect(() => back(cluster, withLeaf(form, ['nodes', name, 'memory'], undefined))).toThrow(IncompleteForm);
    expect(() => back(cluster, withLeaf(form, ['nodes', name, 'memory'], 'much'))).toThrow('"much" is not a size');
  });
});

/** Settings of a provider that no node has any more are in the form, and in no cluster. */
function isUnused(keys: readonly string[], cluster: Cluster): boolean {
  const [area, name] = keys;
  const used = Object.keys((clusterForm(cluster)[area ?? ''] ?? {}) as Form);
  return (area === 'providers' || area === 'networks') && !used.includes(name ?? '');
}
