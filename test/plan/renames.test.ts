import { describe, expect, it } from 'vitest';
import { type LeafPath, leafPath } from '../../src/identity/leaf-path.ts';
import { findRenames, renameLines } from '../../src/plan/renames.ts';
import { usualCommands } from '../../src/plan/typed-commands.ts';
import type { Json } from '../../src/source/tree.ts';

type Leaves = Map<LeafPath, Json>;

/** Nodes of clusters, each with its memory and its pool. */
function leaves(
  clusters: Readonly<Record<string, Readonly<Record<string, readonly [memory: string, pool?: string]>>>>,
): Leaves {
  const found: Leaves = new Map();
  for (const [cluster, nodes] of Object.entries(clusters))
    for (const [index, [name, [memory, pool]]] of Object.entries(nodes).entries()) {
      const set = (value: Json, ...keys: readonly string[]): void => {
        found.set(leafPath(cluster, ['nodes', name, ...keys]), value);
      };
      set(memory, 'memory');
      set('home', 'provider');
      // Allocated ones are others for each.
      set(2000 + index, 'vmId');
      set(name, 'hostname');
      if (pool !== undefined) set(pool, 'pool');
      if (name.startsWith('db')) set(true, 'disks', 'data', 'keep');
    }
  return found;
}

function found(
  before: Leaves | undefined,
  after: Leaves | undefined,
  clusters: readonly string[],
  environment = 'dev',
) {
  const present = clusters.map((name) => ({ environment, name }));
  return findRenames([{ environment, before, after }], present).map(({ kind, from, to }) => `${kind} ${from} ${to}`);
}

describe('a rename', () => {
  it('of a node is told from a removal by its size and place', () => {
    const before = leaves({ main: { 'w-1': ['8Gi'], 'w-2': ['8Gi'] } });
    expect(found(before, leaves({ main: { 'w-1': ['8Gi'], 'worker-2': ['8Gi'] } }), ['main'])).toEqual([
      'node dev/main/w-2 worker-2',
    ]);
    expect(found(before, leaves({ main: { 'w-1': ['8Gi'], 'worker-2': ['16Gi'] } }), ['main'])).toEqual([]);
    expect(found(before, leaves({ main: { 'w-1': ['8Gi'] } }), ['main'])).toEqual([]);
    expect(found(before, leaves({ main: { 'w-1': ['8Gi'], 'w-2': ['8Gi'], 'w-3': ['8Gi'] } }), ['main'])).toEqual([]);
    expect(found(before, before, ['main'])).toEqual([]);
    expect(found(undefined, before, ['main'])).toEqual([]);
  });

  it('of several goes by their numbers, whatever the order', () => {
    const before = leaves({ main: { 'w-1': ['8Gi'], 'w-2': ['8Gi'], 'w-10': ['8Gi'] } });
    const after = leaves({ main: { 'n-10': ['8Gi'], 'n-2': ['8Gi'], 'n-1': ['8Gi'] } });
    expect(found(before, after, ['main']).sort()).toEqual([
      'node dev/main/w-1 n-1',
      'node dev/main/w-10 n-10',
      'node dev/main/w-2 n-2',
    ]);
  });

  it('of a pool is one command', () => {
    const before = leaves({ main: { 'main-a-1': ['8Gi', 'a'], 'main-a-2': ['8Gi', 'a'] } });
    const after = leaves({ main: { 'main-b-1': ['8Gi', 'b'], 'main-b-2': ['8Gi', 'b'] } });
    expect(found(before, after, ['main'])).toEqual(['pool dev/main/a b']);
  });

  it('of a cluster, also where the files of the old one are kept, and of an environment', () => {
    const one = { 'w-1': ['8Gi'] } as const;
    const other = { 'x-1': ['8Gi'] } as const;
    expect(found(leaves({ old: one }), leaves({ new: other }), ['new'])).toEqual(['cluster dev/old new']);
    expect(found(leaves({ old: one }), leaves({ old: one, new: other }), ['new'])).toEqual(['cluster dev/old new']);
    expect(found(leaves({ old: one }), leaves({ old: one, new: other }), ['old', 'new'])).toEqual([]);
    const environments = findRenames(
      [
        { environment: 'dev', before: leaves({ main: one }), after: undefined },
        { environment: 'lab', before: undefined, after: leaves({ main: one }) },
      ],
      [{ environment: 'lab', name: 'main' }],
    );
    expect(environments.map(({ kind, from, to }) => `${kind} ${from} ${to}`)).toEqual(['environment dev lab']);
  });

  it('says what each of the two does, and the command', () => {
    const before = leaves({ main: { 'db-1': ['8Gi'] } });
    const [rename] = findRenames(
      [{ environment: 'dev', before, after: leaves({ main: { 'dbs-1': ['8Gi'] } }) }],
      [{ environment: 'dev', name: 'main' }],
    );
    expect(rename).toMatchObject({ keeps: ['data'] });
    const lines = renameLines(rename === undefined ? [] : [rename], usualCommands);
    expect(lines[0]).toContain('dev/main/db-1 is destroyed and one of dbs-1 created');
    expect(lines[0]).toContain('dev/main/db-1 keeps its disk data');
    expect(lines[1]).toMatch(/infraflux lock rename dev\/main\/db-1 dbs-1$/);
  });
});
