import { count } from '../diagnostics/count.ts';
import { machineTags } from '../emit/machine-tags.ts';
import { formatClusterId } from '../identity/cluster-id.ts';
import { statePath } from '../identity/state-path.ts';
import type { Platform } from '../model/platform.ts';
import type { RetainedCluster, RetainedMachine } from '../model/retained/retained.ts';
import type { HypervisorObservation } from '../observe/hypervisor.ts';
import type { Observations } from '../observe/observations.ts';
import { blocked } from './hold.ts';
import type { Deferred } from './plan.ts';
import { infrafluxCommand, type TypedCommands, usualCommands } from './typed-commands.ts';

/** More machines than this are counted, not named. */
const named = 6;

/**
 * Clusters that left infraflux.yaml and have machines, or may have: nothing is done about them until a person says so.
 * Every plan says it again, with what is known to be there.
 */
export function retainedLayers(
  platform: Pick<Platform, 'name' | 'retained'>,
  { hypervisors }: Pick<Observations, 'hypervisors'>,
  environments: readonly string[] | undefined,
  typed: TypedCommands = usualCommands,
): readonly Deferred[] {
  return platform.retained
    .filter(({ name }) => environments?.includes(name) ?? true)
    .flatMap(({ clusters }) => clusters)
    .map((cluster) => ({
      layer: cluster.because === 'protected' ? 'files' : 'terraform',
      environment: cluster.environment,
      cluster: cluster.name,
      ...blocked(
        'cluster/retained',
        describeRetained(cluster) + whatIsThere(platform, cluster, hypervisors),
        remedyOf(cluster, typed),
      ),
    }));
}

/** Why it is kept, in one sentence without an end. */
export function describeRetained(cluster: RetainedCluster): string {
  const why = {
    recorded: 'infraflux.lock records that it was made',
    state: 'its Terraform state has resources',
    'state-unknown': 'it is not known whether its machines were made',
    'not-in-lock': 'infraflux.lock has no line about it, so it is not known whether its machines were made',
    protected: 'it is protected, although none of its machines was made',
  };
  return `${formatClusterId(cluster.id)} is no longer in infraflux.yaml, and ${why[cluster.because]}`;
}

/** The next command, which works when it is typed. */
export function remedyOf(cluster: RetainedCluster, typed: TypedCommands = usualCommands): string {
  const { because, protect, lines } = cluster;
  const id = formatClusterId(cluster.id);
  const forget = infrafluxCommand(typed, 'lock', 'forget', id, ...(protect ? ['--allow', id] : []));
  switch (because) {
    case 'protected':
      return `put it back into infraflux.yaml; or ${infrafluxCommand(typed, 'apply', '--allow', id)}`;
    case 'not-in-lock':
      return 'git checkout -- infraflux.lock; without an older one, put it back into infraflux.yaml and compile';
    case 'state-unknown':
      return lines.length === 0
        ? `bring ${statePath(cluster.id)} back; or, if nothing of the cluster is left, remove that file`
        : `put it back into infraflux.yaml; or, if it has no machines, ${forget}`;
    default:
      return `put it back into infraflux.yaml; or destroy it as "${infrafluxCommand(typed, 'explain', 'cluster/retained')}" says, then ${forget}`;
  }
}

function whatIsThere(
  platform: Pick<Platform, 'name'>,
  cluster: RetainedCluster,
  hypervisors: Observations['hypervisors'],
): string {
  const { machines, because } = cluster;
  if (machines.length === 0 || because === 'protected') return '';
  const shown = machines.slice(0, named).map((machine) => describe(platform, cluster, machine, hypervisors));
  const more = machines.length > named ? ` and ${machines.length - named} more` : '';
  const disks = machines.reduce(
    (sum, machine) => sum + machine.virtual.filter(({ name }) => name !== machine.name).length,
    0,
  );
  const kept = disks === 0 ? '' : `, with ${count(disks, 'kept disk')}`;
  return `: ${count(machines.length, 'machine')}${kept}: ${shown.join(', ')}${more}`;
}

/** `main-cp-1 (VM 2001 on pve1, runs)`; what the hypervisor says only where it was asked. */
function describe(
  platform: Pick<Platform, 'name'>,
  cluster: RetainedCluster,
  machine: RetainedMachine,
  hypervisors: Observations['hypervisors'],
): string {
  const id = machine.virtual.find(({ name }) => name === machine.name)?.id;
  if (id === undefined) return machine.name;
  const observed = machine.provider === undefined ? undefined : hypervisors?.get(machine.provider);
  const host = machine.host === undefined ? '' : ` on ${machine.host}`;
  return `${machine.name} (VM ${id}${host}${seen(machineTags(platform, cluster), machine.name, id, observed)})`;
}

function seen(tags: readonly string[], name: string, id: number, observed: HypervisorObservation | undefined): string {
  if (observed?.machines === undefined) return '';
  const there = observed.machines.find((machine) => machine.id === id);
  // A token that may not look at it, or a hypervisor that was just started, lists nothing either.
  if (there === undefined) return ', not listed';
  if (there.name !== name || !tags.every((tag) => there.tags.includes(tag)))
    return ', the id is now that of another machine';
  return there.running ? ', runs' : ', stopped';
}
