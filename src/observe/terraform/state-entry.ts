/** A managed resource of a state: one entry of `terraform show -json`, an object that is left to be destroyed too. */
export interface StateEntry {
  readonly address: string;
  readonly type: string;
  readonly tainted: boolean;
  /** The virtual machine that it is, or that it acts on. Absent: it is about none. */
  readonly machine?: RecordedMachineId;
  /** The file on a datastore that it is. */
  readonly image?: RecordedImage;
}

export interface RecordedMachineId {
  /** Undefined: the state does not say it in a form that is known. */
  readonly id: number | undefined;
  /** Where it was when the state was written. */
  readonly host: string | undefined;
}

export interface RecordedImage {
  readonly host: string;
  readonly datastore: string;
  /** `local:import/talos-....raw` */
  readonly volume: string;
  /** Bytes that it had when the state was written. */
  readonly size: number | undefined;
}
