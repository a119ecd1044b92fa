/** What Terraform would do to one resource: one entry of `resource_changes` in `terraform show -json`. */
export interface ResourceChange {
  /** `module.vm["main-cp-1"].proxmox_virtual_environment_vm.this` */
  readonly address: string;
  readonly type: string;
  /** `adopt`: it is there, and Terraform takes it into its state, and changes what differs. */
  readonly action: 'create' | 'update' | 'replace' | 'delete' | 'forget' | 'adopt';
  /** Leaves that differ, sorted by path; of what goes, all that it had. Empty for what comes. */
  readonly attributes: readonly AttributeChange[];
  /** Of a virtual machine that is there, its id. */
  readonly vmId?: number;
  /** Of a virtual machine, its disks before and after. Absent for everything else. */
  readonly disks?: { readonly before: readonly MachineDisk[]; readonly after: readonly MachineDisk[] };
  /** Leaves that make another resource of it. */
  readonly forcedBy: readonly string[];
  /** Terraform's own word for why: `replace_because_tainted`. */
  readonly because: string | undefined;
  /** SHA-256 of everything that Terraform says it would do here: what a reviewed plan is held to. */
  readonly digest: string;
}

/** One leaf: `memory[0].dedicated`. Values as they would be printed; never one that Terraform calls sensitive. */
export interface AttributeChange {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** A disk of a machine, as Terraform's provider knows it. */
export interface MachineDisk {
  /** `scsi1` */
  readonly interface: string;
  /** GiB. */
  readonly size: number | undefined;
  /** The disk's name in infraflux.yaml, its first 20 characters. */
  readonly serial: string;
  /** It belongs to another machine, which lends it. Unknown for what is to be created. */
  readonly isLent: boolean;
}
