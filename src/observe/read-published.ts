import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { sha256Hex } from '../diagnostics/digest.ts';
import { type Checked, checked } from '../diagnostics/diagnostic.ts';
import { type Git, gitIn, gitMissing, gitReason } from './git-command.ts';
import { makeRepository } from './make-repository.ts';
import type { Published, PublishedFile } from './observations.ts';
import { type PublishTarget, printableAddress } from './publish-target.ts';
import type { RunCommand } from './run-command.ts';

/** A branch's newest commit, and git in a repository that has it. */
export interface Head {
  readonly git: Git;
  readonly directory: string;
  /** Undefined when there is no such branch yet. */
  readonly commit: string | undefined;
}

/** Where InfraFlux keeps what may be lost: `.infraflux` beside infraflux.yaml. */
export const stateDirectoryName = '.infraflux';

export function embeddedRepository(root: string): string {
  return join(root, stateDirectoryName, 'gitops.git');
}

/** The branch as it is there, with the texts of all files below the target's path. */
export async function readPublished(run: RunCommand, root: string, target: PublishTarget): Promise<Checked<Published>> {
  const head = await readHead(run, root, target);
  if (head.value === undefined) return checked<Published>(undefined, head.diagnostics);
  const { git, commit } = head.value;
  const files = commit === undefined ? new Map<string, PublishedFile>() : await readFiles(git, commit, target.path);
  return checked({ target, head: commit, files, own: undefined });
}

/** Asks where the branch stands, and brings its newest commit into the cache. Never a change at the other end. */
export async function readHead(run: RunCommand, root: string, target: PublishTarget): Promise<Checked<Head>> {
  const here = await run('git', ['--version'], { timeoutSeconds: 10 });
  if (here.code !== 0) return checked<Head>(undefined, [diagnostic('engine/git-missing', undefined, gitMissing)]);
  return target.repository === undefined
    ? readEmbedded(run, root, target.branch)
    : readRemote(run, root, target, target.repository);
}

async function readEmbedded(run: RunCommand, root: string, branch: string): Promise<Checked<Head>> {
  const directory = embeddedRepository(root);
  const git = gitIn(run, { directory });
  if (!existsSync(directory)) return checked({ git, directory, commit: undefined });
  const answer = await git(['rev-parse', '--verify', '--quiet', `refs/heads/${branch}^{commit}`]);
  if (answer.code > 1) {
    return checked<Head>(undefined, [
      diagnostic('publish/unreachable', undefined, `${directory} cannot be read: ${gitReason(answer)}`, {
        help: 'it holds nothing but what was published: remove it, and the next apply makes it anew',
      }),
    ]);
  }
  return checked({ git, directory, commit: answer.code === 0 ? answer.stdout.trim() : undefined });
}

async function readRemote(
  run: RunCommand,
  root: string,
  target: PublishTarget,
  repository: string,
): Promise<Checked<Head>> {
  const name = printableAddress(repository);
  if (repository.startsWith('-') || /^[a-z0-9]+::/i.test(repository)) {
    return checked<Head>(undefined, [
      diagnostic('publish/bad-address', undefined, `"${name}" is no address of a repository`),
    ]);
  }
  const directory = cacheDirectory(root, repository);
  const knownHosts = target.knownHosts === undefined ? undefined : resolve(root, target.knownHosts);
  const git = gitIn(run, { directory, knownHosts });
  const fault = await makeRepository(run, directory, 'none');
  if (fault !== undefined) return unreachable(directory, fault);
  const ref = `refs/heads/${target.branch}`;
  let reason = '';
  // The branch may move between asking and fetching; another fetch may hold the cache's lock for a moment.
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const listed = await git(['ls-remote', '--quiet', '--', repository, ref]);
    if (listed.code !== 0) return unreachable(name, gitReason(listed));
    const commit = listed.stdout
      .split('\n')
      .find((line) => line.endsWith(`\t${ref}`))
      ?.split('\t')[0];
    if (commit === undefined || (await hasCommit(git, commit))) return checked({ git, directory, commit });
    const fetched = await git(
      ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--depth=1', '--', repository, ref],
      { timeoutSeconds: 300 },
    );
    if (await hasCommit(git, commit)) return checked({ git, directory, commit });
    reason = fetched.code === 0 ? 'the branch keeps moving' : gitReason(fetched);
  }
  return unreachable(name, reason);
}

async function hasCommit(git: Git, commit: string): Promise<boolean> {
  return (await git(['cat-file', '-e', `${commit}^{tree}`])).code === 0;
}

function unreachable(name: string, reason: string): Checked<Head> {
  return checked<Head>(undefined, [diagnostic('publish/unreachable', undefined, `${name} cannot be read: ${reason}`)]);
}

function cacheDirectory(root: string, repository: string): string {
  const name = sha256Hex(repository).slice(0, 16);
  return join(root, stateDirectoryName, 'cache', 'git', `${name}.git`);
}

/** Regular files below `path` at a commit, with their texts. */
export async function readFiles(git: Git, commit: string, path: string): Promise<Map<string, PublishedFile>> {
  const files = new Map<string, PublishedFile>();
  const prefix = path === '' ? '' : `${path}/`;
  const listed = await git(['ls-tree', '-r', '-z', '--full-tree', commit, ...(path === '' ? [] : ['--', path])]);
  if (listed.code !== 0) throw new Error(`git ls-tree ${commit}: ${gitReason(listed)}`);
  const entries = listed.stdout.split('\0').flatMap((line) => {
    const match = /^(\d+) (\w+) ([0-9a-f]+)\t(.*)$/s.exec(line);
    return match !== null && match[4]?.startsWith(prefix)
      ? [{ mode: match[1], blob: match[3] as string, path: match[4] }]
      : [];
  });
  const texts = await readBlobs(
    git,
    entries.filter((entry) => entry.mode === '100644').map((entry) => entry.blob),
  );
  for (const entry of entries) {
    files.set(entry.path.slice(prefix.length), {
      blob: entry.blob,
      text: entry.mode === '100644' ? texts.get(entry.blob) : undefined,
    });
  }
  return files;
}

async function readBlobs(git: Git, blobs: readonly string[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  if (blobs.length === 0) return texts;
  const answer = await git(['cat-file', '--batch'], { input: `${[...new Set(blobs)].join('\n')}\n` });
  if (answer.code !== 0) throw new Error(`git cat-file: ${gitReason(answer)}`);
  const bytes = Buffer.from(answer.bytes);
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at);
    const [blob, , size] = bytes.toString('latin1', at, end).split(' ');
    const start = end + 1;
    at = start + Number(size) + 1;
    if (blob === undefined || Number.isNaN(at)) throw new Error('git cat-file: an answer without a size');
    texts.set(blob, bytes.toString('utf8', start, at - 1));
  }
  return texts;
}
