import { linearPattern } from '../source/linear-pattern.ts';

/** Which values of a file are encrypted. At most one of them; none means the suffix `_unencrypted`, as with sops. */
export interface SopsRules {
  readonly unencryptedSuffix?: string | undefined;
  readonly encryptedSuffix?: string | undefined;
  readonly unencryptedRegex?: string | undefined;
  readonly encryptedRegex?: string | undefined;
  /** The MAC covers encrypted values alone, so that others may change the rest (the API server does). */
  readonly macOnlyEncrypted: boolean;
}

export const defaultRules: SopsRules = { unencryptedSuffix: '_unencrypted', macOnlyEncrypted: false };

/** Any key on the way decides. `path` holds keys alone; lists add nothing to it. */
export function isToBeEncrypted(path: readonly string[], rules: SopsRules): boolean {
  if (rules.encryptedSuffix !== undefined) return path.some((key) => key.endsWith(rules.encryptedSuffix ?? ''));
  if (rules.encryptedRegex !== undefined) {
    const pattern = linearPattern(rules.encryptedRegex);
    return path.some((key) => pattern.test(key));
  }
  if (rules.unencryptedRegex !== undefined) {
    const pattern = linearPattern(rules.unencryptedRegex);
    return !path.some((key) => pattern.test(key));
  }
  const suffix = rules.unencryptedSuffix ?? '_unencrypted';
  return !path.some((key) => key.endsWith(suffix));
}
