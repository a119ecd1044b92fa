import { relative, resolve, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { type Checked, checked, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { sha256Hex } from '../diagnostics/digest.ts';
import { type Git, gitAt, gitIn, gitReason } from '../observe/git-command.ts';
import type { OwnRepository, PublishedFile } from '../observe/observations.ts';
import { readOwnRepository } from '../observe/own-repository.ts';
import { printableAddress, publishedPath } from '../observe/publish-target.ts';
import { type Head, readFiles, readHead } from '../observe/read-published.ts';
import { makeEmbedded, moveEmbedded, openEmbedded } from '../observe/embedded-repository.ts';
import type { StateDirectory } from '../observe/state-directory.ts';
import type { CommandResult, RunCommand } from '../observe/run-command.ts';
import type { Publication } from '../plan/plan.ts';
import { GitFailure, treeOf, writeCommit, writeTree } from './build-commit.ts';

export interface PublishContext {
  readonly run: RunCommand;
  /** Directory of infraflux.yaml, absolute. */
  readonly root: string;
  readonly state: StateDirectory;
  /** Output directory, absolute or relative to the root. */
  readonly output: string;
  /** Files that the configuration refers to, relative to the root: they are inputs too. */
  readonly referenced: readonly string[];
  /** Every compiled file, by path below the output directory. */
  readonly texts: ReadonlyMap<string, string>;
}

/** What one publication would be built on. Nothing was changed to learn it. */
interface Ready {
  readonly git: Git;
  readonly head: string | undefined;
  readonly own: OwnRepository | undefined;
  /** The remote has it all; only the user's own branch is behind, because an earlier apply was cut off there. */
  readonly isThere: boolean;
}

export interface PublishResult {
  readonly commit: string | undefined;
  /** It was there before this step began. */
  readonly already: boolean;
}

const maximumAttempts = 5;

/** Can it be published, and is what the plan was made against still there? Changes nothing. */
export async function checkPublication(
  context: PublishContext,
  publication: Publication,
): Promise<readonly Diagnostic[]> {
  return (await prepare(context, publication)).diagnostics;
}

/** One commit on top of what is there, or nothing at all. */
export async function publish(
  context: PublishContext,
  publication: Publication,
  beforePush: (commit: string) => void,
): Promise<Checked<PublishResult>> {
  let reason = '';
  for (let attempt = 0; attempt < maximumAttempts; attempt += 1) {
    if (attempt > 0) await sleep(100 * 2 ** attempt);
    const prepared = await prepare(context, publication);
    const ready = prepared.value;
    if (ready === undefined) return checked<PublishResult>(undefined, prepared.diagnostics);
    if (ready.isThere && ready.head !== undefined) {
      if (ready.own !== undefined) await advance(context, ready.own, publication.target.branch, ready.head);
      return checked({ commit: ready.head, already: true });
    }
    const git = await openRepository(context, publication, ready);
    const tree = await wantedTree(context, publication, ready, git);
    const commit = await writeCommit(context.run, git, context.root, tree, ready.head, publication.message);
    beforePush(commit);
    const pushed = await push(context, git, publication, commit, ready);
    if (pushed.code === 0) {
      if (ready.own !== undefined) await advance(context, ready.own, publication.target.branch, commit);
      return checked({ commit, already: false });
    }
    reason = gitReason(pushed);
    // "Fetch first" and a lock that somebody holds pass; a refusal by the other end does not.
    if (
      /remote rejected|denied|forbidden|\b40[13]\b|authentication|protected/i.test(pushed.stderr + pushed.stdout) &&
      !/cannot lock ref|failed to update ref|incorrect old value/i.test(pushed.stderr + pushed.stdout)
    )
      break;
  }
  return checked<PublishResult>(undefined, [
    diagnostic('publish/failed', undefined, `${nameOf(publication)} did not take the commit: ${reason}`),
  ]);
}

async function prepare(context: PublishContext, publication: Publication): Promise<Checked<Ready>> {
  const { target } = publication;
  const read = await readHead(context, target);
  if (read.value === undefined) return checked<Ready>(undefined, read.diagnostics);
  const head = read.value;
  const files =
    head.commit === undefined ? new Map<string, PublishedFile>() : await readFiles(head.git, head.commit, target.path);
  if ((head.commit ?? '') !== publication.head) {
    const moved = movedFiles(context, publication, files);
    if (moved.length > 0) {
      const names =
        moved.length > 5 ? `${moved.slice(0, 5).join(', ')} and ${moved.length - 5} more` : moved.join(', ');
      return checked<Ready>(undefined, [
        diagnostic('publish/moved', undefined, `${nameOf(publication)} moved: ${names} changed there`),
      ]);
    }
  }
  const isThere = Object.entries(publication.files).every(([path, digest]) => digestOf(files.get(path)) === digest);
  const own = await readOwnRepository(context.run, context.root, context.output, target, context.referenced);
  if (own === undefined)
    return checked({ git: head.git, head: head.commit, own, isThere: isThere && head.commit !== undefined });
  return prepareOwn(context, publication, own, head, isThere);
}

async function prepareOwn(
  context: PublishContext,
  publication: Publication,
  own: OwnRepository,
  head: Head,
  filesAreThere: boolean,
): Promise<Checked<Ready>> {
  const refuse = (code: Parameters<typeof diagnostic>[0], message: string) =>
    checked<Ready>(undefined, [diagnostic(code, undefined, message)]);
  const expected = [own.prefix, relativeOutput(context)].filter((part) => part !== '').join('/');
  if (publication.target.path !== expected) {
    return refuse(
      'publish/other-path',
      `gitops.path is "${publication.target.path}", the output directory is ${expected} in this repository`,
    );
  }
  if (own.foreign.length > 0) {
    const names =
      own.foreign.slice(0, 3).join(', ') + (own.foreign.length > 3 ? ` and ${own.foreign.length - 3} more` : '');
    return refuse(
      'publish/other-work',
      `${names} ${own.foreign.length === 1 ? 'has' : 'have'} changes that are not committed`,
    );
  }
  const git = await ownGit(context, own);
  const ready: Ready = {
    git,
    head: head.commit,
    own,
    isThere: filesAreThere && own.inputs.length === 0 && own.head === head.commit,
  };
  if (own.head === head.commit) return checked(ready);
  if (head.commit !== undefined && own.head !== undefined && filesAreThere && (await hasCommit(git, head.commit))) {
    const isBehind = (await git(['merge-base', '--is-ancestor', own.head, head.commit])).code === 0;
    if (isBehind && (await wantedTree(context, publication, ready, git)) === (await treeOf(git, head.commit))) {
      return checked({ ...ready, isThere: true });
    }
  }
  return refuse(
    'publish/not-at-head',
    `${publication.target.branch} here is at ${short(own.head)}, ${nameOf(publication)} at ${short(head.commit)}`,
  );
}

/**
 * What the plan relied on and no longer holds. Files that the plan changes must be as it saw them (or as it wants them),
 * the rest of its environments as compiled. Everything else in the repository may move as it likes.
 */
function movedFiles(
  context: PublishContext,
  publication: Publication,
  files: ReadonlyMap<string, PublishedFile>,
): string[] {
  const moved: string[] = [];
  for (const [path, expected] of Object.entries(publication.expected)) {
    const there = files.get(path);
    if ((there?.blob ?? null) !== expected && digestOf(there) !== publication.files[path]) moved.push(path);
  }
  for (const [path, text] of context.texts) {
    if (!publication.environments.includes(path.split('/')[0] ?? '') || Object.hasOwn(publication.files, path))
      continue;
    if (files.get(path)?.text !== text) moved.push(path);
  }
  return moved.sort();
}

function digestOf(file: PublishedFile | undefined): string | null {
  if (file === undefined) return null;
  return file.text === undefined ? '' : sha256Hex(file.text);
}

async function wantedTree(context: PublishContext, publication: Publication, ready: Ready, git: Git): Promise<string> {
  const files = new Map<string, string | null>();
  for (const [path, digest] of Object.entries(publication.files)) {
    files.set(publishedPath(publication.target, path), digest === null ? null : (context.texts.get(path) as string));
  }
  const { own } = ready;
  return writeTree(git, context.state, {
    base: ready.head,
    files,
    ...(own === undefined ? {} : { workTree: { top: own.top, paths: own.inputs } }),
  });
}

async function openRepository(context: PublishContext, publication: Publication, ready: Ready): Promise<Git> {
  if (ready.own !== undefined || publication.target.repository !== undefined) return ready.git;
  const fault = await makeEmbedded(context.run, context.root, publication.target.branch);
  if (fault !== undefined) throw new GitFailure(`git init: ${fault}`);
  const opened = await openEmbedded(context.run, context.root, context.state);
  if (opened.value === undefined) throw new GitFailure(opened.diagnostics[0]?.message);
  return opened.value;
}

/** Nothing but a commit on top of what was read is ever accepted: the other end compares, whoever else is at work. */
async function push(
  { root }: PublishContext,
  git: Git,
  publication: Publication,
  commit: string,
  ready: Ready,
): Promise<Pick<CommandResult, 'code' | 'stdout' | 'stderr'>> {
  const { branch } = publication.target;
  const ref = `refs/heads/${branch}`;
  if (publication.target.repository === undefined) {
    const why = moveEmbedded(root, branch, commit, ready.head);
    return { code: why === undefined ? 0 : 1, stdout: '', stderr: why ?? '' };
  }
  const where = ready.own?.remote ?? publication.target.repository;
  return git(['push', '--porcelain', '--no-follow-tags', '--recurse-submodules=no', '--', where, `${commit}:${ref}`], {
    timeoutSeconds: 300,
  });
}

/** The user's own branch and index follow; the files already are what was committed. */
async function advance(context: PublishContext, own: OwnRepository, branch: string, commit: string): Promise<void> {
  const git = await ownGit(context, own);
  await git(['update-ref', '-m', 'infraflux apply', `refs/heads/${branch}`, commit, own.head ?? '0'.repeat(40)]);
  await git(['reset', '--quiet', '--mixed', commit], { workTree: own.top });
}

async function ownGit(context: PublishContext, own: OwnRepository): Promise<Git> {
  const found = await gitAt(context.run, own.top)(['rev-parse', '--absolute-git-dir']);
  return gitIn(context.run, { directory: found.stdout.trim() });
}

async function hasCommit(git: Git, commit: string): Promise<boolean> {
  return (await git(['cat-file', '-e', `${commit}^{tree}`])).code === 0;
}

function relativeOutput(context: PublishContext): string {
  return relative(context.root, resolve(context.root, context.output)).split(sep).join('/');
}

function nameOf(publication: Publication): string {
  const { repository, branch } = publication.target;
  return repository === undefined
    ? `${branch} of the embedded repository`
    : `${branch} of ${printableAddress(repository)}`;
}

function short(commit: string | undefined): string {
  return commit?.slice(0, 7) ?? 'no commit';
}
