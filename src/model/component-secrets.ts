import type { Catalog } from '../blueprints/catalog.ts';
import type { Component } from './platform.ts';

/** A secret that a component reads. */
export interface ComponentSecret {
  readonly name: string;
  /** Empty: nobody said which. */
  readonly keys: readonly string[];
  readonly scope: 'environment' | 'platform';
}

/** What one component reads, by its blueprint's declarations and by any further reference in its options. */
export function componentSecrets(
  component: Pick<Component, 'name' | 'options'>,
  catalog: Catalog,
): readonly ComponentSecret[] {
  const found = new Map<string, { keys: Set<string>; scope: 'environment' | 'platform' }>();
  const take = (reference: SecretReference, usual: readonly string[], scope: 'environment' | 'platform'): void => {
    const entry = found.get(reference.name) ?? { keys: new Set<string>(), scope };
    for (const key of reference.key === undefined ? usual : [reference.key]) entry.keys.add(key);
    found.set(reference.name, entry);
  };
  const declared = new Set<string>();
  for (const [path, { keys, scope }] of catalog.components.get(component.name)?.secrets ?? []) {
    for (const reference of referencesAt(component.options, path.split('.'))) {
      declared.add(reference.name);
      take(reference, keys, scope);
    }
  }
  for (const reference of references(component.options))
    if (!declared.has(reference.name)) take(reference, [], 'environment');
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { keys, scope }]) => ({ name, keys: [...keys].sort(), scope }));
}

export interface SecretReference {
  readonly name: string;
  readonly key: string | undefined;
}

/** `{secret: name, key?: name}`, wherever it stands: the language has no other meaning for such a map. */
export function references(value: unknown): SecretReference[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value !== 'object' || value === null) return [];
  const own = asReference(value);
  return [...(own === undefined ? [] : [own]), ...Object.values(value).flatMap(references)];
}

/** A declared path may end at the map or at its `secret`; `*` in it stands for any name of a map. */
function referencesAt(value: unknown, path: readonly string[], parent?: unknown): SecretReference[] {
  const [key, ...rest] = path;
  if (key === undefined) {
    const reference = asReference(typeof value === 'string' ? parent : value);
    return reference === undefined ? [] : [reference];
  }
  if (typeof value !== 'object' || value === null) return [];
  const map = value as Record<string, unknown>;
  if (key === '*') return Object.keys(map).flatMap((name) => referencesAt(map[name], rest, map));
  return Object.hasOwn(map, key) ? referencesAt(map[key], rest, map) : [];
}

function asReference(map: unknown): SecretReference | undefined {
  if (typeof map !== 'object' || map === null) return undefined;
  const { secret, key } = map as { secret?: unknown; key?: unknown };
  if (typeof secret !== 'string') return undefined;
  return { name: secret, key: typeof key === 'string' ? key : undefined };
}
