import { statePath } from '../../identity/state-path.ts';
import { type ClusterId, idOfCluster } from '../../identity/cluster-id.ts';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalog } from '../../blueprints/catalog.ts';
import type { Artifact } from '../../emit/artifact.ts';
import { backendKind } from '../../emit/terraform/state-backend.ts';
import type { Cluster, Platform } from '../../model/platform.ts';
import { isRecorded } from '../../model/version-lines.ts';
import type { Secret } from '../../secrets/secret.ts';
import { apiPlans } from '../../plan/api-plans.ts';
import { deferred } from '../../plan/hold.ts';
import { machinePlansOf } from '../../plan/terraform/machine-plans.ts';
import { imagesInDoubt, proveRecorded, recordedIn } from './prove-recorded.ts';
import type { Observations, TerraformObservation } from '../observations.ts';
import type { RunCommand } from '../run-command.ts';
import { timeLimits } from '../time-limits.ts';
import type { StateDirectory } from '../state-directory.ts';
import { askTerraform, type Question } from './ask-terraform.ts';
import { authoritiesOf } from './authorities.ts';
import { clusterSecrets } from './cluster-secrets.ts';
import { certificateFile, terraformEnvironment } from './environment.ts';
import type { TerraformPlace } from './run-terraform.ts';
import { stageOf, writeStage } from './stage.ts';
import type { TypedCommands } from '../../plan/typed-commands.ts';

export interface TerraformWorld {
  /** Directory of infraflux.yaml, absolute. */
  readonly root: string;
  readonly state: StateDirectory;
  readonly artifacts: readonly Artifact[];
  readonly catalog: Catalog;
  readonly run: RunCommand;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How commands that a refusal suggests are typed. */
  readonly typed: TypedCommands;
  /** API tokens by provider. */
  readonly tokens: ReadonlyMap<string, Secret>;
  /** What runs on each provider now. */
  readonly hypervisors: Observations['hypervisors'];
}

/** Terraform for one cluster, with everything that it needs to run; or why it cannot. */
export type Prepared =
  | { readonly place: TerraformPlace; readonly bootstrap: Bootstrap }
  | { readonly place: undefined; readonly refused: Extract<TerraformObservation, { readonly kind: 'refused' }> };

/** Whether what Argo CD needs can be installed from this machine; undefined `because`: yes. */
export interface Bootstrap {
  readonly wanted: boolean;
  readonly because: string | undefined;
}

/** Clusters that are asked at once. Most of the time goes by waiting for the hypervisor. */
const atOnce = 3;

/** Asks Terraform about each of the clusters, in a stage of their own. Nothing but state locks is written outside of it. */
export async function observeTerraform(
  platform: Platform,
  clusters: readonly Cluster[],
  world: TerraformWorld,
): Promise<ReadonlyMap<ClusterId, TerraformObservation>> {
  const found = new Map<ClusterId, TerraformObservation>();
  const waiting = [...clusters];
  const work = async (): Promise<void> => {
    for (let cluster = waiting.shift(); cluster !== undefined; cluster = waiting.shift())
      found.set(idOfCluster(cluster), await observeCluster(platform, cluster, world));
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, clusters.length) }, work));
  return found;
}

export async function observeCluster(
  platform: Platform,
  cluster: Cluster,
  world: TerraformWorld,
): Promise<TerraformObservation> {
  const prepared = await prepareTerraform(platform, cluster, world);
  if (prepared.place === undefined) return prepared.refused;
  const { place, bootstrap } = prepared;
  const answer = await askTerraform(place, questionOf(platform, cluster, bootstrap, world)).finally(() =>
    // Apply makes its own.
    rmSync(place.stage.plan, { force: true }),
  );
  if (answer.kind === 'refused' || answer.bootstrap || bootstrap.because === undefined) return answer;
  return { ...answer, withoutBootstrap: deferred('bootstrap/no-tools', bootstrap.because, 'install helm and kubectl') };
}

export function questionOf(
  platform: Platform,
  cluster: Cluster,
  bootstrap: Bootstrap,
  world: Pick<TerraformWorld, 'root' | 'tokens' | 'env' | 'hypervisors' | 'typed'>,
): Question {
  return {
    nodes: cluster.nodes.map(({ name }) => name),
    bootstrap: bootstrap.wanted && bootstrap.because === undefined,
    wasApplied: isRecorded(platform.lock.lines, cluster),
    ours: new Map(apiPlans.flatMap(({ imports }) => [...imports(platform, cluster, world.hypervisors)])),
    prove: (state) => proveRecorded(world, platform, cluster, recordedIn(platform, cluster, state)),
    proveImages: (state, changes) => imagesInDoubt(world, platform, cluster, state, changes),
  };
}

/** Writes the stage, opens the secrets, and gathers what Terraform's environment must hold. */
export async function prepareTerraform(platform: Platform, cluster: Cluster, world: TerraformWorld): Promise<Prepared> {
  const { root, state, artifacts, catalog, run, env, tokens, typed } = world;
  const stage = stageOf(state, cluster.environment, cluster.name);
  const secrets = await clusterSecrets(root, platform, cluster, catalog, tokens, env, run, typed);
  if (secrets.value === undefined) return { place: undefined, refused: secrets.refused };
  writeStage(stage, artifacts);
  const authorities = authoritiesOf(root, cluster, env);
  const place: TerraformPlace = {
    run,
    program: platform.terraform.engine,
    stage,
    checkout: root,
    limits: timeLimits(env),
    env: terraformEnvironment(env, stage, {
      ...Object.fromEntries(revealed(new Map(Object.entries(secrets.value)))),
      ...(authorities === undefined ? {} : { SSL_CERT_FILE: certificateFile(stage, authorities) }),
    }),
    secrets: secrets.hidden,
    typed,
    stateFile: backendKind(platform) === 'local' ? join(root, statePath(idOfCluster(cluster))) : undefined,
    sources: machinePlansOf(cluster).map(({ source }) => source),
  };
  const wanted = artifacts.some(({ path }) => path === `${cluster.environment}/terraform/${cluster.name}/bootstrap.tf`);
  return { place, bootstrap: { wanted, because: wanted ? await missingTool(run, stage.root) : undefined } };
}

function revealed(secrets: ReadonlyMap<string, Secret>): ReadonlyMap<string, string> {
  return new Map([...secrets].map(([name, secret]) => [name, secret.reveal()]));
}

async function missingTool(run: RunCommand, cwd: string): Promise<string | undefined> {
  const tools = [
    ['helm', ['version', '--short']],
    ['kubectl', ['version', '--client']],
  ] as const;
  for (const [tool, args] of tools) {
    if ((await run(tool, args, { cwd, timeoutSeconds: 20 })).code !== 0) return `no ${tool} on this machine`;
  }
  return undefined;
}
