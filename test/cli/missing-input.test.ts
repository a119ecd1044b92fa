import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { validate } from '../../src/commands/validate/validate.ts';
import { fakeTerminal } from '../fakes/terminal.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'infraflux-input-'));
});
afterEach(() => rmSync(root, { recursive: true }));

async function faultsIn(cwd: string): Promise<readonly Record<string, unknown>[]> {
  const terminal = fakeTerminal({ cwd });
  await validate({ config: 'infraflux.yaml', json: true, color: false }, terminal);
  return (JSON.parse(terminal.printed.out) as { diagnostics: Record<string, unknown>[] }).diagnostics;
}

it('names the configuration with the other suffix', async () => {
  writeFileSync(join(root, 'infraflux.yml'), 'name: homelab\n');
  expect(await faultsIn(root)).toMatchObject([
    {
      code: 'input/not-found',
      file: 'infraflux.yaml',
      message: 'infraflux.yaml not found, but infraflux.yml is there',
      help: 'rename infraflux.yml to infraflux.yaml, or pass --config infraflux.yml',
    },
  ]);
});

it('says that a second configuration is not read', async () => {
  writeFileSync(join(root, 'infraflux.yaml'), 'name: homelab\nenvironments: {dev: {}}\n');
  writeFileSync(join(root, 'infraflux.yml'), 'name: other\n');
  expect(await faultsIn(root)).toMatchObject([{ code: 'input/ignored-file', file: 'infraflux.yml' }]);
});

it('names the configuration in a directory above', async () => {
  writeFileSync(join(root, 'infraflux.yaml'), 'name: homelab\n');
  const below = join(root, 'manifests', 'dev');
  mkdirSync(below, { recursive: true });
  expect(await faultsIn(below)).toMatchObject([
    { message: 'infraflux.yaml not found here, but ../../infraflux.yaml is there', file: 'infraflux.yaml' },
  ]);
});

it('carries the file of a fault of a whole file', async () => {
  mkdirSync(join(root, 'infraflux.yaml'));
  expect(await faultsIn(root)).toMatchObject([{ code: 'input/not-a-file', file: 'infraflux.yaml', line: null }]);
});
