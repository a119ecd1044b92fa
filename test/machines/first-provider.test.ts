import { expect, test } from 'vitest';
import { compiled } from './compiled.ts';

const provider = (name: string, ids: string): string =>
  `  ${name}: {type: proxmox, endpoint: "https://${name}.home.arpa:8006/", credentials: {secret: ${name}}, vmIds: ${ids}, hosts: {pve1: {datastores: {disks: local-zfs, images: local}}}}`;

const text = (providers: readonly string[], own: string, pools: string): string => `
name: lab
providers:
${providers.map((name, index) => provider(name, `${index + 2}000-${index + 2}099`)).join('\n')}
networks: {lab: {cidr: 10.10.0.0/16, gateway: 10.10.0.1, bridge: vmbr0}}
environments:
  dev:
    clusters:
      dev:
        size: single
        provider: ${own}
        versions: {talos: 1.13.6, kubernetes: 1.36.3}
        network: {nodes: 10.10.10.10-10.10.10.29, endpoint: 10.10.10.5}
        controlPlane: {count: 1, disks: {system: {size: 20Gi}}}
        pools: {${pools}}
`;
const pool = (name: string, more: string): string => `${name}: {${more}, disks: {system: {size: 20Gi}}}`;

interface Made {
  readonly lock: string;
  /** Machines by the module that makes them. */
  readonly modules: readonly string[];
  readonly kept: readonly string[];
}

function made(source: string, lock?: string): Made {
  const files = [{ path: 'infraflux.yaml', content: source }];
  const result = compiled(lock === undefined ? files : [...files, { path: 'infraflux.lock', content: lock }]);
  const main = result.files.get('dev/terraform/dev/main.tf') ?? '';
  const providers = result.files.get('dev/terraform/dev/providers.tf') ?? '';
  const modules = [...main.matchAll(/^module "(vm\w*)" \{[^}]*?for_each = (\S+)/gm)].map(
    (match) => `${match[1]} ${match[2]}`,
  );
  expect(providers.match(/^provider "proxmox"/gm)?.length).toBe(modules.length);
  return { lock: result.lock, modules, kept: result.lock.split('\n').filter((line) => / provider /.test(line)) };
}

test('the first provider keeps its place, whatever the cluster takes most of its machines from afterwards', () => {
  const before = made(text(['attic', 'home'], 'home', pool('old', 'count: 2')));
  expect([before.modules, before.kept]).toEqual([['vm local.machines'], ['dev/dev provider home']]);

  // The cluster moves: what is new comes from elsewhere, and nothing of what is there is made anew.
  const moving = made(text(['attic', 'home'], 'attic', pool('old', 'count: 2, provider: home')), before.lock);
  expect(moving.modules).toEqual(['vm local.machines["home"]', 'vm_attic local.machines["attic"]']);

  // It has left, and those that are elsewhere stay where they are.
  const moved = made(text(['attic', 'home'], 'attic', ''), moving.lock);
  expect([moved.modules, moved.kept]).toEqual([['vm_attic local.machines'], ['dev/dev provider home']]);
});

test('a provider that is only called otherwise makes nothing anew', () => {
  const before = made(text(['home'], 'home', ''));
  const renamed = made(text(['house'], 'house', ''), before.lock);
  expect([renamed.modules, renamed.kept]).toEqual([['vm local.machines'], ['dev/dev provider house']]);
});
