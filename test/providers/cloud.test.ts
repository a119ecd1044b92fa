import { compile } from '../../src/compile.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import coreSchema from '../../schema/core.schema.json' with { type: 'json' };
import { parseCatalog } from '../../src/blueprints/parse-catalog.ts';
import { readBuiltInBlueprints } from '../../src/commands/input/read-catalog.ts';
import type { Schema } from '../../src/config/compose-schema.ts';
import { languageOf } from '../../src/config/schema.ts';
import { loadSchemaChecks } from '../../src/config/schema-checks.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { ProviderEmits } from '../../src/emit/provider-emit.ts';
import type { ProviderModels } from '../../src/model/provider-model.ts';
import { providerEmits } from '../../src/providers/emit-registry.ts';
import { providerModels } from '../../src/providers/model-registry.ts';
import { providerSchemas } from '../../src/providers/schema-registry.ts';
import { filesBelow } from '../golden-tree.ts';
import { cloudEmit } from './cloud/emit.ts';
import { cloudModel } from './cloud/model.ts';

// A third type of provider, out of a folder and a line in each registry: nothing else in the program knows it.

const folder = join(import.meta.dirname, 'cloud', 'blueprint');
const own = new Map(
  filesBelow(folder).map((file) => [`blueprints/providers/cloud/${file}`, readFileSync(join(folder, file), 'utf8')]),
);

/** The language with one more word in the list of types: `cloud`. */
// Imported JSON has the type of its own text.
const core = structuredClone(coreSchema) as unknown as Schema & {
  $defs: { provider: { properties: { type: { enum: string[] } } } };
};
core.$defs.provider.properties.type.enum.push('cloud');

const schemas = {
  ...providerSchemas,
  cloud: JSON.parse(own.get('blueprints/providers/cloud/provider.schema.json') ?? '') as Schema,
};
const models: ProviderModels = { ...providerModels, ...{ cloud: cloudModel } };
const emits: ProviderEmits = { ...providerEmits, ...{ cloud: cloudEmit } };

interface Compiled {
  readonly files: ReadonlyMap<string, string>;
  readonly lock: string;
  readonly diagnostics: readonly Diagnostic[];
}

async function compiled(text: string): Promise<Compiled> {
  const catalog = parseCatalog(new Map([...readBuiltInBlueprints(), ...own]), new Map());
  if (catalog.value === undefined) throw new Error('no catalog');
  const checks = await loadSchemaChecks(catalog.value, languageOf(new Map(), schemas, core));
  const files = [{ path: 'infraflux.yaml', content: text }];
  const { set, diagnostics } = compile({ files, catalog }, { checks, models, emits });
  return {
    files: new Map((set?.artifacts ?? []).map(({ path, text: content }) => [String(path), content])),
    lock: set?.lock ?? '',
    diagnostics,
  };
}

const platform = `
name: lab
providers:
  north: {type: cloud, region: north-1, credentials: {secret: cloud}}
networks: {lab: {cidr: 10.10.0.0/16, gateway: 10.10.0.1, dns: [10.10.0.1]}}
environments:
  dev:
    clusters:
      main:
        size: single
        versions: {talos: 1.13.6, kubernetes: 1.36.3}
        network: {nodes: 10.10.1.10-10.10.1.29, endpoint: 10.10.1.5}
        controlPlane: {cpu: 4, memory: 8Gi, disks: {system: {size: 40Gi}}}
`;

test('a platform of it compiles: its module, its pieces of the root module, its image, its extension', async () => {
  const { files, lock, diagnostics } = await compiled(platform);
  expect(diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
  const root = (name: string): string => files.get(`dev/terraform/main/${name}`) ?? '';
  expect(files.get('dev/terraform/modules/cloud-server/main.tf')).toContain('resource "cloud_server" "this"');
  expect(files.has('dev/terraform/modules/proxmox-vm/main.tf')).toBe(false);
  expect(root('versions.tf')).toContain('source = "example/cloud"');
  expect(root('providers.tf')).toContain('region = "north-1"');
  expect(root('nodes.tf')).toContain('main-cp-1 = {\n      server_type = "c4"\n    }');
  expect(root('main.tf')).toContain('machine = module.server[name].id');
  const patches = [...files].filter(([path]) => path.startsWith('dev/clusters/main/talos/')).map(([, text]) => text);
  expect(patches.join('\n')).toMatch(/factory\.talos\.dev\/hcloud-installer\/[0-9a-f]{64}:v1\.13\.6/);
  expect(patches.join('\n')).toContain('siderolabs/cloud-agent');
  // It has addresses of ours, and no number, host or MAC.
  expect(lock).toContain('dev/main/main-cp-1 address 10.10.1.10');
  expect(lock).not.toMatch(/ (?:vm-id|host|mac|disk) /);
});

test('beside another type, each has its own part of the root module', async () => {
  const both = platform.replace('networks:', '  rack: {type: metal}\nnetworks:').replace(
    'size: single',
    `provider: north
        size: single
        pools: {racked: {provider: rack, count: 1, talos: {installDisk: {path: /dev/disk/by-id/a}}}}`,
  );
  const { files, diagnostics } = await compiled(both);
  expect(diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
  expect(files.get('dev/terraform/main/main.tf')).toContain('machine = try(module.server[name].id, name)');
  expect(files.get('dev/terraform/main/nodes.tf')).not.toMatch(/servers = \{[^}]*main-racked-1/);
});

test('its keys are checked as those of any other: a definition of its own, a default, a key that it requires', async () => {
  const faults = async (settings: string): Promise<readonly string[]> => {
    const { diagnostics } = await compiled(platform.replace('region: north-1', settings));
    return diagnostics.map(({ code, message }) => `${code}: ${message}`);
  };
  expect(await faults('region: north-1, vmIds: 2000-2999, hosts: {a: {}, b: {spread: 0}}')).toEqual([
    expect.stringMatching(/^config\/unknown-key: providers\.north .* cloud, .* "vmIds"$/),
    expect.stringMatching(/^config\/out-of-range: providers\.north\.hosts\.b\.spread .* 1, not 0$/),
  ]);
  expect(await faults('hosts: {}')).toEqual(['config/missing-key: providers.north has no "region"']);
  const { files } = await compiled(platform.replace('region: north-1', 'region: north-1, hosts: {a: {}}'));
  expect(files.get('dev/inputs.json')).toContain('"main.providers.north.hosts.a.spread": 1');
});

test('fields that it has no use for are an error where they are written about its machines', async () => {
  const { diagnostics } = await compiled(platform.replace('cpu: 4,', 'cpu: 4, hosts: [pve1],'));
  expect(diagnostics.map(({ code }) => code)).toEqual(['provider/unsupported-field']);
});
