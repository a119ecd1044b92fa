import { setTimeout as sleep } from 'node:timers/promises';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { type Checked, checked } from '../diagnostics/diagnostic.ts';
import { makeEmbedded, moveEmbedded, openEmbedded } from '../observe/embedded-repository.ts';
import { type Git, gitAt, gitIn, gitReason } from '../observe/git-command.ts';
import type { OwnRepository, PublishedFile } from '../observe/observations.ts';
import { readOwnRepository } from '../observe/own-repository.ts';
import { publishedPath } from '../observe/publish-target.ts';
import { readPublishSource } from '../observe/publish-source.ts';
import { readFiles, readHead } from '../observe/read-published.ts';
import type { CommandResult } from '../observe/run-command.ts';
import type { Publication } from '../plan/publication.ts';
import type { PublishWork } from '../plan/work.ts';
import { branchText, isPublished, sourceText, type PublishFacts, publishGates } from '../work-kinds/publish/plan.ts';
import type { WorkContext } from './apply-context.ts';
import { GitFailure, treeOf, writeCommit, writeTree } from './build-commit.ts';
import { lookAndAsk, type WorkResult, type WorkSpec } from './work-kind.ts';

/** What publishing needs of an apply. */
export type PublishContext = Pick<WorkContext, 'run' | 'root' | 'state' | 'output' | 'referenced' | 'texts'>;

/** What a publication would be built on. Nothing was changed to learn it. */
export interface PublishPlace extends PublishFacts {
  readonly git: Git;
  /** The remote has it all; only the user's own branch is behind, because an earlier apply was interrupted there. */
  readonly isThere: boolean;
}

const maximumAttempts = 5;

type Spec = Pick<
  WorkSpec<Pick<PublishWork, 'publication'>, PublishPlace, PublishContext>,
  'observe' | 'gates' | 'release'
>;

/** How the other end is looked at, and what it has to pass: before the first file is written, and before each attempt to push. */
export const publishSpec: Spec = {
  gates: publishGates,
  observe: ({ publication }, context) => readPlace(context, publication),
  release: () => undefined,
};

/** One commit on top of what is there, or nothing at all. */
export async function publish(
  context: PublishContext,
  publication: Publication,
  first: PublishPlace,
  beforePush: (commit: string) => void,
): Promise<WorkResult> {
  const { branch } = publication.target;
  const published = (commit: string, already: boolean): WorkResult => ({
    already,
    detail: `${branch} ${commit.slice(0, 7)}`,
    published: { branch, commit },
    diagnostics: [],
  });
  let reason = '';
  let place = first;
  for (let attempt = 0; attempt < maximumAttempts; attempt += 1) {
    if (attempt > 0) {
      await sleep(100 * 2 ** attempt);
      const again = await lookAndAsk(publishSpec, { publication }, context);
      if (again.value === undefined) return { already: false, detail: '', diagnostics: again.diagnostics };
      place = again.value;
    }
    if (place.isThere && place.head !== undefined) {
      if (place.own !== undefined) await advance(context, place.own, branch, place.head);
      return published(place.head, true);
    }
    const git = await openRepository(context, publication, place);
    const tree = await wantedTree(context, publication, place, git);
    const message = `${publication.message}${provenance(publication)}`;
    const commit = await writeCommit(context.run, git, context.root, tree, place.head, message);
    beforePush(commit);
    const pushed = await push(context, git, publication, commit, place);
    if (pushed.code === 0) {
      if (place.own !== undefined) await advance(context, place.own, branch, commit);
      return published(commit, false);
    }
    reason = gitReason(pushed);
    // "Fetch first" and a lock that another push holds pass; a refusal by the other end does not.
    if (
      /remote rejected|denied|forbidden|\b40[13]\b|authentication|protected/i.test(pushed.stderr + pushed.stdout) &&
      !/cannot lock ref|failed to update ref|incorrect old value/i.test(pushed.stderr + pushed.stdout)
    )
      break;
  }
  const message = `${branchText(publication)} did not take the commit: ${reason}`;
  return { already: false, detail: '', diagnostics: [diagnostic('publish/failed', undefined, message)] };
}

/** Who reads the log of another repository finds the inputs by it. In the repository of the inputs, they are in the commit itself. */
function provenance({ own, source }: Publication): string {
  return own !== null || source === undefined ? '' : `\n\nCompiled from ${sourceText(source)}.`;
}

async function readPlace(context: PublishContext, publication: Publication): Promise<Checked<PublishPlace>> {
  const { target } = publication;
  const read = await readHead(context, target);
  if (read.value === undefined) return checked<PublishPlace>(undefined, read.diagnostics);
  const { commit: head, git } = read.value;
  const files = head === undefined ? new Map<string, PublishedFile>() : await readFiles(git, head, target.path);
  const hasFiles = isPublished(publication, files);
  const { run, root, output, referenced, texts } = context;
  const own = await readOwnRepository(run, root, output, target, referenced, head);
  if (own === undefined) {
    const source = await readPublishSource(run, root, target, referenced, read.value);
    const isThere = hasFiles && head !== undefined && (source?.differing ?? []).length === 0;
    return checked({ git, head, files, texts, own, source, isAtHead: true, isThere });
  }
  const ownRepository = await ownGit(context, own);
  const place: PublishPlace = {
    git: ownRepository,
    head,
    files,
    texts,
    own,
    isAtHead: own.head === head,
    isThere: hasFiles && own.inputs.length === 0 && own.head === head,
  };
  if (place.isAtHead || head === undefined || !own.isBehind || !hasFiles) return checked(place);
  // Behind, and what would be committed is what is there: an earlier apply was interrupted after it pushed.
  const isSame = (await wantedTree(context, publication, place, ownRepository)) === (await treeOf(ownRepository, head));
  return checked(isSame ? { ...place, isAtHead: true, isThere: true } : place);
}

async function wantedTree(
  context: PublishContext,
  publication: Publication,
  place: PublishPlace,
  git: Git,
): Promise<string> {
  const files = new Map<string, string | null>();
  for (const [path, digest] of Object.entries(publication.files)) {
    files.set(publishedPath(publication.target, path), digest === null ? null : (context.texts.get(path) as string));
  }
  const { own, source } = place;
  // Inputs of another branch go with what was compiled from them: the gates let only what was asked for come so far.
  const others = source?.differing ?? [];
  return writeTree(git, context.state, {
    base: place.head,
    files,
    ...(own === undefined ? {} : { workTree: { top: own.top, paths: own.inputs } }),
    ...(source === undefined || others.length === 0 ? {} : { workTree: { top: source.top, paths: others } }),
  });
}

async function openRepository(context: PublishContext, publication: Publication, place: PublishPlace): Promise<Git> {
  if (place.own !== undefined || publication.target.repository !== undefined) return place.git;
  const fault = await makeEmbedded(context.run, context.root, publication.target.branch);
  if (fault !== undefined) throw new GitFailure(`git init: ${fault}`);
  const opened = await openEmbedded(context.run, context.root, context.state);
  if (opened.value === undefined) throw new GitFailure(opened.diagnostics[0]?.message);
  return opened.value;
}

/** Nothing but a commit on top of what was read is ever accepted: the other end compares, whatever else is running. */
async function push(
  { root }: PublishContext,
  git: Git,
  publication: Publication,
  commit: string,
  place: PublishPlace,
): Promise<Pick<CommandResult, 'code' | 'stdout' | 'stderr'>> {
  const { branch } = publication.target;
  const ref = `refs/heads/${branch}`;
  if (publication.target.repository === undefined) {
    const why = moveEmbedded(root, branch, commit, place.head);
    return { code: why === undefined ? 0 : 1, stdout: '', stderr: why ?? '' };
  }
  const where = place.own?.remote ?? publication.target.repository;
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
