import { artifactPlace, inputsPath } from '../identity/artifact-path.ts';
import type { Catalog } from '../blueprints/catalog.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { formatLock } from '../model/format-lock.ts';
import { resolvedInputs } from '../model/inputs.ts';
import type { Cluster, Environment, Platform } from '../model/platform.ts';
import type { Leaves } from '../model/retained/earlier.ts';
import type { RetainedEnvironment } from '../model/retained/retained.ts';
import { infrafluxVersion } from '../config/version.ts';
import { providerEmits } from '../providers/emit-registry.ts';
import type { Artifact, ArtifactSet } from './artifact.ts';
import { emitGitops } from './gitops.ts';
import { formatInputsFile } from './inputs-file.ts';
import { retainedArtifacts, retainedLeaves } from './retained-files.ts';
import { renderComponent } from './render-component.ts';
import type { ProviderEmits } from './provider-emit.ts';
import { talosDocuments } from './talos/documents.ts';
import type { MachineBackend } from './machine-backend.ts';
import { terraformBackend } from './terraform/backend.ts';

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
  const present = new Set(platform.environments.map(({ name }) => name));
  for (const environment of platform.retained)
    if (!present.has(environment.name)) artifacts.push(...emitRetained(environment));
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
  for (const backend of new Set(environment.clusters.map(backendOf)))
    take(backend.emitShared(platform, environment, catalog, providers));
  for (const cluster of environment.clusters) {
    // A cluster's files cannot depend on what they are not shown.
    const own = { ...environment, clusters: [cluster] };
    const shown = { ...platform, environments: [own], retained: [], lock: { lines: [] } };
    take(emitOne(shown, own, cluster, catalog, providers));
  }
  const kept = platform.retained.find(({ name }) => name === environment.name);
  if (kept !== undefined) artifacts.push(...retainedArtifacts(kept, artifacts));
  const leaves = new Map([
    ...resolvedInputs(platform, environment),
    ...(kept === undefined ? [] : retainedLeaves(kept)),
  ]);
  const release = { infraflux: infrafluxVersion, catalog: catalog.digest };
  artifacts.push(inputsArtifact(environment.name, release, leaves, artifacts));
  return { value: artifacts, diagnostics };
}

/** An environment that was removed from infraflux.yaml: its inputs.json still lists what it was compiled from. */
function emitRetained(environment: RetainedEnvironment): readonly Artifact[] {
  const artifacts = retainedArtifacts(environment, []);
  if (artifacts.length === 0) return [];
  const leaves = new Map([...environment.shared, ...retainedLeaves(environment)]);
  return [...artifacts, inputsArtifact(environment.name, environment, leaves, artifacts)];
}

function inputsArtifact(
  environment: string,
  { infraflux, catalog }: Pick<RetainedEnvironment, 'infraflux' | 'catalog'>,
  leaves: Leaves,
  artifacts: readonly Artifact[],
): Artifact {
  return {
    path: inputsPath(environment),
    text: formatInputsFile(infraflux, catalog, leaves, environment, artifacts),
    layer: 'gitops',
    environment,
    cluster: undefined,
    subject: undefined,
    template: undefined,
  };
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
  const { terraform, talos } = backendOf(cluster).emitLayer;
  take(terraform(platform, environment, cluster, catalog, documents, providers));
  take(talos(platform, environment, cluster, catalog, documents, providers));
  const components = cluster.components.flatMap((component) =>
    take(renderComponent(platform, environment, cluster, component, catalog)),
  );
  take(emitGitops(platform, environment, cluster, catalog, components));
  return { value: artifacts, diagnostics };
}

/** Who makes the machines of a cluster. */
function backendOf(_cluster: Cluster): MachineBackend {
  return terraformBackend;
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
  const place = artifactPlace(file);
  if (place.area === 'terraform' || place.area === 'talos') {
    const documents = talosDocuments(platform, cluster, catalog);
    const emit = backendOf(cluster).emitLayer[place.area];
    return emit(platform, environment, cluster, catalog, documents, providerEmits).value ?? [];
  }
  const folder = place.area === 'platform' ? place.folder : undefined;
  const component = cluster.components.find((component) => component.name === folder);
  if (component !== undefined) return renderComponent(platform, environment, cluster, component, catalog).value ?? [];
  return emitCluster(platform, environment, cluster, catalog).value ?? [];
}
