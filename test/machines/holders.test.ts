import { expect, test } from 'vitest';
import { compiled } from './compiled.ts';

const text = (workers: string, vmIds = '2000-2009', more = ''): string => `
name: lab
providers:
  home:
    type: proxmox
    endpoint: https://pve.home.arpa:8006/
    credentials: {secret: proxmox}
    vmIds: ${vmIds}
    hosts: {pve1: {datastores: {disks: local-zfs, images: local}}}
networks: {lab: {cidr: 10.10.0.0/16, gateway: 10.10.0.1, bridge: vmbr0}}
environments:
  dev:
    clusters:
      dev:
        versions: {talos: 1.13.6, kubernetes: 1.36.3}
        network: {nodes: 10.10.10.10-10.10.10.29, endpoint: 10.10.10.5}
        controlPlane: {count: 1, disks: {system: {size: 20Gi}}}
        pools: {workers: ${workers}}
        ${more}
`;
const workers = (count: number, disks: string): string => `{count: ${count}, disks: {system: {size: 20Gi}${disks}}}`;
const kept = ', data: {size: 100Gi, keep: true}';

/** Lines of ids in the lock that a text gives, on top of an older one. */
function ids(source: string, lock?: string): { readonly ids: readonly string[]; readonly lock: string } {
  const files = [{ path: 'infraflux.yaml', content: source }];
  const result = compiled(lock === undefined ? files : [...files, { path: 'infraflux.lock', content: lock }]);
  const lines = result.lock.split('\n').filter((line) => / (vm-id|keep) /.test(line));
  return { ids: lines.map((line) => line.replace('dev/dev/dev-', '')), lock: result.lock };
}

test('a disk that is to be kept moves nobody, and nobody moves it', () => {
  const before = ids(text(workers(2, '')));
  expect(before.ids).toEqual(['cp-1 vm-id 2000', 'workers-1 vm-id 2001', 'workers-2 vm-id 2002']);
  const after = ids(text(workers(2, ', data: {size: 100Gi, keep: true}')), before.lock);
  expect(after.ids).toEqual([
    'cp-1 vm-id 2000',
    'workers-1 keep data=2003',
    'workers-1 vm-id 2001',
    'workers-2 keep data=2004',
    'workers-2 vm-id 2002',
  ]);
  const more = ids(text(workers(3, kept)), after.lock);
  expect(more.ids.filter((line) => !line.startsWith('workers-3'))).toEqual(after.ids);
  expect(more.ids).toContain('workers-3 vm-id 2005');
  expect(more.ids).toContain('workers-3 keep data=2006');
});

test('a machine that comes back gets the id of its disk back', () => {
  const before = ids(text(workers(2, kept)));
  const less = ids(text(workers(1, kept)), before.lock);
  expect(less.ids.filter((line) => line.endsWith(' gone'))).toEqual([
    'workers-2 keep data=2004 gone',
    'workers-2 vm-id 2002 gone',
  ]);
  expect(ids(text(workers(2, kept)), less.lock).ids).toEqual(before.ids);
});

test('what owns data keeps its id, whoever else needs one', () => {
  const before = ids(text(workers(1, kept), '2000-2003'));
  expect(before.ids).toContain('workers-1 keep data=2002');
  expect(() => ids(text(workers(3, kept), '2000-2003'), before.lock)).toThrow(
    'provider home needs 7 VM IDs (3 for kept disks), but 2000-2003 has 4',
  );
});
