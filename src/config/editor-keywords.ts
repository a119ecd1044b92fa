import type { Schema } from './compose-schema.ts';
import { formatPatterns } from './format-patterns.ts';
import { expectedWords } from './format-of.ts';
import { flowYaml } from './flow-yaml.ts';

/**
 * A schema in keywords that every reader knows: our formats as patterns, our own keywords left out, and what they say, the default
 * and the form of the value, in the description, which editors show. Validators in strict mode take it as well.
 */
export function withStandardKeywords(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withStandardKeywords);
  if (typeof schema !== 'object' || schema === null) return schema;
  const own = schema as Schema;
  const out: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(own)) {
    if (keyword.startsWith('x-') || keyword === 'format') continue;
    if (keyword === 'properties' || keyword === '$defs') {
      const entries = Object.entries(value as Record<string, unknown>);
      out[keyword] = Object.fromEntries(entries.map(([name, inner]) => [name, withStandardKeywords(inner)]));
    } else out[keyword] = isData(keyword) ? value : withStandardKeywords(value);
  }
  const pattern = patternOf(own);
  if (pattern !== undefined && out['pattern'] === undefined) out['pattern'] = pattern;
  // A name has no type of its own in the schema of names, and a pattern is about texts.
  if (out['pattern'] !== undefined && out['type'] === undefined) out['type'] = 'string';
  const description = describe(own);
  if (description !== undefined) out['description'] = description;
  return out;
}

function isData(keyword: string): boolean {
  return ['default', 'examples', 'enum', 'const', 'required', 'description'].includes(keyword);
}

function patternOf(schema: Schema): string | undefined {
  const format = schema['format'];
  return typeof format === 'string' && Object.hasOwn(formatPatterns, format)
    ? formatPatterns[format as keyof typeof formatPatterns]
    : undefined;
}

/** The description with the form of the value, the range of a number, and the default. */
function describe(schema: Schema): string | undefined {
  const text = schema['description'];
  if (typeof text !== 'string') return undefined;
  const parts = [text];
  const words = expectedWords(schema);
  if (words !== undefined) parts.push(`Write ${words}.`);
  const [lowest, highest] = [schema['minimum'], schema['maximum']];
  if (lowest !== undefined && highest !== undefined) parts.push(`From ${String(lowest)} to ${String(highest)}.`);
  else if (lowest !== undefined) parts.push(`At least ${String(lowest)}.`);
  const fallback = schema['default'];
  if (fallback !== undefined && !/\bDefault\b/.test(text)) parts.push(`Default: ${flowYaml(fallback)}.`);
  return parts.join(' ');
}
