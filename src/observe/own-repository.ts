import { relative, resolve, sep } from 'node:path';
import { gitAt } from './git-command.ts';
import { findingsIn, isKnownInput } from './known-inputs.ts';
import type { OwnRepository } from './observations.ts';
import { inputNames, pathBelow, remoteOf } from './publish-source.ts';
import type { PublishTarget } from './publish-target.ts';
import type { RunCommand } from './run-command.ts';

/**
 * Is the directory of infraflux.yaml a working copy of the very repository that is published to, on the very branch?
 * Then the inputs are committed together with what was compiled from them.
 */
export async function readOwnRepository(
  run: RunCommand,
  root: string,
  outputDirectory: string,
  target: PublishTarget,
  referenced: readonly string[],
  published: string | undefined,
): Promise<OwnRepository | undefined> {
  if (target.repository === undefined) return undefined;
  const git = gitAt(run, root);
  const found = await git(['rev-parse', '--show-toplevel']);
  if (found.code !== 0) return undefined;
  const top = found.stdout.trim();
  const remote = await remoteOf(git, target);
  const branch = (await git(['symbolic-ref', '--quiet', '--short', 'HEAD'])).stdout.trim();
  if (remote === undefined || branch !== target.branch) return undefined;
  const head = await git(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);
  const prefix = pathBelow(top, root);
  const output = relative(root, resolve(root, outputDirectory)).split(sep).join('/');
  const status = await gitAt(run, top)(['status', '--porcelain=v1', '-z', '--no-renames', '--untracked-files=all']);
  const entries = status.stdout.split('\0').filter((line) => line !== '');
  const changed = entries.map((line) => line.slice(3));
  // A file that is gone is taken out of the branch, whatever it was.
  const gone = new Set(entries.filter((line) => line.slice(0, 2).includes('D')).map((line) => line.slice(3)));
  const below = prefix === '' ? '' : `${prefix}/`;
  const isUnder = (path: string, name: string) => path === below + name || path.startsWith(`${below}${name}/`);
  const names = [...inputNames, ...referenced];
  const among = changed.filter((path) => names.some((name) => isUnder(path, name)));
  const inputs = among.filter((path) => gone.has(path) || isKnownInput(path.slice(below.length), referenced));
  const unknown = among.filter((path) => !inputs.includes(path));
  const foreign = changed.filter(
    (path) => !among.includes(path) && !isUnder(path, output) && !isUnder(path, '.infraflux'),
  );
  const own = head.code === 0 ? head.stdout.trim() : undefined;
  const isBehind =
    own !== undefined &&
    published !== undefined &&
    (await git(['merge-base', '--is-ancestor', own, published])).code === 0;
  return {
    top,
    remote,
    prefix,
    head: own,
    isBehind,
    output: [prefix, output].filter((part) => part !== '').join('/'),
    foreign,
    inputs,
    unknown,
    findings: await findingsIn(top, prefix, inputs),
  };
}
