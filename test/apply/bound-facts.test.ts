import fc from 'fast-check';
import { expect, it } from 'vitest';
import { staleWork } from '../../src/apply/stale-work.ts';
import { type BoundTools, otherTools } from '../../src/plan/bound.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { TerraformRun } from '../../src/plan/terraform/run.ts';
import { plan, terraformRun } from '../builders/plan.ts';

// Of generated plans, one bound fact is changed: each is refused and named. Unchanged, none is.

interface Made {
  readonly tools: BoundTools;
  readonly plan: Plan;
}

const word = fc.stringMatching(/^[a-z]{3,8}$/);
const hex = fc.stringMatching(/^[0-9a-f]{40}$/);

const made: fc.Arbitrary<Made> = fc
  .record({
    engine: fc.constantFrom('terraform', 'tofu'),
    version: fc.constantFrom('1.11.4', '1.12.0', '1.13.1'),
    digest: hex,
    hypervisors: fc.dictionary(
      word,
      fc.record({ name: word, hosts: fc.uniqueArray(word, { minLength: 1, maxLength: 3 }) }),
      { minKeys: 1, maxKeys: 2 },
    ),
    heads: fc.dictionary(word, hex, { minKeys: 1, maxKeys: 2 }),
    serial: fc.integer({ min: 1, max: 900 }),
    lineage: hex,
    hashes: fc.uniqueArray(hex, { minLength: 1, maxLength: 3 }),
    changes: fc.dictionary(word, hex, { minKeys: 1, maxKeys: 3 }),
  })
  .map(({ engine, version, digest, hypervisors, heads, serial, lineage, hashes, changes }) => {
    const run = terraformRun({
      changes,
      state: { lineage, serial, digest },
      providers: { 'bpg/proxmox': { version, hashes } },
    });
    return {
      tools: { engine: { name: engine, version, platform: 'linux-x64', digest }, hypervisors },
      plan: planOf(run, heads),
    };
  });

function planOf(run: TerraformRun, gitHeads: Plan['against']['gitHeads']): Plan {
  return plan({
    terraform: [run],
    work: [{ kind: 'terraform', id: 'terraform prod/main', needs: [], run, consents: [] }],
    against: { inputs: '', artifacts: '', gitHeads },
  });
}

function runOf({ plan: { terraform = [] } }: Made): TerraformRun {
  const [run] = terraform;
  if (run === undefined) throw new Error('a plan without a run');
  return run;
}

function withRun(one: Made, more: Partial<TerraformRun>): Made {
  return { ...one, plan: planOf({ ...runOf(one), ...more }, one.plan.against.gitHeads) };
}

function stateOf(one: Made): Exclude<TerraformRun['state'], 'none' | undefined> {
  const { state } = runOf(one);
  if (state === undefined || state === 'none') throw new Error('a run without a state');
  return state;
}

const firstKey = (map: Readonly<Record<string, unknown>>): string => Object.keys(map)[0] ?? '';

/** What is changed, and what the refusal has to name. */
const facts: Readonly<Record<string, (one: Made) => readonly [Made, string]>> = {
  'engine version': (one) => [
    { ...one, tools: { ...one.tools, ...engineOf(one, { version: '9.9.9' }) } },
    one.tools.engine?.name ?? '',
  ],
  'engine program': (one) => [
    { ...one, tools: { ...one.tools, ...engineOf(one, { digest: 'other' }) } },
    one.tools.engine?.name ?? '',
  ],
  'hypervisor name': (one) => {
    const provider = firstKey(one.tools.hypervisors ?? {});
    return [withHypervisor(one, provider, { name: 'another-cluster' }), provider];
  },
  'hypervisor host': (one) => {
    const provider = firstKey(one.tools.hypervisors ?? {});
    return [withHypervisor(one, provider, { hosts: ['another-host'] }), provider];
  },
  'published head': (one) => {
    const branch = firstKey(one.plan.against.gitHeads);
    const gitHeads = { ...one.plan.against.gitHeads, [branch]: 'f'.repeat(39) };
    return [{ ...one, plan: planOf(runOf(one), gitHeads) }, branch];
  },
  serial: (one) => [withRun(one, { state: { ...stateOf(one), serial: stateOf(one).serial + 1 } }), 'serial'],
  lineage: (one) => [withRun(one, { state: { ...stateOf(one), lineage: 'another' } }), 'lineage'],
  'state bytes': (one) => [withRun(one, { state: { ...stateOf(one), digest: 'another' } }), 'edited'],
  'state gone': (one) => [withRun(one, { state: 'none' }), 'gone'],
  'provider version': (one) => [
    withRun(one, { providers: { 'bpg/proxmox': { version: '0.0.1', hashes: ['x'] } } }),
    'bpg/proxmox',
  ],
  'provider digests': (one) => [
    withRun(one, {
      providers: { 'bpg/proxmox': { version: runOf(one).providers?.['bpg/proxmox']?.version ?? '', hashes: ['x'] } },
    }),
    'bpg/proxmox',
  ],
  'another change': (one) => [withRun(one, { changes: { ...runOf(one).changes, 'one.more': 'x' } }), 'another way'],
};

function engineOf({ tools: { engine } }: Made, more: object): Pick<BoundTools, 'engine'> {
  return engine === undefined ? {} : { engine: { ...engine, ...more } };
}

function withHypervisor(one: Made, provider: string, more: object): Made {
  const { hypervisors = {} } = one.tools;
  const was = hypervisors[provider] ?? { hosts: [] };
  return { ...one, tools: { ...one.tools, hypervisors: { ...hypervisors, [provider]: { ...was, ...more } } } };
}

const refusals = (saved: Made, now: Made): readonly string[] =>
  [...otherTools(saved.tools, now.tools), ...staleWork(saved.plan, now.plan, false)].map(({ message }) => message);

it.each(Object.entries(facts))('a plan whose %s is another is refused, and the fact named', (_, change) => {
  fc.assert(
    fc.property(made, (saved) => {
      const [now, named] = change(saved);
      const found = refusals(saved, now);
      expect(found).toHaveLength(1);
      expect(found[0]).toContain(named);
    }),
    { numRuns: 30 },
  );
});

it('a plan of which nothing is another is applied', () => {
  fc.assert(
    fc.property(made, (saved) => {
      expect(refusals(saved, structuredClone(saved))).toEqual([]);
    }),
    { numRuns: 100 },
  );
});
