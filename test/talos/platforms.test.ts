import { beforeAll, expect, test } from 'vitest';
import { needOracle } from '../oracles/oracle.ts';
import type { Cluster } from '../../src/model/platform.ts';
import { ask, type Contract, contracts, type Question, questionsOf, under } from './configs.ts';
import { differences, meaning } from './effective.ts';
import { platformFolders, readPlatform } from './platforms.ts';
import { unexpectedWarnings } from './warnings.ts';
import { kubernetesVersion, talosVersion } from '../version-of.ts';

type Read = NonNullable<Awaited<ReturnType<typeof readPlatform>>>;
const platforms = new Map<string, Read>();

beforeAll(async () => {
  for (const folder of platformFolders) {
    const read = await readPlatform(folder);
    // Some show what is wrong with an input; there is nothing to compile then.
    if (read !== undefined) platforms.set(folder, read);
  }
});

/** Every machine of every platform, as it would be by a contract. One run of the oracle: its secrets take seconds. */
function questions(contract: Contract, as: (cluster: Cluster) => Cluster): ReadonlyMap<string, Question> {
  const all = new Map<string, Question>();
  for (const [folder, { platform, catalog }] of platforms) {
    for (const environment of platform.environments) {
      for (const cluster of environment.clusters) {
        for (const [node, question] of questionsOf(platform, environment, as(under(cluster, contract)), catalog)) {
          all.set(`${folder}: ${environment.name}/${cluster.name}/${node}`, question);
        }
      }
    }
  }
  return all;
}

const asItIs = (cluster: Cluster): Cluster => cluster;

/** At one version, and without the user's own patches: they speak one dialect alone. */
const comparable = (cluster: Cluster): Cluster => ({
  ...cluster,
  versions: { talos: talosVersion('1.14.1'), kubernetes: kubernetesVersion('1.36.3') },
  nodes: cluster.nodes.map((node) => ({ ...node, talos: { ...node.talos, patches: {} } })),
});

test('there are platforms to judge', () => {
  expect(platforms.has('.')).toBe(true);
  expect(platforms.size).toBeGreaterThan(10);
});

test.for(contracts)('every machine of every platform is accepted by Talos $contract', ({ contract }, context) => {
  const oracle = needOracle(context, `talos-${contract}`);
  const wrong = [...ask(oracle, questions(contract, asItIs))].flatMap(([node, { errors = [], warnings = [] }]) => {
    const messages = [...errors, ...unexpectedWarnings(warnings)];
    return messages.length === 0 ? [] : [`${node}\n  ${messages.join('\n  ')}`];
  });
  expect(wrong).toEqual([]);
});

test('every machine of every platform means the same by the contracts 1.13 and 1.14', (context) => {
  const oracle = needOracle(context, 'talos-1.14');
  const all = new Map<string, Question>();
  for (const contract of ['1.13', '1.14'] as const) {
    for (const [name, question] of questions(contract, comparable)) {
      all.set(`${contract} ${name}`, { ...question, effective: true, secrets: 'v1.13' });
    }
  }
  const answers = ask(oracle, all);
  const found = [...answers].flatMap(([name, { effective }]) => {
    if (!name.startsWith('1.13 ')) return [];
    const other = answers.get(name.replace('1.13 ', '1.14 '))?.effective;
    if (effective === undefined || other === undefined) return [`${name}: refused`];
    return differences(meaning(effective), meaning(other)).map((one) => `${name}: ${one}`);
  });
  expect(found).toEqual([]);
});
