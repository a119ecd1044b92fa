import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, lstatSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRunning } from './is-running.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const prefix = 'infraflux-edit-';

/** A private directory for text in clear. Wiped on the way out, however the process ends short of SIGKILL. */
export interface PrivateFolder {
  readonly path: string;
  readonly wipe: () => void;
}

/** In memory where the system has a place for that, so that nothing in clear reaches a disk. */
export function makePrivateFolder(env: Environment): PrivateFolder {
  const path = mkdtempSync(join(placeFor(env), `${prefix}${process.pid}-`));
  chmodSync(path, 0o700);
  let isWiped = false;
  const wipe = (): void => {
    if (isWiped) return;
    isWiped = true;
    process.off('exit', wipe);
    for (const signal of signals) process.off(signal, die);
    wipeFolder(path);
  };
  const die = (signal: NodeJS.Signals): void => {
    wipe();
    process.kill(process.pid, signal);
  };
  process.on('exit', wipe);
  for (const signal of signals) process.on(signal, die);
  return { path, wipe };
}

/** What a killed process left behind: SIGKILL cannot be caught, so the next command wipes it. */
export function wipeLeftFolders(env: Environment): number {
  let wiped = 0;
  for (const place of new Set([placeFor(env), temporaryFolder(env)])) {
    for (const name of readdirSync(place)) {
      const pid = new RegExp(`^${prefix}([0-9]+)-`).exec(name)?.[1];
      if (pid === undefined || isRunning(Number(pid))) continue;
      const stat = lstatSync(join(place, name), { throwIfNoEntry: false });
      if (stat?.isDirectory() !== true || (process.getuid !== undefined && stat.uid !== process.getuid())) continue;
      wipeFolder(join(place, name));
      wiped += 1;
    }
  }
  return wiped;
}

/**
 * Runs the user's editor ($SOPS_EDITOR, $VISUAL, $EDITOR, vi) on a file. The command is the user's own shell text, as
 * git and sops take it (`code --wait`); the file's name is an argument. Its exit code.
 */
export function runEditor(env: Environment, file: string): Promise<number> {
  const editor =
    [env['SOPS_EDITOR'], env['VISUAL'], env['EDITOR']].find((candidate) => (candidate ?? '') !== '') ?? 'vi';
  const [command, args] =
    process.platform === 'win32' ? [`${editor} "${file}"`, []] : ['/bin/sh', ['-c', `${editor} "$1"`, 'sh', file]];
  return runInTerminal(command, args as readonly string[], env, process.platform === 'win32');
}

/** Runs what talks with the user itself: what it shows is for them, and is neither read nor changed. Its exit code. */
export function runInTerminal(
  command: string,
  args: readonly string[],
  env: Environment,
  shell = false,
): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit', shell, env: { ...env } });
    child.on('error', () => resolve(127));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function placeFor(env: Environment): string {
  for (const place of [env['XDG_RUNTIME_DIR'], process.platform === 'linux' ? '/dev/shm' : undefined]) {
    if (place === undefined || place === '') continue;
    try {
      const stat = statSync(place);
      if (stat.isDirectory()) {
        rmSync(mkdtempSync(join(place, `${prefix}${process.pid}-`)), { recursive: true });
        return place;
      }
    } catch {
      // Not there, or not ours to write to: the next one.
    }
  }
  return temporaryFolder(env);
}

/** Of the environment that the command was given; `tmpdir` reads that of the process. */
function temporaryFolder(env: Environment): string {
  return env['TMPDIR'] || tmpdir();
}

/** Editors leave copies of their own (swap and backup files) in the same directory. */
function wipeFolder(path: string): void {
  for (const entry of readdirSync(path, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    try {
      writeFileSync(file, Buffer.alloc(statSync(file).size));
    } catch {
      // It is removed in any case.
    }
  }
  rmSync(path, { recursive: true, force: true });
}

export function readEdited(file: string): string {
  return readFileSync(file, 'utf8');
}
