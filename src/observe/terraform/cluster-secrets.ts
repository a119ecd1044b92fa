import type { Catalog } from '../../blueprints/catalog.ts';
import { hasErrors } from '../../diagnostics/diagnostic.ts';
import { machineProviders } from '../../emit/terraform/machine-providers.ts';
import type { Cluster, Platform, Provider } from '../../model/platform.ts';
import { providerObserves } from '../../providers/observe-registry.ts';
import { findKeys } from '../../secrets/age-keys.ts';
import type { Secret } from '../../secrets/secret.ts';
import { secretPath, machineSecretsName } from '../../identity/secret-path.ts';
import { readSecretFile } from '../../secrets/store.ts';
import { clusterVariables } from '../../secrets/cluster-variables.ts';
import { secretsInVariables } from '../../secrets/terraform-variables.ts';
import type { TerraformObservation } from '../observations.ts';
import type { RunCommand } from '../run-command.ts';
import { deferred } from '../../plan/hold.ts';
import { infrafluxCommand, type TypedCommands } from '../../plan/typed-commands.ts';

type Refused = Extract<TerraformObservation, { readonly kind: 'refused' }>;

export type ClusterSecrets =
  | {
      readonly value: Readonly<Record<string, Secret>>;
      /** What no output may hold: the variables, and each value in them. */
      readonly hidden: readonly Secret[];
      readonly refused?: undefined;
    }
  | { readonly value?: undefined; readonly refused: Refused };

/** Everything secret that Terraform's environment must hold for a cluster, by variable; or what is missing. */
export async function clusterSecrets(
  root: string,
  platform: Platform,
  cluster: Cluster,
  catalog: Catalog,
  tokens: ReadonlyMap<string, Secret>,
  env: Readonly<Record<string, string | undefined>>,
  run: RunCommand,
  typed: TypedCommands,
): Promise<ClusterSecrets> {
  const refuse = (because: string, needs: string): ClusterSecrets => ({
    refused: { kind: 'refused', ...deferred('terraform/no-secrets', because, needs) },
  });
  const path = secretPath({ scope: cluster.environment, cluster: cluster.name, name: machineSecretsName });
  if (readSecretFile(root, path) === undefined)
    return refuse('no machine secrets yet', infrafluxCommand(typed, 'secrets', 'init'));
  const { identities } = await findKeys(env);
  const variables = await clusterVariables(root, platform, cluster, catalog, identities, { run, env, root }, typed);
  if (variables.value === undefined || hasErrors(variables.diagnostics)) {
    const [first] = variables.diagnostics;
    return refuse(
      first?.message ?? `${path} cannot be opened`,
      first?.help ?? infrafluxCommand(typed, 'secrets', 'check'),
    );
  }
  const providers = machineProviders(cluster).map(({ provider }) => provider);
  const lacking = providers.find(({ name, type }) => providerObserves[type].api !== undefined && !tokens.has(name));
  if (lacking !== undefined)
    return refuse(
      `the credentials of provider ${lacking.name} cannot be opened`,
      infrafluxCommand(typed, 'secrets', 'check'),
    );
  const value = { ...variables.value, ...tokenVariables(providers, tokens) };
  return { value, hidden: [...secretsInVariables(variables.value), ...tokens.values()] };
}

function tokenVariables(
  providers: readonly Provider[],
  tokens: ReadonlyMap<string, Secret>,
): Readonly<Record<string, Secret>> {
  const types = [...new Set(providers.map(({ type }) => type))];
  const variables = types.map((type) => {
    const own = providers.filter((provider) => provider.type === type).map(({ name }) => name);
    const given = own.flatMap((name) => {
      const token = tokens.get(name);
      return token === undefined ? [] : [[name, token] as const];
    });
    return providerObserves[type].api?.terraformVariables(new Map(given));
  });
  return Object.assign({}, ...variables) as Readonly<Record<string, Secret>>;
}
