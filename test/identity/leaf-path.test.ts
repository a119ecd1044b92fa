import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  extendLeafPath,
  formatInputPath,
  formatLeafPath,
  formatPathInCluster,
  leafAncestors,
  leafPath,
  leafPlace,
  leafSubject,
  parseLeafPath,
} from '../../src/identity/leaf-path.ts';

const key = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '.', '[', '"', 'a.b', 'w-1', '__proto__', '0'));
const keys = fc.array(key, { maxLength: 5 });
const cluster = fc.option(key, { nil: undefined });

describe('leaf path', () => {
  it('is taken apart as it was put together, and reads back as it was printed', () => {
    fc.assert(
      fc.property(cluster, keys, keys, (name, above, below) => {
        const path = leafPath(name, [...above, ...below]);
        expect(leafPlace(path)).toEqual({ cluster: name, keys: [...above, ...below] });
        expect(extendLeafPath(leafPath(name, above), below)).toBe(path);
        expect(parseLeafPath(formatLeafPath(path))).toBe(path);
      }),
    );
  });

  it('is printed as inputs.json has it', () => {
    const node = leafPath('main', ['nodes', 'w-1', 'labels', 'nvidia.com/gpu']);
    expect(formatLeafPath(node)).toBe('main.nodes["w-1"].labels["nvidia.com/gpu"]');
    expect(formatLeafPath(leafPath('of-the.lab', ['domain']))).toBe('["of-the.lab"].domain');
    expect(formatLeafPath(leafPath(undefined, ['gitops', 'path']))).toBe('.gitops.path');
  });

  it('is printed for people, with its environment and without', () => {
    const path = leafPath('main', ['nodes', 'w-1', 'memory']);
    expect(formatInputPath('prod', path)).toBe('prod.main.nodes["w-1"].memory');
    expect(formatPathInCluster('prod', path)).toBe('nodes["w-1"].memory');
    expect(formatPathInCluster('prod', leafPath('main', []))).toBe('prod.main');
    const shared = leafPath(undefined, ['terraform', 'backend', 's3', 'bucket']);
    expect(formatInputPath('prod', shared)).toBe('terraform.backend.s3.bucket');
    expect(formatPathInCluster('prod', shared)).toBe('terraform.backend.s3.bucket');
  });

  it('is read however a key is written', () => {
    expect(parseLeafPath('main.nodes.w-1')).toBe(leafPath('main', ['nodes', 'w-1']));
    expect(parseLeafPath('main["nodes"]["w-1"]')).toBe(leafPath('main', ['nodes', 'w-1']));
    expect(parseLeafPath('.["a-b"]')).toBe(leafPath(undefined, ['a-b']));
  });

  it.each(['a[', 'a]', 'a..b', 'a.', 'a["b', 'a["b"]c', 'a."b"', '["a\\x"]', '..', '[0]', '.[', ''])(
    'is one key where it is not well formed: %s',
    (text) => {
      expect(leafPlace(parseLeafPath(text))).toEqual({ cluster: text, keys: [] });
    },
  );

  it('says what the value belongs to', () => {
    const subject = (text: string) => leafSubject(parseLeafPath(text));
    expect(subject('main.nodes["w-1"].disks.data.size')).toEqual({
      kind: 'node',
      cluster: 'main',
      node: 'w-1',
      keys: ['disks', 'data', 'size'],
    });
    expect(subject('main.platform.loki.retention')).toEqual({
      kind: 'component',
      cluster: 'main',
      component: 'loki',
      keys: ['retention'],
    });
    expect(subject('main.pools.workers.count')).toEqual({
      kind: 'group',
      cluster: 'main',
      group: 'workers',
      keys: ['count'],
    });
    expect(subject('main.controlPlane.count')).toEqual({
      kind: 'group',
      cluster: 'main',
      group: 'controlPlane',
      keys: ['count'],
    });
    expect(subject('main.network.endpoint.host')).toEqual({
      kind: 'cluster',
      cluster: 'main',
      keys: ['network', 'endpoint', 'host'],
    });
    expect(subject('main.nodes')).toEqual({ kind: 'cluster', cluster: 'main', keys: ['nodes'] });
    expect(subject('.gitops.path')).toEqual({ kind: 'platform', keys: ['gitops', 'path'] });
  });

  it('lies below its ancestors, outermost first', () => {
    expect(leafAncestors(parseLeafPath('main.nodes["w-1"]')).map(formatLeafPath)).toEqual(['main', 'main.nodes']);
    expect(leafAncestors(parseLeafPath('main'))).toEqual([]);
    expect(leafAncestors(parseLeafPath('.gitops.path')).map(formatLeafPath)).toEqual(['.', '.gitops']);
  });
});
