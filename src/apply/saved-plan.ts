import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { count } from '../diagnostics/count.ts';
import { type Checked, checked, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { formatTime } from '../diagnostics/format-time.ts';
import { Refusal } from '../diagnostics/refusal.ts';
import { sha256OfParts } from '../diagnostics/digest.ts';
import type { ArtifactSet } from '../emit/artifact.ts';
import { lockPath } from '../model/lock.ts';
import { ownKey } from '../observe/own-key.ts';
import { planKeyFile, type StateDirectory } from '../observe/state-directory.ts';
import type { BoundTools } from '../plan/bound.ts';
import type { Plan } from '../plan/plan.ts';
import { restrictPrivateFile } from '../secrets/private-places.ts';

/**
 * A plan to apply later, exactly as it was read: a copy of all inputs and outputs, what it was computed against, and a
 * digest of each. Applied from this copy alone. It holds no secret values, as neither inputs nor outputs do.
 */
export interface SavedPlan {
  /** Another whenever a plan gets another shape. */
  readonly format: 4;
  readonly plan: Plan;
  readonly artifacts: ArtifactSet;
  /** Text of every input file and of every blueprint of the user's, by path relative to infraflux.yaml. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Other than `out`, where --out said so. */
  readonly output: string;
  /** Name of the configuration file. */
  readonly config: string;
  readonly release: Release;
  readonly tools: BoundTools;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  /** It is applied until then. */
  readonly validUntil: number;
}

/** The InfraFlux that made it: its version, and the digest of the blueprints that came with it. */
export interface Release {
  readonly version: string;
  readonly blueprints: string;
}

/** A saved plan that was read, and what it is known by in the journal. */
export interface LoadedPlan extends SavedPlan {
  readonly id: string;
}

/** What plans are signed with: INFRAFLUX_PLAN_KEY, else the key of this user. */
export interface PlanKey {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly state: StateDirectory;
}

interface Signed {
  readonly infrafluxPlan: 1;
  /** HMAC-SHA-256 of `content`. */
  readonly signature: string;
  readonly content: string;
}

/** Whether a saved plan may take this place: nothing is there, or an older saved plan. */
export function mayHoldPlan(file: string): boolean {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined || (stat.isFile() && readText(file, beginning.length) === beginning);
}

/** Whole or not at all, readable by its owner alone. */
export function savePlan(file: string, saved: SavedPlan, key: PlanKey): void {
  const content = JSON.stringify(saved);
  const signed: Signed = { infrafluxPlan: 1, signature: sign(content, key), content };
  const draft = `${file}.${process.pid}.new`;
  const descriptor = openSync(draft, 'wx', 0o600);
  try {
    writeSync(descriptor, `${JSON.stringify(signed)}\n`);
    fsyncSync(descriptor);
    closeSync(descriptor);
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** Nothing in the file is looked at before its signature was. */
export function loadPlan(file: string, key: PlanKey): Checked<LoadedPlan> {
  const fail = (code: 'bundle/unreadable' | 'bundle/tampered', message: string) =>
    checked<LoadedPlan>(undefined, [diagnostic(code, undefined, message)]);
  let text: string;
  let signed: Partial<Signed> | null;
  try {
    // Opening a FIFO would block indefinitely, and a file that does not begin like one need not be read to its end.
    if (!statSync(file).isFile()) return fail('bundle/unreadable', `${file} is not a file`);
    if (readText(file, beginning.length) !== beginning) return fail('bundle/unreadable', `${file} is no saved plan`);
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return fail(
      'bundle/unreadable',
      `${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`,
    );
  }
  try {
    signed = JSON.parse(text) as Partial<Signed> | null;
  } catch {
    return fail('bundle/unreadable', `${file} is no saved plan`);
  }
  if (signed?.infrafluxPlan !== 1 || typeof signed.content !== 'string' || typeof signed.signature !== 'string') {
    return fail('bundle/unreadable', `${file} is no saved plan of this version`);
  }
  let expected: Buffer;
  try {
    expected = Buffer.from(sign(signed.content, key));
  } catch (error) {
    if (error instanceof Refusal) return checked<LoadedPlan>(undefined, [error.fault]);
    throw error;
  }
  const found = Buffer.from(signed.signature);
  if (expected.length !== found.length || !timingSafeEqual(expected, found)) {
    return fail('bundle/tampered', `${file} was changed after it was saved, or saved with another key`);
  }
  const saved = JSON.parse(signed.content) as SavedPlan;
  if ((saved.format as number) !== 4)
    return fail('bundle/unreadable', `${file} was saved by another version of InfraFlux, in format ${saved.format}`);
  return checked({ ...saved, id: signed.signature }, restrictPrivateFile(file, file));
}

const beginning = '{"infrafluxPlan":1,';

function readText(file: string, length: number): string {
  const descriptor = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(length);
    return bytes.toString('utf8', 0, readSync(descriptor, bytes, 0, length, 0));
  } finally {
    closeSync(descriptor);
  }
}

/**
 * What a saved plan was bound to and is no longer so: each input file that changed, came or went. A lock file that is
 * as this very plan writes it did not move: the plan was applied before, as a whole or until it was interrupted.
 */
export function checkSavedInputs(saved: SavedPlan, inputs: ReadonlyMap<string, string>): readonly Diagnostic[] {
  const names = new Set([...Object.keys(saved.inputs), ...inputs.keys()]);
  return [...names]
    .sort()
    .filter((name) => (Object.hasOwn(saved.inputs, name) ? saved.inputs[name] : undefined) !== inputs.get(name))
    .filter((name) => name !== lockPath || inputs.get(name) !== saved.artifacts.lock)
    .map((name) => diagnostic('apply/stale', undefined, `${name} changed after the plan was saved`));
}

/** What a clock may be ahead of another one, in milliseconds. */
const clockTolerance = 5 * 60_000;

/** Whether it is still valid at a time, and whether this InfraFlux made it. */
export function checkSavedBy(
  { savedAt, validUntil, release }: SavedPlan,
  now: number,
  here: Release,
): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  if (now > validUntil)
    found.push(diagnostic('bundle/expired', undefined, `the plan was valid until ${formatTime(new Date(validUntil))}`));
  else if (now < savedAt - clockTolerance)
    found.push(
      diagnostic(
        'bundle/expired',
        undefined,
        `the plan was saved at ${formatTime(new Date(savedAt))}, which the clock of this machine has not reached`,
      ),
    );
  if (release.version !== here.version)
    found.push(
      diagnostic(
        'apply/stale',
        undefined,
        `the plan was made by InfraFlux ${release.version}, and this is ${here.version}`,
      ),
    );
  else if (release.blueprints !== here.blueprints)
    found.push(
      diagnostic('apply/stale', undefined, 'the blueprints that come with InfraFlux changed after the plan was saved'),
    );
  return found;
}

/** Digest of files by path: of all inputs, for `PlanOptions.inputsDigest`, and of the built-in blueprints. */
export function digestInputs(inputs: ReadonlyMap<string, string>): string {
  const sorted = [...inputs].sort(([a], [b]) => (a < b ? -1 : 1));
  return sha256OfParts(sorted.map(([path, text]) => `${path}\0${text.length}\0${text}\0`));
}

function sign(content: string, key: PlanKey): string {
  return createHmac('sha256', signingKey(key)).update(content).digest('hex');
}

/** Characters that a key has at least: 256 bits in hexadecimal are 64, 128 bits 32. */
const shortestKey = 32;

/** One key a user and machine; CI that plans and applies on different machines sets INFRAFLUX_PLAN_KEY. */
function signingKey({ env, state }: PlanKey): string {
  const given = env['INFRAFLUX_PLAN_KEY'];
  if (given === undefined) return ownKey(planKeyFile(state));
  // A variable that CI did not fill in is empty: a signature with it would prove nothing.
  if (given.length < shortestKey) {
    const message = `INFRAFLUX_PLAN_KEY has ${count(given.length, 'character')}, and needs ${shortestKey} or more`;
    throw new Refusal(diagnostic('bundle/weak-key', undefined, message));
  }
  return given;
}
