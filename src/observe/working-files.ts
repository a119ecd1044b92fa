import { statePath } from '../identity/state-path.ts';
import { idOfCluster } from '../identity/cluster-id.ts';
import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { backendKind } from '../emit/terraform/state-backend.ts';
import type { Platform } from '../model/platform.ts';
import { clientsFolder, stateCopiesFolder, viewName } from '../identity/view-path.ts';
import type { RunCommand } from './run-command.ts';
import { trackedFiles } from './tracked-files.ts';

/** Files of Terraform's local backend that the clusters have or will have, relative to infraflux.yaml. */
export function localStates(platform: Platform): readonly string[] {
  if (backendKind(platform) !== 'local') return [];
  return platform.environments.flatMap(({ clusters }) => clusters.map((cluster) => statePath(idOfCluster(cluster))));
}

/** What stays in view there and is read again. */
const readAgain = [
  viewName,
  clientsFolder,
  stateCopiesFolder,
  ...['gitops.git', 'journal'].map((name) => `${viewName}/${name}`),
];
/** An id leads nowhere but to a state directory that names this checkout, so it may come from anywhere. */
const harmless = ['id', '.gitignore'].map((name) => `${viewName}/${name}`);

/**
 * Whether what InfraFlux and Terraform keep in the checkout may be used: not where a branch brought any of it along, not
 * through a link, and not where another user wrote it. Asked before any of it is read. `states`: see `localStates`.
 */
export async function checkWorkingFiles(
  run: RunCommand,
  root: string,
  states: readonly string[],
): Promise<readonly Diagnostic[]> {
  const view = [...viewOf(root)];
  const local = states.filter((state) => look(root, state.split('/')[0] ?? '') !== undefined);
  const tracked = await trackedFiles(run, root, [...(view.length === 0 ? [] : [viewName]), ...local]);
  if (tracked.value === undefined) return tracked.diagnostics;
  const brought = tracked.value.filter((path) => !harmless.includes(path));
  if (brought.length > 0) return [trackedFault(brought)];
  const isOwn = ownershipIn(root);
  const walked = view.filter((path) => readAgain.includes(path));
  for (const path of [
    ...walked.flatMap((place) => [...below(root, place)]),
    ...local.flatMap((place) => [...around(root, place)]),
  ]) {
    const stat = look(root, path);
    if (stat === undefined) continue;
    if (stat.isSymbolicLink()) return [linkFault(path)];
    if (!isOwn(stat)) return [ownerFault(path, stat)];
  }
  return [];
}

/** What is in .infraflux/; or that itself, where it is no directory. */
function* viewOf(root: string): Generator<string> {
  const stat = look(root, viewName);
  if (stat?.isDirectory() === false) yield viewName;
  for (const name of entriesOf(root, viewName)) {
    const path = `${viewName}/${name}`;
    if (!harmless.includes(path)) yield path;
  }
}

function trackedFault(paths: readonly string[]): Diagnostic {
  const [first = ''] = paths;
  const more = paths.length === 1 ? '' : ` and ${paths.length - 1} more`;
  return diagnostic('checkout/tracked', undefined, `Git tracks ${first}${more}, which only InfraFlux may write`);
}

function linkFault(path: string): Diagnostic {
  return diagnostic('checkout/link', undefined, `${path} is a symbolic link`);
}

function ownerFault(path: string, { uid }: Stats): Diagnostic {
  const message = `${path} belongs to user ${uid}, and InfraFlux runs as user ${process.getuid?.()}`;
  return diagnostic('checkout/other-owner', undefined, message);
}

/** A local state: the folders that it is in, it, and what Terraform puts beside it. */
function* around(root: string, state: string): Generator<string> {
  const folder = dirname(state);
  yield dirname(folder);
  yield folder;
  for (const name of entriesOf(root, folder)) if (name.includes(basename(state))) yield `${folder}/${name}`;
}

function* below(root: string, path: string): Generator<string> {
  yield path;
  for (const name of entriesOf(root, path)) yield* below(root, `${path}/${name}`);
}

/** Nothing of what is no directory itself: a link is never followed. */
function entriesOf(root: string, path: string): readonly string[] {
  return look(root, path)?.isDirectory() === true ? readdirSync(join(root, path)).sort() : [];
}

function look(root: string, path: string): Stats | undefined {
  return lstatSync(join(root, path), { throwIfNoEntry: false });
}

/** Whether a file may be taken for one that InfraFlux wrote: ours, or, for root, of whom the whole checkout belongs to. */
function ownershipIn(root: string): (stat: Stats) => boolean {
  const self = process.getuid?.();
  if (self === undefined) return () => true;
  const owners = ['', '.git', 'infraflux.yaml'].flatMap((path) => look(root, path)?.uid ?? []);
  const [owner] = owners;
  const whole = self === 0 && owners.every((uid) => uid === owner) ? owner : undefined;
  return ({ uid }) => uid === self || uid === whole;
}
