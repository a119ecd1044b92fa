import type { Schema } from './compose-schema.ts';
import { type Format, formats } from './formats.ts';

/** The format that a schema names, where it is one of ours. */
export function formatOf(schema: Schema): Format | undefined {
  const name = schema['format'];
  return typeof name === 'string' && Object.hasOwn(formats, name) ? formats[name as keyof typeof formats] : undefined;
}

/** What a text has to be, in the words of its format or of its pattern. */
export function expectedWords(schema: Schema): string | undefined {
  const words = formatOf(schema)?.expected ?? schema['x-expected'];
  return typeof words === 'string' ? words : undefined;
}
