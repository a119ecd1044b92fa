import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { sha256OfParts } from '../../diagnostics/digest.ts';
import type { CommandOptions, CommandResult, RunCommand } from '../run-command.ts';
import type { TimeLimits } from '../time-limits.ts';
import { redactor } from '../../secrets/redact.ts';
import type { Secret } from '../../secrets/secret.ts';
import type { Stage } from './stage.ts';
import type { TypedCommands } from '../../plan/typed-commands.ts';

/** Terraform (or OpenTofu) in one cluster's stage. */
export type Terraform = (args: readonly string[], options?: CommandOptions) => Promise<CommandResult>;

export interface TerraformPlace {
  readonly run: RunCommand;
  /** `terraform` or `tofu`. */
  readonly program: string;
  readonly stage: Stage;
  /** Directory of infraflux.yaml, absolute. */
  readonly checkout: string;
  readonly limits: TimeLimits;
  /** Laid over the user's environment: credentials, secrets, and what `terraformEnvironment` says. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What it may know and must not say. */
  readonly secrets: readonly Secret[];
  /** How commands that a refusal suggests are typed. */
  readonly typed: TypedCommands;
  /** The file of the local backend, absolute; undefined where the state is elsewhere. */
  readonly stateFile: string | undefined;
  /** Where Terraform has the providers of the cluster's machines from: `bpg/proxmox`. */
  readonly sources: readonly string[];
}

/** What it writes is for its owner alone: a state holds more than people think. */
const privateUmask = 0o077;

export function terraformAt(place: TerraformPlace): Terraform {
  return (args, options = {}) =>
    place.run(place.program, args, {
      timeoutSeconds: place.limits.plan,
      ...options,
      cwd: place.stage.root,
      env: { ...place.env, ...options.env },
      secrets: place.secrets,
      umask: privateUmask,
    });
}

/**
 * The same for what changes the world: Terraform prints into a file, which is followed. Into a pipe it would write without a reader
 * when InfraFlux is killed, and end there and then, with machines that its state does not know (Go ends a program that
 * writes to a closed pipe). So it finishes by itself. `onOutput` gets what it prints as it comes.
 */
export async function terraformToEnd(
  place: TerraformPlace,
  args: readonly string[],
  options: Omit<CommandOptions, 'onOutput' | 'input'> & { readonly onOutput: (text: string) => void },
): Promise<CommandResult> {
  const file = join(place.stage.directory, 'output');
  const { onOutput, ...rest } = options;
  // Windows has neither this shell nor signals that would end it half-way.
  if (process.platform === 'win32') return terraformAt(place)(args, options);
  rmSync(file, { force: true });
  const redact = redactor(place.secrets);
  let said = '';
  const read = (): void => {
    const text = existsSync(file) ? redact(readFileSync(file, 'utf8')) : '';
    // Whole lines: a secret, or a sentence, may be cut in two at the end.
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole.length <= said.length) return;
    onOutput(whole.slice(said.length));
    said = whole;
  };
  const timer = setInterval(read, 200);
  try {
    const script = ['-c', 'out=$1; shift; exec "$@" > "$out" 2>&1', 'sh', file, place.program, ...args];
    const answer = await terraformAt({ ...place, program: '/bin/sh' })(script, { ...rest, program: place.program });
    read();
    const stdout = existsSync(file) ? redact(readFileSync(file, 'utf8')) : '';
    return { ...answer, stdout: stdout + answer.stdout };
  } finally {
    clearInterval(timer);
    rmSync(file, { force: true });
  }
}

/**
 * Gets the providers and connects the state, unless that was done for these very files. Never moves a state: where the
 * backend changed, the new place is looked at, and a state that is missing there is noticed by what comes next.
 */
export async function initTerraform(terraform: Terraform, place: TerraformPlace): Promise<CommandResult | undefined> {
  const mark = join(place.stage.directory, 'initialised');
  const wanted = initDigest(place);
  const lock = join(place.stage.root, '.terraform.lock.hcl');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted && existsSync(place.stage.data)) return undefined;
  rmSync(mark, { force: true });
  const backend = place.stateFile === undefined ? [] : [`-backend-config=path=${place.stateFile}`];
  const args = ['init', '-input=false', '-no-color', '-reconfigure', ...backend];
  let answer = await terraform(args);
  // A provider of another version was asked for: the lock of the old one is in the way, and its pin is in versions.tf.
  if (answer.code !== 0 && /locked provider/.test(answer.stderr + answer.stdout) && existsSync(lock)) {
    rmSync(lock);
    answer = await terraform(args);
  }
  if (answer.code !== 0) return answer;
  writeFileSync(mark, wanted, { mode: 0o600 });
  return undefined;
}

/** Of everything that `init` reads: versions, backend, calls of modules, and where providers come from. */
function initDigest({ program, stage, stateFile, env }: TerraformPlace): string {
  const folder = join(stage.root, '..');
  const read = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => readByInit.test(path))
    .sort();
  const texts = read.map((path) => `${path}\0${readFileSync(join(folder, path), 'utf8')}\0`);
  const config = env['TF_CLI_CONFIG_FILE'] ?? '';
  const changed = config !== '' && existsSync(config) ? String(statSync(config).mtimeMs) : '';
  return sha256OfParts([...texts, `${program}\0${stateFile ?? ''}\0${config}\0${changed}`]);
}

const readByInit = /(^|[\\/])(versions|backend|main|bootstrap)\.tf$/;

/** The errors that Terraform reports, first lines only, from `-json` output or from what it prints for people. */
export function terraformErrors(answer: CommandResult): readonly TerraformError[] {
  const found: TerraformError[] = [];
  for (const line of answer.stdout.split('\n')) {
    if (!line.startsWith('{')) continue;
    const said = parse(line);
    if (said?.diagnostic?.severity !== 'error') continue;
    const { summary, detail = '', address } = said.diagnostic;
    found.push({ summary, detail: detail.replaceAll(/\s+/g, ' ').trim(), address });
  }
  if (found.length > 0) return found;
  const plain = /Error: (.*)/.exec(`${answer.stderr}\n${answer.stdout}`)?.[1];
  const last = answer.stderr.trim().split('\n').at(-1);
  return [{ summary: plain ?? (last || howItEnded(answer.code)), detail: '', address: undefined }];
}

/** Nothing was printed. A shell says 128 and the number of the signal where a process was ended by one. */
function howItEnded(code: number): string {
  const signal = Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0];
  if (signal === undefined) return `it ended with exit code ${code} and said nothing`;
  const why = signal === 'SIGKILL' ? ', by another process or because memory ran out' : '';
  return `it was ended by ${signal}${why}`;
}

export interface TerraformError {
  readonly summary: string;
  readonly detail: string;
  readonly address: string | undefined;
}

interface Said {
  readonly diagnostic?: {
    readonly severity: string;
    readonly summary: string;
    readonly detail?: string;
    readonly address?: string;
  };
}

function parse(line: string): Said | undefined {
  try {
    return JSON.parse(line) as Said;
  } catch {
    return undefined;
  }
}
