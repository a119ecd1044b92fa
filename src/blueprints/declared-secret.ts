import type { DeclaredSecret } from './catalog.ts';
import type { SecretOrigin } from './secret-origin.ts';

/** Keys of a Secret as they are written: their names alone, or each with the origin of its value. */
interface WrittenSecret {
  readonly keys?: readonly string[] | Readonly<Record<string, WrittenOrigin>>;
  readonly scope?: DeclaredSecret['scope'];
}

interface WrittenOrigin {
  readonly generate?: Extract<SecretOrigin, { generate: unknown }>['generate'];
  readonly length?: number;
  readonly from?: string;
}

/** In a blueprint, or under `secrets` of a component. */
export function declaredSecret({ keys = [], scope = 'environment' }: WrittenSecret): DeclaredSecret {
  if (isList(keys)) return { keys, origins: new Map(), scope };
  const origins = Object.entries(keys).flatMap(([key, { generate, length, from }]): [string, SecretOrigin][] => {
    if (from !== undefined) return [[key, { from }]];
    if (generate === undefined) return [];
    return [[key, length === undefined ? { generate } : { generate, length }]];
  });
  return { keys: Object.keys(keys), origins: new Map(origins), scope };
}

function isList(keys: NonNullable<WrittenSecret['keys']>): keys is readonly string[] {
  return Array.isArray(keys);
}
