import { resolvePlatform } from '../../src/resolve-platform.ts';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseCatalog } from '../../src/blueprints/parse-catalog.ts';
import { readBuiltInBlueprints } from '../../src/commands/input/read-catalog.ts';
import { talosDocuments } from '../../src/emit/talos/documents.ts';
import { emitTalosFiles } from '../../src/emit/terraform/talos-files.ts';
import { emitTerraform, emitTerraformModules } from '../../src/emit/terraform/emit-terraform.ts';
import { talosChecker } from './check-talos.ts';
import { checkTerraform, type ProviderSchema } from './check-terraform.ts';

const read = (path: string) => ({ path, content: readFileSync(path, 'utf8') });
const files = ['infraflux.yaml', 'environments/prod.yaml'].map(read);
const audit = { path: 'patches/audit.yaml', content: 'machine: {}\n' };

test("the machines of the repository's own platform", async () => {
  const input = { files: [...files, audit], catalog: parseCatalog(readBuiltInBlueprints(), new Map()) };
  const { catalog, platform } = resolvePlatform(input);
  if (platform === undefined || catalog === undefined) throw new Error('the example cannot be read');
  const emitted = platform.environments.flatMap((environment) => [
    emitTerraformModules(platform, environment, catalog),
    ...environment.clusters.flatMap((cluster) => [
      emitTerraform(platform, environment, cluster, catalog),
      emitTalosFiles(environment, cluster, talosDocuments(platform, cluster, catalog)),
    ]),
  ]);
  expect(emitted.flatMap((one) => one.diagnostics)).toEqual([]);
  const texts = new Map(emitted.flatMap((one) => one.value ?? []).map(({ path, text }) => [path as string, text]));

  const schema = (name: string): ProviderSchema =>
    JSON.parse(readFileSync(`test/machines/schemas/${name}.json`, 'utf8')) as ProviderSchema;
  const code = new Map([...texts].filter(([path]) => path.endsWith('.tf')));
  expect(await checkTerraform(code, [schema('proxmox-0.112.0'), schema('talos-provider-0.11.0')])).toEqual([]);

  const check = talosChecker('1.13');
  for (const [path, text] of texts) {
    if (path.endsWith('.yaml') && !path.includes('/schematic-')) expect(check(text), path).toEqual([]);
  }
  const worker = texts.get('prod/clusters/main/talos/worker.yaml');
  expect(worker).toContain('kind: UserVolumeConfig\nname: longhorn\n');
  expect(texts.get('prod/terraform/main/nodes.tf')).toContain('"patches/audit.yaml"');
});
