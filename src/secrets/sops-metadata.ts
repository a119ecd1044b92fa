import { linearPattern, UnusablePattern } from '../source/linear-pattern.ts';
import type { AgeEntry } from './sops-age.ts';
import type { SopsRules } from './sops-rules.ts';
import { NotSops } from './sops-tree.ts';

/** What stands under `sops` in a file (sops@v3.13.2:stores/stores.go). */
export interface SopsMetadata {
  readonly age: readonly AgeEntry[];
  /** Kinds of keys that only sops itself can use: `kms`, `pgp`, `hc_vault`, ... */
  readonly others: readonly string[];
  readonly rules: SopsRules;
  /** RFC 3339, as it is written: the MAC is bound to the text. */
  readonly lastModified: string;
  readonly mac: string;
}

const otherKeys = ['kms', 'gcp_kms', 'hckms', 'azure_kv', 'hc_vault', 'pgp'] as const;
const ruleKeys = {
  unencrypted_suffix: 'unencryptedSuffix',
  encrypted_suffix: 'encryptedSuffix',
  unencrypted_regex: 'unencryptedRegex',
  encrypted_regex: 'encryptedRegex',
} as const;

/** Throws `NotSops`. */
export function parseSopsMetadata(metadata: unknown): SopsMetadata {
  if (metadata === undefined) throw new NotSops('it has no `sops` entry: nothing in it is encrypted');
  const map = asMap(metadata, 'sops');
  if (list(map['key_groups']).length > 0) throw new NotSops('it has key groups, which InfraFlux cannot decrypt');
  for (const key of ['unencrypted_comment_regex', 'encrypted_comment_regex']) {
    if (filled(map[key])) throw new NotSops(`it uses ${key}, which InfraFlux cannot read`);
  }
  const rules: { -readonly [key in keyof SopsRules]: SopsRules[key] } = {
    macOnlyEncrypted: map['mac_only_encrypted'] === 'true',
  };
  let count = 0;
  for (const [key, name] of Object.entries(ruleKeys)) {
    const value = map[key];
    if (!filled(value)) continue;
    count += 1;
    rules[name] = value;
    if (name.endsWith('Regex')) assertPattern(value, key);
  }
  if (count > 1) throw new NotSops('it has more than one rule for what is encrypted');
  if (count === 0) rules.unencryptedSuffix = '_unencrypted';
  return {
    age: list(map['age']).map((entry, index) => {
      const { recipient, enc } = asMap(entry, `sops.age[${index}]`);
      if (!filled(recipient) || !filled(enc)) throw new NotSops(`sops.age[${index}] has no recipient or no key`);
      return { recipient, enc };
    }),
    others: otherKeys.filter((key) => list(map[key]).length > 0),
    rules,
    lastModified: text(map, 'lastmodified'),
    mac: text(map, 'mac'),
  };
}

/** The `sops` entry as sops itself prints it, with its indentation of four. */
export function formatSopsMetadata(metadata: Omit<SopsMetadata, 'others'>): string {
  const { rules } = metadata;
  const lines = ['sops:', ...formatAge(metadata.age)];
  const rest: Record<string, string> = {
    lastmodified: JSON.stringify(metadata.lastModified),
    mac: metadata.mac,
    version: writtenVersion,
  };
  for (const [key, name] of Object.entries(ruleKeys)) {
    const value = rules[name];
    if (value !== undefined) rest[key] = /^[A-Za-z_]+$/.test(value) ? value : `'${value.replaceAll("'", "''")}'`;
  }
  if (rules.macOnlyEncrypted) rest['mac_only_encrypted'] = 'true';
  for (const key of Object.keys(rest).sort()) lines.push(`    ${key}: ${rest[key]}`);
  return `${lines.join('\n')}\n`;
}

function formatAge(entries: readonly AgeEntry[]): string[] {
  return [
    '    age:',
    ...entries.flatMap(({ enc, recipient }) => [
      '        - enc: |',
      ...enc
        .trimEnd()
        .split('\n')
        .map((line) => `            ${line}`),
      `          recipient: ${recipient}`,
    ]),
  ];
}

/** The release of sops whose format this is. */
const writtenVersion = '3.13.2';

function asMap(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new NotSops(`${name} is not a map`);
  return value as Record<string, unknown>;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function filled(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function text(map: Readonly<Record<string, unknown>>, key: string): string {
  const value = map[key];
  if (!filled(value)) throw new NotSops(`sops.${key} is missing`);
  return value;
}

/** sops is a Go program: what its engine cannot read, sops refuses as well. */
function assertPattern(pattern: string, key: string): void {
  try {
    linearPattern(pattern);
  } catch (error) {
    if (!(error instanceof UnusablePattern)) throw error;
    throw new NotSops(`sops.${key} is a pattern that InfraFlux cannot read`);
  }
}
