import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Machine } from './cli.ts';

let me: Machine;
const config = `name: home
providers:
  home:
    type: proxmox
    endpoint: https://pve.home.arpa:8006/
    credentials: {secret: proxmox}
    vmIds: 2000-2999
    hosts: {pve1: {datastores: {disks: local, images: local}}}
networks: {lab: {cidr: 10.10.0.0/16, gateway: 10.10.0.1, bridge: vmbr0}}
defaults:
  size: single
  controlPlane: {disks: {system: {size: 40Gi}}}
environments:
  prod:
    secrets: {external: {store: onepassword}}
    clusters:
      main:
        network: {nodes: 10.10.10.10-10.10.10.29, endpoint: 10.10.10.5}
        platform:
          argocd: {}
          cilium: {}
          sops-secrets-operator: {}
          external-dns: {cloudflare: {secret: cloudflare}, zones: [example.org]}
          external-secrets:
            stores: {onepassword: {onepasswordSDK: {vault: home, auth: {serviceAccountSecretRef: {secret: op}}}}}
`;
beforeAll(async () => {
  me = new Machine(config);
  await me.run(['secrets', 'init']);
});
afterAll(() => me.remove());

/** Secrets of a store need nothing of anybody here; what opens the store does. */
describe('secrets that a store holds', () => {
  it('are listed where the store must have them', async () => {
    const listed = await me.run(['secrets']);
    expect(listed.code, listed.out).toBe(0);
    expect(listed.out).toMatch(
      /^in-store {4}onepassword: prod-cloudflare\/token +read by prod\/main: external-dns \(token\)$/m,
    );
    expect(listed.out).toMatch(
      /^missing {5}secrets\/prod\/op\.sops\.yaml +read by prod\/main: external-secrets \(token\)$/m,
    );
    expect(listed.out).toContain('1 in external stores');
    const { secrets } = JSON.parse((await me.run(['secrets', '--json'])).out) as {
      secrets: { name: string; state: string; store?: object }[];
    };
    expect(secrets.find(({ name }) => name === 'cloudflare')).toMatchObject({
      state: 'in-store',
      missingKeys: [],
      store: { name: 'onepassword', cluster: 'main', entries: ['prod-cloudflare/token'] },
    });
  });

  it('block no plan and fail no check', async () => {
    const plan = JSON.parse((await me.run(['plan', '--json'])).out) as { blocked: { secret: string }[] };
    expect(plan.blocked.map(({ secret }) => secret).sort()).toEqual(['op', 'proxmox']);
    const check = await me.run(['secrets', 'check']);
    expect(check.out).toContain('secrets/prod/op.sops.yaml is missing');
    expect(check.out).not.toContain('cloudflare');
  });

  it('have no encrypted object; what opens the store has', async () => {
    expect((await me.run(['secrets', 'set', 'prod', 'op'], { input: 'ops_token' })).code).toBe(0);
    const synced = await me.run(['secrets', 'sync']);
    expect(synced.code, synced.out).toBe(0);
    expect(me.read('secrets/prod/main/external-secrets.op.yaml')).toContain('kind: SopsSecret');
    expect(me.git('ls-files', '--others', '--exclude-standard')).not.toContain('cloudflare');
    const compiled = await me.run(['compile']);
    expect(compiled.code, compiled.out).toBe(0);
    const path = 'out/prod/platform/main/external-dns/manifests/secret-cloudflare.yaml';
    expect(me.read(path)).toContain('kind: ExternalSecret');
    expect(me.read('out/prod/platform/main/external-secrets/manifests/secret-op.yaml')).toContain('kind: SopsSecret');
    const line =
      me
        .read(path)
        .split('\n')
        .findIndex((text) => text.includes('creationPolicy')) + 1;
    const explained = await me.run(['explain', `${path}:${line}`]);
    expect(explained.out).toContain('secret.yaml.hbs');
  });

  it('may have a file all the same, and whoever writes it hears that no cluster reads it', async () => {
    const hint =
      'every cluster that uses "cloudflare" reads it from an external store, not from this file: prod/main from onepassword';
    const set = await me.run(['secrets', 'set', 'prod', 'cloudflare'], { input: 'a-token' });
    expect(set.code, set.out).toBe(0);
    expect(set.out.split('\n').filter((line) => line === hint)).toHaveLength(1);
    expect(set.out).not.toContain('secrets/unused');
    expect((await me.run(['secrets', 'set', 'prod', 'op'], { input: 'ops_token' })).out).not.toContain(
      'external store',
    );
  });
});

it('a value that its reader cannot use is refused, and not printed', async () => {
  const alone = '0b5ec4f2-1d1e-4d5c-9a55-3f1f2f3a4b5c';
  const refused = await me.run(['secrets', 'set', 'platform', 'proxmox'], { input: alone });
  expect(refused.code, refused.out).toBe(1);
  expect(refused.out).toContain('expected an API token: user@realm!name=uuid');
  expect(refused.out).not.toContain(alone);
  const whole = await me.run(['secrets', 'set', 'platform', 'proxmox'], { input: `root@pam!infraflux=${alone}` });
  expect(whole.code, whole.out).toBe(0);
});
