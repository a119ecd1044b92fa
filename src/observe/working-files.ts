import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { backendKind, localStateFile } from '../emit/terraform/state-backend.ts';
import type { Platform } from '../model/platform.ts';
import { stateDirectoryName } from './read-published.ts';
import type { RunCommand } from './run-command.ts';
import { trackedFiles } from './tracked-files.ts';

/** Files of Terraform's local backend that the clusters have or will have, relative to infraflux.yaml. */
export function localStates(platform: Platform): readonly string[] {
  if (backendKind(platform) !== 'local') return [];
  return platform.environments.flatMap(({ clusters }) => clusters.map(localStateFile));
}

/**
 * Whether what InfraFlux and Terraform keep in the checkout may be used: not where a branch brought any of it along, not
 * through a link, and not where another user wrote it. Asked before any of it is read. `states`: see `localStates`.
 */
export async function checkWorkingFiles(
  run: RunCommand,
  root: string,
  states: readonly string[],
): Promise<readonly Diagnostic[]> {
  const places = [stateDirectoryName, ...states].filter((place) => look(root, place.split('/')[0] ?? '') !== undefined);
  const tracked = await trackedFiles(run, root, places);
  if (tracked.value === undefined) return tracked.diagnostics;
  if (tracked.value.length > 0) return [trackedFault(tracked.value)];
  const isOwn = ownershipIn(root);
  for (const path of places.flatMap((place) => [...levelsOf(root, place)])) {
    const stat = look(root, path);
    if (stat === undefined) continue;
    const message = stat.isSymbolicLink() ? `${path} is a symbolic link` : undefined;
    if (message !== undefined) return [diagnostic('checkout/link', undefined, message)];
    if (!isOwn(stat)) return [ownerFault(path, stat)];
  }
  return [];
}

function trackedFault(paths: readonly string[]): Diagnostic {
  const [first = ''] = paths;
  const more = paths.length === 1 ? '' : ` and ${paths.length - 1} more`;
  return diagnostic('checkout/tracked', undefined, `Git tracks ${first}${more}, which only InfraFlux may write`);
}

function ownerFault(path: string, { uid }: Stats): Diagnostic {
  const message = `${path} belongs to user ${uid}, and InfraFlux runs as user ${process.getuid?.()}`;
  return diagnostic('checkout/other-owner', undefined, message);
}

/** The folders above a place, the place, and all below it; of a state, what Terraform puts beside it. */
function* levelsOf(root: string, place: string): Generator<string> {
  const parts = place.split('/');
  for (let at = 1; at < parts.length; at += 1) yield parts.slice(0, at).join('/');
  if (place === stateDirectoryName) yield* below(root, place);
  else {
    const folder = dirname(place);
    for (const name of entriesOf(root, folder)) if (name.includes(basename(place))) yield `${folder}/${name}`;
  }
}

function* below(root: string, path: string): Generator<string> {
  yield path;
  // Terraform links providers into its data where the user has a cache of them.
  if (/^\.infraflux\/terraform\/[^/]+\/[^/]+\/data$/.test(path)) return;
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
