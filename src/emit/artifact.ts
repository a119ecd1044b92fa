import type { ArtifactPath } from '../identity/artifact-path.ts';

/** Which layer an artifact belongs to, and so which engine makes it true. */
export type ArtifactLayer = 'terraform' | 'talos' | 'gitops';

export interface Artifact {
  readonly path: ArtifactPath;
  readonly text: string;
  readonly layer: ArtifactLayer;
  readonly environment: string;
  /** Undefined for what all clusters of an environment share. */
  readonly cluster: string | undefined;
  /** Component or node that it is about, where it is about one. */
  readonly subject: string | undefined;
  /** The blueprint file that laid it out; undefined where code alone did. */
  readonly template: string | undefined;
}

/** The arrow from emit/ to plan/: all files of `out/`, in memory, sorted by path. */
export interface ArtifactSet {
  readonly artifacts: readonly Artifact[];
  /** infraflux.lock as it must be beside them. */
  readonly lock: string;
}
