import type { ChartKeys, ChartKeysFile } from '../blueprints/chart-keys.ts';
import type { Json } from '../source/tree.ts';
import type { SecretReference } from './secret-reference.ts';

/** What a chart makes of a value at the place of a reference. */
export type ReferencePlace =
  /** The name of a Secret: `existingSecret`, `imagePullSecrets[].name`. */
  | 'secret-name'
  /** The name of a key in it: `existingSecretPasswordKey`. */
  | 'key-name'
  /** The value of an environment variable in a list: `env[].value`. */
  | 'variable'
  /** An environment variable in a map: `env.TOKEN`. */
  | 'named-variable'
  /** A map of sources of variables by name: `envValueFrom.TOKEN`. */
  | 'variable-source'
  /** Nothing that a reference can stand for. */
  | 'unknown';

export interface ValueReference {
  /** Below `values`. */
  readonly path: readonly (string | number)[];
  readonly reference: SecretReference;
  readonly place: ReferencePlace;
}

/**
 * References to secrets among Helm values: maps of `secret`, or of `secret` and `key`, and nothing else. Where the chart is
 * known to have such a map of its own, it is the chart's.
 */
export function valueReferences(values: Json, chart: ChartKeysFile | undefined): readonly ValueReference[] {
  const found: ValueReference[] = [];
  const walk = (value: Json, keys: ChartKeys[string] | undefined, path: readonly (string | number)[]): void => {
    if (typeof value !== 'object' || value === null) return;
    const reference = referenceIn(value);
    if (reference !== undefined && !(typeof keys === 'object' && Object.hasOwn(keys, 'secret'))) {
      found.push({ path, reference, place: placeOf(path) });
      return;
    }
    if (Array.isArray(value)) {
      (value as readonly Json[]).forEach((item, index) => walk(item, undefined, [...path, index]));
      return;
    }
    for (const [key, item] of Object.entries(value)) {
      const inner = typeof keys === 'object' && Object.hasOwn(keys, key) ? keys[key] : undefined;
      walk(item, inner, [...path, key]);
    }
  };
  walk(values, chart?.keys, []);
  return found;
}

/**
 * Helm values as the chart takes them: each reference is what stands for it at its place. A reference whose place is
 * unknown, or that needs a key and has none, is left out: it is reported.
 */
export function withSecretNames(values: Json, references: readonly ValueReference[]): Json {
  return references.reduce((before, { path, reference, place }) => {
    if (place === 'variable') {
      const source = secretKey(reference);
      const item = path.slice(0, -1);
      const variable = { ...(at(before, item) as object), value: undefined, valueFrom: source } as unknown as Json;
      return replaced(before, item, withoutUndefined(variable));
    }
    return replaced(before, path, standIn(reference, place));
  }, values);
}

/** Whether a reference at its place says enough. */
export function isExpressible({ place, reference }: ValueReference): boolean {
  return place === 'secret-name' || (place !== 'unknown' && reference.key !== undefined);
}

function standIn(reference: SecretReference, place: ReferencePlace): Json {
  switch (place) {
    case 'key-name':
      return reference.key ?? '';
    case 'named-variable':
      return { valueFrom: secretKey(reference) };
    case 'variable-source':
      return secretKey(reference);
    default:
      return reference.name;
  }
}

/** EnvVarSource of the Kubernetes API. */
function secretKey({ name, key }: SecretReference): Json {
  return { secretKeyRef: { key: key ?? '', name } };
}

function referenceIn(value: object): SecretReference | undefined {
  if (Array.isArray(value)) return undefined;
  const { secret, key, ...rest } = value as Readonly<Record<string, Json>>;
  if (typeof secret !== 'string' || Object.keys(rest).length > 0) return undefined;
  if (key !== undefined && typeof key !== 'string') return undefined;
  return { name: secret, key };
}

/** Fields that hold the value itself, whatever their name says: `clientSecret`, `secretKey`, `secretAccessKey`. */
const isValue =
  /^(?!.*existing).*(?:(?:client|consumer|shared|session|cookie|app|jwt|webhook|oauth|oidc|access|signing|api)[-_]?secret|secret[-_]?(?:access[-_]?)?key)$/i;

/** By the names of fields, as charts have them. */
function placeOf(path: readonly (string | number)[]): ReferencePlace {
  const names = path.filter((part) => typeof part === 'string');
  const [last = '', parent = ''] = [...names].reverse();
  const isItem = typeof path.at(-1) === 'number';
  if (/secret.*key$/i.test(last)) return isValue.test(last) ? 'unknown' : 'key-name';
  if (/secret/i.test(last)) return isValue.test(last) ? 'unknown' : 'secret-name';
  if (last === 'name' && /secret/i.test(parent)) return 'secret-name';
  if (isItem) return 'unknown';
  if (last === 'value' && typeof path.at(-2) === 'number' && /env/i.test(parent)) return 'variable';
  if (/^env(?:ironment)?ValueFrom$/i.test(parent) || last === 'valueFrom') return 'variable-source';
  if (/^(?:extra|additional)?env(?:s|ironment|vars?|variables)?$/i.test(parent)) return 'named-variable';
  return 'unknown';
}

function at(value: Json, path: readonly (string | number)[]): Json {
  return path.reduce<Json>(
    (here, key) => (here as unknown as Readonly<Record<string | number, Json>>)[key] as Json,
    value,
  );
}

function replaced(value: Json, path: readonly (string | number)[], by: Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return by;
  if (Array.isArray(value)) return value.map((item: Json, index) => (index === key ? replaced(item, rest, by) : item));
  const map = value as { readonly [key: string]: Json };
  return { ...map, [key]: replaced(map[String(key)] ?? null, rest, by) };
}

function withoutUndefined(value: Json): Json {
  return Object.fromEntries(Object.entries(value as object).filter(([, item]) => item !== undefined)) as Json;
}
