import { describe, expect, it } from 'vitest';
import {
  formatInputPath,
  formatLeafPath,
  type LeafPath,
  leafSubject,
  parseLeafPath,
} from '../../src/identity/leaf-path.ts';
import { attributeFiles } from '../../src/plan/attribute.ts';
import { diffInputs, type MovedInput } from '../../src/plan/causes.ts';
import { causeText } from '../../src/plan/format-change.ts';
import type { Cause } from '../../src/plan/plan.ts';
import { leavesOf } from './leaves.ts';
import type { Json } from '../../src/source/tree.ts';

const pathOf = ({ cause }: MovedInput): string => formatInputPath(cause.environment, cause.path);

describe('what moved in the input', () => {
  it('is one cause where one line set several leaves', () => {
    const span = { file: 'infraflux.yaml', start: 5, end: 9 };
    const moved = diffInputs(
      'prod',
      leavesOf({ 'main.pools.workers.memory': '16Gi', 'main.nodes["w-1"].memory': 16, 'main.nodes["w-2"].memory': 16 }),
      leavesOf({ 'main.pools.workers.memory': '32Gi', 'main.nodes["w-1"].memory': 32, 'main.nodes["w-2"].memory': 32 }),
      () => span,
    );
    expect(moved.map((input) => input.cause)).toEqual([
      {
        environment: 'prod',
        path: parseLeafPath('main.pools.workers.memory'),
        moved: { kind: 'changed', before: '16Gi', after: '32Gi' },
        span,
      },
    ]);
    expect([...(moved[0]?.leaves ?? [])]).toHaveLength(3);
  });

  it('is one cause where a whole subtree came or went', () => {
    const moved = diffInputs(
      'prod',
      leavesOf({ 'main.platform.loki.a': 1, 'main.platform.loki.b': 2, 'main.x': 1 }),
      leavesOf({ 'main.x': 1, 'main.platform.tempo.a': 1, 'main.platform.tempo.b': 2 }),
      () => undefined,
    );
    // The whole platform went with its only component, so its parent is what came and went.
    expect(moved.map((input) => [pathOf(input), input.cause.moved])).toEqual([
      ['prod.main.platform.loki', { kind: 'subtree-removed' }],
      ['prod.main.platform.tempo', { kind: 'subtree-added' }],
    ]);
  });

  it.each(['set', 'added', 'removed', 'undefined', 'null', '@infraflux.yaml:5', '-> 3', ''])(
    'is a value, whatever it reads like: %j',
    (value) => {
      const [added] = diffInputs('prod', leavesOf({ 'main.a': 1 }), leavesOf({ 'main.a': 1, 'main.b': value }));
      expect(added?.cause.moved).toEqual({ kind: 'added', after: value });
      expect(causeText(added?.cause as Cause, {})).toBe(`b  added: ${value === '' ? '""' : value}`);
      const [removed] = diffInputs('prod', leavesOf({ 'main.a': 1, 'main.b': value }), leavesOf({ 'main.a': 1 }));
      expect(removed?.cause.moved).toEqual({ kind: 'removed', before: value });
      expect(causeText(removed?.cause as Cause, {})).toBe('b  removed');
    },
  );

  it('is told apart where both values read alike', () => {
    const text = (before: Json, after: Json) => {
      const [changed] = diffInputs('prod', leavesOf({ 'main.a': before }), leavesOf({ 'main.a': after }));
      return causeText(changed?.cause as Cause, {});
    };
    expect(text(3, '3')).toBe('a  3 -> "3"');
    expect(text('true', true)).toBe('a  "true" -> true');
    expect(text('[]', [])).toBe('a  "[]" -> []');
    expect(text('16Gi', '32Gi')).toBe('a  16Gi -> 32Gi');
    expect(text('one\ntwo', 'one')).toBe('a  "one\\ntwo" -> one');
  });

  it('is not mistaken for a line of the input where a path reads like a place', () => {
    const moved = diffInputs(
      'prod',
      leavesOf({}),
      leavesOf({ '@infraflux.yaml:5': 1, 'main.b': 2 }),
      (_environment, path) =>
        formatLeafPath(path) === 'main.b' ? { file: 'infraflux.yaml', start: 5, end: 9 } : undefined,
    );
    expect(moved).toHaveLength(2);
  });
});

it('is not what was worked out from it', () => {
  const written = { file: 'infraflux.yaml', start: 5, end: 9 };
  const before = leavesOf({ 'main.pools.workers.count': 1, 'main.nodes["w-1"].cpu': 2 });
  const after = leavesOf({ 'main.pools.workers.count': 2, 'main.nodes["w-1"].cpu': 2, 'main.nodes["w-2"].cpu': 2 });
  const moved = diffInputs('prod', before, after, (_environment, path) =>
    leafSubject(path).kind === 'group' ? written : undefined,
  );
  expect(moved.map((input) => [pathOf(input), input.derived])).toEqual([
    ['prod.main.nodes["w-2"].cpu', true],
    ['prod.main.pools.workers.count', false],
  ]);
  const texts = new Map([['prod/terraform/main/nodes.tf', 'x']]);
  const found = attributeFiles('prod', [...texts.keys()], texts, moved, true, undefined);
  expect(found.get('prod/terraform/main/nodes.tf')?.map(pathOf)).toEqual(['prod.main.pools.workers.count']);
});

it('is a machine that was retired, but not one that went with a count', () => {
  const span = { file: 'infraflux.yaml', start: 5, end: 9 };
  const spanOf = (_environment: string, path: LeafPath) => (leafSubject(path).kind === 'group' ? span : undefined);
  const before = leavesOf({
    'main.pools.workers.count': 2,
    'main.pools.workers.cpu': 1,
    'main.nodes["w-1"].cpu': 2,
    'main.nodes["w-2"].cpu': 2,
  });
  const retired = leavesOf({ 'main.pools.workers.count': 2, 'main.pools.workers.cpu': 3, 'main.nodes["w-1"].cpu': 2 });
  const derived = (after: ReadonlyMap<LeafPath, Json>) =>
    diffInputs('prod', before, after, spanOf).filter((input) => input.derived).length;
  expect(derived(retired)).toBe(0);
  expect(derived(new Map([...retired, [parseLeafPath('main.pools.workers.count'), 1]]))).toBe(1);
});

describe('which file changed for what', () => {
  const texts = new Map([
    ['prod/platform/main/a/values.yaml', 'a2'],
    ['prod/platform/main/b/values.yaml', 'b2'],
    ['prod/terraform/main/x.tf', 'n'],
  ]);
  const moved = diffInputs(
    'prod',
    leavesOf({ 'main.platform.a.v': 1, 'main.platform.b.v': 1 }),
    leavesOf({ 'main.platform.a.v': 2, 'main.platform.b.v': 2 }),
    undefined,
  );
  const names = (found: ReadonlyMap<string, readonly MovedInput[]>) =>
    Object.fromEntries([...found].map(([path, inputs]) => [path, inputs.map(pathOf)]));

  it('is found by compiling with one input put back', () => {
    const found = attributeFiles('prod', [...texts.keys()], texts, moved, false, (_environment, reverted) => {
      const back = new Map(texts);
      if (reverted.has(parseLeafPath('main.platform.a.v'))) back.set('prod/platform/main/a/values.yaml', 'a1');
      if (reverted.has(parseLeafPath('main.platform.b.v')))
        back.set('prod/platform/main/b/values.yaml', 'b1').set('prod/platform/main/a/values.yaml', 'a1');
      return back;
    });
    // The third file changed with the release: no input explains it.
    expect(names(found)).toEqual({
      'prod/platform/main/a/values.yaml': ['prod.main.platform.a.v', 'prod.main.platform.b.v'],
      'prod/platform/main/b/values.yaml': ['prod.main.platform.b.v'],
    });
  });

  it('is told by names where compiling again is not possible', () => {
    const found = attributeFiles('prod', [...texts.keys()].slice(0, 2), texts, moved, true, undefined);
    expect(names(found)['prod/platform/main/a/values.yaml']).toEqual(['prod.main.platform.a.v']);
  });
});
