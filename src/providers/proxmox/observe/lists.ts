import { type ProxmoxApi, ProxmoxRefusal } from './api.ts';

export type Entry = Readonly<Record<string, unknown>>;

/**
 * The entries that stand at a path of the API. Undefined: not allowed, or not known to this version; what matters then is said by
 * the list of machines. What does not answer at all throws, so that it is not asked a second time.
 */
export async function listOf({ ask }: ProxmoxApi, path: string): Promise<readonly Entry[] | undefined> {
  try {
    const data = await ask(path);
    if (!Array.isArray(data)) return undefined;
    return data.filter((entry): entry is Entry => typeof entry === 'object' && entry !== null);
  } catch (error) {
    if (error instanceof ProxmoxRefusal) return undefined;
    throw error;
  }
}

/** The names that entries have under a key, sorted. */
export function namesOf(entries: readonly Entry[] | undefined, key: string): readonly string[] {
  const names = (entries ?? []).map((entry) => entry[key]);
  return names.filter((name): name is string => typeof name === 'string' && name !== '').sort();
}
