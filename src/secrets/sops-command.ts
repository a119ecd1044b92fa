import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { type Checked, checked, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { CommandResult, RunCommand } from '../observe/run-command.ts';
import { makePrivateFolder, runInTerminal } from './edit-file.ts';
import type { Secret } from './secret.ts';
import { spanOf } from './sops-open.ts';

/**
 * The real sops, for files that no age key opens: KMS, PGP and Vault are its business. Values go to it by stdin, never as
 * arguments, and they are redacted in its output (`secrets` of CommandOptions).
 */
export interface SopsCommand {
  readonly run: RunCommand;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Directory of infraflux.yaml. */
  readonly root: string;
}

const quiet = { SOPS_DISABLE_VERSION_CHECK: '1' };

/** Nothing when sops decrypts it, MAC and all. */
export async function verifyBySops(sops: SopsCommand, path: string): Promise<readonly Diagnostic[]> {
  const answer = await sops.run('sops', ['decrypt', '--output', '/dev/null', path], { cwd: sops.root, env: quiet });
  return answer.code === 0 ? [] : [refusal(path, answer)];
}

/** The file's text with one value set. The file itself is left to the caller, who writes it whole or not at all. */
export async function setBySops(
  sops: SopsCommand,
  path: string,
  text: string,
  key: string,
  secret: Secret,
): Promise<Checked<string>> {
  const folder = makePrivateFolder(sops.env);
  try {
    const copy = join(folder.path, 'file.sops.yaml');
    writeFileSync(copy, text, { mode: 0o600 });
    const args = ['set', '--idempotent', '--value-stdin', copy, `[${JSON.stringify(key)}]`];
    const input = JSON.stringify(secret.reveal());
    const options = { cwd: sops.root, env: quiet, input, secrets: [secret], umask: 0o077 };
    const answer = await sops.run('sops', args, options);
    return answer.code === 0
      ? checked(readFileSync(copy, 'utf8'))
      : checked<string>(undefined, [refusal(path, answer)]);
  } finally {
    folder.wipe();
  }
}

/** The whole file in clear. sops verifies its MAC. */
export async function textBySops(sops: SopsCommand, path: string): Promise<Checked<string>> {
  const answer = await sops.run('sops', ['decrypt', '--output-type', 'yaml', path], { cwd: sops.root, env: quiet });
  return answer.code === 0 ? checked(answer.stdout) : checked<string>(undefined, [refusal(path, answer)]);
}

/** Whether sops may open what the age keys of this machine do not: KMS, PGP and Vault are its business. */
export function isForSops(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ code }) => code === 'secrets/needs-sops' || code === 'secrets/no-key');
}

/** The top-level values of a file, as text. sops verifies its MAC. */
export async function decryptBySops(sops: SopsCommand, path: string): Promise<Checked<ReadonlyMap<string, string>>> {
  const answer = await sops.run('sops', ['decrypt', '--output-type', 'json', path], { cwd: sops.root, env: quiet });
  if (answer.code !== 0) return checked<ReadonlyMap<string, string>>(undefined, [refusal(path, answer)]);
  const values = Object.entries(JSON.parse(answer.stdout) as Record<string, unknown>);
  return checked(
    new Map(values.map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)])),
  );
}

/**
 * The file's text as the user's editor left it; the same text when nothing was changed. sops starts the editor, in a
 * directory that is wiped afterwards, and keeps the ciphertext of what stays.
 */
export async function editBySops(sops: SopsCommand, path: string, text: string): Promise<Checked<string>> {
  const folder = makePrivateFolder(sops.env);
  try {
    const copy = join(folder.path, basename(path));
    writeFileSync(copy, text, { mode: 0o600 });
    const code = await runInTerminal('sops', ['edit', copy], { ...sops.env, ...quiet, TMPDIR: folder.path });
    if (code === unchangedCode) return checked(text);
    if (code === 0) return checked(readFileSync(copy, 'utf8'));
    return checked<string>(undefined, [refusal(path, { code, stderr: '' })]);
  } finally {
    folder.wipe();
  }
}

/** FileHasNotBeenModified of sops@v3.13.2:cmd/sops/codes. */
const unchangedCode = 200;

function refusal(path: string, answer: Pick<CommandResult, 'code' | 'stderr'>): Diagnostic {
  const last = answer.stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .at(-1);
  const why =
    answer.code === 127
      ? 'sops is required, but was not found'
      : last === undefined
        ? `sops exited with ${answer.code}`
        : `sops: ${last}`;
  return diagnostic('secrets/needs-sops', spanOf(path), `${path}: ${why}`);
}
