import { beforeAll, expect, test } from 'vitest';
import { needOracle } from '../oracles/oracle.ts';
import { ask, contracts, type Question, questionsOf, under } from './configs.ts';
import { platformFolders, readPlatform } from './platforms.ts';
import { unexpectedWarnings } from './warnings.ts';

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
function questions(contract: (typeof contracts)[number]['contract']): ReadonlyMap<string, Question> {
  const all = new Map<string, Question>();
  for (const [folder, { platform, catalog }] of platforms) {
    for (const environment of platform.environments) {
      for (const cluster of environment.clusters) {
        for (const [node, question] of questionsOf(platform, environment, under(cluster, contract), catalog)) {
          all.set(`${folder}: ${environment.name}/${cluster.name}/${node}`, question);
        }
      }
    }
  }
  return all;
}

test('there are platforms to judge', () => {
  expect(platforms.has('.')).toBe(true);
  expect(platforms.size).toBeGreaterThan(10);
});

test.for(contracts)('every machine of every platform is accepted by Talos $contract', ({ contract }, context) => {
  const oracle = needOracle(context, `talos-${contract}`);
  const wrong = [...ask(oracle, questions(contract))].flatMap(([node, { errors = [], warnings = [] }]) => {
    const messages = [...errors, ...unexpectedWarnings(warnings)];
    return messages.length === 0 ? [] : [`${node}\n  ${messages.join('\n  ')}`];
  });
  expect(wrong).toEqual([]);
});
