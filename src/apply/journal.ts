import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { journalFile, type StateDirectory } from '../observe/state-directory.ts';

/** One line of the journal in the state directory. `apply` opens and closes a run, `step` what it does in between. */
export interface JournalLine {
  readonly run: string;
  readonly event: 'apply-begun' | 'step-begun' | 'step-done' | 'apply-done' | 'apply-stopped';
  readonly step?: string;
  readonly detail?: string;
  /** Of `apply-begun`: the saved plan that it applies. */
  readonly plan?: string;
}

/** Written and flushed to the disk before what it announces is done. Only ever appended to. */
export function writeJournal(state: StateDirectory, line: JournalLine): void {
  const path = journalFile(state);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const descriptor = openSync(path, 'a', 0o600);
  try {
    writeSync(descriptor, `${JSON.stringify(line)}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The run that was begun last and did not end, and the steps that it had not finished; undefined when there is none. */
export function unfinishedRun(
  state: StateDirectory,
): { readonly run: string; readonly steps: readonly string[] } | undefined {
  let run: string | undefined;
  const open = new Set<string>();
  for (const text of textsOf(state)) {
    const line = parseLine(text);
    if (line === undefined) continue;
    if (line.event === 'apply-begun') {
      run = line.run;
      open.clear();
    } else if (line.run !== run) continue;
    else if (line.event === 'step-begun' && line.step !== undefined) open.add(line.step);
    else if (line.event === 'step-done' && line.step !== undefined) open.delete(line.step);
    else if (line.event === 'apply-done') run = undefined;
  }
  return run === undefined ? undefined : { run, steps: [...open] };
}

/** Whether an apply of this saved plan was begun here before: what it was bound to may have moved by itself. */
export function wasBegun(state: StateDirectory, plan: string): boolean {
  return textsOf(state).some((text) => text.includes(plan) && parseLine(text)?.plan === plan);
}

function textsOf(state: StateDirectory): readonly string[] {
  const path = journalFile(state);
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
}

/** A line that was cut off when the power went says nothing: what it announced was not begun. */
function parseLine(text: string): JournalLine | undefined {
  try {
    return text === '' ? undefined : (JSON.parse(text) as JournalLine);
  } catch {
    return undefined;
  }
}
