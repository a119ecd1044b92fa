import { type Effect, updated } from '../../../plan/effects.ts';
import type { ArgumentImpact } from '../../../plan/provider-plan.ts';

const recreated: readonly Effect[] = [{ kind: 'recreated' }];

/** Proxmox stores it, and the machine has it once it was stopped and started. */
const atNextStart: readonly Effect[] = [{ kind: 'restart', by: 'hypervisor', when: 'next-start' }];

/**
 * Arguments of a virtual machine. Proxmox keeps what it cannot change in a running machine until the machine is restarted,
 * which Terraform does not do here (`reboot_after_update` is off). Disks grow and ports are plugged while it runs (Proxmox:
 * hotplug of disk, network and usb is on by default). A host, a first address and an image are for new machines: Terraform
 * ignores what becomes of them (lifecycle of blueprints/providers/proxmox/module).
 */
export const impacts: readonly ArgumentImpact[] = [
  { values: [['vmId']], argument: /^vm_id\b/, effects: recreated },
  { values: [['cpu'], ['machine', 'cpuType']], argument: /^cpu\b/, effects: atNextStart },
  { values: [['memory']], argument: /^memory\b/, effects: atNextStart },
  { values: [['gpus']], argument: /^hostpci\b/, effects: atNextStart },
  {
    values: [
      ['machine', 'numa'],
      ['machine', 'firmware'],
      ['machine', 'tpm'],
      ['machine', 'guestAgent'],
      ['talos', 'watchdog'],
    ],
    argument:
      /^(?:machine|bios|numa|smbios|efi_disk|tpm_state|boot_order|scsi_hardware|agent|operating_system|watchdog)\b/,
    effects: atNextStart,
  },
  { values: [['disks']], argument: /^disk\b/, effects: updated },
  { values: [['mac'], ['interfaces']], argument: /^network_device\b/, effects: updated },
  {
    values: [['description'], ['machine', 'tags'], ['machine', 'startOnBoot'], ['machine', 'startOrder']],
    argument: /^(?:tags|description|name|on_boot|startup|protection|pool_id|started|initialization)\b/,
    effects: updated,
  },
  { values: [['host']], argument: undefined, effects: [] },
];

const derived =
  /(^|\.)(id|ipv4_addresses|ipv6_addresses|mac_addresses|network_interface_names|path_in_datastore)(\[|$)/;

/** Worked out by the provider from the others, or by Proxmox: not worth showing. */
export function isDerived(argument: string): boolean {
  return derived.test(argument);
}

export const argumentNames: readonly (readonly [RegExp, string])[] = [
  [/^memory\[0\]\.dedicated$/, 'memory'],
  [/^cpu\[0\]\.cores$/, 'cpu'],
  [/^cpu\[0\]\.type$/, 'cpu type'],
  [/^node_name$/, 'host'],
  [/^vm_id$/, 'VM ID'],
  [/^on_boot$/, 'start on boot'],
];
