import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { readFileSync } from 'node:fs';
import type { Catalog } from '../../blueprints/catalog.ts';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import { type Checked, checked, type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts';
import type { Platform } from '../../model/platform.ts';
import { type SecretNeeded, secretsNeeded } from '../../plan/secrets-needed.ts';
import { findKeys, type Keys } from '../../secrets/age-keys.ts';
import { creationRulesName, formatCreationRules, isOurs } from '../../secrets/creation-rules.ts';
import { type Readers, readersOf } from '../../secrets/recipients.ts';
import { Secret } from '../../secrets/secret.ts';
import { spanOf } from '../../secrets/sops-open.ts';
import { type SecretId, sharedScope, clusterKeyName } from '../../identity/secret-path.ts';
import { readSecretFile, writeSecretFile } from '../../secrets/store.ts';
import { load, type Loaded } from '../input/load.ts';
import type { ConfigOption, PrintOptions, SelectOptions } from '../terminal/options.ts';
import type { ExitCode, Terminal } from '../terminal/terminal.ts';
import { askHidden } from '../terminal/ask.ts';
import { report } from '../terminal/report.ts';
import { selectEnvironments } from '../input/select.ts';
import type { TypedCommands } from '../../plan/typed-commands.ts';
import { typedCommands } from '../terminal/typed-commands.ts';

/** What every command about secrets begins with. */
export interface SecretsContext {
  readonly print: PrintOptions;
  readonly terminal: Terminal;
  /** How commands that a message suggests are typed. */
  readonly typed: TypedCommands;
  readonly loaded: Loaded;
  readonly root: string;
  readonly platform: Platform;
  readonly catalog: Catalog;
  readonly readers: Readers;
  readonly keys: Keys;
  /** New recipients that were confirmed on the command line. */
  readonly accepted: readonly string[];
  /** New endpoints that were confirmed on the command line. */
  readonly acceptedEndpoints: readonly string[];
  /** Environments that were asked for; undefined: all. */
  readonly environments: readonly string[] | undefined;
  readonly needed: readonly SecretNeeded[];
}

/** Of commands that encrypt to recipients. */
export interface AcceptOption {
  readonly acceptRecipient?: readonly string[] | undefined;
  readonly acceptEndpoint?: readonly string[] | undefined;
}

/** The platform, who may read its secrets, and the keys of this machine. A number is the exit code: it was reported. */
export async function openContext(
  options: ConfigOption & SelectOptions & PrintOptions & AcceptOption,
  terminal: Terminal,
): Promise<SecretsContext | ExitCode> {
  const loaded = await load(options, terminal);
  const selection = selectEnvironments(loaded, options);
  const { platform, catalog, config } = loaded;
  const diagnostics = [...loaded.diagnostics, ...selection.diagnostics];
  if (platform === undefined || catalog === undefined || config === undefined || hasErrors(diagnostics)) {
    const reported = report(loaded, diagnostics, options, terminal);
    if (options.json === true) terminal.out(`${JSON.stringify(reported.json, null, 2)}\n`);
    return 1;
  }
  const { environments } = selection;
  return {
    print: options,
    terminal,
    typed: typedCommands(options, terminal),
    loaded,
    root: loaded.root,
    platform,
    catalog,
    readers: readersOf(platform, config),
    keys: await findKeys(terminal.env),
    accepted: options.acceptRecipient ?? [],
    acceptedEndpoints: (options.acceptEndpoint ?? []).map((url) => url.toLowerCase().replace(/\/+$/, '')),
    environments,
    needed: secretsNeeded(platform, catalog, environments),
  };
}

/** Prints what was found and, with `--json`, the result with it. 1 with errors, else 0. */
export function finish(
  context: SecretsContext,
  diagnostics: readonly Diagnostic[],
  result: Readonly<Record<string, unknown>>,
  text: string,
): ExitCode {
  const { print, terminal, loaded } = context;
  const reported = report(loaded, diagnostics, print, terminal);
  if (print.json === true) terminal.out(`${JSON.stringify({ ...reported.json, ...result }, null, 2)}\n`);
  else if (text !== '') terminal.out(text);
  return reported.errors ? 1 : 0;
}

/** `prod cloudflare`, as typed, checked against the platform. */
export function parseSecretId(context: SecretsContext, scope: string, name: string): Checked<SecretId> {
  const environments = context.platform.environments.map((environment) => environment.name);
  if (scope !== sharedScope && !environments.includes(scope)) {
    const known = [sharedScope, ...environments].join(', ');
    return fail('secrets/unknown-cluster', undefined, `unknown environment "${scope}"; known: ${known}`);
  }
  if (!/^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/.test(name))
    return fail('secrets/invalid-name', undefined, `"${name}" is not a valid name of a secret`);
  if (name === clusterKeyName)
    return fail('secrets/invalid-name', undefined, `"${name}" is reserved for a file of InfraFlux`);
  return checked({ scope, name });
}

export function checkKeyName(key: string): readonly Diagnostic[] {
  const fits = /^[A-Za-z0-9._-]{1,63}$/.test(key) && key !== 'sops' && !key.endsWith('_unencrypted');
  if (fits) return [];
  return [diagnostic('secrets/invalid-name', undefined, `"${key}" is not a valid name of a key in a secret`)];
}

/** Who reads it, and which of its keys. What an environment reads may lie with the platform's. */
export function neededOf(context: SecretsContext, id: SecretId): readonly SecretNeeded[] {
  return context.needed.filter(
    (secret) =>
      secret.name === id.name && (id.scope === sharedScope || (secret.environment ?? sharedScope) === id.scope),
  );
}

/** .sops.yaml, where it is ours. It holds no secret, so it may be written whenever recipients may have changed. */
export function writeCreationRules(context: SecretsContext, readers: Readers = context.readers): readonly Diagnostic[] {
  const current = readSecretFile(context.root, creationRulesName);
  if (readers.operators.length === 0 || (current !== undefined && !isOurs(current))) return [];
  return writeSecretFile(context.root, creationRulesName, formatCreationRules(readers));
}

const maximumBytes = 512 * 1024;

/** A value from `--file`, from stdin, or from a prompt that shows nothing. Never from the command line. */
export async function readValue(
  { terminal }: SecretsContext,
  file: string | undefined,
  question: string,
): Promise<Checked<Secret>> {
  let bytes: Uint8Array;
  if (file !== undefined) {
    try {
      bytes = readFileSync(resolve(terminal.cwd, file));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return fail('secrets/invalid-value', spanOf(file), `${file} cannot be read: ${code ?? 'unknown'}`);
    }
  } else {
    // The question goes to standard error, so that it may be asked with `--json` as well.
    const answer = await askHidden(terminal, { color: false }, question);
    if (answer.kind === 'cancelled') return fail('secrets/invalid-value', undefined, 'no value was given');
    bytes = answer.kind === 'answered' ? Buffer.from(answer.value, 'utf8') : await readAll(terminal.input);
  }
  return valueOf(bytes);
}

/** All of a stream, as far as a value may be long; one byte more where it is longer. */
async function readAll(stream: Readable): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += (chunk as Buffer).length;
    chunks.push(chunk as Buffer);
    if (length > maximumBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maximumBytes + 1);
}

function valueOf(bytes: Uint8Array): Checked<Secret> {
  if (bytes.length > maximumBytes) return fail('secrets/invalid-value', undefined, 'the value is larger than 512 KiB');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return fail('secrets/invalid-value', undefined, 'the value is not UTF-8 text; encode it in base64 first');
  }
  // `echo token | infraflux secrets set`: the line end is not part of a value of one line. A PEM file keeps its own.
  const oneLine = /^([^\r\n]*)\r?\n$/.exec(text);
  const value = oneLine?.[1] ?? text;
  if (value === '') return fail('secrets/invalid-value', undefined, 'no value was given');
  if (value.includes('\0'))
    return fail('secrets/invalid-value', undefined, 'the value contains a NUL character; encode it in base64 first');
  return checked(new Secret(value));
}

export function fail<T>(code: Diagnostic['code'], span: Diagnostic['span'], message: string): Checked<T> {
  return checked<T>(undefined, [diagnostic(code, span, message)]);
}
