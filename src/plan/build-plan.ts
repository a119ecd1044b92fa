import { environmentsOf } from '../identity/artifact-path.ts';
import type { Catalog } from '../blueprints/catalog.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { sha256Hex } from '../diagnostics/digest.ts';
import type { ArtifactSet } from '../emit/artifact.ts';
import { readerPlace } from '../identity/secret-reader.ts';
import type { Platform } from '../model/platform.ts';
import type { Observations } from '../observe/observations.ts';
import { commitMessage } from './commit-message.ts';
import { compareEnvironment, type PlanOptions } from './compare-environment.ts';
import { deferredLayers } from './deferrals.ts';
import type { Blocked, Cause, Change, Plan, Publication } from './plan.ts';
import { retainedLayers } from './retained.ts';
import { missingSecrets, secretsNeeded } from './secrets-needed.ts';
import { terraformChanges } from './terraform/changes.ts';
import { cutsOf } from './terraform/cuts.ts';
import { nodeFilesPath, rootFilesPath } from './terraform/node-files.ts';
import { bookChanges, plannedClusters, preReleases, runOf, type PlannedCluster } from './terraform/planned.ts';
import { waitingRestarts } from './waiting-restarts.ts';

/** Compares what the input gives with what is there. Pure: the same arguments give the same plan. */
export function buildPlan(
  platform: Platform,
  catalog: Catalog,
  set: ArtifactSet,
  observations: Observations,
  options: PlanOptions = {},
): Plan {
  const { environments } = options;
  const isAsked = (environment: string) => environments === undefined || environments.includes(environment);
  const diagnostics: Diagnostic[] = [...observations.diagnostics];
  const changes: Change[] = [];
  const publications: Publication[] = [];
  const gitHeads: Record<string, string> = {};
  const asked = plannedClusters(platform, observations, isAsked);
  const causes = new Map<string, readonly Cause[]>();
  for (const published of observations.published) {
    gitHeads[published.target.branch] = published.head ?? '';
    const gone = environmentsOf(published.files.keys()).filter((name) => !published.target.environments.includes(name));
    const names = [...published.target.environments, ...(environments === undefined ? gone : [])]
      .filter(isAsked)
      .sort();
    const expected: Record<string, string | null> = {};
    const files: Record<string, string | null> = {};
    for (const environment of names) {
      const ours = set.artifacts.filter((artifact) => artifact.environment === environment);
      const compared = compareEnvironment(
        platform,
        environment,
        ours,
        published,
        observations.output,
        catalog,
        options,
        cutsOf(asked, environment),
      );
      changes.push(...compared.changes);
      for (const [path, found] of compared.causes) causes.set(path, found);
      diagnostics.push(...compared.diagnostics);
      for (const path of compared.publish) {
        files[path] = compared.texts.has(path) ? sha256Hex(compared.texts.get(path) as string) : null;
        expected[path] = published.files.get(path)?.blob ?? null;
      }
    }
    const inputs = published.own?.inputs ?? [];
    // What a cluster runs is recorded among the inputs, once it was made.
    const records = published.own !== undefined && asked.some((one) => runOf(platform, observations, one).versions);
    if (Object.keys(files).length === 0 && inputs.length === 0 && !records) continue;
    publications.push({
      target: published.target,
      head: published.head ?? '',
      environments: names,
      files,
      expected,
      own: published.own ?? null,
      message: commitMessage(
        platform.name,
        changes.filter((change) => names.includes(change.object.environment)),
      ),
    });
  }
  // Terraform's answer says what happens to machines; a guess from the files beside it would only contradict it.
  const files = changes.map((change) =>
    isAnswered(change, asked) ? { ...change, effects: [], impact: 'none' as const } : change,
  );
  changes.splice(0, changes.length, ...files);
  for (const { cluster, observed } of asked) {
    const { environment, name } = cluster;
    const causesOf = (node: string | undefined) =>
      causes.get(node === undefined ? rootFilesPath(environment, name) : nodeFilesPath(environment, name, node)) ?? [];
    changes.push(...terraformChanges(cluster, observed, causesOf));
    changes.push(...bookChanges({ cluster, observed }, runOf(platform, observations, { cluster, observed })));
  }
  const restarts = waitingRestarts(platform, environments, observations.hypervisors);
  for (const environment of platform.environments)
    if (isAsked(environment.name)) diagnostics.push(...environment.clusters.flatMap(preReleases));
  const artifacts = set.artifacts.map((artifact) => `${sha256Hex(artifact.text)}  ${artifact.path}\n`).join('');
  return {
    formatVersion: 1,
    platform: platform.name,
    changes,
    deferred: [
      ...deferredLayers(platform, observations, environments, options.typed),
      ...retainedLayers(platform, observations, environments, options.typed),
    ],
    blocked: missingSecrets(
      secretsNeeded(platform, catalog, environments),
      observations.secrets,
      observations.secretKeys,
      options.typed,
    ).filter((secret) => !isGiven(secret, observations)),
    ...((observations.secretFiles?.count ?? 0) > 0 ? { secrets: observations.secretFiles } : {}),
    diagnostics,
    publications,
    ...(asked.length === 0 ? {} : { terraform: asked.map((one) => runOf(platform, observations, one)) }),
    ...(restarts.length === 0 ? {} : { restarts }),
    environments: environments ?? null,
    against: { inputs: options.inputsDigest ?? '', artifacts: sha256Hex(artifacts), gitHeads },
  };
}

function isAnswered({ object, follows }: Change, asked: readonly PlannedCluster[]): boolean {
  return (
    follows !== undefined &&
    follows !== 'gitops' &&
    asked.some(({ cluster }) => cluster.environment === object.environment && cluster.name === object.cluster)
  );
}

/** A token in the environment does what the secret of the provider would: nothing waits for it. */
function isGiven({ readBy }: Blocked, { hypervisors }: Observations): boolean {
  return readBy.every((reader) => {
    const place = readerPlace(reader);
    return place.kind === 'provider' && hypervisors?.has(place.provider) === true;
  });
}
