import { existsSync, realpathSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { canonicalAddress } from '../identity/repository-address.ts';
import { type Git, gitAt } from './git-command.ts';
import { findingsIn, isKnownInput } from './known-inputs.ts';
import type { PublishSource } from './observations.ts';
import type { PublishTarget } from './publish-target.ts';
import type { RunCommand } from './run-command.ts';

/** What a user's repository commits besides out/. Everything else in it is none of InfraFlux's business. */
export const inputNames: readonly string[] = [
  'infraflux.yaml',
  'infraflux.lock',
  'environments',
  'blueprints',
  'secrets',
  '.sops.yaml',
  'schema',
];

/**
 * Which commit of which branch is published, and what of it was not committed. Undefined: infraflux.yaml lies in no repository.
 * `head`: the newest commit of the target's branch, and git in a repository that has it.
 */
export async function readPublishSource(
  run: RunCommand,
  root: string,
  target: PublishTarget,
  referenced: readonly string[],
  { git: there, commit: head }: { readonly git: Git; readonly commit: string | undefined },
): Promise<PublishSource | undefined> {
  const here = gitAt(run, root);
  const found = await here(['rev-parse', '--show-toplevel']);
  if (found.code !== 0) return undefined;
  const top = found.stdout.trim();
  const git = gitAt(run, top);
  const prefix = pathBelow(top, root);
  const names = [...new Set([...inputNames, ...referenced])].map((name) =>
    prefix === '' ? name : `${prefix}/${name}`,
  );
  const branch = (await git(['symbolic-ref', '--quiet', '--short', 'HEAD'])).stdout.trim();
  const commit = (await git(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'])).stdout.trim();
  const status = ['status', '--porcelain=v1', '-z', '--no-renames', '--untracked-files=all', '--', ...names];
  const changed = (await git(status)).stdout.split('\0').filter((line) => line !== '');
  const source = {
    top,
    branch: branch === '' ? undefined : branch,
    commit: commit === '' ? undefined : commit,
    changedInputs: changed.length,
  };
  if (head === undefined || branch === target.branch || (await remoteOf(git, target)) === undefined) return source;
  const theirs = await inputsAt(there, head, names);
  const main = referenced[0] ?? 'infraflux.yaml';
  const hasInputs = ['infraflux.yaml', main].some((name) => theirs.has(prefix === '' ? name : `${prefix}/${name}`));
  // A branch of compiled files alone has no inputs that could be others.
  if (!hasInputs) return source;
  const ours = await inputsHere(git, top, names);
  const others = [...new Set([...theirs.keys(), ...ours.keys()])]
    .filter((path) => theirs.get(path) !== ours.get(path))
    .sort();
  const below = prefix === '' ? 0 : prefix.length + 1;
  const differing = others.filter((path) => !ours.has(path) || isKnownInput(path.slice(below), referenced));
  const unknown = others.filter((path) => !differing.includes(path));
  return { ...source, differing, unknown, findings: await findingsIn(top, prefix, differing) };
}

/** Name of the remote that the repository which is published to has here; undefined where it is none. */
export async function remoteOf(git: Git, { repository }: PublishTarget): Promise<string | undefined> {
  if (repository === undefined) return undefined;
  const remotes = await git(['config', '--get-regexp', '^remote\\..*\\.url$']);
  const wanted = canonicalAddress(repository);
  return remotes.stdout
    .split('\n')
    .map((line) => /^remote\.(.*)\.url (.*)$/.exec(line))
    .find((match) => match !== null && canonicalAddress(match[2] as string) === wanted)?.[1];
}

/** The directory of infraflux.yaml below the top of its repository, with `/`; empty for the top itself. */
export function pathBelow(top: string, root: string): string {
  return relative(realpathSync(top), realpathSync(root)).split(sep).join('/');
}

/** Blobs of the inputs at a commit, by path below the top of the repository. */
async function inputsAt(git: Git, commit: string, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const listed = await git(['ls-tree', '-r', '-z', '--full-tree', commit, '--', ...names]);
  const found = new Map<string, string>();
  for (const line of listed.stdout.split('\0')) {
    const [, blob, path] = /^\d+ blob ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
    if (blob !== undefined && path !== undefined) found.set(path, blob);
  }
  return found;
}

/** The same of the work tree, but for what it ignores. */
async function inputsHere(git: Git, top: string, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const listed = await git(['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...names]);
  const paths = [...new Set(listed.stdout.split('\0'))].filter((path) => path !== '' && existsSync(join(top, path)));
  if (paths.length === 0) return new Map();
  const hashed = await git(['hash-object', '--stdin-paths'], { input: `${paths.join('\n')}\n` });
  const blobs = hashed.stdout.trim().split('\n');
  return new Map(paths.map((path, at) => [path, blobs[at] ?? '']));
}
