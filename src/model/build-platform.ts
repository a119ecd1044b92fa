import type { Catalog } from '../blueprints/catalog.ts';
import type { Config, EnvironmentConfig } from '../config/config.ts';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { type Checked, checked, type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { type ClusterId, clusterId, idOfCluster } from '../identity/cluster-id.ts';
import { secretPlace } from '../identity/secret-path.ts';
import { spanAt } from '../config/read.ts';
import type { SourceFile } from '../source/tree.ts';
import { providerModels } from '../providers/model-registry.ts';
import { buildCluster } from './build-cluster.ts';
import { buildDraft } from './build-draft.ts';
import { checkComponents } from './check-components.ts';
import { checkOwnComponents } from './own/check-own-components.ts';
import { checkSecretStores } from './check-secret-stores.ts';
import { checkPatches } from './check-patches.ts';
import { checkPatchContents } from './check-patch-contents.ts';
import { checkTalosFiles } from './check-talos-files.ts';
import type { Draft } from './draft.ts';
import { lockOwner } from './format-lock.ts';
import type { Lock, LockLine } from './lock.ts';
import { type LockScope, lockConflicts, reportLockConflicts } from './lock-conflicts.ts';
import { isScoped, scopeKey } from './lock-scope.ts';
import { lockPath } from './lock.ts';
import { parseLock } from './parse-lock.ts';
import { type RetainedEnvironment, retainedClusters } from './retained/retained.ts';
import type { Environment, Platform } from './platform.ts';
import type { ProviderModels } from './provider-model.ts';
import { hypervisorOf } from './provider-settings.ts';
import { referencedFiles } from './referenced-files.ts';
import { checkDraft } from './rules/all-rules.ts';

/**
 * From the configuration to the whole platform: numbers are allocated, rules are checked. There is a platform only when no rule
 * found an error; then it is complete.
 */
export function buildPlatform(
  config: Config,
  catalog: Catalog,
  files: readonly SourceFile[],
  providers: ProviderModels = providerModels,
  retained: readonly RetainedEnvironment[] = [],
): Checked<Platform> {
  const lock = readLock(files);
  const draft = buildDraft(config, catalog, lock.value ?? { lines: [] }, providers, retainedClusters(retained));
  const referenced = referencedFiles(draft, files);
  const found = [
    ...lock.diagnostics,
    // Both sides of a conflict that git left contradict each other as a matter of course.
    ...(lock.diagnostics.some(({ code }) => code === 'lock/conflict-markers')
      ? []
      : reportLockConflicts(lockConflicts(standing(draft), lockScope(draft)))),
    ...checkDraft(draft, providers),
    ...checkComponents(draft),
    ...checkOwnComponents(draft),
    ...checkSecretStores(draft),
    ...referenced.diagnostics,
    ...checkPatches(draft, referenced.files, catalog),
    ...checkPatchContents(draft, referenced.files),
    ...checkTalosFiles(draft, referenced.files),
  ];
  if (hasErrors(found) || lock.value === undefined || !config.complete) return checked<Platform>(undefined, found);
  const lacking = incomplete(draft);
  if (lacking.length > 0) return checked<Platform>(undefined, [...found, ...lacking]);
  return checked(withSecretObjects(completePlatform(draft, retained, referenced.files), files), found);
}

/** infraflux.lock among the files that were read. Without it, nothing is allocated yet. */
export function readLock(files: readonly SourceFile[]): Checked<Lock> {
  const file = files.find(({ path }) => path === lockPath);
  if (file === undefined) return checked({ lines: [] });
  const text = typeof file.content === 'string' ? file.content : new TextDecoder().decode(file.content);
  return parseLock(text);
}

/**
 * Lines of the old lock that still count: those of machines that are there, where no other value was pinned since, and
 * those of retained clusters.
 * Lines of others do not matter any more, and are not conflicts.
 */
function standing(draft: Draft): readonly LockLine[] {
  const pins = new Map<string, ReadonlySet<string>>();
  for (const cluster of draft.clusters) {
    pins.set(lockOwner({ environment: cluster.environment, cluster: cluster.name, node: undefined }), new Set());
    for (const node of cluster.nodes) {
      const pinned = { address: node.address, 'vm-id': node.vmId, mac: node.mac, host: node.host };
      const kinds = Object.entries(pinned).filter(([, value]) => value?.span !== undefined);
      const owner = lockOwner({ environment: cluster.environment, cluster: cluster.name, node: node.name.value });
      pins.set(owner, new Set(kinds.map(([kind]) => kind)));
    }
  }
  const kept = new Set(draft.retained.map(({ id }) => id));
  return draft.lock.lines.filter(
    (line) =>
      (!line.tombstone && kept.has(clusterId(line.environment, line.cluster))) ||
      pins.get(lockOwner(line))?.has(line.kind) === false,
  );
}

/**
 * Within what numbers of the lock belong to one machine alone: the same address in two networks is two addresses, the
 * same VM ID on two hypervisors two machines. A line that names its scope is believed; of another, its node tells.
 */
export function lockScope(draft: Draft): LockScope {
  const clusters = new Map(draft.clusters.map((cluster) => [cluster.id, cluster]));
  const retained = new Map(draft.retained.map((cluster) => [cluster.id, cluster]));
  return (line) => {
    if (line.scope !== undefined && isScoped(line.kind))
      return scopeKey(draft.scopes, line.kind, line.scope) ?? line.scope;
    const id = clusterId(line.environment, line.cluster);
    const removed = retained.get(id);
    if (removed !== undefined) {
      const provider = removed.machines.find(({ name }) => name === line.node)?.provider;
      return line.kind === 'address' ? removed.network : (scopeKey(draft.scopes, 'vm-id', provider) ?? provider);
    }
    const cluster = clusters.get(id);
    const node = cluster?.nodes.find(({ name }) => name.value === line.node);
    if (line.kind === 'address') return node === undefined ? undefined : cluster?.network?.name;
    return node?.provider === undefined ? undefined : hypervisorOf(node.provider);
  };
}

/** What a platform cannot be without and no rule has missed. The last net: each of these has a rule of its own. */
function incomplete(draft: Draft): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const cluster of draft.clusters) {
    const lacks = (what: string, span = cluster.span): void => {
      found.push(diagnostic('node/incomplete', span, `${cluster.id} has no ${what}, and it cannot be computed`));
    };
    if (cluster.provider === undefined && cluster.nodes.some((node) => node.provider === undefined)) lacks('provider');
    if (cluster.network?.cidr === undefined) lacks('network');
    if (cluster.endpoint === undefined) lacks('network.endpoint');
    if (cluster.versions.talos === undefined || cluster.talosContract === undefined) lacks('versions.talos');
    if (cluster.versions.kubernetes === undefined) lacks('versions.kubernetes');
    for (const node of cluster.nodes) {
      const missing = (what: string): void => {
        const message = `${node.name.value} of ${cluster.id} has no ${what}, and none can be allocated`;
        found.push(diagnostic('node/incomplete', node.name.span ?? cluster.span, message));
      };
      if (node.address === undefined && cluster.network?.settings.addressing !== 'dhcp') missing('address');
      if (node.memory === undefined) missing('memory');
      if (node.cpu === undefined) missing('cpu');
      const { traits } = node.provider ?? {};
      if (traits?.allocates.hosts !== undefined && node.host === undefined) missing('host');
      if (traits?.allocates.machineIds !== undefined && node.vmId === undefined) missing('VM ID');
      if (traits?.allocates.macPrefix !== undefined && node.mac === undefined) missing('MAC address');
      if (traits?.makesMachines !== true) continue;
      for (const [disk, { size }] of Object.entries(node.value.disks)) {
        if (size === undefined) missing(`size for disk ${disk}`);
        if (node.slots.has(disk)) continue;
        const span = spanAt(node.tree, ['disks', disk]) ?? node.name.span;
        if (found.some((other) => other.span === span)) continue;
        const message = `${node.name.value} of ${cluster.id} has no slot for disk ${disk}: its bus takes ${node.slots.size} disks`;
        found.push(diagnostic('node/incomplete', span, message));
      }
      for (const gpu of node.gpus) if (gpu.mappings.length < gpu.count) missing(`GPU ${gpu.model}`);
    }
  }
  return found;
}

function completePlatform(
  draft: Draft,
  retained: readonly RetainedEnvironment[],
  files: ReadonlyMap<string, string>,
): Platform {
  const { root } = draft.config;
  const environments = [...draft.config.environments].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    name: root.name,
    description: root.description,
    environments: environments.map((environment) => buildEnvironment(draft, environment)),
    retained,
    terraform: root.terraform,
    gitops: root.gitops,
    acceptedFindings: Object.keys(root.secrets?.notSecret ?? {}).sort(),
    lock: draft.nextLock,
    files,
  };
}

/** What lies encrypted under secrets/ for a cluster goes with it. */
function withSecretObjects(platform: Platform, files: readonly SourceFile[]): Platform {
  const objects = new Map<ClusterId, Record<string, string>>();
  for (const { path, content } of files) {
    const place = secretPlace(path);
    if (place.kind !== 'object' || typeof content !== 'string') continue;
    const id = clusterId(place.environment, place.cluster);
    const known = objects.get(id) ?? (Object.create(null) as Record<string, string>);
    known[`${place.component}.${place.name}`] = content;
    objects.set(id, known);
  }
  if (objects.size === 0) return platform;
  const environments = platform.environments.map((environment) => ({
    ...environment,
    clusters: environment.clusters.map((cluster) => {
      const secretObjects = objects.get(idOfCluster(cluster));
      return secretObjects === undefined ? cluster : { ...cluster, secretObjects };
    }),
  }));
  return { ...platform, environments };
}

function buildEnvironment(draft: Draft, environment: EnvironmentConfig): Environment {
  const { root } = draft.config;
  const { gitops, secrets } = environment.settings;
  return {
    name: environment.name,
    clusters: draft.clusters
      .filter((cluster) => cluster.environment === environment.name)
      .map((cluster) => buildCluster(draft, cluster)),
    branch: gitops?.branch ?? root.gitops?.branch ?? 'main',
    recipients: secrets?.sops?.recipients ?? root.secrets?.sops?.recipients ?? [],
  };
}
