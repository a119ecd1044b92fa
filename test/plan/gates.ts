import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { Cluster, Platform } from '../../src/model/platform.ts';
import type { HypervisorObservation } from '../../src/observe/hypervisor.ts';
import { askGates } from '../../src/plan/gate.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { Planned } from '../../src/plan/provider-plan.ts';
import { consentsOf } from '../../src/plan/terraform/consents.ts';
import type { TypedCommands } from '../../src/plan/typed-commands.ts';
import { notAllowed as notAllowedWork } from '../../src/work-kinds/terraform/apply.ts';
import { terraformGates } from '../../src/work-kinds/terraform/plan.ts';

/** Why Terraform must not do what it planned for a cluster; undefined: every gate lets it pass. */
export function mustNotRun(
  engine: string,
  cluster: Cluster,
  answer: Planned,
  hypervisors: ReadonlyMap<string, HypervisorObservation> | undefined,
  typed: TypedCommands,
  platform: Pick<Platform, 'name' | 'lock'> = { name: 'home', lock: { lines: [] } },
): Diagnostic | undefined {
  const whole = { ...platform, terraform: { engine } } as Platform;
  return askGates(terraformGates, undefined, { platform: whole, cluster, hypervisors, answer, typed })[0];
}

/** What `--allow` would still have to name before a plan is applied. */
export function notAllowed(
  plan: Pick<Plan, 'changes' | 'terraform'>,
  allowed: ReadonlySet<string>,
): readonly Diagnostic[] {
  const { changes, terraform = [] } = plan;
  const places = [...changes.map(({ object }) => object), ...terraform].map(({ environment, cluster = '' }) => ({
    environment,
    cluster,
  }));
  const clusters = new Map(places.map((place) => [`${place.environment}/${place.cluster}`, place]));
  const consents = consentsOf(changes, terraform);
  return [...clusters.values()].flatMap((place) => notAllowedWork({ consents: consents(place) }, allowed));
}
