import type { Cluster } from '../../model/platform.ts';
import { hasMinor } from '../../versions/cluster-versions.ts';

/** With machinery 1.13: it cannot read the documents that 1.14 brought. */
const talos = '0.11.0';
const newTalos = '0.12.0-alpha.5';

/** Version of siderolabs/talos that a cluster's root module pins. */
export function talosProvider({ talosContract, versions }: Pick<Cluster, 'talosContract' | 'versions'>): string {
  return hasMinor(talosContract, 14) || hasMinor(versions.talos, 14) ? newTalos : talos;
}
