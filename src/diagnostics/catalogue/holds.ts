import type { CodeEntry } from './entry.ts';

/**
 * Why a layer is deferred or work is blocked. Warnings are about something that was not given; errors about what is there and
 * must not be changed.
 */
export const holdCodes = {
  'terraform/not-found': {
    severity: 'warning',
    title: 'Terraform not found.',
    advice: 'install the engine that `terraform.engine` names, 1.11 or newer',
    explanation:
      'Machines are compared with the Terraform state, and only the engine can read it. Everything else is planned without it.',
  },
  'terraform/too-old': {
    severity: 'warning',
    title: 'Unsupported Terraform version.',
    advice: 'install Terraform or OpenTofu 1.11 or newer',
    explanation:
      'Ephemeral values and write-only arguments keep secrets out of the state; both engines have them since 1.11.',
  },
  'plan/untrusted': {
    severity: 'warning',
    title: 'Left out for an untrusted branch.',
    advice: 'plan it again without --untrusted after a review',
    explanation:
      'With --untrusted, a plan shows only what follows from the files of the branch: no key, token or secrets file is read, nothing is dialled, no engine is started, no cache is used, and templates and patterns that the branch lays over built-in files are left out. So the pull request of a fork can be planned where credentials are.',
  },
  'terraform/not-asked': {
    severity: 'warning',
    title: 'Terraform plan not available.',
    advice: 'run plan again',
    explanation: 'Terraform was not run for the cluster, so nothing is known about its machines.',
  },
  'terraform/no-secrets': {
    severity: 'error',
    title: 'Secrets for Terraform not available.',
    advice: 'see `infraflux secrets check`',
    explanation:
      'Terraform needs the machine secrets of the cluster and the credentials of its providers. A key of this machine must open all of them.',
  },
  'terraform/state-locked': {
    severity: 'error',
    title: 'Terraform state locked.',
    advice: 'wait until the other run ends',
    explanation: 'Another run holds the lock of the state: what it is changing cannot be compared meanwhile.',
  },
  'terraform/state-torn': {
    severity: 'error',
    title: 'Terraform state damaged.',
    advice: 'restore a copy: infraflux state restore ENVIRONMENT/CLUSTER',
    explanation:
      'The local backend writes its file in place, so a machine that loses power can leave half of it. apply keeps a copy before and after each change, in .infraflux/states; `infraflux state list` shows them.',
  },
  'terraform/state-older': {
    severity: 'error',
    title: 'Terraform state older than a copy of it.',
    advice: 'restore the newest copy: infraflux state restore ENVIRONMENT/CLUSTER --replace',
    explanation:
      'A state from a backup or another branch does not have the machines that were made since: Terraform would create them again. A copy that is restored on purpose gets a serial above all others.',
  },
  'terraform/state-empty': {
    severity: 'error',
    title: 'Terraform state empty or missing.',
    advice: 'restore the state; copies of local ones are in .infraflux/states',
    explanation:
      'infraflux.lock records that machines were created, or the state file is empty because its writer was killed. Terraform would create all machines again (terraform 1.11, statemgr/filesystem.go).',
  },
  'terraform/plan-failed': {
    severity: 'error',
    title: 'Terraform plan failed.',
    advice: 'correct what Terraform reports',
    explanation: 'The message is that of Terraform or one of its providers, without secrets.',
  },
  'terraform/other-engine': {
    severity: 'error',
    title: 'Terraform state written by another engine.',
    advice: 'use the engine that wrote it, or replace the providers in the state',
    explanation:
      'A state names its providers with the registry of the engine that wrote it (terraform 1.11.4, tofu 1.11). The other engine cannot load them.',
  },
  'terraform/prevent-destroy': {
    severity: 'error',
    title: 'Protected resource would be destroyed.',
    advice: 'undo the change; or follow the README of the module to destroy it on purpose',
    explanation:
      'Kept disks and machines of a protected cluster have `prevent_destroy`, which Terraform enforces for the whole plan.',
  },
  'terraform/not-listed': {
    severity: 'error',
    title: 'Existing machine not listed by its hypervisor.',
    advice: 'plan again once the hypervisor lists all machines',
    explanation:
      'The machine was there when it was looked up by its id, and Terraform did not find it in the list. Its provider would drop it from the state and create it again.',
  },
  'provider/no-credentials': {
    severity: 'warning',
    title: 'Provider credentials missing.',
    advice: 'store them with `infraflux secrets set`, or set the variable of the provider',
    explanation: 'Without credentials nothing is dialled, and the machines of the provider are not compared.',
  },
  'provider/no-answer': {
    severity: 'error',
    title: 'Provider API not answering.',
    advice: 'check endpoint, certificate authority and token of the provider',
    explanation:
      'Which machines exist is asked before anything is changed. Without an answer it is not known whether an id is free, and Terraform would adopt a machine that has it (tried with bpg/proxmox 0.112).',
  },
  'hypervisor/unknown-name': {
    severity: 'error',
    title: 'Name that the hypervisor does not have.',
    advice: 'correct the name in infraflux.yaml, or create it on the hypervisor',
    explanation:
      'Hosts, datastores, bridges, PCI mappings and pools are compared with what the API of the hypervisor lists. Terraform would fail in the middle of its work. What the token may not see is not listed; a kind of which nothing is listed is not compared.',
  },
  'hypervisor/content-type': {
    severity: 'error',
    title: 'Datastore without the content type.',
    advice: 'enable the content type for the datastore, or use another one',
    explanation:
      'A datastore of Proxmox holds only the types of content that are enabled for it: "images" for the disks of machines, "import" for the image of Talos that disks are created from.',
  },
  'machine/id-taken': {
    severity: 'error',
    title: 'VM ID already in use.',
    advice: 'set another vmId, or give that machine another id',
    explanation:
      'The provider for Terraform does not refuse an id that is taken: it adopts, resizes and starts the machine that has it, and would destroy it later (tried with bpg/proxmox 0.112).',
  },
  'machine/not-ours': {
    severity: 'error',
    title: 'Machine identity mismatch.',
    advice: 'restore name, tags and SMBIOS UUID if it is the same machine; else remove it from the state',
    explanation:
      'A machine is ours by name, tags and SMBIOS UUID. Terraform knows it by its id alone, and would change whatever has the id now.',
  },
  'machine/unreadable': {
    severity: 'error',
    title: 'Machine configuration not readable.',
    advice: 'use a token with VM.Audit on /vms',
    explanation: 'Without its configuration nothing proves which machine it is, and unknown means no.',
  },
  'machine/hidden': {
    severity: 'error',
    title: 'Machine not visible to the token.',
    advice: 'use a token with VM.Audit on /vms',
    explanation:
      'Proxmox leaves out of a list what a token may not see, and answers 200 with the rest. A machine that is not listed is not gone for that.',
  },
  'machine/unknown-in-state': {
    severity: 'error',
    title: 'Unknown machine in Terraform state.',
    advice: 'restore the provider or pool that had it, or remove it from the state',
    explanation: 'The state has a machine, and nothing says which machine of which provider that is.',
  },
  'machine/not-in-state': {
    severity: 'error',
    title: 'Machine missing from Terraform state.',
    advice: 'restore the state; or stop the machine if an apply was interrupted while it was created',
    explanation:
      'Terraform would create a machine with an id that is taken, and its provider would adopt what has it (tried with bpg/proxmox 0.112).',
  },
  'machine/not-verified': {
    severity: 'error',
    title: 'Machine identity not verified.',
    advice: 'plan again',
    explanation: 'Each machine that Terraform changes is looked up by its id first. The state changed in between.',
  },
  'machine/tainted': {
    severity: 'error',
    title: 'Tainted machine would be recreated.',
    advice: 'check the machine, then untaint it',
    explanation:
      'A change of the machine failed half-way, so Terraform marked it as tainted. It was configured before, and its disks may hold data.',
  },
  'etcd/leave-first': {
    severity: 'error',
    title: 'Control plane has not left etcd.',
    advice: 'make it leave etcd before its machine is destroyed',
    explanation:
      'A member that is destroyed stays in the member list of etcd: three members of which one is gone tolerate no further failure, and a new machine of the same name is refused. InfraFlux cannot make a member leave yet, so it blocks the change. A machine that never got its configuration never joined, and is not blocked. `talosctl reset --graceful` makes a node leave etcd and wipes it; once its machine is removed from the hypervisor, the plan no longer has it.',
  },
  'etcd/quorum-at-risk': {
    severity: 'error',
    title: 'Etcd quorum at risk.',
    advice: 'change one control plane at a time, never the last one',
    explanation:
      'Terraform does everything at once, and a destroyed member stays in the member list of etcd until it is removed. Members that stay and run must be a majority.',
  },
  'image/not-ours': {
    severity: 'error',
    title: 'Image file changed.',
    advice: 'remove the image from the state, which keeps the file',
    explanation: 'Terraform deletes images by file name. The file has another size than the one that was downloaded.',
  },
  'image/unreadable': {
    severity: 'error',
    title: 'Image file not readable.',
    advice: 'check the token and the datastore',
    explanation:
      'Terraform would delete a file by its name, and nothing shows that it is the image that was downloaded.',
  },
  'versions/upgrade-manually': {
    severity: 'error',
    title: 'Manual upgrade required.',
    advice: 'upgrade with talosctl, then record the version with `infraflux lock record`',
    explanation:
      'A running cluster stays at the versions in infraflux.lock: Terraform would configure all its machines at once for others (siderolabs/terraform-provider-talos 0.11).',
  },
  'cluster/no-access': {
    severity: 'warning',
    title: 'No access to the cluster.',
    advice: 'apply creates its kubeconfig and talosconfig',
    explanation:
      'The cluster has no kubeconfig or talosconfig in .infraflux/clusters yet. Those of other places are never used.',
  },
  'cluster/not-compared': {
    severity: 'warning',
    title: 'Running cluster not compared.',
    advice: 'use Argo CD and talosctl to look at it',
    explanation: 'This version compares files, what is published and machines, not what runs in the cluster.',
  },
  'bootstrap/no-tools': {
    severity: 'warning',
    title: 'Helm or kubectl not found.',
    advice: 'install helm and kubectl',
    explanation: 'What Argo CD needs is installed by them once, at the end of the first apply of a cluster.',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
