import { describe, expect, test } from 'vitest';
import { talosSecrets } from '../../src/emit/talos-secrets.ts';
import type { Cluster } from '../../src/model/platform.ts';
import { catalog } from '../builders/model.ts';
import { needOracle } from '../oracles/oracle.ts';
import { ask, type Contract, contracts, type Question, questionsOf, secretOf, under } from './configs.ts';
import { coveringArray } from './covering.ts';
import { differences, meaning } from './effective.ts';
import { emptyDraft, type Feature, features, finish } from './features.ts';
import { unexpectedWarnings } from './warnings.ts';
import { kubernetesVersion, talosVersion } from '../version-of.ts';

const rows = coveringArray(features.map(({ choices }) => choices.length));

/** A row's platform, by what it says. */
function platformOf(row: readonly number[]) {
  const draft = emptyDraft();
  const chosen = features.map((feature, index) => feature.choices[row[index] as number] as Feature['choices'][number]);
  for (const choice of chosen) choice.apply(draft);
  return finish(draft);
}

function questions(contract: Contract, versions?: Cluster['versions']): Map<string, Question> {
  const all = new Map<string, Question>();
  rows.forEach((row, index) => {
    const platform = platformOf(row);
    const [environment] = platform.environments;
    const [cluster] = environment?.clusters ?? [];
    if (environment === undefined || cluster === undefined) throw new Error('no cluster');
    const as = { ...under(cluster, contract), ...(versions === undefined ? {} : { versions }) };
    const name = `${index}: ${features
      .flatMap((feature, at) => (row[at] === 0 ? [] : [`${feature.name}: ${feature.choices[row[at] as number]?.name}`]))
      .join('; ')}`;
    for (const [node, question] of questionsOf(platform, environment, as, catalog())) {
      all.set(`${node} of ${name}`, question);
    }
  });
  return all;
}

/** Which of its two ways of asking, so that both are asked in one run: its secrets are new each time. */
function both(pair: readonly [Contract, Contract], of: (contract: Contract) => ReadonlyMap<string, Question>) {
  const all = new Map<string, Question>();
  for (const contract of pair) {
    for (const [name, question] of of(contract)) {
      all.set(`${contract} ${name}`, { ...question, effective: true, secrets: `v${pair[0]}` });
    }
  }
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
    expect(rows.length).toBeLessThan(70);
  });

  test('asks for the secrets that apply hands over, and for no others', () => {
    const seen = new Set<string>();
    for (const { contract } of contracts) {
      for (const row of rows) {
        const platform = platformOf(row);
        const [environment] = platform.environments;
        const [plain] = environment?.clusters ?? [];
        if (environment === undefined || plain === undefined) throw new Error('no cluster');
        const cluster = under(plain, contract);
        const asked = new Set<string>();
        questionsOf(platform, environment, cluster, catalog(), (variable) => {
          asked.add(variable);
          return secretOf(variable);
        });
        const handed = new Set(talosSecrets(cluster).map(({ variable }) => variable));
        expect([...asked].sort()).toEqual([...handed].sort());
        for (const variable of asked) seen.add(variable);
      }
    }
    expect(seen.size).toBeGreaterThan(10);
  });

  test.for(contracts)('is accepted by Talos $contract', ({ contract }, context) => {
    const oracle = needOracle(context, `talos-${contract}`);
    const wrong = [...ask(oracle, questions(contract))].flatMap(([name, { errors = [], warnings = [] }]) => {
      const messages = [...errors, ...unexpectedWarnings(warnings)];
      return messages.length === 0 ? [] : [`${messages.join('\n')}\n  ${name}`];
    });
    expect(wrong.slice(0, 5)).toEqual([]);
  });

  test.for([
    ['1.13', '1.14', '1.36.3'],
    ['1.12', '1.13', '1.35.0'],
  ] as const)('means the same by the contracts %s and %s', ([older, newer, kubernetes], context) => {
    const oracle = needOracle(context, `talos-${newer}`);
    const talos = contracts.find(({ contract }) => contract === newer)?.talos as string;
    const of = (contract: Contract) =>
      questions(contract, { talos: talosVersion(talos), kubernetes: kubernetesVersion(kubernetes) });
    const answers = ask(oracle, both([older, newer], of));
    const found = new Map<string, string>();
    let compared = 0;
    for (const [name, { effective }] of answers) {
      if (!name.startsWith(`${older} `)) continue;
      const other = answers.get(name.replace(`${older} `, `${newer} `))?.effective;
      if (effective === undefined || other === undefined) throw new Error(name);
      for (const one of differences(meaning(effective), meaning(other))) found.set(one, name);
      compared += 1;
    }
    expect(Object.fromEntries(found)).toEqual({});
    expect(compared).toBe(rows.length * 2);
  });
});
