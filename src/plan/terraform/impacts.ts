import type { Impact } from '../plan.ts';

/**
 * Arguments of a virtual machine and what changing one does, the first that matches. Proxmox keeps what it cannot change
 * in a running machine until the machine is restarted, which Terraform does not do here (`reboot_after_update` is off).
 * Disks grow and ports are plugged while it runs (Proxmox: hotplug of disk, network and usb is on by default).
 */
const machineArguments: readonly (readonly [RegExp, Impact])[] = [
  [
    /^(cpu|memory|machine|bios|hostpci|numa|smbios|efi_disk|tpm_state|boot_order|scsi_hardware|agent|operating_system)\b/,
    'reboot',
  ],
  [
    /^(disk|network_device|tags|description|name|on_boot|startup|protection|pool_id|started|initialization)\b/,
    'in-place',
  ],
];

const derived =
  /(^|\.)(id|ipv4_addresses|ipv6_addresses|mac_addresses|network_interface_names|path_in_datastore)(\[|$)/;

/** Worked out by the provider from the others, or by Proxmox: no news to anybody. */
export function isDerived(path: string): boolean {
  return derived.test(path);
}

/** The worst that the changed arguments of a machine lead to. Unknown ones count as a restart. */
export function machineImpact(paths: readonly string[]): Impact {
  const impacts = paths
    .filter((path) => !isDerived(path))
    .map((path) => machineArguments.find(([pattern]) => pattern.test(path))?.[1] ?? 'reboot');
  return impacts.includes('reboot') ? 'reboot' : 'in-place';
}
