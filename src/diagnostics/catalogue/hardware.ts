import type { CodeEntry } from './entry.ts';

/** Virtual hardware on which Talos does not run, or does not do what it is there for. */
export const hardwareCodes = {
  'machine/cpu-type-too-old': {
    severity: 'error',
    title: 'CPU type too old for Talos.',
    advice: 'use host, x86-64-v2-AES or x86-64-v3',
    explanation:
      'Talos is built for x86-64-v2 (SSE4.2, POPCNT, CMPXCHG16B). On an emulated CPU without these instructions it stops right after the boot loader. kvm64 is the default of Proxmox for the API, so it is often copied from a machine that exists.',
    example: 'pools: {workers: {machine: {cpuType: kvm64}}}',
  },
  'machine/cpu-type-unknown': {
    severity: 'error',
    title: 'Unknown CPU type.',
    advice: 'use host, x86-64-v2-AES, x86-64-v3, or custom-NAME for a type that the hypervisor defines',
    explanation:
      'The Terraform provider bpg/proxmox has a list of the CPU types of Proxmox and refuses any other. Names are case-sensitive. A custom type is defined in /etc/pve/virtual-guest/cpu-models.conf and has the prefix custom-.',
    example: 'pools: {workers: {machine: {cpuType: x86-64-v2-aes}}}',
  },
  'machine/architecture': {
    severity: 'error',
    title: 'Architecture that the provider cannot create.',
    advice: 'use architecture: amd64, or a metal provider for arm64 machines',
    explanation:
      'Virtual machines on Proxmox are of the type q35 and start from an amd64 firmware. An arm64 image does not boot there.',
    example: 'pools: {workers: {machine: {architecture: arm64}}}',
  },
  'machine/secure-boot-without-keys': {
    severity: 'error',
    title: 'Secure boot without keys.',
    advice: 'use Talos 1.14 or newer, or remove secureBoot',
    explanation:
      'The disk images of Talos enroll the keys of secure boot themselves since 1.14; before, only the ISO does. A machine that is created from the disk image of an older release stays in the setup mode of its firmware: it boots, and nothing is verified.',
    example: 'versions: {talos: 1.13.6}\npools: {workers: {machine: {secureBoot: true}}}',
  },
  'machine/secure-boot-keys-unknown': {
    severity: 'warning',
    title: 'Secure boot whose keys are unknown.',
    advice:
      'check `talosctl get securitystate`; if secure boot is off, enroll the keys in the firmware, or recreate the machine with Talos 1.14',
    explanation:
      'The cluster was created from a disk image that enrolls no keys. Unless the keys were enrolled manually in the firmware of each machine, secure boot verifies nothing. New machines of the cluster are created in the same way.',
  },
  'machine/ha-on-local-disks': {
    severity: 'warning',
    title: 'High availability with disks of one host.',
    advice: 'use a shared datastore for the disks of control planes, or remove `ha` of the provider',
    explanation:
      'When a host fails, Proxmox starts the machines that it keeps available on another one. It can do so only if their disks are on a datastore that the hosts share. `sharedDatastores` of the provider lists those.',
    example: 'providers: {home: {ha: {maxRestart: 2}}}',
  },
  'machine/guest-agent-unknown': {
    severity: 'warning',
    title: 'Guest agent unknown.',
    advice: 'set machine: {guestAgent: true} if the schematic has siderolabs/qemu-guest-agent, else false',
    explanation:
      'InfraFlux does not know what is in an image that is given by the id of its schematic. With a guest agent that is enabled on the hypervisor and is not in the image, Proxmox waits for it at each shutdown, and Terraform at each refresh.',
    example: 'pools: {workers: {talos: {schematic: 376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba}}}',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
