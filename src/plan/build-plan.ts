import type { Catalog } from '../blueprints/catalog.ts';
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { sha256Hex } from '../diagnostics/digest.ts';
import type { Artifact, ArtifactSet } from '../emit/artifact.ts';
import { type InputsFile, inputsFileName, parseInputsFile } from '../emit/inputs-file.ts';
import { talosProvider } from '../emit/terraform-view.ts';
import type { Cluster, Platform } from '../model/platform.ts';
import { hasVersions } from '../model/version-lines.ts';
import type { Observations, Published, TerraformObservation } from '../observe/observations.ts';
import type { Json } from '../source/tree.ts';
import { attributeFiles, type EmitWith } from './attribute.ts';
import { diffInputs, type SpanOf } from './causes.ts';
import { deferredLayers, terraformWhy } from './deferrals.ts';
import { changedDiskSizes } from './disk-sizes.ts';
import { type FileSubject, subjectOfPath } from './file-subject.ts';
import { type ClusterEffects, clusterEffects, judge } from './impact.ts';
import type { Action, Blocked, Cause, Change, Plan, Publication, Reason, TerraformRun } from './plan.ts';
import { compareSealed, textOf } from './sealed-text.ts';
import { missingSecrets, secretsNeeded } from './secrets-needed.ts';
import { etcdMembers, leavingMembers } from './terraform/etcd.ts';
import { waitingRestarts } from './terraform/waiting-restarts.ts';
import { terraformChanges } from './terraform/changes.ts';
import { nodeFiles, nodeFilesPath } from './terraform/node-files.ts';
import { subjectOfResource } from './terraform/subject.ts';

export interface PlanOptions {
  /** Environments asked for; undefined: all, and those that the platform no longer has. */
  readonly environments?: readonly string[] | undefined;
  /** Digest of all inputs: what a saved plan is bound to. */
  readonly inputsDigest?: string;
  readonly spanOf?: SpanOf | undefined;
  readonly emitWith?: EmitWith | undefined;
}

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
    const gone = environmentsOf(published).filter((name) => !published.target.environments.includes(name));
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
  for (const { cluster, observed } of asked) {
    const { environment, name } = cluster;
    const causesOf = (node: string | undefined) =>
      node === undefined ? [] : (causes.get(nodeFilesPath(environment, name, node)) ?? []);
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
    deferred: deferredLayers(platform, observations, environments),
    blocked: missingSecrets(
      secretsNeeded(platform, catalog, environments),
      observations.secrets,
      observations.secretKeys,
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

/** Talos 1.14 has documents that no released provider can read. */
function preReleases(cluster: Cluster): readonly Diagnostic[] {
  const version = talosProvider(cluster);
  if (!version.includes('-')) return [];
  const id = `${cluster.environment}/${cluster.name}`;
  const message = `${id} is configured by siderolabs/talos ${version}, a pre-release of the Terraform provider`;
  return [diagnostic('terraform/provider-pre-release', undefined, message, { cluster: id })];
}

interface PlannedCluster {
  readonly cluster: Cluster;
  readonly observed: Extract<TerraformObservation, { readonly kind: 'planned' }>;
}

/** Clusters whose Terraform answered, and may run. */
function plannedClusters(
  platform: Platform,
  observations: Observations,
  isAsked: (environment: string) => boolean,
): readonly PlannedCluster[] {
  return platform.environments
    .filter(({ name }) => isAsked(name))
    .flatMap(({ clusters }) => clusters)
    .flatMap((cluster) => {
      const observed = observations.terraform?.get(`${cluster.environment}/${cluster.name}`);
      if (observed?.kind !== 'planned' || terraformWhy(platform, observations, cluster) !== undefined) return [];
      return [{ cluster, observed }];
    });
}

function runOf(platform: Platform, { engines }: Observations, { cluster, observed }: PlannedCluster): TerraformRun {
  const { environment, name } = cluster;
  const id = `${environment}/${name}`;
  const isThere = observed.inState.length > 0 || observed.changes.length > 0;
  return {
    environment,
    cluster: name,
    changes: Object.fromEntries(observed.changes.map(({ address, digest }) => [address, digest])),
    clientFiles: isThere && !(engines.kubeconfigs.has(id) && engines.talosconfigs.has(id)),
    versions: isThere && !hasVersions(platform.lock.lines, cluster),
    etcd: { members: etcdMembers(observed).size, leaving: leavingMembers(observed).length },
  };
}

/** What apply writes beside what Terraform does: files for people, and what the cluster runs. */
function bookChanges({ cluster, observed }: PlannedCluster, run: TerraformRun): readonly Change[] {
  const { environment, name } = cluster;
  const change = (file: string, detail: string): Change => ({
    layer: 'files',
    object: { kind: 'object', environment, cluster: name, name: file },
    action: 'create',
    impact: 'none',
    reason: observed.inState.length === 0 ? 'new' : 'missing',
    because: [],
    detail,
    before: undefined,
    after: undefined,
  });
  return [
    ...(run.clientFiles ? [change('kubeconfig and talosconfig', `in .infraflux/clusters/${environment}/${name}`)] : []),
    ...(run.versions ? [change('lines of infraflux.lock', 'the versions that it runs')] : []),
  ];
}

/** Cuts of nodes.tf, by path, for the nodes of an environment that Terraform would change something about. */
function cutsOf(asked: readonly PlannedCluster[], environment: string): Cuts {
  const found = new Map<string, readonly [string, string]>();
  for (const { cluster, observed } of asked) {
    if (cluster.environment !== environment) continue;
    for (const { address, type } of observed.changes) {
      const { node } = subjectOfResource(address, type);
      if (node !== undefined) found.set(nodeFilesPath(environment, cluster.name, node), [cluster.name, node]);
    }
  }
  return found;
}

/** Cluster and node, by the path that the cut has. */
type Cuts = ReadonlyMap<string, readonly [string, string]>;

function withCuts(files: ReadonlyMap<string, string>, environment: string, cuts: Cuts): ReadonlyMap<string, string> {
  const all = new Map(files);
  for (const [path, [cluster, node]] of cuts) all.set(path, nodeFiles(files, environment, cluster, node));
  return all;
}

/** A token in the environment does what the secret of the provider would: nothing waits for it. */
function isGiven({ readBy }: Blocked, { hypervisors }: Observations): boolean {
  return readBy.every((reader) => {
    const provider = /^provider (.+)$/.exec(reader)?.[1];
    return provider !== undefined && hypervisors?.has(provider) === true;
  });
}

/** Folders with an inputs.json are environments that InfraFlux published. */
function environmentsOf(published: Published): string[] {
  return [...published.files.keys()]
    .filter((path) => path.endsWith(`/${inputsFileName}`) && path.split('/').length === 2)
    .map((path) => path.slice(0, -inputsFileName.length - 1));
}

interface Compared {
  readonly changes: readonly Change[];
  readonly diagnostics: readonly Diagnostic[];
  /** Paths that publishing writes or takes away. */
  readonly publish: readonly string[];
  readonly texts: ReadonlyMap<string, string>;
  /** By path of the cuts that were asked for. */
  readonly causes: ReadonlyMap<string, readonly Cause[]>;
}

function compareEnvironment(
  platform: Platform,
  environment: string,
  artifacts: readonly Artifact[],
  published: Published,
  output: ReadonlyMap<string, string>,
  catalog: Catalog,
  options: PlanOptions,
  cuts: Cuts,
): Compared {
  const prefix = `${environment}/`;
  const texts = new Map<string, string>(artifacts.map((artifact) => [artifact.path, artifact.text]));
  const subjects = new Map(artifacts.map((artifact) => [artifact.path as string, artifact.subject]));
  const inputsPath = `${prefix}${inputsFileName}`;
  const before = readInputs(published.files.get(inputsPath)?.text);
  const onDisk = readInputs(output.get(inputsPath));
  const theirs = [...published.files.keys()].filter((path) => path.startsWith(prefix));
  const diagnostics: Diagnostic[] = [];
  const publish: string[] = [];
  const gone: string[] = [];
  for (const path of [...new Set([...theirs, ...texts.keys()])].sort()) {
    const there = published.files.get(path);
    if (there !== undefined && there.text === texts.get(path)) continue;
    const digest = before?.files[path.slice(prefix.length)];
    const isOurs = path === inputsPath || digest !== undefined;
    if (there === undefined) {
      publish.push(path);
    } else if (!isOurs && !texts.has(path)) {
      diagnostics.push(
        diagnostic(
          'publish/unknown-file',
          undefined,
          `${path} on ${published.target.branch} was not published by InfraFlux`,
        ),
      );
    } else if (isEdited(path === inputsPath, digest, there.text, before)) {
      diagnostics.push(
        diagnostic(
          'publish/edited-by-hand',
          undefined,
          `${path} on ${published.target.branch} was changed there by somebody`,
        ),
      );
    } else {
      publish.push(path);
      if (!texts.has(path)) gone.push(path);
    }
  }
  // A file of ours that is no longer there: publishing it again undoes somebody's removal, so it is said with its reason.
  const removed = new Set(
    Object.keys(before?.files ?? {})
      .map((path) => prefix + path)
      .filter((path) => !published.files.has(path)),
  );
  const wanted = readInputs(texts.get(inputsPath));
  const moved =
    wanted === undefined || before === undefined
      ? []
      : diffInputs(environment, entries(before), entries(wanted), options.spanOf);
  if (before !== undefined && wanted !== undefined)
    diagnostics.push(...changedDiskSizes(platform, environment, entries(before), entries(wanted), options.spanOf));
  const sameRelease =
    before !== undefined && before.infraflux === wanted?.infraflux && before.catalog === wanted.catalog;
  const visible = publish.filter((path) => path !== inputsPath);
  const { emitWith } = options;
  const causes = attributeFiles(
    environment,
    [...visible, ...cuts.keys()],
    withCuts(texts, environment, cuts),
    moved,
    sameRelease,
    emitWith &&
      ((name, reverted) => {
        const files = emitWith(name, reverted);
        return files && withCuts(files, environment, cuts);
      }),
  );
  const effects = effectsByCluster(before, wanted);
  const judged = (path: string, action: Action): { subject: FileSubject; impact: Change['impact']; reason: Reason } => {
    const subject = subjectOfPath(path);
    const effect = subject.cluster === undefined ? undefined : effects.get(subject.cluster);
    const { impact, reason } = judge(
      subject,
      action,
      effect,
      (name) => catalog.components.get(name)?.disks !== undefined,
    );
    return { subject, impact, reason };
  };
  const changes: Change[] = [];
  for (const path of new Set([...visible, ...texts.keys(), ...staleOnDisk(prefix, onDisk, output, texts)])) {
    if (path === inputsPath && !(publish.length === 1 && publish[0] === inputsPath)) continue;
    const text = texts.get(path);
    const inGit = published.files.get(path)?.text;
    const isPublished = publish.includes(path);
    const old = isPublished ? inGit : output.get(path);
    const action: Action =
      old === text ? 'none' : old === undefined ? 'create' : text === undefined ? 'delete' : 'update';
    const { subject, impact, reason } = judged(path, action);
    const because = causes.get(path) ?? [];
    const sealed = compareSealed(old, text);
    const component = subjects.get(path) ?? subject.component;
    changes.push({
      layer: isPublished ? 'gitops' : 'files',
      follows: subject.layer,
      ...(component === undefined ? {} : { subject: component }),
      object: { kind: 'file', environment, cluster: subject.cluster, name: path },
      ...(sealed === undefined ? {} : { secret: sealed }),
      action,
      // Writing out/ again changes nothing that runs.
      impact: action === 'none' || !isPublished ? 'none' : impact,
      reason: !isPublished
        ? reasonOnDisk(action, old, onDisk?.files[path.slice(prefix.length)])
        : reasonInGit(sealed !== undefined && action === 'update' ? 'secret-changed' : reason, {
            wasRemoved: removed.has(path),
            environmentGone: artifacts.length === 0,
            explained: because.length > 0,
            before,
            wanted,
          }),
      because: isPublished ? because.map((input) => input.cause) : [],
      before: textOf(old),
      after: textOf(text),
    });
  }
  return {
    changes: changes.sort((a, b) => (a.object.name < b.object.name ? -1 : 1)),
    diagnostics,
    publish,
    texts,
    causes: new Map([...cuts.keys()].map((path) => [path, (causes.get(path) ?? []).map(({ cause }) => cause)])),
  };
}

/** Compiled earlier, lying in the output directory, and no longer wanted. What InfraFlux did not write is left alone. */
function staleOnDisk(
  prefix: string,
  onDisk: InputsFile | undefined,
  output: ReadonlyMap<string, string>,
  texts: ReadonlyMap<string, string>,
): string[] {
  return Object.keys(onDisk?.files ?? {})
    .map((path) => prefix + path)
    .filter((path) => output.has(path) && !texts.has(path));
}

function isEdited(
  isInputs: boolean,
  digest: string | undefined,
  text: string | undefined,
  before: InputsFile | undefined,
): boolean {
  if (text === undefined) return true;
  if (isInputs) return before === undefined;
  // Somebody put a file where the next compile wants one, or the record itself is unreadable: never written over.
  return digest === undefined || sha256Hex(text) !== digest;
}

function reasonOnDisk(action: Action, old: string | undefined, digest: string | undefined): Reason {
  if (action === 'none') return 'unchanged';
  if (action === 'create') return 'missing';
  return old !== undefined && digest !== undefined && sha256Hex(old) !== digest ? 'edited-by-hand' : 'input-changed';
}

interface InGit {
  readonly wasRemoved: boolean;
  readonly environmentGone: boolean;
  readonly explained: boolean;
  readonly before: InputsFile | undefined;
  readonly wanted: InputsFile | undefined;
}

function reasonInGit(reason: Reason, facts: InGit): Reason {
  if (facts.environmentGone) return 'environment-removed';
  if (facts.wasRemoved) return 'missing';
  if (facts.before === undefined) return 'new';
  if (facts.explained || reason === 'secret-changed') return reason;
  if (facts.before.infraflux !== facts.wanted?.infraflux) return 'release-changed';
  if (facts.before.catalog !== facts.wanted.catalog) return 'blueprint-changed';
  return reason;
}

function effectsByCluster(before: InputsFile | undefined, wanted: InputsFile | undefined): Map<string, ClusterEffects> {
  const found = new Map<string, ClusterEffects>();
  if (before === undefined) return found;
  const old = entries(before);
  const now = wanted === undefined ? new Map<string, Json>() : entries(wanted);
  const names = Object.keys(before.files).map((path) => subjectOfPath(`_/${path}`).cluster);
  for (const name of new Set(names)) if (name !== undefined) found.set(name, clusterEffects(name, old, now));
  return found;
}

function readInputs(text: string | undefined): InputsFile | undefined {
  return text === undefined ? undefined : parseInputsFile(text);
}

function entries(file: InputsFile): ReadonlyMap<string, Json> {
  return new Map(Object.entries(file.inputs));
}

/** Says what changed in one line: who reads `git log` of the published branch has nothing else. */
function commitMessage(platform: string, changes: readonly Change[]): string {
  const real = changes.filter((change) => change.action !== 'none' && change.layer === 'gitops');
  const causes = [
    ...new Set(
      real.flatMap((change) => change.because.map((cause) => sentence(cause.path, cause.before, cause.after))),
    ),
  ];
  const where = [
    ...new Set(
      real.map((change) =>
        change.object.cluster === undefined
          ? change.object.environment
          : `${change.object.environment}/${change.object.cluster}`,
      ),
    ),
  ].sort();
  const what =
    causes.length === 0
      ? `${real.length} ${real.length === 1 ? 'file' : 'files'} of ${where.slice(0, 4).join(', ')}${where.length > 4 ? ` and ${where.length - 4} more` : ''}`
      : causes.slice(0, 3).join(', ') + (causes.length > 3 ? ` and ${causes.length - 3} more` : '');
  return `${platform}: ${real.length === 0 ? 'inputs' : what}`;
}

function sentence(path: string, before: string | undefined, after: string | undefined): string {
  if (after === undefined) return `${path} taken out`;
  return before === undefined ? `${path} added` : `${path} ${before} -> ${after}`;
}
