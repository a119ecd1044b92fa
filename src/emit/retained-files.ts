import { artifactPathOf, artifactPlace } from '../identity/artifact-path.ts';
import type { Leaves } from '../model/retained/earlier.ts';
import type { RetainedEnvironment } from '../model/retained/retained.ts';
import type { Artifact } from './artifact.ts';
import { layerOfPlace } from './layer-of-place.ts';

/**
 * What was compiled for clusters that left infraflux.yaml and may have machines, byte for byte, with the Terraform modules
 * that they call. A module that is compiled now anyway is not among them.
 */
export function retainedArtifacts(
  environment: RetainedEnvironment,
  emitted: readonly Pick<Artifact, 'path'>[],
): readonly Artifact[] {
  const isCalled = calledAlone(environment, emitted);
  const modules = [...environment.modules].filter(([path]) => isCalled(path));
  const files = environment.clusters.flatMap(({ name, files: own }) =>
    [...own].map((file) => [...file, name] as const),
  );
  return [...modules, ...files].map(([path, text, cluster]) => ({
    path: artifactPathOf(path),
    text,
    layer: layerOfPlace(artifactPlace(path)),
    environment: environment.name,
    cluster,
    subject: undefined,
    template: undefined,
  }));
}

/** Paths of compiled files of retained clusters that are missing or were changed, and that cannot be compiled again. */
export function lostFiles(
  environment: RetainedEnvironment,
  emitted: readonly Pick<Artifact, 'path'>[],
): readonly string[] {
  const modules = environment.lostModules.filter(calledAlone(environment, emitted));
  return [...modules, ...environment.clusters.flatMap(({ lost }) => lost)].sort();
}

/** Whether a file of a module is called by retained clusters, and not compiled now anyway. */
function calledAlone(
  { clusters }: RetainedEnvironment,
  emitted: readonly Pick<Artifact, 'path'>[],
): (path: string) => boolean {
  const there = new Set<string>(emitted.map(({ path }) => path));
  const calls = clusters.some(({ files }) => files.size > 0);
  return (path) => calls && !there.has(path);
}

/** The leaves that inputs.json keeps of them. */
export function retainedLeaves({ clusters }: RetainedEnvironment): Leaves {
  return new Map(clusters.flatMap(({ leaves }) => [...leaves]));
}
