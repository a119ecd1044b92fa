import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import type { Fields } from '../../src/model/patch-values.ts';

/**
 * Names the documents and fields of a file that a version of Talos does not have. Needs no oracle, so that it says
 * something on every machine; whether the values are right, Talos itself is asked in test/talos.
 */
export function talosChecker(version: '1.12' | '1.13' | '1.14'): (file: string) => string[] {
  const kinds = JSON.parse(readFileSync(`blueprints/talos/fields/${version}.json`, 'utf8')) as Record<string, Fields>;
  return (text) =>
    parseAllDocuments(text).flatMap((document) => {
      const value = document.toJS() as { kind?: string };
      const kind = value.kind ?? 'Config';
      const fields = kinds[kind];
      return fields === undefined ? [`unknown kind ${kind}`] : unknownFields(value, fields, kind);
    });
}

function unknownFields(value: unknown, fields: Fields, path: string): string[] {
  if (fields === null || typeof fields === 'string' || typeof value !== 'object' || value === null) return [];
  if (Array.isArray(fields)) {
    const [item] = fields as readonly [Fields];
    return (value as readonly unknown[]).flatMap((each, index) => unknownFields(each, item, `${path}[${index}]`));
  }
  const known = fields as { readonly [field: string]: Fields };
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === '$patch') return [];
    const next = known[key] ?? known['*'];
    return next === undefined && !Object.hasOwn(known, key)
      ? [`${path}.${key} is unknown`]
      : unknownFields(inner, next ?? null, `${path}.${key}`);
  });
}
