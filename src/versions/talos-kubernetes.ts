/** The lowest and highest minor of Kubernetes 1.x that a minor of Talos supports. */
export interface SupportedKubernetes {
  readonly lowest: number;
  readonly highest: number;
}

/**
 * By minor of Talos 1.x. From Talos' own source, pkg/machinery/compatibility/talos1NN/talos1NN.go at v1.10 to v1.13.9 and
 * v1.14.0-rc.1: `talosctl upgrade-k8s` and the machine's own checks refuse what is outside. A minor that is not here is
 * not judged: it is newer than this table, or too old to be listed.
 */
export const talosKubernetes: ReadonlyMap<number, SupportedKubernetes> = new Map([
  [10, { lowest: 28, highest: 33 }],
  [11, { lowest: 29, highest: 34 }],
  [12, { lowest: 30, highest: 35 }],
  [13, { lowest: 31, highest: 36 }],
  [14, { lowest: 32, highest: 37 }],
]);
