import { artifactPathOf, artifactPlace } from '../identity/artifact-path.ts';
import type { Leaves } from '../model/retained/earlier.ts';
import type { RetainedEnvironment } from '../model/retained/retained.ts';
import { type Artifact, type ArtifactLayer, artifactPath } from './artifact.ts';

/**
 * What was compiled for clusters that left infraflux.yaml and may have machines, byte for byte, with the Terraform modules
 * that they call. A module that is compiled now anyway is not among them.
 */
export function retainedArtifacts(
  environment: RetainedEnvironment,
  emitted: readonly Pick<Artifact, 'path'>[],
): readonly Artifact[] {
  const there = new Set<string>(emitted.map(({ path }) => path));
  const calls = environment.clusters.some(({ files }) => files.size > 0);
  const modules = calls ? [...environment.modules].filter(([path]) => !there.has(path)) : [];
  const files = environment.clusters.flatMap(({ name, files: own }) =>
    [...own].map((file) => [...file, name] as const),
  );
  return [...modules, ...files].map(([path, text, cluster]) => ({
    path: artifactPath(path),
    text,
    layer: layerOf(path),
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
  const there = new Set<string>(emitted.map(({ path }) => path));
  const calls = environment.clusters.some(({ files }) => files.size > 0);
  const modules = calls ? environment.lostModules.filter((path) => !there.has(path)) : [];
  return [...modules, ...environment.clusters.flatMap(({ lost }) => lost)].sort();
}

/** The leaves that inputs.json keeps of them. */
export function retainedLeaves({ clusters }: RetainedEnvironment): Leaves {
  return new Map(clusters.flatMap(({ leaves }) => [...leaves]));
}

function layerOf(path: string): ArtifactLayer {
  const { area } = artifactPlace(artifactPathOf(path));
  if (area === 'talos') return area;
  return area === 'terraform' || area === 'modules' ? 'terraform' : 'gitops';
}
