import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { type SecretName, secretName } from '../../src/identity/secret-path.ts';
import type { Cluster, Provider } from '../../src/model/platform.ts';
import { readEngines } from '../../src/observe/read-engines.ts';
import type { RunCommand } from '../../src/observe/run-command.ts';
import { stateOf } from '../state-of.ts';
import { authoritiesOf } from '../../src/observe/terraform/authorities.ts';
import { cluster, environment, node, platform } from '../builders/model.ts';
import { proxmoxProvider } from '../providers/build.ts';

const root = mkdtempSync(join(tmpdir(), 'infraflux-providers-'));
afterAll(() => rmSync(root, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

const provider = (name: string): Provider =>
  proxmoxProvider(name, { endpoint: 'https://pve/', credentials: { secret: name }, ca: `${name}.pem` });
const clusterOn = (environment: string, used: string, idle: readonly string[] = []): Cluster =>
  cluster({
    environment,
    provider: provider(used),
    nodes: [node('cp-1', 1, { provider: provider(used) })],
    idleProviders: idle.map(provider),
  });
const whole = platform([], {
  environments: [environment([clusterOn('dev', 'home')]), environment([clusterOn('prod', 'office')])],
});

const nothingHere: RunCommand = async () => ({ code: 127, stdout: '', stderr: '', bytes: new Uint8Array() });
const opened = async (environments: readonly string[] | undefined, secrets: readonly SecretName[]) => [
  ...(await readEngines(nothingHere, root, stateOf(root), whole, environments, new Set(secrets), process.env))
    .credentials,
];

test('a token in the environment is for the one provider of the environments that were chosen', async () => {
  vi.stubEnv('PROXMOX_VE_API_TOKEN', 'user@pve!name=uuid');
  expect(await opened(['prod'], [])).toEqual(['office']);
  expect(await opened(undefined, [])).toEqual([]);
  expect(await opened(undefined, [secretName('platform', 'home')])).toEqual(['home']);
});

test('the secret of a provider is the platform’s, as all environments share it', async () => {
  vi.stubEnv('PROXMOX_VE_API_TOKEN', '');
  expect(await opened(undefined, [secretName('prod', 'office'), secretName('platform', 'home')])).toEqual(['home']);
});

test('whoever made machines is trusted until they are gone, also when no node is left there', () => {
  for (const name of ['home', 'office']) writeFileSync(join(root, `${name}.pem`), `authority of ${name}\n`);
  expect(authoritiesOf(root, clusterOn('prod', 'home', ['office']), {})).toBe('authority of home\nauthority of office');
});
