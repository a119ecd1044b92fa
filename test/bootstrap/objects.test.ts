import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { builtInCatalog, compiled, filesBelow } from '../machines/compiled.ts';
import { type Kubernetes, needKubernetes, resourceDefinition, startKubernetes } from '../oracles/kubernetes.ts';

/**
 * A real API server takes every object that is compiled, strictly: those of its own kinds by its own validation, the others by
 * the schemas that the compiler knows. Nothing is stored.
 */

const scratch = mkdtempSync(join(tmpdir(), 'infraflux-objects-'));
let cluster: Kubernetes | undefined;
afterAll(async () => {
  await cluster?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

interface Emitted {
  readonly path: string;
  readonly text: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** The example's, and those of every component alone. */
function emitted(): readonly Emitted[] {
  const example = compiled(
    ['infraflux.yaml', 'environments/prod.yaml', 'patches/audit.yaml'].map((path) => ({
      path,
      content: readFileSync(path, 'utf8'),
    })),
  ).files;
  const components = filesBelow('test/catalog/golden')
    .filter(({ path }) => path.includes('/expected/manifests/'))
    .map(({ path, content }) => [path, content] as const);
  const texts: readonly (readonly [string, string])[] = [
    ...[...example].filter(([path]) => isManifest(path)),
    ...components.map(([path, content]) => [path, String(content)] as const),
  ];
  return texts.flatMap(([path, text]) =>
    parseAllDocuments(text).map((document) => ({ path, text, ...(document.toJS() as Omit<Emitted, 'path' | 'text'>) })),
  );
}

function isManifest(path: string): boolean {
  return /^[^/]+\/(platform|applications)\//.test(path) && path.endsWith('.yaml') && !path.endsWith('/values.yaml');
}

const builtIn = /^(v1|(apps|batch|policy|autoscaling)\/.*|(networking|rbac\.authorization|storage)\.k8s\.io\/.*)$/;

/** A kind that is not the API server's own, from the schema that the compiler has. */
function definitions(objects: readonly Emitted[]): readonly object[] {
  const kinds = new Map(
    objects.filter(({ apiVersion }) => !builtIn.test(apiVersion)).map((one) => [`${one.apiVersion} ${one.kind}`, one]),
  );
  return [...kinds.values()].map(({ apiVersion, kind }) => {
    const [group = '', version = ''] = apiVersion.split('/');
    const same = objects.filter((one) => one.apiVersion === apiVersion && one.kind === kind);
    const scope = same.some(({ metadata }) => metadata.namespace !== undefined) ? 'Namespaced' : 'Cluster';
    return resourceDefinition(group, kind, version, scope) as object;
  });
}

test('the API server takes every object, in namespaces as they are made', async (context) => {
  const programs = needKubernetes(context);
  const objects = emitted();
  expect(objects.length).toBeGreaterThan(50);
  cluster = await startKubernetes(programs, join(scratch, 'cluster'));
  const asList = (items: readonly object[]): string => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  const prepared = [...definitions(objects), ...namespaces(objects)];
  const made = await cluster.kubectl(['apply', '--server-side', '-f', '-'], asList(prepared));
  expect(made.stderr).toBe('');
  const established = ['wait', '--for', 'condition=Established', 'customresourcedefinitions', '--all'];
  expect((await cluster.kubectl(established)).status).toBe(0);

  // As bytes, because kubectl reads YAML 1.1.
  const folder = join(scratch, 'objects');
  mkdirSync(folder);
  const texts = [...new Map(objects.map(({ path, text }) => [path, text]))];
  for (const [at, [, text]] of texts.entries()) writeFileSync(join(folder, `${at}.yaml`), text);
  const dryRun = ['apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', folder];
  const taken = await cluster.kubectl(dryRun);
  // Pod Security and deprecations would be warnings. The finalizer has the name that Argo CD gives it.
  const warnings = taken.stderr.split('\n').filter((line) => line !== '' && !line.includes(finalizer));
  expect(warnings).toEqual([]);
  expect(taken.stdout.split('\n').filter((line) => line.includes('serverside-applied'))).toHaveLength(objects.length);

  // It is the real thing: what is wrong is refused.
  const wrong = texts.find(([, text]) => text.includes('kind: StorageClass'))?.[1] ?? '';
  const refused = await cluster.kubectl(
    [...dryRun.slice(0, -1), '-'],
    wrong.replace(/reclaimPolicy: \w+/, 'reclaimPolicy: Kept'),
  );
  expect(refused.stderr).toContain('Kept');
});

const finalizer = 'metadata.finalizers: "resources-finalizer.argocd.argoproj.io"';

/** Each with the level that its Application gives it, asked to warn as well. */
function namespaces(objects: readonly Emitted[]): readonly object[] {
  const levels = new Map(
    [...builtInCatalog().components.values()].map(({ namespace }) => [namespace.name, namespace.podSecurity]),
  );
  const names = new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []));
  return [...names]
    .filter((name) => name !== 'kube-system' && name !== 'default')
    .map((name) => {
      const level = levels.get(name) ?? 'restricted';
      const labels = { 'pod-security.kubernetes.io/enforce': level, 'pod-security.kubernetes.io/warn': level };
      return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
    });
}
