import type { TerraformObservation } from '../../observe/observations.ts';
import type { TerraformRun, VanishedMachine } from './run.ts';

/** Machines that the state knows and that are gone from the hypervisor, by name: what Terraform would make again, or forget. */
export function vanishedMachines({
  machines,
}: Pick<Extract<TerraformObservation, { readonly kind: 'planned' }>, 'machines'>): readonly VanishedMachine[] {
  return machines
    .filter(({ isMachine, state }) => isMachine && state === 'gone')
    .map(({ expected, node, id, host }) => ({
      name: expected.name,
      id,
      host: host ?? '',
      keepsDisk: expected.name !== node,
    }));
}

/** A vanished machine and its cluster. */
export interface Vanished extends VanishedMachine {
  readonly environment: string;
  readonly cluster: string;
}

/**
 * Those that must be named before anything is made in their place. A machine that was deleted by hand comes back without
 * ado; several at once look like a hypervisor, a pool or a datastore that is not what it was, and what was on a kept
 * disk, or in the last member of etcd, cannot be made again.
 */
export function vanishedToName(all: readonly TerraformRun[]): readonly Vanished[] {
  const runs = all.filter(({ changes }) => Object.keys(changes).length > 0);
  const vanishing = runs.flatMap(({ environment, cluster, vanished = [], etcd }) =>
    vanished.map((machine) => ({ ...machine, environment, cluster, etcd })),
  );
  const isMany = vanishing.length > 1;
  return vanishing
    .filter(({ keepsDisk, name, etcd }) => isMany || keepsDisk || (etcd.members === 1 && etcd.down.includes(name)))
    .map(({ etcd: _etcd, ...machine }) => machine);
}
