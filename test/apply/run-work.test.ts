import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StepReport } from '../../src/apply/apply-context.ts';
import { refuseEarly, type RunnerWorld, runWork } from '../../src/apply/run-work.ts';
import { plainWork, type WorkKind, workKind } from '../../src/apply/work-kind.ts';
import { checked } from '../../src/diagnostics/diagnostic.ts';
import { refusal } from '../../src/plan/hold.ts';
import type { WorkItem } from '../../src/plan/work.ts';

// A kind of work that the program does not have, done by the runner as it is.

interface DrainWork extends WorkItem {
  readonly kind: 'drain';
  readonly node: string;
}

/** A cluster of sorts: what is asked, and what is changed. */
class Nodes {
  readonly drained = new Set<string>();
  readonly held = new Set<string>();
  readonly log: string[] = [];
  running = 0;
  most = 0;
  failing = new Set<string>();
}

const drainKind: WorkKind<DrainWork, Nodes> = workKind<
  DrainWork,
  { readonly isDrained: boolean; readonly isHeld: boolean },
  Nodes
>({
  ...plainWork,
  title: ({ node }) => `drain ${node}`,
  lane: ({ node }) => node,
  failure: 'apply/write-failed',
  gates: [
    {
      name: 'budget-allows',
      ask: ({ node }, { isHeld }) =>
        isHeld ? [refusal('etcd/quorum-at-risk', `${node} holds the last replica`, 'wait')] : [],
    },
  ],
  observe: async ({ node }, nodes) => {
    nodes.log.push(`look at ${node}`);
    return checked({ isDrained: nodes.drained.has(node), isHeld: nodes.held.has(node) });
  },
  isDone: async ({ node }, { isDrained }) => (isDrained ? `${node} is empty` : undefined),
  effect: async ({ node }, _, nodes) => {
    nodes.running += 1;
    nodes.most = Math.max(nodes.most, nodes.running);
    await new Promise((resolve) => setImmediate(resolve));
    nodes.running -= 1;
    if (nodes.failing.has(node)) throw new Error('the API server is away');
    nodes.drained.add(node);
    nodes.log.push(`drained ${node}`);
    return { already: false, detail: 'empty', diagnostics: [] };
  },
});

const drain = (node: string, ...needs: readonly string[]): DrainWork => ({ kind: 'drain', id: node, node, needs });

function world(more: Partial<RunnerWorld> = {}): RunnerWorld & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    journal: ({ event, step }) => lines.push(`${event} ${step ?? ''}`),
    report: () => {},
    isStopping: () => false,
    atOnce: 4,
    lines,
    ...more,
  };
}

const states = (steps: readonly StepReport[]): Record<string, string> =>
  Object.fromEntries(steps.map(({ step, state }) => [step, state]));

describe('a kind of work that the runner has never heard of', () => {
  it('is done in the order of its needs, with the journal before the effect', async () => {
    const nodes = new Nodes();
    const runner = world();
    const ran = await runWork([drain('b', 'a'), drain('a')], { drain: drainKind }, nodes, runner);
    expect(nodes.log).toEqual(['look at a', 'drained a', 'look at b', 'drained b']);
    expect(runner.lines).toEqual([
      'step-begun drain a',
      'step-done drain a',
      'step-begun drain b',
      'step-done drain b',
    ]);
    expect(states(ran.steps)).toEqual({ 'drain a': 'done', 'drain b': 'done' });
    const again = await runWork([drain('b', 'a'), drain('a')], { drain: drainKind }, nodes, world());
    expect(states(again.steps)).toEqual({ 'drain a': 'already', 'drain b': 'already' });
  });

  it('is not done where a gate refuses right before it, whatever the plan knew; nothing after it is begun', async () => {
    const nodes = new Nodes();
    nodes.held.add('a');
    const ran = await runWork([drain('a'), drain('b', 'a')], { drain: drainKind }, nodes, world());
    expect(states(ran.steps)).toEqual({ 'drain a': 'failed', 'drain b': 'not-begun' });
    expect(ran.diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ['etcd/quorum-at-risk', 'a holds the last replica'],
    ]);
    expect(nodes.drained.size).toBe(0);
  });

  it('fails with the words of what it called, and its journal does not say that it was done', async () => {
    const nodes = new Nodes();
    nodes.failing.add('a');
    const runner = world();
    const ran = await runWork([drain('a')], { drain: drainKind }, nodes, runner);
    expect(ran.diagnostics.map(({ message }) => message)).toEqual(['drain a: the API server is away']);
    expect(runner.lines).toEqual(['step-begun drain a']);
  });

  it('is finished when a person stops, and nothing more is begun', async () => {
    const nodes = new Nodes();
    const runner = world({ isStopping: () => nodes.drained.size > 0 });
    const ran = await runWork([drain('a'), drain('b', 'a')], { drain: drainKind }, nodes, runner);
    expect(states(ran.steps)).toEqual({ 'drain a': 'done', 'drain b': 'not-begun' });
    expect([ran.stopped, ran.diagnostics.map(({ code }) => code)]).toEqual([true, ['apply/interrupted']]);
  });

  it('may refuse the whole run before anything is done', async () => {
    const never = { ...drainKind, refuseEarly: async () => [refusal('apply/not-allowed', 'no', 'yes')] };
    const refused = await refuseEarly([drain('a')], { drain: never }, new Nodes());
    expect(refused.map(({ code }) => code)).toEqual(['apply/not-allowed']);
  });

  it('has needs that are in the plan, and no circle of them', async () => {
    const run = (...items: readonly DrainWork[]) => runWork(items, { drain: drainKind }, new Nodes(), world());
    await expect(run(drain('a', 'x'))).rejects.toThrow('needs "x", which is not in the plan');
    await expect(run(drain('a', 'b'), drain('b', 'a'))).rejects.toThrow('needs itself');
    await expect(run(drain('a'), drain('a'))).rejects.toThrow('the same id');
  });
});

it('any graph is done once and whole, needs first, never more at once than allowed, one at a time in a lane', async () => {
  const graphs = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.array(fc.nat(20), { maxLength: 4 })), {
      minLength: 1,
      maxLength: 15,
    })
    .map((nodes) =>
      nodes.map(([, needs], at) =>
        drain(`n${at}`, ...new Set(needs.filter((need) => need < at).map((need) => `n${need}`))),
      ),
    );
  await fc.assert(
    fc.asyncProperty(graphs, fc.integer({ min: 1, max: 5 }), fc.boolean(), async (items, atOnce, oneLane) => {
      const nodes = new Nodes();
      const kind = oneLane ? { ...drainKind, lane: () => 'one' } : drainKind;
      const ran = await runWork(items, { drain: kind }, nodes, world({ atOnce }));
      expect(ran.steps.map(({ state }) => state)).toEqual(items.map(() => 'done'));
      const order = nodes.log
        .filter((line) => line.startsWith('drained '))
        .map((line) => line.slice('drained '.length));
      expect([...order].sort()).toEqual(items.map(({ id }) => id).sort());
      for (const { id, needs } of items)
        for (const need of needs) expect(order.indexOf(need)).toBeLessThan(order.indexOf(id));
      expect(nodes.most).toBeLessThanOrEqual(oneLane ? 1 : atOnce);
    }),
    { numRuns: 100 },
  );
});
