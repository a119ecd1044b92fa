import type { Json } from '../source/tree.ts';

/** JSON Merge Patch (RFC 7396): maps merge, a null removes, everything else replaces. Keys keep the target's order. */
export function mergeValues(target: Json, patch: Json): Json {
  if (!isMap(patch)) return patch;
  const merged = Object.create(null) as Record<string, Json>;
  if (isMap(target)) for (const [key, value] of Object.entries(target)) merged[key] = value;
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = mergeValues(merged[key] ?? null, value);
  }
  return merged;
}

function isMap(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
