import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, type TestContext } from 'vitest';
import { type Ran, start } from '../cli/cli.ts';
import { FakeProxmox } from '../fakes/proxmox/fake-proxmox.ts';
import type { Host } from '../fakes/proxmox/hypervisor.ts';
import { labText } from '../machines/lab-text.ts';
import { providerMirror } from '../machines/provider/terraform-cli.ts';
import { needOracle } from '../oracles/oracle.ts';

/** The whole program with the real Terraform and the real bpg/proxmox; Proxmox and what Talos does are stand-ins. */
const scratch = mkdtempSync(join(tmpdir(), 'infraflux-machines-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const host: Host = {
  bridges: ['vmbr0'],
  stores: { local: { content: ['import'] }, 'local-zfs': { content: ['images'] } },
};

export const workers = (count: number): string => `{count: ${count}, memory: 8Gi, disks: {system: {size: 20Gi}}}`;

const fakes: FakeProxmox[] = [];
afterEach(async () => {
  await Promise.all(fakes.splice(0).map((fake) => fake.stop()));
});

export interface Lab {
  readonly root: string;
  readonly fake: FakeProxmox;
  readonly write: (workers: string, more?: string) => void;
  readonly env: Readonly<Record<string, string>>;
  readonly infraflux: (...args: readonly string[]) => Promise<Ran>;
  readonly interrupted: (args: readonly string[], signal: NodeJS.Signals, when: () => boolean) => Promise<Ran>;
}

export async function newLab(context: TestContext, name: string): Promise<Lab> {
  const provider = needOracle(context, 'terraform-provider-proxmox');
  needOracle(context, 'terraform');
  const fake = new FakeProxmox({ pve1: host, pve2: host });
  fakes.push(fake);
  const endpoint = await fake.start();
  const root = mkdtempSync(join(scratch, `${name}-`));
  const mirror = providerMirror(
    mkdtempSync(join(scratch, 'providers-')),
    { 'siderolabs/talos@0.11.0': 'test/machines/schemas/talos-provider-0.11.0.json' },
    { 'bpg/proxmox@0.112.0': provider },
  );
  const env = {
    ...mirror,
    HOME: root,
    SOPS_AGE_KEY_FILE: join(root, '..', `${name}.key`),
    SSL_CERT_FILE: fake.certificate,
    PROXMOX_VE_API_TOKEN: fake.token,
    // No helm here: what Argo CD needs is installed by another test.
    PATH: withoutHelm(process.env['PATH'] ?? ''),
  };
  let secrets = '';
  const lab: Lab = {
    root,
    fake,
    env,
    write: (workers, more) =>
      writeFileSync(join(root, 'infraflux.yaml'), labText({ endpoint, vmIds: '2000-2999', workers, more, secrets })),
    infraflux: (...args) => start(args, { cwd: root, env }),
    interrupted: (args, signal, killWhen) => start(args, { cwd: root, env, signal, killWhen }),
  };
  lab.write(workers(2));
  const made = await lab.infraflux('secrets', 'init');
  expect(made.code, made.err + made.out).toBe(0);
  const recipient = /age1\w+/.exec(readFileSync(join(root, 'infraflux.yaml'), 'utf8'))?.[0];
  secrets = `secrets: {sops: {recipients: [${recipient}]}}`;
  lab.write(workers(2));
  return lab;
}

function withoutHelm(path: string): string {
  return path
    .split(':')
    .filter((folder) => !existsSync(join(folder, 'helm')))
    .join(':');
}

export const names = (fake: FakeProxmox): string[] =>
  [...fake.hypervisor.machines.values()].map(({ config }) => config.get('name') ?? '').sort();

export const memories = (fake: FakeProxmox): Record<string, string | undefined> =>
  Object.fromEntries(
    [...fake.hypervisor.machines.values()].map(({ config }) => [config.get('name') ?? '', config.get('memory')]),
  );

export async function applied(lab: Lab, ...more: readonly string[]): Promise<Ran> {
  const ran = await lab.infraflux('apply', '--yes', ...more);
  expect(ran.code, ran.err + ran.out).toBe(0);
  return ran;
}

/** Something was blocked, and what was not is done. */
export async function appliedInPart(lab: Lab, ...more: readonly string[]): Promise<Ran> {
  const ran = await lab.infraflux('apply', '--yes', ...more);
  expect(ran.code, ran.err + ran.out).toBe(3);
  return ran;
}

export async function settled(lab: Lab): Promise<void> {
  const ran = await lab.infraflux('plan', '--detailed-exitcode');
  expect(ran.out, ran.err).toMatch(/^\S+: files, gitops, terraform up to date; not compared: kubernetes in dev\/dev$/m);
  expect(ran.code).toBe(0);
}
