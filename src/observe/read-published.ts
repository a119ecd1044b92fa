import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { sha256Hex } from '../diagnostics/digest.ts';
import { type Checked, checked } from '../diagnostics/diagnostic.ts';
import { type Git, gitIn, gitMissing, gitReason } from './git-command.ts';
import { embeddedCommit, embeddedFault, openEmbedded } from './embedded-repository.ts';
import { ownRepository } from './make-repository.ts';
import type { Published, PublishedFile } from './observations.ts';
import type { PublishTarget } from './publish-target.ts';
import { printableAddress } from '../identity/repository-address.ts';
import { readPublishSource } from './publish-source.ts';
import { liesIn } from './real-place.ts';
import type { RunCommand } from './run-command.ts';
import { repositoryOf } from './tracked-files.ts';
import { repositoryFolder, type StateDirectory } from './state-directory.ts';

/** The checkout that is published from. */
export interface Place {
  readonly run: RunCommand;
  /** Directory of infraflux.yaml, absolute. */
  readonly root: string;
  readonly state: StateDirectory;
}

/** A branch's newest commit, and git in a repository that has it. */
export interface Head {
  readonly git: Git;
  /** Undefined when there is no such branch yet. */
  readonly commit: string | undefined;
}

/** The branch as it is there, with the texts of all files below the target's path. */
export async function readPublished(
  place: Place,
  target: PublishTarget,
  referenced: readonly string[],
): Promise<Checked<Published>> {
  const head = await readHead(place, target);
  if (head.value === undefined) return checked<Published>(undefined, head.diagnostics);
  const { git, commit } = head.value;
  const files = commit === undefined ? new Map<string, PublishedFile>() : await readFiles(git, commit, target.path);
  const source = await readPublishSource(place.run, place.root, target, referenced, head.value);
  return checked({ target, head: commit, files, own: undefined, source });
}

/** Asks where the branch stands, and brings its newest commit into the cache. Never a change at the other end. */
export async function readHead(place: Place, target: PublishTarget): Promise<Checked<Head>> {
  const here = await place.run('git', ['--version'], { timeoutSeconds: 10 });
  if (here.code !== 0) return checked<Head>(undefined, [diagnostic('engine/git-missing', undefined, gitMissing)]);
  return target.repository === undefined
    ? readEmbedded(place, target.branch)
    : readRemote(place, target, target.repository);
}

async function readEmbedded({ run, root, state }: Place, branch: string): Promise<Checked<Head>> {
  const opened = await openEmbedded(run, root, state);
  if (opened.value === undefined) return checked<Head>(undefined, opened.diagnostics);
  const git = opened.value;
  const { value: commit, diagnostics } = embeddedCommit(root, branch);
  if (diagnostics.length > 0) return checked<Head>(undefined, diagnostics);
  if (commit === undefined || (await hasCommit(git, commit))) return checked({ git, commit });
  return checked<Head>(undefined, [embeddedFault(`lacks the newest commit of ${branch}`)]);
}

async function readRemote(
  { run, root, state }: Place,
  target: PublishTarget,
  repository: string,
): Promise<Checked<Head>> {
  const name = printableAddress(repository);
  if (repository.startsWith('-') || /^[a-z0-9]+::/i.test(repository)) {
    return checked<Head>(undefined, [
      diagnostic('publish/bad-address', undefined, `"${name}" is no address of a repository`),
    ]);
  }
  if (liesInCheckout(root, repository)) {
    const message = `"${name}" lies in this checkout: what a branch can commit is no repository to publish to`;
    const help = 'name one elsewhere; or leave gitops.repository out, which publishes to .infraflux/gitops.git';
    return checked<Head>(undefined, [diagnostic('publish/bad-address', undefined, message, { help })]);
  }
  const directory = repositoryFolder(state, sha256Hex(repository).slice(0, 16));
  const knownHosts = target.knownHosts === undefined ? undefined : resolve(root, target.knownHosts);
  const git = gitIn(run, { directory, knownHosts, isOurs: true });
  const fault = await ownRepository(run, directory);
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
    if (commit === undefined || (await hasCommit(git, commit))) return checked({ git, commit });
    const fetched = await git(
      ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--depth=1', '--', repository, ref],
      { timeoutSeconds: 300 },
    );
    if (await hasCommit(git, commit)) return checked({ git, commit });
    reason = fetched.code === 0 ? 'the branch keeps moving' : gitReason(fetched);
  }
  return unreachable(name, reason);
}

/**
 * git starts the other end of a local address itself, with the configuration and the hooks of that repository. A path
 * without `file://` is no address to the configuration.
 */
function liesInCheckout(root: string, repository: string): boolean {
  if (!repository.startsWith('file://')) return false;
  const path = percentDecoded(repository.slice('file://'.length));
  return liesIn(repositoryOf(root) ?? realpathSync(root), path);
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // git takes what is no escape as it is.
    return text;
  }
}

async function hasCommit(git: Git, commit: string): Promise<boolean> {
  return (await git(['cat-file', '-e', `${commit}^{tree}`])).code === 0;
}

function unreachable(name: string, reason: string): Checked<Head> {
  return checked<Head>(undefined, [diagnostic('publish/unreachable', undefined, `${name} cannot be read: ${reason}`)]);
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
