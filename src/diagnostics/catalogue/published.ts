import type { CodeEntry } from './entry.ts';

/** Edits since the input was published that what runs cannot follow. */
export const publishedCodes = {
  'etcd/addresses-change-together': {
    severity: 'error',
    title: 'Too many control plane addresses change at once.',
    advice: 'change the address of one control plane, apply, wait until etcd is healthy, then the next',
    explanation:
      'Members of etcd know each other by address. While less than a majority is where the others look for it, etcd does not answer, and Kubernetes with it.',
  },
  'network/fixed-after-creation': {
    severity: 'error',
    title: 'Network of a created cluster cannot change.',
    advice: 'restore the old range; another range needs another cluster',
    explanation:
      'Pods and Services have addresses of these ranges, the API server has the first one of the services, and certificates name it. Kubernetes has no way to move what exists to another range. Terraform would show it as a change of the machine configuration, in place.',
  },
  'node/host-unchanged': {
    severity: 'error',
    title: 'Host of an existing machine cannot change here.',
    advice: 'migrate the machine in Proxmox first; then the new host is accepted',
    explanation:
      'Terraform ignores the host of an existing machine, so that one that was migrated in Proxmox is not moved back. The edit would be published and have no effect.',
  },
  'node/host-not-checked': {
    severity: 'warning',
    title: 'Host of an existing machine changed.',
    advice: 'migrate the machine in Proxmox, if that was not done yet',
    explanation:
      'Terraform ignores the host of an existing machine. Without credentials it is not known where the machine is, so the edit may have no effect.',
  },
  'node/taints-of-worker': {
    severity: 'warning',
    title: 'Taints of an existing worker change.',
    advice: 'make the same change with kubectl taint, before or after the apply',
    explanation:
      'A worker registers with its taints. Afterwards the API server does not let its kubelet change them (NodeRestriction). Talos sends taints, labels and annotations of a worker in one request, which is rejected until the taints of the node are those of the configuration. Control planes use the rights of an administrator.',
  },
  'volume/appears': {
    severity: 'warning',
    title: 'Volume that could not be created so far.',
    advice: 'move what is in its directory to the new volume, one machine after another, and name it with --allow',
    explanation:
      'It was published with a selector by serial number, which Talos does not see for a disk on virtio-scsi. So Talos never created it, and what was written to its directory is on the system disk. With the selector by slot, Talos creates the volume and mounts it over that directory.',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
