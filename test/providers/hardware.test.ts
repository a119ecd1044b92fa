import { expect, it } from 'vitest';
import { compile } from '../../src/compile.ts';
import { checked } from '../../src/diagnostics/diagnostic.ts';
import { bootableCpuTypes, newerCpuTypes, tooOldCpuTypes } from '../../src/providers/proxmox/model/cpu-types.ts';
import { catalog } from '../catalog/builtin-catalog.ts';

function compiled(controlPlane: string, talos = '1.13.9') {
  const content = `name: field
providers:
  home:
    type: proxmox
    endpoint: https://pve.lab.example:8006/
    credentials: {secret: proxmox}
    vmIds: 4000-4999
    hosts: {pve1: {cpu: 16, memory: 64Gi, datastores: {disks: local-zfs, images: local}}}
networks:
  lab: {cidr: 10.60.0.0/24, gateway: 10.60.0.1, dns: [10.60.0.1], bridge: vmbr0}
environments:
  lab:
    clusters:
      one:
        size: single
        versions: {talos: ${talos}, kubernetes: 1.35.0}
        network: {nodes: 10.60.0.10-10.60.0.29, endpoint: 10.60.0.5}
        platform: {cilium: {}, talos-cloud-controller-manager: {}}
        controlPlane: {disks: {system: {size: 40Gi}}, ${controlPlane}}
`;
  const { set, diagnostics } = compile({ files: [{ path: 'infraflux.yaml', content }], catalog: checked(catalog) });
  const nodes = set?.artifacts.find(({ path }) => path.endsWith('terraform/one/nodes.tf'))?.text ?? '';
  return { nodes, codes: diagnostics.map(({ code }) => code) };
}

const schematic = 'talos: {schematic: 376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba}';

it('no CPU type is in two lists', () => {
  const all = [...bootableCpuTypes, ...tooOldCpuTypes, ...newerCpuTypes];
  expect(new Set(all).size).toBe(all.length);
});

it.each([...bootableCpuTypes, 'custom-zen4'])('%s is accepted', (cpuType) => {
  expect(compiled(`machine: {cpuType: ${cpuType}}`).codes).toEqual([]);
});

it.each([...tooOldCpuTypes])('%s is too old', (cpuType) => {
  expect(compiled(`machine: {cpuType: "${cpuType}"}`).codes).toEqual(['machine/cpu-type-too-old']);
});

it.each([...newerCpuTypes, 'Host', 'custom-', 'x86-64-v1', 'cortex-a57'])('%s is unknown', (cpuType) => {
  expect(compiled(`machine: {cpuType: "${cpuType}"}`).codes).toEqual(['machine/cpu-type-unknown']);
});

it('a watchdog of Talos gives the machine one', () => {
  const { nodes, codes } = compiled('talos: {watchdog: {"timeout": 2m}}');
  expect(codes).toEqual([]);
  expect(nodes).toMatch(/watchdog += true/);
  expect(compiled('cpu: 2').nodes).not.toMatch(/watchdog/);
});

it.each([
  ['an image that InfraFlux describes', 'cpu: 2', true, []],
  ['the agent is not wanted', 'machine: {guestAgent: false}', false, []],
  ['a schematic of which nothing is said', schematic, false, ['machine/guest-agent-unknown']],
  ['a schematic with it', `machine: {guestAgent: true}, ${schematic}`, true, []],
  ['a schematic without it', `machine: {guestAgent: false}, ${schematic}`, false, []],
])('guest agent: %s', (_, controlPlane, enabled, codes) => {
  const found = compiled(controlPlane);
  expect(found.codes).toEqual(codes);
  expect(/guest_agent += true/.test(found.nodes)).toBe(enabled);
});

it('an image without the guest agent has not its extension', () => {
  const schematicOf = (text: string) => /factory\.talos\.dev\/image\/([0-9a-f]{64})/.exec(text)?.[1];
  expect(schematicOf(compiled('machine: {guestAgent: false}').nodes)).toBe(schematicOf(compiled(schematic).nodes));
  expect(schematicOf(compiled('cpu: 2').nodes)).not.toBe(schematicOf(compiled(schematic).nodes));
});

it.each([
  ['1.12.6', ['machine/secure-boot-without-keys']],
  ['1.13.9', ['machine/secure-boot-without-keys']],
  ['1.14.1', []],
])('secure boot of a new cluster with Talos %s', (talos, codes) => {
  expect(compiled('machine: {secureBoot: true, tpm: true}', talos).codes).toEqual(codes);
});
