import { diagnostic } from '../diagnostics/catalogue.ts';
import { type Checked, checked } from '../diagnostics/diagnostic.ts';
import type { BlueprintFile } from './catalog.ts';

/** A component's options.schema.json, as far as it must be understood here. */
export interface OptionsSchema {
  readonly type?: unknown;
  readonly $ref?: unknown;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, OptionsSchema>>;
  readonly additionalProperties?: boolean | OptionsSchema;
  readonly items?: OptionsSchema;
  /** Names that stand for a longer value: templates see the value. */
  readonly 'x-aliases'?: Readonly<Record<string, string>>;
}

/** Values that every component has beside its options. */
export const componentFacts: ReadonlySet<string> = new Set(['version', 'values', 'wave', 'impliedBy']);

/** Names that no option of a blueprint may have: every component has a value of that name. */
const reservedNames: ReadonlySet<string> = new Set([...componentFacts, 'secrets', 'manifests']);

const parsed = new WeakMap<BlueprintFile, Checked<OptionsSchema>>();

/** Read once for each file of the catalog. */
export function parseOptionsSchema(file: BlueprintFile): Checked<OptionsSchema> {
  const known = parsed.get(file);
  if (known !== undefined) return known;
  const result = parse(file);
  parsed.set(file, result);
  return result;
}

function parse(file: BlueprintFile): Checked<OptionsSchema> {
  let value: unknown;
  try {
    value = JSON.parse(file.text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const at = Number(/at position (\d+)/.exec(message)?.[1] ?? 0);
    return fault(file, at, `not JSON: ${message.replace(/ in JSON at position.*| \(line .*\)/s, '')}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return fault(file, 0, 'a schema is an object');
  const schema = value as OptionsSchema;
  if (schema.type !== 'object') return fault(file, 0, 'the schema of options must have the type "object"');
  if (schema.additionalProperties !== false) {
    return fault(
      file,
      0,
      'the schema of options must set "additionalProperties": false, so that a misspelt option is an error',
    );
  }
  const taken = Object.keys(schema.properties ?? {}).find((name) => reservedNames.has(name));
  if (taken !== undefined) {
    const known = [...reservedNames].map((name) => `"${name}"`).join(', ');
    const at = Math.max(0, file.text.indexOf(JSON.stringify(taken), file.text.indexOf('"properties"')));
    return fault(file, at, `option "${taken}" has a reserved name; reserved are ${known}`);
  }
  return checked(schema);
}

function fault(file: BlueprintFile, at: number, message: string): Checked<OptionsSchema> {
  const span = { file: file.source, start: at, end: Math.min(at + 1, file.text.length) };
  return checked<OptionsSchema>(undefined, [diagnostic('blueprint/invalid-options-schema', span, message)]);
}

/**
 * Looks for an option by its path; `*` stands for any name in a map or any item of a list. Undefined when it is there,
 * or when a reference hides what is there; else the name that is not, and those that are.
 */
export function hasOption(
  schema: OptionsSchema,
  path: readonly string[],
): { readonly name: string; readonly known: readonly string[] } | undefined {
  let at: OptionsSchema = schema;
  for (const name of path) {
    if (at.$ref !== undefined) return undefined;
    const properties = at.properties ?? {};
    const next =
      Object.hasOwn(properties, name) && name !== '*' ? properties[name] : (at.items ?? at.additionalProperties);
    if (next === true) return undefined;
    if (typeof next !== 'object') return { name, known: Object.keys(properties) };
    at = next;
  }
  return undefined;
}

/**
 * Option values as templates see them: what is absent is its default, and without one `false`, so that every option may
 * be asked for. Goes into maps and lists of objects too. A value that is there is never changed, but for a name that the
 * schema gives a meaning by `x-aliases`.
 */
export function withAbsentOptions(schema: OptionsSchema, value: unknown): unknown {
  if (Array.isArray(value)) {
    const { items } = schema;
    return items === undefined ? value : value.map((item) => withAbsentOptions(items, item));
  }
  const aliases = schema['x-aliases'];
  if (typeof value === 'string' && aliases !== undefined && Object.hasOwn(aliases, value)) return aliases[value];
  if (typeof value !== 'object' || value === null) return value;
  const given = value as Readonly<Record<string, unknown>>;
  const filled = Object.create(null) as Record<string, unknown>;
  const properties = schema.properties ?? {};
  for (const [name, property] of Object.entries(properties)) {
    const own = Object.hasOwn(given, name) ? given[name] : undefined;
    filled[name] = withAbsentOptions(property, own ?? property.default ?? false);
  }
  for (const [name, own] of Object.entries(given)) {
    if (Object.hasOwn(properties, name)) continue;
    const { additionalProperties } = schema;
    filled[name] = typeof additionalProperties === 'object' ? withAbsentOptions(additionalProperties, own) : own;
  }
  return filled;
}
