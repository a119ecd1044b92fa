import type { Catalog } from '../blueprints/catalog.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { sha256Hex } from '../diagnostics/digest.ts';
import type { ArtifactSet } from '../emit/artifact.ts';
import { inputsPath } from '../identity/artifact-path.ts';
import { readerPlace } from '../identity/secret-reader.ts';
import { layerPlans } from '../layers/plan-registry.ts';
import type { Platform } from '../model/platform.ts';
import type { Observations } from '../observe/observations.ts';
import type { PlanOptions } from './compare-environment.ts';
import { deliveriesOf, lacksRepository } from './delivery.ts';
import type { LayerPlan, LayerResult, PlanWorld } from './layer.ts';
import type { Blocked, Plan } from './plan.ts';
import { findRenames, inputsOf, type Rename } from './renames.ts';
import { missingSecrets, secretsNeeded } from './secrets-needed.ts';
import { waitingRestarts } from './waiting-restarts.ts';
import type { Work } from './work.ts';
import { planWorld } from './world.ts';

/** Compares what the input gives with what is there, layer by layer. Pure: the same arguments give the same plan. */
export function buildPlan(
  platform: Platform,
  catalog: Catalog,
  set: ArtifactSet,
  observations: Observations,
  options: PlanOptions = {},
  layers: Readonly<Record<string, LayerPlan>> = layerPlans,
): Plan {
  const { environments } = options;
  const { world, diagnostics } = planWorld(platform, catalog, set, observations, options);
  const results: LayerResult[] = [];
  const work: Work[] = [];
  for (const layer of Object.values(layers)) {
    const result = layer.compare(world, work);
    results.push(result);
    work.push(...result.work);
  }
  const restarts = waitingRestarts(platform, environments, observations.hypervisors);
  const renames = renamesOf(world);
  const delivery = deliveriesOf(platform, catalog, environments);
  const runs = world.planned.map(({ run }) => run);
  const heads = observations.published.map(({ target, head = '' }) => [target.branch, head] as const);
  return {
    formatVersion: 1,
    platform: platform.name,
    changes: results.flatMap(({ changes }) => changes),
    deferred: results.flatMap(({ held }) => held),
    blocked: missingSecrets(
      secretsNeeded(platform, catalog, environments),
      observations.secrets,
      observations.secretKeys,
      options.typed,
    ).filter((secret) => !isGiven(secret, observations)),
    ...((observations.secretFiles?.count ?? 0) > 0 ? { secrets: observations.secretFiles } : {}),
    diagnostics: [
      ...observations.diagnostics,
      ...diagnostics,
      ...results.flatMap((result): readonly Diagnostic[] => result.diagnostics),
    ],
    work,
    ...(runs.length === 0 ? {} : { terraform: runs }),
    ...(lacksRepository(platform, catalog) ? { unreadable: true } : {}),
    ...(delivery.length === 0 ? {} : { delivery }),
    ...(renames.length === 0 ? {} : { renames }),
    ...(restarts.length === 0 ? {} : { restarts }),
    environments: environments ?? null,
    against: {
      inputs: options.inputsDigest ?? '',
      artifacts: sha256Hex(set.artifacts.map(({ text, path }) => `${sha256Hex(text)}  ${path}\n`).join('')),
      gitHeads: Object.fromEntries(heads),
    },
  };
}

/** Told from what is published and what is compiled. An environment that was not asked for is not told of. */
function renamesOf({ branches, set, platform, options }: PlanWorld): readonly Rename[] {
  const inputs = branches.flatMap(({ environments, published }) =>
    environments.map((environment) => {
      const path = inputsPath(environment);
      return {
        environment,
        before: inputsOf(published.files.get(path)?.text),
        after: inputsOf(set.artifacts.find((artifact) => artifact.path === path)?.text),
      };
    }),
  );
  const isAsked = ({ environment }: { readonly environment: string }): boolean =>
    options.environments?.includes(environment) ?? true;
  const clusters = platform.environments.flatMap((environment) => environment.clusters);
  return findRenames(inputs.filter(isAsked), clusters);
}

/** A token in the environment does what the secret of the provider would: nothing waits for it. */
function isGiven({ readBy }: Blocked, { hypervisors }: Observations): boolean {
  return readBy.every((reader) => {
    const place = readerPlace(reader);
    return place.kind === 'provider' && hypervisors?.has(place.provider) === true;
  });
}
