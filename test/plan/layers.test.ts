import { expect, it } from 'vitest';
import { layerPlans } from '../../src/layers/plan-registry.ts';
import { buildPlan } from '../../src/plan/build-plan.ts';
import type { LayerPlan } from '../../src/plan/layer.ts';
import { nothingFound } from '../../src/plan/layer.ts';
import type { Layer } from '../../src/plan/plan.ts';
import type { Work } from '../../src/plan/work.ts';
import { artifactsOf, catalog, platformOf, type Wish } from '../apply/world.ts';

// A sixth layer, out of one record: the fold over layers knows none of them by name.

const wish: Wish = { environments: { prod: ['main'] } };
const platform = platformOf(wish);
const observations = {
  output: new Map<string, string>(),
  published: [],
  secrets: new Set<never>(),
  engines: {
    terraform: undefined,
    credentials: new Set<string>(),
    kubeconfigs: new Set<never>(),
    talosconfigs: new Set<never>(),
  },
  diagnostics: [],
};

const place = { environment: 'prod', cluster: 'main' };

function dns(seen: string[]): LayerPlan {
  return {
    name: 'dns',
    compare: ({ clusters }, earlier) => {
      seen.push(...earlier.map(({ id }) => id));
      return {
        ...nothingFound,
        changes: clusters.map(({ environment, name }) => ({
          layer: 'dns' as Layer,
          object: { kind: 'object', environment, cluster: name, name: 'api.example.org' },
          action: 'create',
          effects: [],
          impact: 'none',
          reason: 'new',
          because: [],
          before: undefined,
          after: undefined,
        })),
        work: [{ kind: 'client-files', id: 'dns prod/main', needs: ['write'], ...place }] satisfies readonly Work[],
      };
    },
    isChecked: () => true,
    notes: () => [],
    reminders: () => [],
  };
}

it('a further layer is one record: its changes and its work are in the plan, behind those before it', () => {
  const seen: string[] = [];
  const options = { environments: ['prod'] };
  const plain = buildPlan(platform, catalog, artifactsOf(wish), observations, options);
  const plan = buildPlan(platform, catalog, artifactsOf(wish), observations, options, {
    ...layerPlans,
    dns: dns(seen),
  });
  expect(seen).toEqual(plain.work.map(({ id }) => id));
  expect(plan.changes.slice(plain.changes.length).map(({ object }) => object.name)).toEqual(['api.example.org']);
  expect(plan.work.map(({ id }) => id)).toEqual([...seen, 'dns prod/main']);
  expect(plan.deferred).toEqual(plain.deferred);
});

it('a plan has work for what its layers compared, each piece with what it needs', () => {
  const { work } = buildPlan(platform, catalog, artifactsOf(wish), observations);
  const known = new Set<string>();
  for (const { id, needs } of work) {
    for (const need of needs) expect(known.has(need), `${id} needs ${need}`).toBe(true);
    known.add(id);
  }
  expect(known.has('write')).toBe(true);
});
