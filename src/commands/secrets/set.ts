import { clusterId } from '../../identity/cluster-id.ts';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import { type Checked, checked, type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts';
import type { GeneratedKind } from '../../blueprints/generated-kinds.ts';
import type { SecretOrigin } from '../../blueprints/secret-origin.ts';
import { generate } from '../../secrets/generate.ts';
import { type SecretInStore, type SecretNeeded, secretsInStores } from '../../plan/secrets-needed.ts';
import { infrafluxCommand } from '../../plan/typed-commands.ts';
import { addedSince, checkReaders, extraRecipients, recipientsOf } from '../../secrets/recipients.ts';
import { checkEndpoint, endpointOf } from '../../secrets/endpoints.ts';
import type { Secret } from '../../secrets/secret.ts';
import { setBySops } from '../../secrets/sops-command.ts';
import { clearLeaves, openSops, readSops, spanOf } from '../../secrets/sops-open.ts';
import type { SopsTree } from '../../secrets/sops-tree.ts';
import { encryptSops, plainOf, setValues } from '../../secrets/sops-write.ts';
import { readerPlace } from '../../identity/secret-reader.ts';
import { type SecretId, secretPath, sharedScope } from '../../identity/secret-path.ts';
import { openSecret, readSecretFile, refusing, writeSecretFile } from '../../secrets/store.ts';
import type { ExitCode } from '../terminal/terminal.ts';
import {
  checkKeyName,
  fail,
  finish,
  neededOf,
  parseSecretId,
  readValue,
  type SecretsContext,
  writeCreationRules,
} from './context.ts';
import { confirmRecipients } from './new-recipients.ts';
import { sopsOf, syncAll } from './sync.ts';
import { restartAdvice } from './restart.ts';

/** The words after a verb. */
export interface SecretWords {
  readonly verb: 'set' | 'generate' | 'rotate';
  /** An environment, or what all of them share. */
  readonly scope: string;
  readonly name: string;
  readonly key?: string | undefined;
  readonly file?: string | undefined;
  readonly as?: GeneratedKind | undefined;
  /** How many words there were beside these: one of them may be the value. */
  readonly excess: number;
}

/** `set ENV NAME [--key K]`: the value comes from a prompt, stdin or --file. */
export async function setSecret(context: SecretsContext, words: SecretWords): Promise<ExitCode> {
  const target = await chooseTarget(context, words);
  if (target.value === undefined) return finish(context, target.diagnostics, {}, '');
  const { id, key } = target.value;
  const value = await readValue(context, words.file, `${secretPath(id)}: ${key}`);
  return store(context, id, key, value, target.diagnostics, 'set');
}

/** `generate ENV NAME [--key K] [--as KIND]`: never writes over a value that is there; that is what `rotate` is for. */
export async function generateSecret(context: SecretsContext, words: SecretWords): Promise<ExitCode> {
  const target = await chooseTarget(context, words);
  if (target.value === undefined) return finish(context, target.diagnostics, {}, '');
  const { id, key } = target.value;
  const there = await keysIn(context, id);
  if (hasErrors(there.diagnostics)) return finish(context, there.diagnostics, {}, '');
  if (there.value?.includes(key) === true) {
    const command = infrafluxCommand(context.typed, 'secrets', 'rotate', id.scope, id.name, '--key', key);
    return finish(context, [bad(id, `"${key}" already exists; \`${command}\` replaces it`)], {}, '');
  }
  return store(context, id, key, makeValue(context, id, key, words.as), target.diagnostics, 'generated');
}

/** `rotate ENV NAME [--key K]`: a new value, generated or asked for, and what must be restarted then. */
export async function rotateValue(context: SecretsContext, words: SecretWords): Promise<ExitCode> {
  const target = await chooseTarget(context, words);
  if (target.value === undefined) return finish(context, target.diagnostics, {}, '');
  const { id, key } = target.value;
  const there = await keysIn(context, id);
  if (hasErrors(there.diagnostics)) return finish(context, there.diagnostics, {}, '');
  if (there.value === undefined) {
    const command = infrafluxCommand(context.typed, 'secrets', 'set', id.scope, id.name);
    const message = `${secretPath(id)} not found; \`${command}\` creates it`;
    return finish(context, [diagnostic('secrets/missing', spanOf(secretPath(id)), message)], {}, '');
  }
  const given = words.file !== undefined || !isGenerated(context, id, key, words.as);
  const value = given
    ? await readValue(context, words.file, `${secretPath(id)}: new ${key}`)
    : makeValue(context, id, key, words.as);
  return store(context, id, key, value, target.diagnostics, 'rotated');
}

/** Names of the keys of a file, verified where an age key opens it. Undefined without diagnostics: it does not exist. */
async function keysIn(context: SecretsContext, id: SecretId): Promise<Checked<readonly string[]>> {
  const opened = await openSecret(context.root, id, context.keys.identities);
  const names = (tree: SopsTree | undefined) => tree?.leaves.map((leaf) => leaf.shown);
  if (!opened.diagnostics.some((diagnostic) => diagnostic.code === 'secrets/needs-sops'))
    return checked(names(opened.value?.tree), opened.diagnostics);
  const path = secretPath(id);
  const closed = readSops(path, readSecretFile(context.root, path) ?? '');
  return checked(names(closed.value?.tree), closed.diagnostics);
}

interface Target {
  readonly id: SecretId;
  readonly key: string;
}

/** Which secret and which of its keys: as typed, else the only one that is used. */
async function chooseTarget(context: SecretsContext, words: SecretWords): Promise<Checked<Target>> {
  const { verb, scope, name } = words;
  if (words.excess > 0) {
    // The value on the command line is in the shell's history and in `ps` by now.
    const message = `\`secrets ${verb}\` takes no value on the command line; treat the one you typed as known to other users of this machine`;
    return fail('secrets/invalid-value', undefined, message);
  }
  const id = parseSecretId(context, scope, name);
  if (id.value === undefined) return checked<Target>(undefined, id.diagnostics);
  const readers = await checkReaders(context.readers);
  const diagnostics: Diagnostic[] = [
    ...context.keys.diagnostics,
    ...readers.filter((diagnostic) => diagnostic.severity === 'error'),
  ];
  if (recipientsOf(context.readers, id.value).length === 0 && !hasErrors(diagnostics))
    diagnostics.push(
      diagnostic('secrets/no-recipients', undefined, `${secretPath(id.value)} would have no recipients`),
    );
  const needed = neededOf(context, id.value);
  const stored = needed.length === 0 ? storedOf(context, id.value) : [];
  const all = [...new Set([...needed, ...stored].flatMap((secret) => secret.keys))].sort();
  const made = all.filter((key) => 'generate' in (originOf(needed, key) ?? {}));
  const keys = verb === 'generate' && all.length > 1 && made.length > 0 ? made : all;
  const key = words.key ?? (keys.length === 1 ? keys[0] : undefined);
  if (key === undefined) {
    const which =
      keys.length === 0 ? 'the secret is not used, so no key is the default' : `it has the keys ${keys.join(', ')}`;
    diagnostics.push(diagnostic('cli/usage', undefined, `choose a key with --key: ${which}`));
  } else diagnostics.push(...checkKeyName(key));
  if (stored.length > 0) {
    const places = stored.map(({ cluster, environment, store }) => `${clusterId(environment, cluster)} from ${store}`);
    context.terminal.progress(
      `every cluster that uses "${name}" reads it from an external store, not from this file: ${places.join(', ')}\n`,
    );
  } else if (needed.length === 0)
    diagnostics.push(diagnostic('secrets/unused', spanOf(secretPath(id.value)), `"${name}" is not used in ${scope}`));
  if (key === undefined || hasErrors(diagnostics)) return checked<Target>(undefined, diagnostics);
  return checked({ id: id.value, key }, diagnostics);
}

/** Where a secret of the scope stands in stores. */
function storedOf({ catalog, platform }: SecretsContext, { scope, name }: SecretId): readonly SecretInStore[] {
  const environments = scope === sharedScope ? undefined : [scope];
  return secretsInStores(platform, catalog, environments).filter((secret) => secret.name === name);
}

/** A value that its reader cannot use, such as the secret part of a token alone. It is not stored, and not printed. */
function wrongForm(context: SecretsContext, id: SecretId, key: string, value: Secret): Diagnostic | undefined {
  const readers = neededOf(context, id)
    .filter(({ keys }) => keys.includes(key))
    .flatMap(({ readBy }) => readBy.map(readerPlace));
  const providers = context.platform.environments.flatMap(({ clusters }) =>
    clusters.flatMap(({ nodes }) => nodes.map(({ provider }) => provider)),
  );
  for (const { settings, traits, name } of providers) {
    const form = traits.credentialForm;
    const reference = traits.credentials(settings);
    if (form === undefined || reference === undefined || reference === 'none') continue;
    if (!readers.some((reader) => reader.kind === 'provider' && reader.provider === name)) continue;
    const isOwn = reference.secret === id.name && (reference.key ?? key) === key;
    if (isOwn && !form.pattern.test(value.reveal())) {
      return bad(id, `the value of "${key}" is not what provider ${name} reads: expected ${form.expected}`);
    }
  }
  return undefined;
}

async function store(
  context: SecretsContext,
  id: SecretId,
  key: string,
  value: Checked<Secret>,
  found: readonly Diagnostic[],
  done: 'set' | 'generated' | 'rotated',
): Promise<ExitCode> {
  const path = secretPath(id);
  const diagnostics = [...found, ...value.diagnostics];
  if (value.value === undefined) return finish(context, diagnostics, {}, '');
  const secret = value.value;
  const form = wrongForm(context, id, key, secret);
  if (form !== undefined) return finish(context, [...diagnostics, form], {}, '');
  const before = readSecretFile(context.root, path);
  const text = await withValue(context, id, before, key, secret);
  diagnostics.push(...text.diagnostics);
  if (text.value === undefined || hasErrors(diagnostics)) return finish(context, diagnostics, {}, '');
  const changed = text.value !== before;
  diagnostics.push(...writeSecretFile(context.root, path, text.value, before ?? null));
  if (!hasErrors(diagnostics))
    diagnostics.push(...writeCreationRules(context), ...(await syncAll(context)).diagnostics);
  const advice = changed ? restartAdvice(context, id) : [];
  const words = changed ? `${path}: ${key} ${done}.` : `${path}: ${key} unchanged; nothing was written.`;
  const lines = [words, ...advice].map((line) => `${line}\n`).join('');
  return finish(
    context,
    diagnostics,
    { file: path, key, changed, restart: advice },
    hasErrors(diagnostics) ? '' : lines,
  );
}

/** The file's text with the value in it. */
async function withValue(
  context: SecretsContext,
  id: SecretId,
  before: string | undefined,
  key: string,
  secret: Secret,
): Promise<Checked<string>> {
  const path = secretPath(id);
  const { readers } = context;
  const now = new Date();
  const endpoint = endpointOf(context.platform, id);
  const bound = { path, ...(endpoint === undefined ? {} : { endpoint }) };
  if (before === undefined) {
    const refused = await confirmRecipients(context, readers, context.keys.identities, [id]);
    if (refused.length > 0) return checked<string>(undefined, refused);
    return refusing(path, () => encryptSops(plainOf([[key, secret]]), recipientsOf(readers, id), now, { bound }));
  }
  const opened = await openSops(path, before, context.keys.identities);
  if (opened.diagnostics.some((diagnostic) => diagnostic.code === 'secrets/needs-sops'))
    return encryptedBySops(path, key, await setBySops(sopsOf(context), path, before, key, secret));
  const open = opened.value;
  const diagnostics = [...opened.diagnostics, ...extraRecipients(readers, id, open), ...addedSince(open)];
  if (open !== undefined && !context.acceptedEndpoints.includes(endpoint ?? ''))
    diagnostics.push(...checkEndpoint(open, endpoint, context.typed));
  if (open === undefined || hasErrors(diagnostics)) return checked<string>(undefined, diagnostics);
  return refusing(path, () => setValues(open, new Map([[key, secret]]), now, bound));
}

/** Rules in the file can make sops leave the value in clear: then it is not written. */
function encryptedBySops(path: string, key: string, set: Checked<string>): Checked<string> {
  const closed = set.value === undefined ? undefined : readSops(path, set.value);
  if (closed === undefined) return set;
  const isClear = closed.value === undefined || clearLeaves(closed.value).some((leaf) => leaf.path[0] === key);
  if (!isClear) return set;
  const message = `${path}: its rules make sops leave "${key}" in plain text; nothing was written`;
  return checked<string>(undefined, [...closed.diagnostics, diagnostic('secrets/plain-text', spanOf(path), message)]);
}

function makeValue(
  context: SecretsContext,
  id: SecretId,
  key: string,
  asked: GeneratedKind | undefined,
): Checked<Secret> {
  const origin = originOf(neededOf(context, id), key);
  if (asked !== undefined) return checked(generate(asked));
  if (origin !== undefined && 'generate' in origin) return checked(generate(origin.generate, origin.length));
  const kind = origin === undefined ? usualKind(key) : undefined;
  if (kind !== undefined) return checked(generate(kind));
  const command = infrafluxCommand(context.typed, 'secrets', 'set', id.scope, id.name, '--key', key);
  return checked<Secret>(undefined, [
    origin === undefined
      ? bad(
          id,
          `"${key}" of "${id.name}" is probably issued by another system; set it, or choose what to generate with --as`,
        )
      : bad(id, `"${key}" of "${id.name}" cannot be generated here; it comes from ${origin.from}`, command),
  ]);
}

function isGenerated(context: SecretsContext, id: SecretId, key: string, asked: GeneratedKind | undefined): boolean {
  if (asked !== undefined) return true;
  const origin = originOf(neededOf(context, id), key);
  return origin === undefined ? usualKind(key) !== undefined : 'generate' in origin;
}

/** The declared origin of a key; an issuer, if any consumer declares one. */
function originOf(needed: readonly SecretNeeded[], key: string): SecretOrigin | undefined {
  const found = needed.flatMap((secret) => secret.origins.get(key) ?? []);
  return found.find((origin) => 'from' in origin) ?? found[0];
}

/**
 * Without a declaration: passwords may be anything, so they can be generated here. Tokens, ids and keys of APIs come
 * from the issuing service.
 */
function usualKind(key: string): GeneratedKind | undefined {
  if (/(?:^|[-_.])(?:password|passphrase|passwd)$/i.test(key)) return 'password';
  if (/(?:^|[-_.])(?:cookie-?secret|encryption-?key|session-?key)$/i.test(key)) return 'base64';
  return undefined;
}

function bad(id: SecretId, message: string, help?: string): Diagnostic {
  return diagnostic('secrets/invalid-value', spanOf(secretPath(id)), message, { help });
}
