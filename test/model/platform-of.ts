import type { Catalog } from '../../src/blueprints/catalog.ts';
import { parseCatalog } from '../../src/blueprints/parse-catalog.ts';
import type { Config } from '../../src/config/config.ts';
import { resolveConfig } from '../../src/config/resolve-config.ts';
import { loadSchemaChecks } from '../../src/config/schema-checks.ts';
import type { Checked, Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { buildDraft } from '../../src/model/build-draft.ts';
import { buildPlatform } from '../../src/model/build-platform.ts';
import type { Draft } from '../../src/model/draft.ts';
import { formatLock } from '../../src/model/format-lock.ts';
import { parseLock } from '../../src/model/parse-lock.ts';
import type { Platform } from '../../src/model/platform.ts';
import { parseSources } from '../../src/source/parse-sources.ts';
import type { SourceFile } from '../../src/source/tree.ts';

export const capabilities = `
network/pods: {description: Pods reach each other., exclusive: true}
storage/block: {description: Block storage., exclusive: false}
metrics/crds: {description: Kinds., exclusive: true}
`;

const blueprint = (more: string): string =>
  `description: For tests.\nnamespace: {name: tests, podSecurity: baseline}\n${more}`;

/** A catalog of components that stand for kinds of them: `blueprint.yaml` by name, and what options they have. */
export function catalogOf(
  blueprints: Readonly<Record<string, string>>,
  options: Readonly<Record<string, string>> = {},
): Catalog {
  const files = new Map<string, string>([
    ['blueprints/capabilities.yaml', capabilities],
    ['blueprints/sizes/small.yaml', 'controlPlane: {count: 1}\npools: {workers: {count: 2}}\n'],
    ['blueprints/sizes/ha.yaml', 'controlPlane: {count: 3}\npools: {workers: {count: 3}}\n'],
  ]);
  for (const [name, text] of Object.entries(blueprints)) {
    files.set(`blueprints/platform/${name}/blueprint.yaml`, blueprint(text));
    const schema = options[name] ?? '{"type": "object", "additionalProperties": false, "properties": {}}';
    files.set(`blueprints/platform/${name}/options.schema.json`, schema);
  }
  const { value, diagnostics } = parseCatalog(files, new Map());
  if (value === undefined || diagnostics.length > 0)
    throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return value;
}

export const emptyCatalog = catalogOf({});

/** A platform of one environment, with everything beside its clusters in place. */
export function withClusters(clusters: string, more = ''): string {
  return `name: home
providers:
  pve:
    type: proxmox
    endpoint: https://pve.example.org:8006/
    credentials: {secret: proxmox}
    vmIds: 2000-2999
    hosts:
      pve1: {cpu: 64, memory: 512Gi, datastores: {disks: zfs, images: local}}
      pve2: {cpu: 64, memory: 512Gi, datastores: {disks: zfs, images: local}}
      pve3: {cpu: 64, memory: 512Gi, datastores: {disks: zfs, images: local}}
networks:
  lab: {cidr: 10.10.0.0/16, gateway: 10.10.0.1, bridge: vmbr0}
secrets: {sops: {recipients: [age17dmr2vf5y6wqj537j8tesdk6z8gkxzl2ymu04mw6vf5nwjmgxunqpjme7q]}}
defaults:
  versions: {talos: 1.13.6, kubernetes: 1.36.3}
  controlPlane: {disks: {system: {size: 40Gi}}}
  pools: {workers: {disks: {system: {size: 40Gi}}}}
${more}environments:
  prod:
    clusters:
${clusters.replace(/^(?=.)/gm, '      ')}
`;
}

export async function configOf(text: string, catalog: Catalog = emptyCatalog): Promise<Config> {
  const set = parseSources([{ path: 'infraflux.yaml', content: text }]);
  const checks = await loadSchemaChecks(catalog);
  const config = set.value === undefined ? undefined : resolveConfig(set.value, catalog, checks);
  const messages = [...set.diagnostics, ...(config?.diagnostics ?? [])].map(({ message }) => message);
  if (config?.value === undefined) throw new Error(messages.join('\n'));
  return config.value;
}

export async function draftOf(text: string, lock = '', catalog: Catalog = emptyCatalog): Promise<Draft> {
  return buildDraft(await configOf(text, catalog), catalog, parseLock(lock).value ?? { lines: [] });
}

/** What infraflux.lock must hold for the platform, as its lines. */
export async function lockOf(text: string, lock = ''): Promise<string> {
  return formatLock((await draftOf(text, lock)).nextLock);
}

export async function platformOf(
  text: string,
  catalog: Catalog = emptyCatalog,
  files: readonly SourceFile[] = [],
): Promise<Checked<Platform>> {
  return buildPlatform(await configOf(text, catalog), catalog, files);
}

export function codes(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(({ code }) => code);
}

/** The text that a span marks. */
export function marked(text: string, found: Diagnostic | undefined): string | undefined {
  return found?.span === undefined ? undefined : text.slice(found.span.start, found.span.end);
}
