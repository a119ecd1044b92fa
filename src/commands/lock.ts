import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import { formatLockLine } from '../model/format-lock.ts';
import { fixLock } from '../model/lock-conflicts.ts';
import { load, lockName } from './load.ts';
import type { CommonOptions, ExitCode, Terminal } from './options.ts';
import { report } from './report.ts';

/** `lock`: what is handed out, and what the next compile would add. `lock fix`: mends infraflux.lock after a merge. */
export async function lock(options: CommonOptions, action: string | undefined, terminal: Terminal): Promise<ExitCode> {
  if (action === 'fix') return fix(options, terminal);
  if (action !== undefined) {
    terminal.progress(`there is no "lock ${action}"; did you mean "lock fix"?\n`);
    return 1;
  }
  const loaded = await load(options, terminal);
  const reported = report(loaded, loaded.diagnostics, options, terminal);
  const next = loaded.platform?.lock;
  if (next === undefined || hasErrors(loaded.diagnostics)) {
    if (options.json) terminal.out(`${JSON.stringify(reported.json, null, 2)}\n`);
    return 1;
  }
  if (options.json) {
    const lines = next.lines.map(({ span: _span, ...line }) => line);
    terminal.out(`${JSON.stringify({ ...reported.json, lines }, null, 2)}\n`);
    return 0;
  }
  const there = new Set((readLock(loaded.root) ?? '').split('\n'));
  for (const line of next.lines) {
    const text = formatLockLine(line);
    terminal.out(`${text}${there.has(text) ? '' : '   (at the next compile)'}\n`);
  }
  return 0;
}

async function fix(options: CommonOptions, terminal: Terminal): Promise<ExitCode> {
  const root = dirname(resolve(terminal.cwd, options.config));
  const before = readLock(root);
  if (before === undefined) {
    terminal.progress(`${lockName} is not there; compile writes it\n`);
    return 1;
  }
  const after = fixLock(before);
  const kept = new Set(after.split('\n'));
  const dropped = before.split('\n').filter((line) => line !== '' && !kept.has(line));
  if (after !== before) {
    writeFileSync(join(root, `${lockName}.new`), after);
    renameSync(join(root, `${lockName}.new`), join(root, lockName));
  }
  if (options.json) terminal.out(`${JSON.stringify({ changed: after !== before, dropped }, null, 2)}\n`);
  else if (after === before) terminal.out(`${lockName} needs no mending.\n`);
  else {
    terminal.out(`${lockName} mended. Lines that gave way (their machines get new numbers at the next compile):\n`);
    for (const line of dropped) terminal.out(`  ${line}\n`);
  }
  return 0;
}

function readLock(root: string): string | undefined {
  try {
    return readFileSync(join(root, lockName), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
