import { clusterId, formatPlace } from '../../identity/cluster-id.ts';
import { detachedDisks, isDangerous, losesData, movesAddress } from '../effects.ts';
import type { Change } from '../plan.ts';
import type { TerraformRun } from './run.ts';
import type { Consent } from '../work.ts';
import { vanishedToName } from './vanished.ts';

interface Named {
  readonly environment: string;
  readonly cluster: string | undefined;
  readonly name: string;
}

/**
 * What `--allow` has to name before Terraform runs, by cluster of the change. `changes` and `runs` are those of the whole plan:
 * where a machine of another cluster has the same name, the name alone allows nothing.
 */
export function consentsOf(
  changes: readonly Change[],
  runs: readonly TerraformRun[],
): (cluster: Pick<TerraformRun, 'environment' | 'cluster'>) => readonly Consent[] {
  const vanished = vanishedToName(runs);
  const dangerous = changes.filter(({ object, effects }) => object.kind !== 'file' && isDangerous(effects));
  const objects = dangerous.map(({ object }) => object);
  const isOf =
    ({ environment, cluster }: Pick<TerraformRun, 'environment' | 'cluster'>) =>
    (named: Pick<Named, 'environment' | 'cluster'>): boolean =>
      named.environment === environment && named.cluster === cluster;
  return (cluster) => [
    ...vanished.filter(isOf(cluster)).map((machine): Consent => {
      const { name, id, host, keepsDisk } = machine;
      const accepted = acceptedNames(machine, vanished);
      const others = vanished.length === 1 ? '' : `, with ${vanished.length - 1} more`;
      const message = `${name} of ${clusterId(machine.environment, machine.cluster)} no longer exists on the hypervisor${others}, and would be recreated without ${keepsDisk ? 'the disk that it kept' : 'what was on it'}`;
      const help = `see first whether VM ${id} is there (qm list, on ${host}), or in a backup; if it is gone for good: --allow ${accepted.allow}`;
      return { ...accepted, message, help };
    }),
    ...dangerous
      .filter(({ object }) => isOf(cluster)(object))
      .map((change) => dangerConsent(change, acceptedNames(change.object, objects))),
  ];
}

function dangerConsent(
  { object, action, detail, effects }: Change,
  accepted: Pick<Consent, 'allow' | 'also'>,
): Consent {
  const { environment, cluster, name } = object;
  const machine = `${name} of ${formatPlace(environment, cluster)}`;
  if (movesAddress(effects))
    return {
      ...accepted,
      message: `${machine} would be ${detail}`,
      help: `move it there first (talosctl), or restore the old address; once it is there: --allow ${accepted.allow}`,
    };
  const detached = detachedDisks(effects).length > 0;
  const what = detached ? `have a disk detached: ${detail}` : action === 'delete' ? 'be destroyed' : 'be recreated';
  const data = losesData(effects) ? ', and its data lost' : '';
  return {
    ...accepted,
    message: `${machine} would ${what}${data}`,
    help: `if that is what you want: --allow ${accepted.allow}`,
  };
}

/** Its name, where no other has it, and always the whole. */
function acceptedNames({ environment, cluster, name }: Named, all: readonly Named[]): Pick<Consent, 'allow' | 'also'> {
  const whole = `${environment}/${cluster}/${name}`;
  const isOnly = all.every(
    (other) => other.name !== name || (other.environment === environment && other.cluster === cluster),
  );
  return isOnly ? { allow: name, also: [whole] } : { allow: whole, also: [] };
}
