import { dirname, resolve } from 'node:path';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import { visibleLine } from '../../diagnostics/visible.ts';
import { buildDraft } from '../../model/build-draft.ts';
import { lockScope } from '../../model/build-platform.ts';
import { fixLock, type LockScope, writtenScope } from '../../model/lock-conflicts.ts';
import { isConflictMarker, isLockFormat, lockTexts } from '../../model/parse-lock.ts';
import { gitAt } from '../../observe/git-command.ts';
import { commandRunner } from '../../observe/run-command.ts';
import { replaceBelow } from '../../secrets/write-below.ts';
import { sourceText } from '../../source/decode.ts';
import { lockName } from '../input/file-names.ts';
import { load } from '../input/load.ts';
import { maximumReferencedBytes, readInput, wholeFile } from '../input/read-file.ts';
import type { ConfigOption, PrintOptions } from '../terminal/options.ts';
import { refuse } from '../terminal/refuse.ts';
import type { ExitCode, Terminal } from '../terminal/terminal.ts';

/** `lock fix`: repairs infraflux.lock after a merge. */
export async function fixCommand(options: ConfigOption & PrintOptions, terminal: Terminal): Promise<ExitCode> {
  const root = dirname(resolve(terminal.cwd, options.config));
  const read = readInput(root, lockName, maximumReferencedBytes);
  if ('fault' in read) {
    const { fault } = read;
    const missing = diagnostic(fault.code, wholeFile(lockName), fault.message, {
      help: 'run `infraflux compile` to create it',
    });
    return refuse(fault.code === 'input/not-found' ? missing : fault, root, options, terminal);
  }
  const before = sourceText(read.file);
  if (!isLock(before)) {
    const message = `${lockName} is not a lock file of this format: none of its lines could be read`;
    return refuse(diagnostic('cli/lock-not-repairable', undefined, message), root, options, terminal);
  }
  const scope = await scopes(options, terminal);
  const after = fixLock(before, { older: await olderLock(root, terminal), scopeOf: scope ?? writtenScope });
  const kept = new Set(after.split('\n'));
  const dropped = before.split(/\r?\n/).filter((line) => line !== '' && !kept.has(line));
  if (after !== before) {
    replaceBelow(root, lockName, after);
  }
  const numbers = dropped.filter((line) => !isConflictMarker(line) && !isLockFormat(line));
  if (options.json === true) {
    terminal.out(`${JSON.stringify({ diagnostics: [], changed: after !== before, dropped: numbers }, null, 2)}\n`);
  } else if (after === before) terminal.out(`${lockName} needs no repair.\n`);
  else if (numbers.length === 0) terminal.out(`${lockName} repaired: no line was dropped.\n`);
  else {
    terminal.out(`${lockName} repaired. Dropped lines (their machines get new numbers at the next compile):\n`);
    for (const line of numbers) terminal.out(`  ${visibleLine(line)}\n`);
  }
  if (options.json !== true && scope === undefined) {
    const why = 'the configuration cannot be read, and it defines which numbers belong to one network or provider';
    terminal.out(`Not compared: VM IDs and addresses of different machines, because ${why}.\n`);
  }
  return 0;
}

/** One address in two networks is two addresses. Undefined where the configuration that tells cannot be read. */
async function scopes(options: ConfigOption, terminal: Terminal): Promise<LockScope | undefined> {
  const { config, catalog, diagnostics } = await load(options, terminal);
  if (diagnostics.some(({ code }) => code === 'source/conflict-markers')) return undefined;
  if (config === undefined || catalog === undefined) return undefined;
  return lockScope(buildDraft(config, catalog, { lines: [] }));
}

/**
 * The lock of the side that was merged into: what stood there is the older of two. Behind a finished merge that is the
 * first parent, else the commit that the working copy is at. Empty without git, without a commit, or for a new file.
 */
async function olderLock(root: string, terminal: Terminal): Promise<string> {
  const git = gitAt(commandRunner(terminal), root);
  const merging = await git(['rev-parse', '--verify', '--quiet', 'MERGE_HEAD']);
  const merged = merging.code === 0 ? merging : await git(['rev-parse', '--verify', '--quiet', 'HEAD^2']);
  const side = merging.code !== 0 && merged.code === 0 ? 'HEAD^1' : 'HEAD';
  const older = await git(['show', `${side}:./${lockName}`]);
  return older.code === 0 ? older.stdout : '';
}

/** Whether a lock of this format is in the text, conflict or not: any other file must never be "repaired" away. */
function isLock(text: string): boolean {
  const first = lockTexts(text).find((line) => !isConflictMarker(line.text) && line.text !== '');
  return first === undefined || isLockFormat(first.text.trimEnd());
}
