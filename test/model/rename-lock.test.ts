import { describe, expect, it } from 'vitest';
import { formatLock } from '../../src/model/format-lock.ts';
import { parseLock } from '../../src/model/parse-lock.ts';
import { type NamedCluster, renameLock } from '../../src/model/rename-lock.ts';

const text = [
  'infraflux-lock 1',
  'dev/main talos-contract 1.13',
  'dev/main/main-a-1 address 10.0.0.10',
  'dev/main/main-a-1 vm-id 2000',
  'dev/main/main-a-2 address 10.0.0.11',
  'dev/main/main-a-2 vm-id 2001 gone',
  'dev/main/w-1 address 10.0.0.12',
  'prod/main/w-1 address 10.0.1.12',
  '',
].join('\n');
const lines = parseLock(text).value?.lines ?? [];

const cluster = (environment: string, name: string, nodes: Readonly<Record<string, string>>): NamedCluster => ({
  environment,
  name,
  nodes: Object.entries(nodes).map(([node, pool]) => ({ name: node, pool })),
});

function renamed(from: string, to: string, ...clusters: readonly NamedCluster[]): string {
  const result = renameLock(lines, clusters, from, to);
  return result.fault === undefined
    ? formatLock({ lines: result.lines })
    : `${result.fault.message}; ${result.fault.help}`;
}

describe('lock rename', () => {
  const others = { 'main-a-1': 'a', 'main-a-2': 'a' };

  it('gives a node its numbers under its new name, and nothing to anything else', () => {
    const after = renamed('dev/main/w-1', 'worker-1', cluster('dev', 'main', { ...others, 'worker-1': 'w' }));
    expect(after).toContain('dev/main/worker-1 address 10.0.0.12');
    expect(after).not.toContain('dev/main/w-1');
    expect(after).toContain('prod/main/w-1 address 10.0.1.12');
    expect(after.split('\n')).toHaveLength(text.split('\n').length);
    expect(renamed('dev/main/w-1', 'dev/main/worker-1', cluster('dev', 'main', { ...others, 'worker-1': 'w' }))).toBe(
      after,
    );
  });

  it('gives the nodes of a pool theirs by their numbers; what was reserved is used again', () => {
    const after = renamed('dev/main/a', 'b', cluster('dev', 'main', { 'main-b-1': 'b', 'main-b-2': 'b', 'w-1': 'w' }));
    expect(after).toContain('dev/main/main-b-1 vm-id 2000\n');
    expect(after).toContain('dev/main/main-b-2 vm-id 2001\n');
    expect(after).not.toContain('main-a-');
  });

  it('moves a cluster and an environment whole', () => {
    const cluster1 = renamed('dev/main', 'home', cluster('dev', 'home', {}), cluster('prod', 'main', {}));
    expect(cluster1).toContain('dev/home talos-contract 1.13');
    expect(cluster1).toContain('dev/home/main-a-1 vm-id 2000');
    expect(cluster1).toContain('prod/main/w-1');
    const environment = renamed('dev', 'lab', cluster('lab', 'main', {}), cluster('prod', 'main', {}));
    expect(environment).toContain('lab/main/w-1 address 10.0.0.12');
    expect(environment).not.toContain('dev/');
  });

  it.each<[string, string, NamedCluster, string]>([
    [
      'dev/main/w-1',
      'w-2',
      cluster('dev', 'main', { ...others, 'w-1': 'w' }),
      'node "w-1" of dev/main is in infraflux.yaml',
    ],
    [
      'dev/main/w-1',
      'w-9',
      cluster('dev', 'main', others),
      'infraflux.yaml has no node "w-9" in dev/main; it has main-a-1, main-a-2',
    ],
    [
      'dev/main/w-1',
      'main-a-1',
      cluster('dev', 'main', others),
      'infraflux.lock has lines of dev/main/main-a-1 already',
    ],
    ['dev/main/zzz', 'b', cluster('dev', 'main', { 'main-b-1': 'b' }), 'infraflux.lock has no line of dev/main/zzz'],
    ['dev/main/zzz', 'c', cluster('dev', 'main', { 'main-b-1': 'b' }), 'infraflux.yaml has no pool "c" in dev/main'],
    ['dev/other/w-1', 'w-2', cluster('dev', 'main', {}), 'infraflux.yaml has no cluster "dev/other"'],
    ['dev/main', 'home', cluster('dev', 'main', {}), 'cluster "dev/main" is in infraflux.yaml'],
    ['dev/main', 'home', cluster('dev', 'house', {}), 'infraflux.yaml has no cluster "dev/home"'],
    ['dev', 'prod', cluster('prod', 'main', {}), 'infraflux.lock has lines of prod/main/w-1 already'],
    ['dev', 'lab', cluster('dev', 'main', {}), 'environment "dev" is in infraflux.yaml'],
    ['dev/main/w-1', 'prod/main/w-1', cluster('prod', 'main', {}), '"prod/main/w-1" is elsewhere than "dev/main/w-1"'],
    ['a/b/c/d', 'e', cluster('dev', 'main', {}), '"a/b/c/d" is no environment, cluster, node or pool'],
    ['', 'e', cluster('dev', 'main', {}), '"" is no environment'],
    ['dev//x', 'e', cluster('dev', 'main', {}), '"dev//x" is no environment'],
  ])('refuses %s to %s', (from, to, present, message) => {
    expect(renamed(from, to, present)).toContain(message);
  });
});
