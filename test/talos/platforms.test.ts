import { describe, expect, test } from 'vitest';
import { needOracle } from '../oracles/oracle.ts';
import { ask, contracts, type Question, questionsOf, under } from './configs.ts';
import { platformFolders, readPlatform } from './platforms.ts';
import { unexpectedWarnings } from './warnings.ts';

describe.each(platformFolders)('%s', (folder) => {
  test.for(contracts)('is accepted by Talos $contract', async (version, context) => {
    const oracle = needOracle(context, `talos-${version.contract}`);
    const read = await readPlatform(folder);
    if (read === undefined) return;
    const questions = new Map<string, Question>();
    for (const environment of read.platform.environments) {
      for (const cluster of environment.clusters) {
        const one = under(cluster, version.contract);
        for (const [node, question] of questionsOf(read.platform, environment, one, read.catalog)) {
          questions.set(`${environment.name}/${cluster.name}/${node}`, question);
        }
      }
    }
    for (const [node, { errors = [], warnings = [] }] of ask(oracle, questions)) {
      expect(errors, node).toEqual([]);
      expect(unexpectedWarnings(warnings), node).toEqual([]);
    }
  });
});
