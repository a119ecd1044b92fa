import type { Blueprint, Catalog, DeclaredSecret } from '../blueprints/catalog.ts';
import type { SecretOrigin } from '../blueprints/secret-origin.ts';
import type { Component } from './platform.ts';

/** A secret that a component reads. */
export interface ComponentSecret {
  readonly name: string;
  /** Empty: not declared. */
  readonly keys: readonly string[];
  /** Where the values come from, by key, as far as the blueprint declares it. */
  readonly origins: ReadonlyMap<string, SecretOrigin>;
  readonly scope: 'environment' | 'platform';
}

/** What one component reads, by its blueprint's declarations and by any further reference in its options. */
export function componentSecrets(
  component: Pick<Component, 'name' | 'options'>,
  catalog: Catalog,
): readonly ComponentSecret[] {
  return secretsOf(component.options, catalog.components.get(component.name)?.secrets ?? new Map());
}

/** The same, of any options and what a blueprint declares of them. */
export function secretsOf(
  options: Component['options'],
  declarations: Blueprint['secrets'],
): readonly ComponentSecret[] {
  const found = new Map<string, Collected>();
  const take = (reference: SecretReference, usual: readonly string[], secret: Omit<DeclaredSecret, 'keys'>): void => {
    const { origins, scope } = secret;
    const entry = found.get(reference.name) ?? { keys: new Set(), origins: new Map(), scope };
    for (const key of reference.key === undefined ? usual : [reference.key]) {
      entry.keys.add(key);
      // Under another name it is the same value, where there is but one.
      const origin = origins.get(key) ?? (usual.length === 1 ? origins.get(usual[0] ?? '') : undefined);
      addOrigin(entry.origins, key, origin);
    }
    found.set(reference.name, entry);
  };
  const declared = new Set<string>();
  for (const [path, secret] of declarations) {
    for (const reference of referencesAt(options, path.split('.'))) {
      declared.add(reference.name);
      take(reference, secret.keys, secret);
    }
  }
  for (const reference of references(options))
    if (!declared.has(reference.name)) take(reference, [], { origins: new Map(), scope: 'environment' });
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { keys, origins, scope }]) => ({ name, keys: [...keys].sort(), origins, scope }));
}

interface Collected {
  readonly keys: Set<string>;
  readonly origins: Map<string, SecretOrigin>;
  readonly scope: 'environment' | 'platform';
}

/** Of two consumers of one value, the one that declares an issuer wins: only the issuer can create it. */
export function addOrigin(origins: Map<string, SecretOrigin>, key: string, origin: SecretOrigin | undefined): void {
  if (origin === undefined || (origins.has(key) && !('from' in origin))) return;
  origins.set(key, origin);
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
