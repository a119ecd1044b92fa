import { sha256Hex } from '../diagnostics/digest.ts';
import type { SealedChange, Text } from './plan.ts';

/**
 * What can be said of an encrypted object without any key. A value's ciphertext stays while the value does, so that the
 * ciphertext, which SOPS binds to the file's data key, is the value's keyed digest: it tells that a value is another one,
 * and nothing about either.
 */
export interface Sealed {
  /** Of the Secret that the cluster makes of it, which stands in clear. */
  readonly name: string;
  /** Digest of the ciphertext, by key of the Secret. */
  readonly values: ReadonlyMap<string, string>;
  /** Who can open it, as one text. */
  readonly recipients: string;
}

const marker = 'ENC[AES256_GCM,';

/** Ciphertext says nothing to a reader but that it is another, so no text of it goes into a plan. */
export function textOf(text: string | undefined): Text | undefined {
  if (text === undefined) return undefined;
  return text.includes(marker) ? { kind: 'digest', digest: sha256Hex(text) } : { kind: 'plain', text };
}

/** Undefined for what holds no ciphertext. */
export function readSealed(text: string | undefined): Sealed | undefined {
  if (text === undefined || !text.includes(marker)) return undefined;
  const lines = text.split('\n');
  const end = lines.findIndex((line) => line.startsWith('sops:'));
  const [body, metadata] = end === -1 ? [lines, []] : [lines.slice(0, end), lines.slice(end)];
  const values = new Map<string, string>();
  let name = '';
  for (const line of body) {
    const value = /^\s+"?([A-Za-z0-9._-]+)"?:\s+(.*)$/.exec(line);
    if (value === null) continue;
    const [, key = '', said = ''] = value;
    if (said.includes(marker)) values.set(key, sha256Hex(said).slice(0, 16));
    else if (key === 'name' && name === '') name = said;
  }
  const recipients = metadata.filter((line) => /^\s*(?:- )?recipient:/.test(line)).map((line) => line.trim());
  return { name, values, recipients: recipients.sort().join('\n') };
}

/** Which keys of the Secret are others now. Undefined where no ciphertext is, before and after. */
export function compareSealed(before: string | undefined, after: string | undefined): SealedChange | undefined {
  const old = readSealed(before);
  const now = readSealed(after);
  const name = now?.name ?? old?.name;
  if (name === undefined) return undefined;
  const [had, has] = [old?.values ?? new Map<string, string>(), now?.values ?? new Map<string, string>()];
  const changed = [...has].filter(([key, value]) => had.has(key) && had.get(key) !== value).map(([key]) => key);
  const isForOthers = old !== undefined && now !== undefined && old.recipients !== now.recipients;
  // Without one of its readers a file gets a new data key, and with it every value new ciphertext: that says nothing.
  const isAnew = isForOthers && changed.length === [...has.keys()].filter((key) => had.has(key)).length;
  return {
    name,
    changed: isAnew ? [] : changed.sort(),
    added: [...has.keys()].filter((key) => !had.has(key)).sort(),
    removed: [...had.keys()].filter((key) => !has.has(key)).sort(),
    recipients: isForOthers,
  };
}

/** `token changed, user added`; when its values are the same and only the recipients differ, that is said. */
export function sealedWords({ changed, added, removed, recipients }: SealedChange): string {
  const parts = [
    [changed, 'changed'],
    [added, 'added'],
    [removed, 'removed'],
  ] as const;
  const words = parts.flatMap(([keys, what]) =>
    keys.length === 0 ? [] : [`${keys.length > 3 ? `${keys.length} keys` : keys.join(', ')} ${what}`],
  );
  if (recipients) words.push('encrypted for others');
  return words.length === 0 ? 'encrypted again, same values' : words.join('; ');
}
