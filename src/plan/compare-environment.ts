import { inputsPath } from '../identity/artifact-path.ts';
import type { Catalog } from '../blueprints/catalog.ts';
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { sha256Hex } from '../diagnostics/digest.ts';
import type { Artifact } from '../emit/artifact.ts';
import { type InputsFile, parseInputsFile } from '../emit/inputs-file.ts';
import type { Platform } from '../model/platform.ts';
import type { Observations, Published } from '../observe/observations.ts';
import { attributeFiles, type EmitWith } from './attribute.ts';
import { diffInputs, type SpanOf } from './causes.ts';
import { inputFaults } from './input-faults.ts';
import { type FileSubject, subjectOfPath } from './file-subject.ts';
import { impactOf } from './effects.ts';
import { effectsByCluster, judge, type Verdict } from './impact.ts';
import type { Action, Cause, Change, Reason } from './plan.ts';
import { compareSealed, textOf } from './sealed-text.ts';
import { type Cuts, widenedCuts, withCuts } from './terraform/cuts.ts';
import type { TypedCommands } from './typed-commands.ts';

export interface PlanOptions {
  /** Environments asked for; undefined: all, and those that the platform no longer has. */
  readonly environments?: readonly string[] | undefined;
  /** Digest of all inputs: what a saved plan is bound to. */
  readonly inputsDigest?: string;
  readonly spanOf?: SpanOf | undefined;
  readonly emitWith?: EmitWith | undefined;
  /** How commands that it suggests are typed; as usual where nothing is said. */
  readonly typed?: TypedCommands | undefined;
  /** A branch that may be published to the branch of another name, or `HEAD`. */
  readonly fromBranch?: string | undefined;
}

export interface Compared {
  readonly changes: readonly Change[];
  readonly diagnostics: readonly Diagnostic[];
  /** Paths that publishing writes or takes away. */
  readonly publish: readonly string[];
  readonly texts: ReadonlyMap<string, string>;
  /** By path of the cuts that were asked for. */
  readonly causes: ReadonlyMap<string, readonly Cause[]>;
}

export function compareEnvironment(
  platform: Platform,
  environment: string,
  artifacts: readonly Artifact[],
  published: Published,
  { output, hypervisors }: Pick<Observations, 'output' | 'hypervisors'>,
  catalog: Catalog,
  options: PlanOptions,
  cuts: Cuts,
): Compared {
  const prefix = `${environment}/`;
  const texts = new Map<string, string>(artifacts.map((artifact) => [artifact.path, artifact.text]));
  const subjects = new Map(artifacts.map((artifact) => [artifact.path as string, artifact.subject]));
  const recordPath = inputsPath(environment);
  const before = readInputs(published.files.get(recordPath)?.text);
  const onDisk = readInputs(output.get(recordPath));
  const theirs = [...published.files.keys()].filter((path) => path.startsWith(prefix));
  const diagnostics: Diagnostic[] = [];
  const publish: string[] = [];
  const gone: string[] = [];
  for (const path of [...new Set([...theirs, ...texts.keys()])].sort()) {
    const there = published.files.get(path);
    if (there !== undefined && there.text === texts.get(path)) continue;
    const digest = before?.files[path.slice(prefix.length)];
    const isOurs = path === recordPath || digest !== undefined;
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
    } else if (isEdited(path === recordPath, digest, there.text, before)) {
      diagnostics.push(
        diagnostic(
          'publish/edited-by-hand',
          undefined,
          `${path} on ${published.target.branch} was modified there manually`,
        ),
      );
    } else {
      publish.push(path);
      if (!texts.has(path)) gone.push(path);
    }
  }
  // A file of ours that is no longer there: publishing it again reverts a manual removal, so it is reported with its reason.
  const removed = new Set(
    Object.keys(before?.files ?? {})
      .map((path) => prefix + path)
      .filter((path) => !published.files.has(path)),
  );
  const wanted = readInputs(texts.get(recordPath));
  const moved =
    wanted === undefined || before === undefined
      ? []
      : diffInputs(environment, before.inputs, wanted.inputs, options.spanOf);
  if (before !== undefined && wanted !== undefined)
    diagnostics.push(...inputFaults(platform, environment, before.inputs, wanted.inputs, options.spanOf, hypervisors));
  const sameRelease =
    before !== undefined && before.infraflux === wanted?.infraflux && before.catalog === wanted.catalog;
  const visible = publish.filter((path) => path !== recordPath);
  const { emitWith } = options;
  const old = publishedTexts(published);
  const widened = widenedCuts(old, texts, environment, cuts);
  const [oldCuts, newCuts] = [withCuts(old, environment, cuts, widened), withCuts(texts, environment, cuts, widened)];
  // A machine that is not as it was left changes with every line of the input, and because of none.
  const movedCuts = [...cuts.keys()].filter((path) => oldCuts.get(path) !== newCuts.get(path));
  const causes = attributeFiles(
    environment,
    [...visible, ...movedCuts],
    newCuts,
    moved,
    sameRelease,
    emitWith &&
      ((name, reverted) => {
        const files = emitWith(name, reverted);
        return files && withCuts(files, environment, cuts, widened);
      }),
  );
  const clusterEffects =
    before && effectsByCluster(clustersOf(before), before.inputs, wanted ? wanted.inputs : new Map());
  const judged = (path: string, action: Action): Verdict & { readonly subject: FileSubject } => {
    const subject = subjectOfPath(path);
    const effect = subject.cluster === undefined ? undefined : clusterEffects?.get(subject.cluster);
    const keepsData = (name: string): boolean => catalog.components.get(name)?.disks !== undefined;
    const paths = (causes.get(path) ?? []).map(({ cause }) => cause.path);
    return { subject, ...judge(subject, action, effect, keepsData, paths) };
  };
  const publishing = new Set(publish);
  const changes: Change[] = [];
  for (const path of new Set([...visible, ...texts.keys(), ...staleOnDisk(prefix, onDisk, output, texts)])) {
    if (path === recordPath && !(publish.length === 1 && publish[0] === recordPath)) continue;
    const text = texts.get(path);
    const inGit = published.files.get(path)?.text;
    const isPublished = publishing.has(path);
    const old = isPublished ? inGit : output.get(path);
    const action: Action =
      old === text ? 'none' : old === undefined ? 'create' : text === undefined ? 'delete' : 'update';
    const { subject, effects: found, reason } = judged(path, action);
    // Writing out/ again changes nothing that runs, and an environment that goes has nothing that does.
    const effects = action === 'none' || !isPublished || artifacts.length === 0 ? [] : found;
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
      effects,
      impact: impactOf(effects),
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
  // A file was placed where the next compile wants one, or the record itself is unreadable: never written over.
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

/** Those that files were published of. */
function clustersOf({ files }: InputsFile): ReadonlySet<string> {
  const names = Object.keys(files).map((path) => subjectOfPath(`_/${path}`).cluster);
  return new Set(names.filter((name) => name !== undefined));
}

function readInputs(text: string | undefined): InputsFile | undefined {
  return text === undefined ? undefined : parseInputsFile(text);
}

function publishedTexts({ files }: Published): ReadonlyMap<string, string> {
  return new Map([...files].flatMap(([path, { text }]) => (text === undefined ? [] : [[path, text] as const])));
}
