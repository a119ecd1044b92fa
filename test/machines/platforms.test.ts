import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { SourceFile } from '../../src/source/tree.ts';
import { needOracle } from '../oracles/oracle.ts';
import { parseCatalog } from '../../src/blueprints/parse-catalog.ts';
import { loadSchemaChecks } from '../../src/config/schema-checks.ts';
import { readBuiltInBlueprints, readUserBlueprints } from '../../src/commands/input/read-catalog.ts';
import { builtInCatalog, compiled, filesBelow, writeTerraform } from './compiled.ts';
import { terraformBeside } from './provider/terraform-cli.ts';

/** Every whole platform that is here, judged by the real terraform with the real bpg/proxmox. */
const scratch = mkdtempSync(join(tmpdir(), 'infraflux-platforms-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const read = (path: string): SourceFile => ({ path, content: readFileSync(path, 'utf8') });
/** There to show its fault: nothing is made from it. */
const faulty = 'vehagn-as-it-stands';

const platforms = new Map<string, { readonly sources: readonly SourceFile[]; readonly folder?: string }>([
  [
    'the example',
    {
      sources: [
        ...['infraflux.yaml', 'environments/prod.yaml'].map(read),
        { path: 'patches/audit.yaml', content: 'machine: {}\n' },
      ],
    },
  ],
]);
for (const area of ['test/platforms', 'test/golden']) {
  for (const name of existsSync(area) ? readdirSync(area) : []) {
    const folder = join(area, name);
    if (name === faulty || !existsSync(join(folder, 'infraflux.yaml'))) continue;
    platforms.set(name, { sources: inputs(folder), folder });
  }
}

/** What expected/ holds was compiled, not written. */
function inputs(folder: string): readonly SourceFile[] {
  return filesBelow(folder).filter(({ path }) => !path.startsWith('expected'));
}

describe.each([...platforms])('%s', (name, { sources, folder: home }) => {
  test('terraform validates it, and would lay out nothing otherwise', async (context) => {
    const provider = needOracle(context, 'terraform-provider-proxmox');
    const terraform = needOracle(context, 'terraform');
    const own = home === undefined ? undefined : readUserBlueprints(home).texts;
    const catalog =
      own === undefined || own.size === 0 ? builtInCatalog() : parseCatalog(readBuiltInBlueprints(), own).value;
    if (catalog === undefined) throw new Error('the blueprints are broken');
    const checks = await loadSchemaChecks(catalog);
    const { files } = compiled(sources, catalog, checks);
    const folder = join(scratch, name.replaceAll(' ', '-'));
    writeTerraform(folder, files);
    const roots = [...files.keys()].filter((path) => path.endsWith('/backend.tf')).map((path) => join(path, '..'));
    expect(roots.length).toBeGreaterThan(0);
    for (const root of roots) {
      const version = /siderolabs\/talos"\n\s+version = "([^"]+)"/.exec(
        files.get(join(root, 'versions.tf')) ?? '',
      )?.[1];
      const run = terraformBeside(
        terraform,
        join(folder, 'cli', root),
        { 'siderolabs/talos': `test/machines/schemas/talos-provider-${version}.json` },
        { 'bpg/proxmox': provider },
      );
      expect((await run(join(folder, root), ['get'])).status).toBe(0);
      expect((await run(join(folder, root), ['validate'])).text).toContain('Success! The configuration is valid');
    }
    const fmt = terraformBeside(terraform, join(folder, 'cli'), {}, {});
    expect(await fmt(folder, ['fmt', '-check', '-recursive', '-diff'])).toEqual({ status: 0, text: '' });
  });
});
