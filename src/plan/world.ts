import type { Catalog } from '../blueprints/catalog.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { sha256Hex } from '../diagnostics/digest.ts';
import type { ArtifactSet } from '../emit/artifact.ts';
import { environmentsOf } from '../identity/artifact-path.ts';
import { idOfCluster } from '../identity/cluster-id.ts';
import type { Cluster, Platform } from '../model/platform.ts';
import type { Observations, Published } from '../observe/observations.ts';
import type { PublishTarget } from '../observe/publish-target.ts';
import { compareEnvironment, type PlanOptions } from './compare-environment.ts';
import { terraformHold } from './deferrals.ts';
import type { Hold } from './hold.ts';
import type { ComparedBranch, PlanWorld } from './layer.ts';
import type { Cause, Change } from './plan.ts';
import { retainedLayers } from './retained.ts';
import { terraformChanges } from './terraform/changes.ts';
import { cutsOf } from './terraform/cuts.ts';
import { nodeFilesPath, rootFilesPath } from './terraform/node-files.ts';
import { type PlannedCluster, plannedClusters } from './terraform/planned.ts';
import { usualCommands } from './typed-commands.ts';

/** The input, what it compiles to and what was observed, with the files of all branches compared once for all layers. */
export function planWorld(
  platform: Platform,
  catalog: Catalog,
  set: ArtifactSet,
  observations: Observations,
  options: PlanOptions,
): { readonly world: PlanWorld; readonly diagnostics: readonly Diagnostic[] } {
  const { environments } = options;
  const isAsked = (environment: string) => environments === undefined || environments.includes(environment);
  const typed = options.typed ?? usualCommands;
  const clusters = platform.environments
    .filter(({ name }) => isAsked(name))
    .flatMap((environment) => environment.clusters);
  const holds = new Map(
    clusters.map((cluster) => [idOfCluster(cluster), terraformHold(platform, observations, cluster, typed)]),
  );
  const terraformHoldOf = (cluster: Cluster): Hold | undefined => holds.get(idOfCluster(cluster));
  const mayRun = clusters.filter((cluster) => terraformHoldOf(cluster) === undefined);
  const planned = plannedClusters(platform, observations, mayRun);
  const causes = new Map<string, readonly Cause[]>();
  const diagnostics: Diagnostic[] = [];
  /** `isRead`: what is compared with is published; else it says nothing about what is there. */
  const compareBranch = (published: Published, isRead = true): ComparedBranch => {
    const { target } = published;
    const gone = environmentsOf(published.files.keys()).filter((name) => !target.environments.includes(name));
    const names = [...target.environments, ...(environments === undefined ? gone : [])].filter(isAsked).sort();
    const changes: Change[] = [];
    const files: Record<string, string | null> = {};
    const expected: Record<string, string | null> = {};
    for (const environment of names) {
      const artifacts = set.artifacts.filter((artifact) => artifact.environment === environment);
      const compared = compareEnvironment(
        platform,
        environment,
        artifacts,
        published,
        observations,
        catalog,
        options,
        cutsOf(planned, environment),
      );
      changes.push(...compared.changes.map((change) => withoutGuess(change, planned)));
      for (const [path, found] of compared.causes) causes.set(path, found);
      diagnostics.push(...compared.diagnostics.filter(({ code }) => isRead || !code.startsWith('publish/')));
      for (const path of compared.publish) {
        files[path] = compared.texts.has(path) ? sha256Hex(compared.texts.get(path) as string) : null;
        expected[path] = published.files.get(path)?.blob ?? null;
      }
    }
    return { published, environments: names, changes, files, expected };
  };
  const branches = observations.published.map((published) => compareBranch(published));
  const unread = (observations.unread ?? []).map(({ target, because }) => {
    const compared = compareBranch(asCompiled(target, observations), false);
    const environments = compared.environments.filter((name) => target.environments.includes(name));
    return { ...compared, environments, changes: compared.changes.map(toFiles), because };
  });
  const causesOf = ({ environment, name }: Cluster, node: string | undefined): readonly Cause[] =>
    causes.get(node === undefined ? rootFilesPath(environment, name) : nodeFilesPath(environment, name, node)) ?? [];
  const world: PlanWorld = {
    platform,
    catalog,
    set,
    observations,
    options,
    typed,
    clusters,
    branches,
    unread,
    terraformHoldOf,
    planned,
    answered: planned.flatMap(({ cluster, observed }) =>
      terraformChanges(cluster, observed, (node) => causesOf(cluster, node)),
    ),
    retained: retainedLayers(platform, observations, environments, typed),
  };
  return { world, diagnostics };
}

/** In the place of a branch that does not answer: what was compiled last, with which a change can be compared as well. */
function asCompiled(target: PublishTarget, { output }: Observations): Published {
  const files = [...output].filter(([path]) => target.environments.includes(path.split('/')[0] ?? ''));
  return {
    target,
    head: undefined,
    files: new Map(files.map(([path, text]) => [path, { blob: '', text }])),
    own: undefined,
  };
}

/** Compared with the output directory alone. */
function toFiles(change: Change): Change {
  return { ...change, layer: 'files' };
}

/** Terraform's answer says what happens to machines; a guess from the files beside it would only contradict it. */
function withoutGuess(change: Change, planned: readonly PlannedCluster[]): Change {
  const { object, follows } = change;
  const isAnswered =
    follows !== undefined &&
    follows !== 'gitops' &&
    planned.some(({ cluster }) => cluster.environment === object.environment && cluster.name === object.cluster);
  return isAnswered ? { ...change, effects: [], impact: 'none' } : change;
}
