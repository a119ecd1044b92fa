import type { Blueprint, Catalog, DeclaredSecret } from '../blueprints/catalog.ts';
import { declaredSecret } from '../blueprints/declared-secret.ts';
import type { SecretOrigin } from '../blueprints/secret-origin.ts';
import type { Component } from './platform.ts';
import { blueprintOf } from './blueprint-of.ts';
import type { SecretReference } from './secret-reference.ts';
import { valueReferences } from './value-references.ts';
import { type ChartKeysFile, parseChartKeys } from '../blueprints/chart-keys.ts';
import type { ResolvedComponentSecrets } from '../../schema/config.ts';

/** A secret that a component reads. */
export interface ComponentSecret {
  readonly name: string;
  /** Empty: not declared. */
  readonly keys: readonly string[];
  /** Where the values come from, by key, as far as the blueprint declares it. */
  readonly origins: ReadonlyMap<string, SecretOrigin>;
  readonly scope: 'environment' | 'platform';
}

/** A component of a draft, with its values among its options, or of a platform. */
type Reader = Pick<Component, 'name' | 'options'> & Partial<Pick<Component, 'values'>>;

/**
 * What one component reads: by its blueprint's declarations, by any further reference in its options and its Helm values, and
 * what is listed under its `secrets`.
 */
export function componentSecrets(component: Reader, catalog: Catalog): readonly ComponentSecret[] {
  const blueprint = blueprintOf(component, catalog);
  return blueprint === undefined ? [] : secretsOf(component, blueprint, catalog);
}

/** The same, of a component whose blueprint is at hand. */
export function secretsOf(
  component: Reader,
  blueprint: Blueprint,
  catalog: Pick<Catalog, 'files'>,
): readonly ComponentSecret[] {
  // Credentials of a source are Argo CD's, and are no Secret of the component's namespace.
  const { values: inOptions, helm: _helm, git: _git, ...options } = component.options;
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
  for (const [path, secret] of blueprint.secrets) {
    for (const reference of referencesAt(options, path.split('.'))) {
      declared.add(reference.name);
      take(reference, secret.keys, secret);
    }
  }
  for (const reference of references(options))
    if (!declared.has(reference.name)) take(reference, [], { origins: new Map(), scope: 'environment' });
  const listed = (options['secrets'] ?? {}) as unknown as Partial<ResolvedComponentSecrets>;
  for (const [name, secret] of Object.entries(listed)) {
    const { keys, ...rest } = declaredSecret(secret ?? {});
    take({ name, key: undefined }, keys, rest);
  }
  const chart = chartKeysOf(blueprint, catalog);
  for (const { reference } of valueReferences(component.values ?? inOptions ?? {}, chart))
    take(reference, [], { origins: new Map(), scope: 'environment' });
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { keys, origins, scope }]) => ({ name, keys: [...keys].sort(), origins, scope }));
}

/** The keys of the chart's values, where the blueprint has them. */
export function chartKeysOf(blueprint: Blueprint, { files }: Pick<Catalog, 'files'>): ChartKeysFile | undefined {
  const file = files.get(`${blueprint.folder}/chart-keys.json`);
  return file === undefined ? undefined : parseChartKeys(file);
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
