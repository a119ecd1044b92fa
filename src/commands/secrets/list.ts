import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { commandThatAdds } from '../../plan/secrets-needed.ts';
import { readSops, spanOf } from '../../secrets/sops-open.ts';
import { compareIdentities } from '../../identity/identity.ts';
import { clusterId, idOfCluster } from '../../identity/cluster-id.ts';
import { type SecretId, secretPath, sharedScope, clusterKeyName } from '../../identity/secret-path.ts';
import { clusterReader, type SecretReader } from '../../identity/secret-reader.ts';
import { readSecretFile } from '../../secrets/store.ts';
import { listSecrets } from '../../secrets/secret-files.ts';
import { type SecretInStore, secretsInStores } from '../../plan/secrets-needed.ts';
import type { ExitCode } from '../terminal/terminal.ts';
import { finish, neededOf, type SecretsContext } from './context.ts';

/** A file that exists or must exist; or an entry of an external store, which is not checked. */
export interface SecretRow {
  /** Of one in a store: the store, and what it is called there. */
  readonly file: string;
  readonly state: 'present' | 'missing' | 'unused' | 'unreadable' | 'in-store';
  readonly environment: string;
  readonly name: string;
  readonly keys: readonly string[];
  readonly missingKeys: readonly string[];
  readonly readBy: readonly SecretReader[];
  /** What adds the first key that is missing; undefined when none is. */
  readonly command: string | undefined;
  /** RFC 3339: when any value of the file was last changed. */
  readonly changed: string | undefined;
  /** Only of one in a store: its name, the cluster that asks it, and what each key is called there. */
  readonly store?: { readonly name: string; readonly cluster: string; readonly entries: readonly string[] };
}

/** Present, missing and unused secrets, who reads them, and how old they are. Nothing is decrypted. */
export async function listCommand(context: SecretsContext): Promise<ExitCode> {
  const { rows, diagnostics } = listRows(context);
  const width = Math.max(0, ...rows.map((row) => row.file.length));
  const lines = rows.map((row) => {
    const keys = row.keys.length === 0 ? '' : ` (${row.keys.join(', ')})`;
    const age = row.changed === undefined ? '' : `, ${ageOf(row.changed, new Date())} old`;
    const lacks =
      row.state === 'missing' || row.missingKeys.length === 0 ? '' : `, missing keys: ${row.missingKeys.join(', ')}`;
    const readers = row.readBy.length === 0 ? 'unused' : `read by ${row.readBy.join(', ')}${keys}`;
    const command = row.command === undefined ? '' : `${' '.repeat(12)}${row.command}\n`;
    return `${row.state.padEnd(10)}  ${row.file.padEnd(width)}  ${readers}${age}${lacks}\n${command}`;
  });
  const missing = rows.filter((row) => row.state === 'missing').length;
  const stored = rows.filter((row) => row.state === 'in-store').length;
  const files = rows.length - stored;
  if (files > 0 || stored === 0)
    lines.push(missing === 0 ? 'All secrets are present.\n' : `${missing} of ${files} missing.\n`);
  if (stored > 0) lines.push(`${stored} in external stores, which were not checked.\n`);
  return finish(context, [...context.loaded.diagnostics, ...diagnostics], { secrets: rows }, lines.join(''));
}

export function listRows(context: SecretsContext): {
  readonly rows: readonly SecretRow[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const diagnostics: Diagnostic[] = [];
  const rows: SecretRow[] = [];
  const { environments } = context;
  const present = listSecrets(context.root).filter(
    ({ scope }) => environments === undefined || scope === sharedScope || environments.includes(scope),
  );
  for (const id of present) {
    const row = rowOf(context, id);
    if (row.state === 'unreadable') diagnostics.push(...row.diagnostics);
    rows.push(row.row);
  }
  for (const secret of context.needed) {
    const scope = secret.environment ?? sharedScope;
    const isThere = present.some(
      ({ cluster, name, scope: at }) =>
        cluster === undefined && name === secret.name && (at === scope || at === sharedScope),
    );
    if (isThere) continue;
    rows.push({
      file: secretPath({ scope, name: secret.name }),
      state: 'missing',
      environment: scope,
      name: secret.name,
      keys: secret.keys,
      missingKeys: secret.keys,
      readBy: secret.readBy,
      command: commandThatAdds(secret, secret.keys, context.typed),
      changed: undefined,
    });
  }
  rows.sort((a, b) => (a.file < b.file ? -1 : 1));
  rows.push(...secretsInStores(context.platform, context.catalog, environments).map(storedRow));
  return { rows, diagnostics };
}

function storedRow({ environment, cluster, name, store, entries, keys, readBy }: SecretInStore): SecretRow {
  return {
    file: `${store}: ${entries.join('; ')}`,
    state: 'in-store',
    environment,
    name,
    keys,
    missingKeys: [],
    readBy,
    command: undefined,
    changed: undefined,
    store: { name: store, cluster, entries },
  };
}

function rowOf(context: SecretsContext, id: SecretId) {
  const file = secretPath(id);
  const read = readSops(file, readSecretFile(context.root, file) ?? '');
  const needed = id.cluster === undefined ? neededOf(context, id) : [];
  const own = ownReader(context, id);
  const readBy = [...new Set([...needed.flatMap((secret) => secret.readBy), ...own])].sort(compareIdentities);
  const wanted = [...new Set(needed.flatMap((secret) => secret.keys))].sort();
  const there = new Set(read.value?.tree.leaves.map((leaf) => leaf.path[0]) ?? []);
  const missingKeys = read.value === undefined ? [] : wanted.filter((key) => !there.has(key));
  const reader = needed.find((secret) => secret.keys.some((key) => missingKeys.includes(key)));
  const row: SecretRow = {
    file,
    state: read.value === undefined ? 'unreadable' : readBy.length === 0 ? 'unused' : 'present',
    environment: id.scope,
    name: id.name,
    keys: wanted,
    missingKeys,
    readBy,
    command:
      reader === undefined
        ? undefined
        : commandThatAdds(
            { ...reader, environment: id.scope },
            reader.keys.filter((key) => missingKeys.includes(key)),
            context.typed,
          ),
    changed: read.value?.metadata.lastModified,
  };
  return { row, state: row.state, diagnostics: read.diagnostics };
}

/** What InfraFlux itself keeps: read by the bootstrap of the clusters. */
function ownReader(context: SecretsContext, id: SecretId): readonly SecretReader[] {
  const environment = context.platform.environments.find((environment) => environment.name === id.scope);
  if (environment === undefined) return [];
  if (id.cluster !== undefined)
    return environment.clusters.some((cluster) => cluster.name === id.cluster)
      ? [clusterReader(clusterId(id.scope, id.cluster), 'talos')]
      : [];
  return id.name === clusterKeyName
    ? environment.clusters.map((cluster) => clusterReader(idOfCluster(cluster), 'bootstrap'))
    : [];
}

/** Errors for missing secrets, warnings for unused ones: what `check` adds to the list. */
export function compareWithNeeded(rows: readonly SecretRow[]): readonly Diagnostic[] {
  return rows.flatMap((row) => {
    if (row.state === 'in-store') return [];
    const span = spanOf(row.file);
    if (row.state === 'missing') {
      const message = `${row.file} is missing; read by ${row.readBy.join(', ')}`;
      return [diagnostic('secrets/missing', span, message, { help: row.command })];
    }
    if (row.state === 'unused') return [diagnostic('secrets/unused', span, `${row.file} is not used`)];
    return row.missingKeys.map((key) =>
      diagnostic('secrets/missing-key', span, `${row.file} has no key "${key}"; read by ${row.readBy.join(', ')}`, {
        help: row.command,
      }),
    );
  });
}

/** `3 d`, `2 h`: in the largest unit that fits. */
function ageOf(changed: string, now: Date): string {
  const seconds = Math.max(0, (now.getTime() - new Date(changed).getTime()) / 1000);
  for (const [unit, length] of [
    ['d', 86400],
    ['h', 3600],
    ['min', 60],
  ] as const)
    if (seconds >= length) return `${Math.floor(seconds / length)} ${unit}`;
  return '0 min';
}
