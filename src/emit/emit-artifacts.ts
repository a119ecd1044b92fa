import type { Catalog } from '../blueprints/catalog.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { formatLock } from '../model/format-lock.ts';
import { resolvedInputs } from '../model/inputs.ts';
import type { Cluster, Environment, Platform } from '../model/platform.ts';
import { infrafluxVersion } from '../config/version.ts';
import { providerEmits } from '../providers/emit-registry.ts';
import { type Artifact, type ArtifactSet, artifactPath } from './artifact.ts';
import { emitGitops } from './gitops.ts';
import { formatInputsFile, inputsFileName } from './inputs-file.ts';
import { renderComponent } from './render-component.ts';
import type { ProviderEmits } from './provider-emit.ts';
import { talosDocuments } from './talos/documents.ts';
import { emitTerraform, emitTerraformModules } from './terraform/emit-terraform.ts';
import { emitTalosFiles } from './terraform/talos-files.ts';

/** Everything in `out/`, in memory. Same platform and catalog, same bytes. `emitOne`: `emitCluster`, or a cache of its results. */
export function emitArtifacts(
  platform: Platform,
  catalog: Catalog,
  emitOne: typeof emitCluster = emitCluster,
  providers: ProviderEmits = providerEmits,
): Checked<ArtifactSet> {
  const artifacts: Artifact[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const environment of platform.environments) {
    const emitted = emitEnvironment(platform, environment, catalog, emitOne, providers);
    diagnostics.push(...emitted.diagnostics);
    artifacts.push(...(emitted.value ?? []));
  }
  if (diagnostics.some((diagnostic) => diagnostic.severity === 'error')) return { value: undefined, diagnostics };
  artifacts.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { value: { artifacts, lock: formatLock(platform.lock) }, diagnostics };
}

/** One environment's files: environments share nothing. */
export function emitEnvironment(
  platform: Platform,
  environment: Environment,
  catalog: Catalog,
  emitOne: typeof emitCluster = emitCluster,
  providers: ProviderEmits = providerEmits,
): Checked<readonly Artifact[]> {
  const { artifacts, diagnostics, take } = gather();
  take(emitTerraformModules(platform, environment, catalog, providers));
  for (const cluster of environment.clusters) {
    // A cluster's files cannot depend on what they are not shown.
    const own = { ...environment, clusters: [cluster] };
    const shown = { ...platform, environments: [own], lock: { lines: [] } };
    take(emitOne(shown, own, cluster, catalog, providers));
  }
  const inputs = formatInputsFile(
    infrafluxVersion,
    catalog.digest,
    resolvedInputs(platform, environment),
    environment.name,
    artifacts,
  );
  artifacts.push({
    path: artifactPath(environment.name, inputsFileName),
    text: inputs,
    layer: 'gitops',
    environment: environment.name,
    cluster: undefined,
    subject: undefined,
    template: undefined,
  });
  return { value: artifacts, diagnostics };
}

/** One cluster's files. Depends on the platform's own settings and on this cluster, on no other. */
export function emitCluster(
  platform: Platform,
  environment: Environment,
  cluster: Cluster,
  catalog: Catalog,
  providers: ProviderEmits = providerEmits,
): Checked<readonly Artifact[]> {
  const { artifacts, diagnostics, take } = gather();
  const documents = talosDocuments(platform, cluster, catalog);
  take(emitTerraform(platform, environment, cluster, catalog, documents, providers));
  take(emitTalosFiles(environment, cluster, documents));
  const components = cluster.components.flatMap((component) =>
    take(renderComponent(platform, environment, cluster, component, catalog)),
  );
  take(emitGitops(platform, environment, cluster, catalog, components));
  return { value: artifacts, diagnostics };
}

/** Collects what emitters give; `take` hands on what it took. */
function gather() {
  const artifacts: Artifact[] = [];
  const diagnostics: Diagnostic[] = [];
  const take = (emitted: Checked<readonly Artifact[]>): readonly Artifact[] => {
    diagnostics.push(...emitted.diagnostics);
    artifacts.push(...(emitted.value ?? []));
    return emitted.value ?? [];
  };
  return { artifacts, diagnostics, take };
}

/**
 * The part of a cluster's files that one of them is made in: a component's own files, or the layer. For asking again and
 * again what a file would be.
 */
export function emitAround(
  platform: Platform,
  environment: Environment,
  cluster: Cluster,
  catalog: Catalog,
  file: string,
): readonly Artifact[] {
  const [, layer, , folder] = file.split('/');
  if (layer === 'terraform') return emitTerraform(platform, environment, cluster, catalog).value ?? [];
  if (layer === 'clusters')
    return emitTalosFiles(environment, cluster, talosDocuments(platform, cluster, catalog)).value ?? [];
  const component = layer === 'platform' ? cluster.components.find((one) => one.name === folder) : undefined;
  if (component !== undefined) return renderComponent(platform, environment, cluster, component, catalog).value ?? [];
  return emitCluster(platform, environment, cluster, catalog).value ?? [];
}
