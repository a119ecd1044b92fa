import { resolvePlatform } from '../../src/resolve-platform.ts';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCatalog } from '../../src/blueprints/parse-catalog.ts';
import { readBuiltInBlueprints } from '../../src/commands/input/read-catalog.ts';
import { emitEnvironment } from '../../src/emit/emit-artifacts.ts';
import type { LeafPath } from '../../src/identity/leaf-path.ts';
import { resolvedInputs } from '../../src/model/inputs.ts';
import type { Environment, Platform } from '../../src/model/platform.ts';
import { revertInputs } from '../../src/plan/revert-inputs.ts';
import type { Json } from '../../src/source/tree.ts';

const parsed = parseCatalog(readBuiltInBlueprints(), new Map());
const catalog = parsed.value;
if (catalog === undefined) throw new Error('no catalog');

function platformOf(change: (text: string) => string): Platform {
  const files = ['infraflux.yaml', 'environments/prod.yaml', 'infraflux.lock', 'patches/audit.yaml'].map((path) => ({
    path,
    content: path === 'environments/prod.yaml' ? change(readFileSync(path, 'utf8')) : readFileSync(path, 'utf8'),
  }));
  const { platform, diagnostics } = resolvePlatform({ files, catalog: parsed });
  if (platform === undefined) throw new Error(JSON.stringify(diagnostics, null, 2));
  return platform;
}

function filesOf(platform: Platform, environment: Environment): ReadonlyMap<string, string> {
  if (catalog === undefined) throw new Error('no catalog');
  const emitted = emitEnvironment(platform, environment, catalog);
  return new Map((emitted.value ?? []).map((artifact) => [artifact.path, artifact.text]));
}

const prod = (platform: Platform): Environment => {
  const found = platform.environments.find((environment) => environment.name === 'prod');
  if (found === undefined) throw new Error('no prod');
  return found;
};

/** Every leaf that differs, with what it was. */
function moved(
  before: ReadonlyMap<LeafPath, Json>,
  after: ReadonlyMap<LeafPath, Json>,
): Map<LeafPath, Json | undefined> {
  const paths = [...new Set([...before.keys(), ...after.keys()])];
  return new Map(
    paths
      .filter((path) => JSON.stringify(before.get(path)) !== JSON.stringify(after.get(path)))
      .map((path) => [path, before.get(path)]),
  );
}

describe('putting every moved input back gives the files of before', () => {
  const before = platformOf((text) => text);
  it.each<[string, (text: string) => string]>([
    ['a value', (text) => text.replace('memory: 32Gi', 'memory: 48Gi')],
    ['a machine more', (text) => text.replace('workers: {memory: 32Gi}', 'workers: {memory: 32Gi, count: 4}')],
    ['a machine less', (text) => text.replace('workers: {memory: 32Gi}', 'workers: {memory: 32Gi, count: 2}')],
    ['a component less', (text) => text.replace(/^ +loki:.*\n/m, '')],
    ['another option', (text) => text.replace('longhorn: {replicas: 3', 'longhorn: {replicas: 2')],
    ['another address', (text) => text.replace('endpoint: 10.10.40.5', 'endpoint: 10.10.40.6')],
    [
      'no applications',
      (text) => text.replace('platform:\n      cert', 'applications: null\n    platform:\n      cert'),
    ],
  ])('%s', (_name, change) => {
    const after = platformOf(change);
    const paths = moved(resolvedInputs(before, prod(before)), resolvedInputs(after, prod(after)));
    expect(paths.size).toBeGreaterThan(0);
    const back = revertInputs(after, prod(after), paths);
    const reverted = filesOf(back.platform, back.environment);
    const wanted = filesOf(before, prod(before));
    const differing = [...new Set([...reverted.keys(), ...wanted.keys()])].filter(
      (path) => !path.endsWith('inputs.json') && reverted.get(path) !== wanted.get(path),
    );
    for (const path of differing) expect(reverted.get(path), path).toBe(wanted.get(path));
    expect(differing).toEqual([]);
  });
});
