import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { explain } from '../../src/commands/explain/explain.ts';
import { wantsColor } from '../../src/commands/terminal/color.ts';
import { fakeTerminal } from '../fakes/terminal.ts';

const platform = `name: homelab
providers:
  home:
    type: proxmox
    endpoint: https://pve.home.arpa:8006/
    credentials: {secret: proxmox}
    vmIds: 2000-2999
    hosts: {pve1: {cpu: 32, memory: 128Gi, datastores: {disks: local-zfs, images: local}}}
networks:
  lab: {cidr: 10.10.0.0/16, gateway: 10.10.0.1, dns: [10.10.0.1], bridge: vmbr0}
secrets:
  sops: {recipients: [age17dmr2vf5y6wqj537j8tesdk6z8gkxzl2ymu04mw6vf5nwjmgxunqpjme7q]}
defaults:
  # The same for all.
  controlPlane: {memory: 8Gi}
environments:
  dev:
    clusters:
      lab:
        size: single
        network: {nodes: 10.10.10.10-10.10.10.29, endpoint: 10.10.10.5}
        controlPlane: {cpu: 4, disks: {system: {size: 40Gi}}}
        platform:
          cilium: {}
      two:
        size: single
        network: {nodes: 10.10.20.10-10.10.20.29, endpoint: 10.10.20.5}
        controlPlane: {cpu: 2, disks: {system: {size: 40Gi}}}
        platform:
          cilium: {hubbleUi: true}
          local-path: {defaultClass: true}
`;

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'infraflux-explain-'));
  writeFileSync(join(root, 'infraflux.yaml'), platform);
});
afterAll(() => rmSync(root, { recursive: true }));

async function explained(what: string): Promise<{ readonly code: number; readonly text: string }> {
  const terminal = fakeTerminal({ cwd: root });
  const options = { config: 'infraflux.yaml', out: 'out', color: false };
  const code = await explain(options, what, terminal);
  return { code, text: `${terminal.printed.out}${terminal.printed.progress}` };
}

it.each([
  ['local-path', 'defaultClass: true'],
  ['lab-cp-1', 'memory: 8Gi'],
  ['cilium', '# dev.two.platform.cilium'],
  ['infraflux.yaml:1', 'homelab'],
  ['infraflux.yaml:7', '2000-2999'],
  ['./infraflux.yaml:15', '8Gi'],
  ['infraflux.yaml:20', 'single'],
  ['dev.lab.controlPlane.cpu', '4'],
])('explains %s', async (what, words) => {
  const { code, text } = await explained(what);
  expect(text).toContain(words);
  expect(code).toBe(0);
});

it.each([
  ['infraflux.yaml:14', 'sets no value'],
  ['longhorn', 'no cluster has the component longhorn'],
  ['nosuch', 'unknown key "nosuch"'],
])('says why it cannot explain %s', async (what, words) => {
  const { code, text } = await explained(what);
  expect(text).toContain(words);
  expect(code).toBe(1);
});

it.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: '1' }, false],
  [true, { NO_COLOR: '' }, true],
  [false, { FORCE_COLOR: '1' }, true],
  [false, { FORCE_COLOR: '3', NO_COLOR: '1' }, true],
  [true, { FORCE_COLOR: '0' }, false],
  [true, { FORCE_COLOR: 'false' }, false],
])('on a terminal: %s, with %j: colors: %s', (isTty, env, colors) => {
  expect(wantsColor({ isTty, env })).toBe(colors);
});
