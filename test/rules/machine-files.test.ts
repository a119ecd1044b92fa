import { expect, test } from 'vitest';
import { codesIn } from './found.ts';

const file = (path: string, more = ''): string => `${more}talos: {files: {"${path}": {content: x}}}`;
const of114 = 'versions: {talos: 1.14.1, kubernetes: 1.36.3}\n';

test.each([
  '/opt/x',
  '/usr/local/bin/x',
  '/etcx/y',
  '/etc',
  '/var',
  '/',
  '/variable/x',
  '/var/../opt/x',
  '/var/a/../../opt/x',
  '/var/a/',
  '//opt/x',
  '/home/x',
  '/system/x',
])('%s is never written', (path) => {
  expect(codesIn(file(path))).toEqual(['file/not-writable']);
  expect(codesIn(file(path, of114))).toEqual(['file/not-writable']);
});

test.each(['/var/lib/a', '/var/a', '/etc/cri/conf.d/20-customization.part'])('%s is written', (path) => {
  expect(codesIn(file(path))).toEqual([]);
  expect(codesIn(file(path, of114))).toEqual([]);
});

test.each([
  // What there is to overwrite before 1.14 is what Talos manages from then on.
  ['/etc/hosts', [], ['file/not-writable']],
  ['/etc/resolv.conf', [], ['file/not-writable']],
  ['/etc/lvm/lvm.conf', [], ['file/not-writable']],
  ['/etc/cri/conf.d/x.part', [], ['file/not-writable']],
  ['/etc/kubernetes/manifests/pod.yaml', ['file/not-in-image'], ['file/not-writable']],
  ['/etc/nfsmount.conf', [], []],
  ['/etc/systemd/foo.conf', ['file/not-in-image'], []],
  ['/etc/motd', ['file/not-in-image'], []],
])('%s depends on the release that the cluster was created with', (path, before, since) => {
  expect(codesIn(file(path))).toEqual(before);
  expect(codesIn(file(path, of114))).toEqual(since);
});

test.each([
  'nodes: {main-cp-1',
  'pools: {workers',
  'pools: {workers: {talos: {}}}\ncontrolPlane: {talos: {}}\nnodes: {main-workers-1',
])('a file is looked at in %s', (start) => {
  expect(codesIn(`${start}: {talos: {files: {/opt/x: {content: x}}}}}`)).toEqual(['file/not-writable']);
});
