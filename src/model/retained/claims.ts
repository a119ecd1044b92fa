import { type Address, type AddressRange } from '../../config/addresses.ts';
import { type LockScopes, scopeKey } from '../lock-scope.ts';
import type { RetainedCluster, RetainedMachine } from './retained.ts';

/** A machine of a cluster that infraflux.yaml no longer has. */
interface Holder {
  readonly cluster: RetainedCluster;
  readonly machine: RetainedMachine;
}

/** An address that a retained cluster has in a network: a machine's, or the endpoint's. */
export interface RetainedAddress {
  readonly address: Address;
  readonly cluster: RetainedCluster;
  /** Undefined for the endpoint. */
  readonly machine: RetainedMachine | undefined;
}

export function retainedMachinesOf(clusters: readonly RetainedCluster[]): readonly Holder[] {
  return clusters.flatMap((cluster) => cluster.machines.map((machine) => ({ cluster, machine })));
}

/** Addresses that are taken in a network. What is in a network that is not known is taken in all. */
export function retainedAddresses(clusters: readonly RetainedCluster[], network: string): readonly RetainedAddress[] {
  return clusters.flatMap((cluster) => [
    ...(cluster.endpoint === undefined || (cluster.network ?? network) !== network
      ? []
      : [{ address: cluster.endpoint, cluster, machine: undefined }]),
    ...cluster.machines.flatMap((machine) =>
      machine.addresses
        .filter((place) => (place.network ?? network) === network)
        .map(({ address }) => ({ address, cluster, machine })),
    ),
  ]);
}

/** Ranges that load balancers of retained clusters in a network announce. */
export function retainedRanges(
  clusters: readonly RetainedCluster[],
  network: string,
): readonly { readonly range: AddressRange; readonly cluster: RetainedCluster }[] {
  return clusters
    .filter((cluster) => (cluster.network ?? network) === network)
    .flatMap((cluster) => cluster.loadBalancers.map((range) => ({ range, cluster })));
}

/** Whether a machine may be on a hypervisor: also when its provider is not known, or not described any more. */
export function mayBeOn(machine: RetainedMachine, hypervisor: string, scopes: LockScopes): boolean {
  const key = scopeKey(scopes, 'vm-id', machine.provider);
  return key === undefined || key === hypervisor;
}
