import { expect, test } from 'vitest';
import { firstConfig } from '../../src/commands/init/first-config.ts';
import { compile } from '../../src/compile.ts';
import { checked } from '../../src/diagnostics/diagnostic.ts';
import { builtInCatalog } from '../machines/compiled.ts';

test.each([
  '10.10.0.5',
  '10.10.0.6',
  '10.10.0.10',
  '10.10.0.110',
  '10.10.0.2',
  '192.168.1.2',
  '10.244.3.4',
  '10.96.0.4',
  'pve.home.arpa',
])('the first platform leaves the Proxmox API its address: %s', (api) => {
  const answers = {
    name: 'home',
    endpoint: `https://${api}:8006/`,
    network: '10.10.0.0/24',
    gateway: '',
    repository: '',
  };
  const first = firstConfig(answers, builtInCatalog());
  if (!('text' in first)) throw new Error(first.fault);
  const files = [{ path: 'infraflux.yaml', content: first.text }];
  const { diagnostics } = compile({ files, catalog: checked(builtInCatalog()) });
  expect(diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual([]);
});
