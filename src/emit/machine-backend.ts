import type { Catalog } from '../blueprints/catalog.ts';
import type { Checked } from '../diagnostics/diagnostic.ts';
import type { Cluster, Environment, Platform } from '../model/platform.ts';
import type { Artifact, ArtifactLayer } from './artifact.ts';
import type { ProviderEmits } from './provider-emit.ts';
import type { TalosDocuments } from './talos/documents.ts';

/**
 * Who makes the machines of a cluster, and so how its files are laid out. The Talos documents are the same for all of them:
 * a backend prints them where what makes the machines reads them.
 */
export interface MachineBackend {
  /** Files that clusters of one environment share: each environment has its own, so that one can move before another. */
  readonly emitShared: (
    platform: Platform,
    environment: Environment,
    catalog: Catalog,
    providers: ProviderEmits,
  ) => Checked<readonly Artifact[]>;
  /** Files of one cluster, by the layer that follows them. */
  readonly emitLayer: Readonly<Record<Exclude<ArtifactLayer, 'gitops'>, EmitLayer>>;
}

export type EmitLayer = (
  platform: Platform,
  environment: Environment,
  cluster: Cluster,
  catalog: Catalog,
  documents: TalosDocuments,
  providers: ProviderEmits,
) => Checked<readonly Artifact[]>;
