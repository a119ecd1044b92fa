import { describe, expect, test } from 'vitest';
import { codesIn, diagnosticsIn } from './found.ts';

const worker = (key: string): string => `pools: {workers: {labels: {${key}: x}}}`;

describe('labels of workers', () => {
  test.each([
    'node-role.kubernetes.io/worker',
    'node-role.kubernetes.io/control-plane',
    'app.kubernetes.io/component',
    'kubernetes.io/foo',
    'k8s.io/foo',
    'x.k8s.io/a',
    'scheduling.x-k8s.io.k8s.io/a',
    'node-restriction.kubernetes.io/x',
    'team.node-restriction.kubernetes.io/x',
    'beta.kubernetes.io/foo',
    'topology.kubernetes.io/rack',
    'failure-domain.beta.kubernetes.io/rack',
  ])('%s is rejected by the API server', (key) => {
    expect(codesIn(worker(key))).toEqual(['label/forbidden']);
  });

  test.each([
    'tier',
    'example.org/worker',
    'node.longhorn.io/create-default-disk',
    'mykubernetes.io/a',
    'node.kubernetes.io/worker',
    'node.kubernetes.io/instance-type',
    'kubelet.kubernetes.io/a',
    'team.node.kubernetes.io/a',
    'topology.kubernetes.io/zone',
    'topology.kubernetes.io/region',
    'failure-domain.beta.kubernetes.io/zone',
    'beta.kubernetes.io/instance-type',
  ])('%s is allowed', (key) => {
    expect(codesIn(worker(key))).toEqual([]);
  });

  test('the key that is advised is allowed', () => {
    const [found] = diagnosticsIn(worker('node-role.kubernetes.io/worker'));
    const advised = /"([^"]+)" or/.exec(found?.help ?? '')?.[1];
    expect(codesIn(worker(advised ?? ''))).toEqual([]);
  });
});

test('control planes set labels with the rights of an administrator', () => {
  expect(codesIn('controlPlane: {labels: {node-role.kubernetes.io/etcd: ""}}')).toEqual([]);
});

test.each([
  'domain: example.org\nnodes: {main-workers-1: {labels: {kubernetes.io/foo: x}}}',
  'defaults: {pools: {workers: {labels: {kubernetes.io/foo: x}}}}',
  'domain: example.org\n# environments/prod.yaml\nclusters: {main: {pools: {workers: {labels: {kubernetes.io/foo: x}}}}}',
])('a label is looked at in every layer: %s', (part) => {
  expect(codesIn(part)).toEqual(['label/forbidden']);
});

test.each(['kubernetes.io/hostname', 'kubernetes.io/arch', 'beta.kubernetes.io/os'])(
  '%s is the kubelet’s own',
  (key) => {
    expect(codesIn(worker(key))).toEqual(['label/set-by-kubelet']);
  },
);

test.each([
  ['controlPlane', 'node-role.kubernetes.io/worker=', ['label/forbidden']],
  ['pools: {workers', 'a=b,kubernetes.io/foo=x', ['label/forbidden']],
  ['pools: {workers', 'a=b, node.kubernetes.io/c=d', []],
])('the flag --node-labels of %s with %s', (group, labels, codes) => {
  const end = group.includes('{') ? '}' : '';
  expect(codesIn(`${group}: {talos: {kubelet: {extraArgs: {node-labels: "${labels}"}}}}${end}`)).toEqual(codes);
});
