// Copies schemas of object kinds into blueprints/schemas/, without the words that a check does not need.
//
//   node scripts/object-schemas.mjs FOLDER GROUP/KIND_VERSION...
//
// FOLDER holds <group>/<kind>_<version>.json, as CRD catalogs for kubeconform do.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const [folder, ...kinds] = process.argv.slice(2);
if (folder === undefined || kinds.length === 0) {
  throw new Error('usage: node scripts/object-schemas.mjs FOLDER GROUP/KIND_VERSION...');
}
const droppedKeywords = ['description', 'title', 'default', 'example', 'examples', 'format', '$schema', '$id'];
const keptExtensions = ['x-kubernetes-preserve-unknown-fields', 'x-kubernetes-int-or-string'];
const texts = { type: 'object', additionalProperties: { type: 'string' } };
const metadata = {
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 253 },
    namespace: { type: 'string', minLength: 1, maxLength: 63 },
    labels: texts,
    annotations: texts,
    finalizers: { type: 'array', items: { type: 'string' } },
  },
};
for (const kind of kinds) {
  const target = join('blueprints/schemas', `${kind}.json`);
  mkdirSync(dirname(target), { recursive: true });
  const schema = strip(JSON.parse(readFileSync(join(folder, `${kind}.json`), 'utf8')), false);
  schema.additionalProperties = false;
  schema.required = [...new Set(['apiVersion', 'kind', 'metadata', ...(schema.required ?? [])])];
  // CRDs say of metadata that it is there. What it holds is the same for every kind.
  schema.properties.metadata = metadata;
  writeFileSync(target, `${JSON.stringify(schema)}\n`);
}

/** `names`: the keys of this map are names of fields, not keywords. */
function strip(value, names) {
  if (Array.isArray(value)) return value.map((item) => strip(item, false));
  if (typeof value !== 'object' || value === null) return value;
  const out = {};
  for (const [key, inner] of Object.entries(value)) {
    if (!names && dropped(key)) continue;
    out[key] = strip(inner, !names && (key === 'properties' || key === 'patternProperties'));
  }
  return out;
}

function dropped(keyword) {
  // Formats mostly say how a number is stored, and the API server does not hold to the others either.
  if (keyword.startsWith('x-kubernetes-')) return !keptExtensions.includes(keyword);
  return droppedKeywords.includes(keyword);
}
