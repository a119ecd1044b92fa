// Writes blueprints/platform/<component>/chart-keys.json: which values a chart knows, so that a misspelt one is an
// error instead of a setting that nobody reads.
//
//   node scripts/chart-keys.mjs COMPONENT CHART [--version VERSION] [--template-keys FILE] [--open PATH]...
//
// CHART is an unpacked chart: values.yaml, and if there are such values.schema.json and subcharts/<alias>/values.yaml
// (or charts/<alias>/values.yaml). VERSION is for a chart whose Chart.yaml has none before its release. FILE is JSON, a list of dotted paths that templates read although values.yaml does
// not have them. PATH is a map that the chart copies somewhere as it is (a ConfigMap, a configuration file): any key may
// stand in it, whatever its default holds. Paths given once with --open are kept when the file is written again.
//
// In the file, `keys` is a tree: a map holds the keys known below it, `true` is a plain value, `"any"` allows anything
// (the default is an empty map, an empty list or null, or the chart's schema allows further keys).
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const [component, chart, ...rest] = process.argv.slice(2);
if (component === undefined || chart === undefined) {
  throw new Error(
    'usage: node scripts/chart-keys.mjs COMPONENT CHART [--version VERSION] [--template-keys FILE] [--open PATH]...',
  );
}
const target = join('blueprints/platform', component, 'chart-keys.json');
const before = existsSync(target) ? JSON.parse(readFileSync(target, 'utf8')) : {};
const open = new Set(before.open ?? []);
let templateKeys = [];
let version;
for (let index = 0; index < rest.length; index += 2) {
  if (rest[index] === '--open') open.add(rest[index + 1]);
  else if (rest[index] === '--version') version = rest[index + 1];
  else if (rest[index] === '--template-keys') templateKeys = JSON.parse(readFileSync(rest[index + 1], 'utf8'));
  else throw new Error(`unknown argument ${rest[index]}`);
}

// Charts copy these into pods as they are: what may stand there is Kubernetes' business, not the default's.
const ofKubernetes = new Set([
  'affinity',
  'annotations',
  'containerSecurityContext',
  'labels',
  'livenessProbe',
  'nodeSelector',
  'podAnnotations',
  'podLabels',
  'podSecurityContext',
  'readinessProbe',
  'resources',
  'startupProbe',
  'strategy',
  'tolerations',
  'topologySpreadConstraints',
  'updateStrategy',
]);

const readYaml = (path) => parse(readFileSync(path, 'utf8'), { merge: true }) ?? {};
const keys = keysOf(readYaml(join(chart, 'values.yaml')));
for (const folder of ['subcharts', 'charts']) {
  if (!existsSync(join(chart, folder))) continue;
  for (const alias of readdirSync(join(chart, folder)).sort()) {
    const values = join(chart, folder, alias, 'values.yaml');
    const own = existsSync(values) ? keysOf(readYaml(values)) : {};
    // Helm itself reads these two of every chart.
    keys[alias] = merge(merge(keys[alias], own), { global: 'any', enabled: true });
  }
}
const schemaPath = join(chart, 'values.schema.json');
if (existsSync(schemaPath)) addSchema(keys, JSON.parse(readFileSync(schemaPath, 'utf8')));
for (const path of templateKeys) addPath(keys, path, 'any');
for (const path of open) addPath(keys, path, 'any');

const about = readYaml(join(chart, 'Chart.yaml'));
const text = {
  chart: about.name,
  version: version ?? String(about.version),
  open: [...open].sort(),
  keys: sorted(keys),
};
writeFileSync(target, `${JSON.stringify(text, null, 1)}\n`);

function isMap(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keysOf(value) {
  if (isMap(value) && Object.keys(value).length > 0) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, ofKubernetes.has(key) ? 'any' : keysOf(inner)]),
    );
  }
  return value === null || value === undefined || typeof value === 'object' ? 'any' : true;
}

function merge(a, b) {
  if (a === undefined) return b;
  if (isMap(a) && isMap(b)) {
    const out = { ...a };
    for (const [key, value] of Object.entries(b)) out[key] = merge(out[key], value);
    return out;
  }
  // A map of known keys says more than "anything".
  return isMap(a) ? a : isMap(b) ? b : a === 'any' || b === 'any' ? 'any' : a;
}

/** What the chart's schema knows beyond its defaults, and which of its maps it leaves open. */
function addSchema(node, schema, root = schema) {
  const resolved = typeof schema.$ref === 'string' ? follow(root, schema.$ref) : schema;
  for (const [key, sub] of Object.entries(resolved.properties ?? {})) {
    const inner = typeof sub.$ref === 'string' ? follow(root, sub.$ref) : sub;
    if (isMap(node[key])) {
      // Some schemas repeat the defaults and leave every map open by habit; only an explicit schema for further keys
      // means that any may stand there.
      if (isMap(inner.additionalProperties) || isMap(inner.patternProperties)) node[key] = 'any';
      else addSchema(node[key], inner, root);
    } else if (node[key] === undefined) node[key] = 'any';
  }
}

function follow(root, reference) {
  return (
    reference
      .replace('#/', '')
      .split('/')
      .reduce((value, segment) => value?.[segment.replaceAll('~1', '/')], root) ?? {}
  );
}

function addPath(tree, path, value) {
  // A key may hold dots itself, in quotes: configs.cm."dex.config".
  const segments = [...path.matchAll(/"([^"]+)"|([^."]+)/g)].map((match) => match[1] ?? match[2]);
  let node = tree;
  for (const [index, segment] of segments.entries()) {
    if (node === 'any') return;
    const last = index === segments.length - 1;
    if (last) node[segment] = value === 'any' && isMap(node[segment]) && !open.has(path) ? node[segment] : value;
    else if (!isMap(node[segment])) {
      if (node[segment] === 'any') return;
      node[segment] = {};
    }
    node = node[segment];
  }
}

function sorted(value) {
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort((a, b) => (a < b ? -1 : 1))
      .map((key) => [key, sorted(value[key])]),
  );
}
