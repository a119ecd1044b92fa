import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { capabilityKey } from '../../src/emit/component-view.ts';
import { provides } from '../../src/model/secret-operator.ts';
import { inputFiles, runCase } from '../diagnostics/run-case.ts';
import { catalog, componentNames } from './builtin-catalog.ts';

/** Who brings the kinds of a group, as a capability. */
const bringers: Readonly<Record<string, string>> = {
  'cert-manager.io': 'certificates',
  'cilium.io': 'network/load-balancer',
  'external-secrets.io': 'secrets/external',
  'gateway.networking.k8s.io': 'gateway/api-crds',
  'isindir.github.com': 'secrets/operator',
  'monitoring.coreos.com': 'monitoring/crds',
  'snapshot.storage.k8s.io': 'storage/snapshots',
};
/** Every API server has these. */
const ownGroups = ['', 'apps', 'batch', 'networking.k8s.io', 'policy', 'rbac.authorization.k8s.io', 'storage.k8s.io'];

const root = join(import.meta.dirname, '../..');
const folders = ['test/golden', 'test/platforms']
  .flatMap((area) => readdirSync(join(root, area)).map((name) => `${area}/${name}`))
  // There to show its fault.
  .filter((folder) => existsSync(join(root, folder, 'infraflux.yaml')) && !folder.endsWith('as-it-stands'));

interface ObjectOfKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
}

interface Application {
  readonly metadata: { readonly name: string; readonly annotations: Readonly<Record<string, string>> };
  readonly spec: {
    readonly sources: readonly { readonly path?: string }[];
    readonly syncPolicy: { readonly syncOptions: readonly string[] };
  };
}

const waveOf = (annotations: Readonly<Record<string, string>> | undefined): number =>
  Number(annotations?.['argocd.argoproj.io/sync-wave'] ?? 0);

describe('no Application holds an object whose kind comes in the same or a later wave', () => {
  test.each(folders)('%s', async (folder) => {
    const { platform, set, catalog: whole } = await runCase(join(root, folder), withObjects(folder));
    if (platform === undefined || set === undefined || whole === undefined) throw new Error(`${folder} gives nothing`);
    const texts = new Map(set.artifacts.map(({ path, text }) => [path as string, text]));
    for (const cluster of platform.environments.flatMap(({ clusters }) => clusters)) {
      const base = `${cluster.environment}/platform/${cluster.name}`;
      for (const [path, text] of texts) {
        if (!path.startsWith(`${base}/applications/`) || path.endsWith('/project.yaml')) continue;
        const { metadata, spec } = parse(text) as Application;
        const own = spec.sources.flatMap(({ path: source }) =>
          source === undefined ? [] : [source.slice(source.indexOf(base))],
        );
        for (const [file, content] of texts) {
          // What a kustomization makes is Argo CD's to find out.
          if (!own.includes(file.slice(0, file.lastIndexOf('/'))) || file.endsWith('/kustomization.yaml')) continue;
          for (const object of parseAllDocuments(content).map((document) => document.toJS() as ObjectOfKind)) {
            const group = object.apiVersion.includes('/') ? (object.apiVersion.split('/')[0] ?? '') : '';
            if (ownGroups.includes(group)) continue;
            const capability = bringers[group];
            expect(capability, `who brings ${object.apiVersion} ${object.kind} of ${file}?`).toBeDefined();
            const bringer = cluster.components.find((component) => {
              const blueprint = whole.components.get(component.name);
              return blueprint !== undefined && provides({ ...component, blueprint }, capability ?? '');
            });
            expect(bringer, `nobody brings ${object.kind} of ${file}`).toBeDefined();
            if (bringer?.name !== metadata.name) {
              expect(waveOf(metadata.annotations), `${file} before ${bringer?.name}`).toBeGreaterThan(
                bringer?.wave ?? Infinity,
              );
              continue;
            }
            // Beside what brings its kind: after it, and no dry run of it before. A user's own file is copied as it is.
            if (!file.startsWith(`${base}/${metadata.name}/extra/`))
              expect(waveOf(object.metadata.annotations), `${file} in its own Application`).toBeGreaterThan(0);
            expect(spec.syncPolicy.syncOptions).toContain('SkipDryRunOnMissingResource=true');
          }
        }
      }
    }
  });
});

/** The inputs, and an encrypted object for every secret that stands in them, as if all had been set. */
function withObjects(folder: string) {
  const files = inputFiles(join(root, folder));
  const text = files.map(({ content }) => String(content)).join('\n');
  const secrets = new Set([...text.matchAll(/\{secret: ([a-z0-9-]+)/g)].map(([, name]) => name));
  const document = parse(readFileSync(join(root, folder, 'infraflux.yaml'), 'utf8')) as {
    environments: Record<string, { clusters?: Record<string, unknown> } | null>;
  };
  const clusters = Object.entries(document.environments).flatMap(([environment, value]) =>
    Object.keys(value?.clusters ?? {}).map((cluster) => `${environment}/${cluster}`),
  );
  const objects = clusters.flatMap((cluster) =>
    componentNames.flatMap((component) =>
      [...secrets].map((secret) => ({
        path: `secrets/${cluster}/${component}.${secret}.yaml`,
        content: `apiVersion: isindir.github.com/v1alpha3\nkind: SopsSecret\nmetadata: {name: ${secret}}\n`,
      })),
    ),
  );
  return [...files, ...objects];
}

/** Charts are rendered by Argo CD alone, but what they may bring of these kinds follows from `has` in their values. */
test.each(componentNames)('%s waits for the kinds that its values and manifests look for', (name) => {
  const blueprint = catalog.components.get(name);
  if (blueprint === undefined) throw new Error(`no ${name}`);
  const texts = [...catalog.files.values()].filter(({ path }) => path.startsWith(`${blueprint.folder}/`));
  const looked = new Set(texts.flatMap(({ text }) => [...text.matchAll(/\bhas\.([A-Za-z]+)/g)].map(([, key]) => key)));
  const waits = new Set([...blueprint.requires, ...blueprint.after].map(({ value }) => value));
  for (const capability of Object.values(bringers))
    if (looked.has(capabilityKey(capability))) expect([...waits]).toContain(capability);
});
