import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { type SecretName, secretName } from '../../src/identity/secret-path.ts';
import type { Cluster, Platform, Provider } from '../../src/model/platform.ts';
import { readEngines } from '../../src/observe/read-engines.ts';
import type { RunCommand } from '../../src/observe/run-command.ts';
import { stateOf } from '../state-of.ts';
import { authoritiesOf } from '../../src/observe/terraform/authorities.ts';
import { proxmoxProvider } from '../providers/build.ts';

const root = mkdtempSync(join(tmpdir(), 'infraflux-providers-'));
afterAll(() => rmSync(root, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

const provider = (name: string): Provider =>
  proxmoxProvider(name, { endpoint: 'https://pve/', credentials: { secret: name }, ca: `${name}.pem` });
const cluster = (environment: string, used: string, idle: readonly string[] = []): Cluster =>
  ({
    environment,
    name: 'main',
    provider: provider(used),
    nodes: [{ provider: provider(used) }],
    idleProviders: idle.map(provider),
  }) as unknown as Cluster;
const platform = {
  terraform: { engine: 'terraform' },
  environments: [
    { name: 'dev', clusters: [cluster('dev', 'home')] },
    { name: 'prod', clusters: [cluster('prod', 'office')] },
  ],
} as unknown as Platform;

const nothingHere: RunCommand = async () => ({ code: 127, stdout: '', stderr: '', bytes: new Uint8Array() });
const opened = async (environments: readonly string[] | undefined, secrets: readonly SecretName[]) => [
  ...(await readEngines(nothingHere, root, stateOf(root), platform, environments, new Set(secrets), process.env))
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
  expect(authoritiesOf(root, cluster('prod', 'home', ['office']), {})).toBe('authority of home\nauthority of office');
});
