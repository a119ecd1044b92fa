import type { Catalog } from '../../blueprints/catalog.ts';
import type { Checked } from '../../diagnostics/diagnostic.ts';
import { sha256Hex } from '../../diagnostics/digest.ts';
import type { Artifact, ArtifactLayer } from '../../emit/artifact.ts';
import type { ArtifactPath } from '../../identity/artifact-path.ts';
import { emitCluster } from '../../emit/emit-artifacts.ts';
import type { Cluster, Environment, Platform } from '../../model/platform.ts';
import { build, readCache, writeCache } from './cache-file.ts';
import type { StateDirectory } from '../../observe/state-directory.ts';
import type { OutputFiles } from '../output/output-files.ts';

/** One cluster's files as they came out, and the digest of all that they were made from. */
interface Remembered {
  readonly key: string;
  readonly files: readonly {
    readonly path: ArtifactPath;
    readonly digest: string;
    readonly layer: ArtifactLayer;
    readonly subject?: string;
    readonly template?: string;
  }[];
}

const cacheName = 'clusters.json';

/**
 * Emits clusters; one that was emitted before from the very same facts is taken from out/, where its files are, as long as
 * each still has the digest that it had. A cluster with diagnostics is emitted each time.
 */
export class ClusterCache {
  private readonly old: Readonly<Record<string, Remembered>>;
  private readonly emitted = new Map<string, { readonly key: string; readonly artifacts: readonly Artifact[] }>();

  constructor(
    private readonly state: StateDirectory,
    private readonly files: OutputFiles,
  ) {
    this.old = readCache(state, cacheName) ?? {};
  }

  readonly emit = (
    platform: Platform,
    environment: Environment,
    cluster: Cluster,
    catalog: Catalog,
  ): Checked<readonly Artifact[]> => {
    const id = `${environment.name}/${cluster.name}`;
    const key = keyOf(platform, environment, cluster, catalog);
    const known = Object.hasOwn(this.old, id) ? this.old[id] : undefined;
    const taken = known?.key === key ? this.take(known, environment.name, cluster.name) : undefined;
    const result = taken === undefined ? emitCluster(platform, environment, cluster, catalog) : checkedOf(taken);
    if (result.value !== undefined && result.diagnostics.length === 0) {
      this.emitted.set(id, { key, artifacts: result.value });
    }
    return result;
  };

  /** Remembers the clusters that were emitted; once they are written. */
  save(): void {
    const clusters: Record<string, Remembered> = {};
    for (const [id, { key, artifacts }] of this.emitted) {
      const old = Object.hasOwn(this.old, id) ? this.old[id] : undefined;
      clusters[id] = old?.key === key ? old : { key, files: artifacts.map(rememberedFile) };
    }
    writeCache(this.state, cacheName, clusters);
  }

  private take(known: Remembered, environment: string, cluster: string): readonly Artifact[] | undefined {
    const artifacts: Artifact[] = [];
    for (const { path, digest, layer, subject, template } of known.files) {
      const text = this.files.textWithDigest(path, digest);
      if (text === undefined) return undefined;
      artifacts.push({ path, text, layer, environment, cluster, subject, template });
    }
    return artifacts;
  }
}

function checkedOf(value: readonly Artifact[]): Checked<readonly Artifact[]> {
  return { value, diagnostics: [] };
}

function rememberedFile({ path, text, layer, subject, template }: Artifact): Remembered['files'][number] {
  return {
    path,
    digest: sha256Hex(text),
    layer,
    ...(subject === undefined ? {} : { subject }),
    ...(template === undefined ? {} : { template }),
  };
}

/** All that a cluster's files are made from: `emitEnvironment` shows no other cluster and no lock to who makes them. */
function keyOf(platform: Platform, environment: Environment, cluster: Cluster, catalog: Catalog): string {
  const { environments: _environments, lock: _lock, files, ...facts } = platform;
  const { clusters: _clusters, ...surroundings } = environment;
  // Provenance shows in diagnostics only, and a cluster with any is not cached.
  const { tree: _tree, nodes, ...own } = cluster;
  const machines = nodes.map(({ tree: _nodeTree, ...node }) => node);
  return sha256Hex(JSON.stringify([build, catalog.digest, facts, [...files], surroundings, own, machines]));
}
