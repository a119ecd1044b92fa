import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect } from 'vitest';
import { isNight } from '../effort.ts';
import { pathWithoutEngines } from '../fakes/path-without.ts';
import { runHere } from '../fakes/run-here.ts';

export const repository = resolve(import.meta.dirname, '../..');
export const cliPath = join(repository, 'dist/cli.js');

/** Hostile input is answered within these: CPU time, because what else the machine does is no fault of the program. */
export const maximumCpuMilliseconds = 2_000;
export const maximumKilobytes = 300 * 1024;

export interface Answer {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Of a process of its own. */
export interface Ran extends Answer {
  readonly signal: NodeJS.Signals | null;
  /** CPU time that it used; undefined when it was killed. */
  readonly cpuMilliseconds: number | undefined;
  /** Most memory that it had at once; undefined when it was killed. */
  readonly kilobytes: number | undefined;
}

export interface Surroundings {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface StartOptions extends Surroundings {
  /** Killed at this step of its own (`test/fakes/kill-at.mjs`), without being asked. */
  readonly killAt?: number;
  /** The same as soon as this is true. */
  readonly killWhen?: () => boolean;
  readonly signal?: NodeJS.Signals;
}

/** On exit the process says to descriptor 3 how much CPU time and memory it took. */
const meter = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs';
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    writeSync(3, JSON.stringify({ cpuMilliseconds: (userCPUTime + systemCPUTime) / 1000, kilobytes: maxRSS }));
  });
`)}`;

const killer = join(repository, 'test/fakes/kill-at.mjs');

let failure: unknown;

/** Builds dist/ when it is missing or older than what it is made of; once, however many test files ask. */
export function build(): void {
  if (failure !== undefined) throw failure;
  const mark = join(repository, 'node_modules/.cache/cli-build.pid');
  mkdirSync(dirname(mark), { recursive: true });
  while (!isBuilt()) {
    try {
      writeFileSync(mark, String(process.pid), { flag: 'wx' });
    } catch {
      // Another file is at it. One that was killed must not keep all others waiting.
      if (isGone(mark)) rmSync(mark, { force: true });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
      continue;
    }
    try {
      if (!isBuilt()) execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: repository, stdio: 'inherit' });
      return;
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      rmSync(mark, { force: true });
    }
  }
}

/** The process whose number is in the file no longer runs. */
function isGone(mark: string): boolean {
  try {
    process.kill(Number(readFileSync(mark, 'utf8') || process.pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function isBuilt(): boolean {
  if (!existsSync(cliPath)) return false;
  const built = statSync(cliPath).mtimeMs;
  const isNewer = (path: string): boolean => statSync(join(repository, path)).mtimeMs > built;
  const sources = readdirSync(join(repository, 'src'), { recursive: true, encoding: 'utf8' });
  const made = [
    'schema/core.schema.json',
    'package.json',
    'scripts/build.mjs',
    ...sources.map((path) => `src/${path}`),
  ];
  return !made.some((path) => (path.endsWith('.ts') || !path.startsWith('src/') ? isNewer(path) : false));
}

/**
 * Runs a command: in this process, at night in one of its own, which takes three times as long. Every answer is looked at for what
 * no answer may hold.
 */
export async function run(args: readonly string[], options: Surroundings): Promise<Answer> {
  if (isNight) return start(args, options);
  const env = { ...process.env, ...cleanEnvironment, ...options.env };
  return looked(args, await runHere(args, { cwd: options.cwd, env }));
}

/** Runs dist/cli.js as people do: for what only a process has, such as signals, the memory that it takes, its locale and its home. */
export async function start(args: readonly string[], options: StartOptions): Promise<Ran> {
  build();
  const env: Record<string, string> = {};
  const given = { ...process.env, ...cleanEnvironment, ...options.env };
  for (const [name, value] of Object.entries(given)) if (value !== undefined) env[name] = value;
  const kill = options.killAt === undefined ? [] : ['--import', killer];
  if (options.killAt !== undefined) env['KILL_AT'] = String(options.killAt);
  if (options.signal !== undefined) env['KILL_SIGNAL'] = options.signal;
  const child = spawn(process.execPath, ['--import', meter, ...kill, cliPath, ...args], {
    cwd: options.cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const text = ['', '', '', ''];
  for (const number of [1, 2, 3] as const) {
    child.stdio[number]?.on('data', (data: Buffer) => {
      text[number] += data.toString();
    });
  }
  const watch =
    options.killWhen === undefined
      ? undefined
      : setInterval(() => {
          if (options.killWhen?.() !== true) return;
          clearInterval(watch);
          child.kill(options.signal ?? 'SIGKILL');
        }, 5);
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolveEnd) => {
    child.on('close', (...end) => resolveEnd(end));
  });
  clearInterval(watch);
  const [, out = '', err = '', used = ''] = text;
  return looked(args, {
    code,
    signal,
    out,
    err,
    ...(used === ''
      ? { cpuMilliseconds: undefined, kilobytes: undefined }
      : (JSON.parse(used) as { readonly cpuMilliseconds: number; readonly kilobytes: number })),
  });
}

function looked<Ended extends Answer>(args: readonly string[], ran: Ended): Ended {
  expect(`${ran.out}${ran.err}`, 'no stack trace, ever').not.toMatch(/^\s+at .*(?:node:|file:|\.js:|\.ts:)/m);
  expect(ran.err, 'no bug').not.toContain('InfraFlux has a bug');
  if (args.includes('--json') && ran.code !== null && !args.includes('--help')) {
    expect(() => JSON.parse(ran.out) as unknown, `one JSON document: ${ran.out.slice(0, 200)}`).not.toThrow();
  }
  return ran;
}

/** In how many steps a run does its work: the first and the last at which it could be killed. */
export async function stepsOf(args: readonly string[], cwd: string): Promise<number> {
  const count = join(folder(), 'steps');
  const ran = await start(args, { cwd, killAt: 0, env: { KILL_COUNT: count } });
  expect(ran.code, ran.err).toBe(0);
  return Number(readFileSync(count, 'utf8'));
}

/** Nothing of the machine that runs the tests reaches a platform: no home, no CI, no colours, no Terraform. */
const cleanEnvironment = {
  PATH: pathWithoutEngines(),
  GITHUB_ACTIONS: undefined,
  GITHUB_WORKSPACE: undefined,
  CI: undefined,
  INFRAFLUX_DEBUG: undefined,
  npm_lifecycle_event: undefined,
  PROXMOX_VE_API_TOKEN: undefined,
};

export interface JsonFault {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly help: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
}

/** The faults of a run with --json. */
export function faultsOf(ran: Answer): readonly JsonFault[] {
  return (JSON.parse(ran.out) as { readonly diagnostics: readonly JsonFault[] }).diagnostics;
}

export function folder(): string {
  return mkdtempSync(join(tmpdir(), 'infraflux-cli-'));
}

let first: string | undefined;

/** A directory with the configuration that `init` writes, changed by `edit`. */
export async function platform(edit: (text: string) => string = (text) => text): Promise<string> {
  if (first === undefined) {
    const made = folder();
    const ran = await run(['init', '--yes'], { cwd: made });
    expect(ran.code, ran.err).toBe(0);
    first = readFileSync(join(made, 'infraflux.yaml'), 'utf8');
  }
  const cwd = folder();
  const text = edit(first);
  writeFileSync(join(cwd, 'infraflux.yaml'), text);
  return cwd;
}

/** Every file below a directory with its text, sorted. */
export function tree(directory: string): Record<string, string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return Object.fromEntries(files.map((path) => [path.slice(directory.length + 1), readFileSync(path, 'utf8')]));
}
