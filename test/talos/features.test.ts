import { describe, expect, test } from 'vitest';
import { catalog } from '../machines/fixture.ts';
import { needOracle } from '../oracles/oracle.ts';
import { ask, contracts, type Question, questionsOf, under } from './configs.ts';
import { coveringArray } from './covering.ts';
import { emptyDraft, type Feature, features, finish } from './features.ts';
import { unexpectedWarnings } from './warnings.ts';

const rows = coveringArray(features.map(({ choices }) => choices.length));

/** A row's platform, by what it says. */
function platformOf(row: readonly number[]) {
  const draft = emptyDraft();
  const chosen = features.map((feature, index) => feature.choices[row[index] as number] as Feature['choices'][number]);
  for (const choice of chosen) choice.apply(draft);
  return finish(draft);
}

function questions(contract: (typeof contracts)[number]['contract'], effective: boolean): Map<string, Question> {
  const all = new Map<string, Question>();
  rows.forEach((row, index) => {
    const platform = platformOf(row);
    const [environment] = platform.environments;
    const [cluster] = environment?.clusters ?? [];
    if (environment === undefined || cluster === undefined) throw new Error('no cluster');
    const name = `${index}: ${features
      .flatMap((feature, at) => (row[at] === 0 ? [] : [`${feature.name}: ${feature.choices[row[at] as number]?.name}`]))
      .join('; ')}`;
    for (const [node, question] of questionsOf(platform, environment, under(cluster, contract), catalog())) {
      all.set(`${node} of ${name}`, { ...question, effective });
    }
  });
  return all;
}

describe('every pair of features', () => {
  test('is in some row', () => {
    const seen = new Set<string>();
    for (const row of rows) {
      row.forEach((x, a) => row.forEach((y, b) => (a < b ? seen.add(`${a}.${x}.${b}.${y}`) : undefined)));
    }
    let pairs = 0;
    features.forEach((one, a) =>
      features.forEach((other, b) => {
        if (a < b) pairs += one.choices.length * other.choices.length;
      }),
    );
    expect(seen.size).toBe(pairs);
    expect(rows.length).toBeLessThan(60);
  });

  test.for(contracts)('is accepted by Talos $contract', ({ contract }, context) => {
    const oracle = needOracle(context, `talos-${contract}`);
    const wrong = [...ask(oracle, questions(contract, false))].flatMap(([name, { errors = [], warnings = [] }]) => {
      const messages = [...errors, ...unexpectedWarnings(warnings)];
      return messages.length === 0 ? [] : [`${messages.join('\n')}\n  ${name}`];
    });
    expect(wrong.slice(0, 5)).toEqual([]);
  });
});
