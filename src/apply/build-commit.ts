import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Git, gitAt, gitReason } from '../observe/git-command.ts';
import type { CommandResult, RunCommand } from '../observe/run-command.ts';
import { draftsFolder, type StateDirectory } from '../observe/state-directory.ts';

/** A tree to commit: a base, with some files written and others taken away. */
export interface TreeEdit {
  /** Undefined: start from nothing. */
  readonly base: string | undefined;
  /** By path in the repository; null takes a file away. */
  readonly files: ReadonlyMap<string, string | null>;
  /** Paths of a working copy to take as they are there (or as gone). */
  readonly workTree?: { readonly top: string; readonly paths: readonly string[] };
}

/** Writes the tree's objects by plumbing and a temporary index; no branch and no file of a user is touched. */
export async function writeTree(git: Git, state: StateDirectory, edit: TreeEdit): Promise<string> {
  const drafts = draftsFolder(state);
  mkdirSync(drafts, { recursive: true, mode: 0o700 });
  const folder = mkdtempSync(join(drafts, 'commit-'));
  try {
    const index = join(folder, 'index');
    must(await git(['read-tree', edit.base ?? '--empty'], { index }), 'read-tree');
    if (edit.workTree !== undefined && edit.workTree.paths.length > 0) {
      const { top, paths } = edit.workTree;
      must(await git(['add', '--all', '--', ...paths], { index, workTree: top }), 'add');
    }
    const written = [...edit.files].filter((entry): entry is [string, string] => entry[1] !== null);
    const blobs = await hashTexts(
      git,
      folder,
      written.map(([, text]) => text),
    );
    const lines = written.map(([path], at) => `100644 ${blobs[at]}\t${path}\0`);
    for (const [path, text] of edit.files) if (text === null) lines.push(`0 ${'0'.repeat(40)}\t${path}\0`);
    if (lines.length > 0) {
      must(
        await git(['update-index', '--add', '--replace', '-z', '--index-info'], { index, input: lines.join('') }),
        'update-index',
      );
    }
    return must(await git(['write-tree'], { index }), 'write-tree');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function treeOf(git: Git, commit: string): Promise<string> {
  return must(await git(['rev-parse', '--verify', `${commit}^{tree}`]), 'rev-parse');
}

/** The committer is who git says it is, in the directory of infraflux.yaml; where git has no identity, InfraFlux. */
export async function writeCommit(
  run: RunCommand,
  git: Git,
  root: string,
  tree: string,
  parent: string | undefined,
  message: string,
): Promise<string> {
  const here = gitAt(run, root);
  const name = (await here(['config', '--get', 'user.name'])).stdout.trim() || 'InfraFlux';
  const email = (await here(['config', '--get', 'user.email'])).stdout.trim() || 'infraflux@localhost';
  const identity = ['-c', `user.name=${name}`, '-c', `user.email=${email}`, '-c', 'i18n.commitEncoding=UTF-8'];
  const parents = parent === undefined ? [] : ['-p', parent];
  return must(
    await git([...identity, 'commit-tree', tree, ...parents, '-F', '-'], { input: `${message}\n` }),
    'commit-tree',
  );
}

/** Takes away what an apply that was killed left. Called with the lock held. */
export function removeLeftovers(state: StateDirectory): void {
  rmSync(draftsFolder(state), { recursive: true, force: true });
}

async function hashTexts(git: Git, folder: string, texts: readonly string[]): Promise<readonly string[]> {
  if (texts.length === 0) return [];
  const paths = texts.map((text, at) => {
    const path = join(folder, String(at));
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  });
  const answer = must(
    await git(['hash-object', '-w', '--no-filters', '--stdin-paths'], {
      input: `${paths.join('\n')}\n`,
      timeoutSeconds: 300,
    }),
    'hash-object',
  );
  return answer.split('\n');
}

/** Local plumbing that fails is a disk that is full or not writable: reported by the step that it happens in. */
export class GitFailure extends Error {}

function must(result: CommandResult, what: string): string {
  if (result.code !== 0) throw new GitFailure(`git ${what}: ${gitReason(result)}`);
  return result.stdout.trim();
}
