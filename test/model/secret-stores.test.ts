import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { secretObjects } from '../../src/plan/secret-objects.ts';
import { missingSecrets, secretsInStores, secretsNeeded } from '../../src/plan/secrets-needed.ts';
import { emitReverted } from '../../src/plan/revert-inputs.ts';
import { leavesOf } from '../plan/leaves.ts';
import { type CaseResult, runCase } from '../diagnostics/run-case.ts';

const anyFolder = join(import.meta.dirname, '../golden/bgp');

interface Setup {
  /** Of the environment `prod`. */
  readonly secrets?: string;
  readonly cluster?: string;
  readonly stores?: string;
  /** Overlay: environments/prod.yaml. */
  readonly overlay?: string;
  readonly files?: Readonly<Record<string, string>>;
}

/** A platform with one cluster, whose components read three secrets. */
function compiled({ secrets, cluster, stores, overlay, files }: Setup): Promise<CaseResult> {
  const text = `name: home
providers:
  pve: {type: proxmox, endpoint: "https://pve.home.arpa:8006/", credentials: {secret: proxmox}, vmIds: 2000-2099, hosts: {pve1: {datastores: {disks: local, images: local}}}}
networks: {lab: {cidr: 10.10.0.0/16, gateway: 10.10.0.1, bridge: vmbr0}}
secrets: {sops: {recipients: [age17dmr2vf5y6wqj537j8tesdk6z8gkxzl2ymu04mw6vf5nwjmgxunqpjme7q]}}
defaults:
  size: single
  controlPlane: {disks: {system: {size: 40Gi}}}
environments:
  prod:
    ${secrets === undefined ? 'protect: false' : `secrets: ${secrets}`}
    clusters:
      main:
        network: {nodes: 10.10.10.10-10.10.10.29, endpoint: 10.10.10.5}
        ${cluster ?? 'protect: false'}
        platform:
          argocd: {}
          cilium: {bgp: {asn: 64513, peers: {router: {address: 10.10.0.1, asn: 64512, password: {secret: bgp}}}}}
          cert-manager: {issuer: {ca: {secret: home-ca}}}
          external-dns: {cloudflare: {secret: cloudflare, key: api}, zones: [example.org]}
          sops-secrets-operator: {}
          external-secrets: {stores: ${stores ?? '{box: {}}'}}
`;
  const all = {
    'infraflux.yaml': text,
    ...(overlay === undefined ? {} : { 'environments/prod.yaml': overlay }),
    ...files,
  };
  return runCase(
    anyFolder,
    Object.entries(all).map(([path, content]) => ({ path, content })),
  );
}

function codes({ ordered }: CaseResult): readonly string[] {
  return ordered.diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message }) => `${code}: ${message}`);
}

function textOf({ set }: CaseResult, path: string): string | undefined {
  return set?.artifacts.find((artifact) => artifact.path === `prod/platform/main/${path}`)?.text;
}

function entriesOf(text: string | undefined): readonly string[] {
  return [...(text ?? '').matchAll(/^ +(?:- )?(secretKey|key|property): (.+)$/gm)].map(
    ([, field, value]) => `${field}=${value}`,
  );
}

describe('secrets out of a store', () => {
  it.each([
    [
      'vault',
      '{box: {vault: {server: "https://v.example.org", auth: {kubernetes: {role: x}}}}}',
      'key=prod/cloudflare',
    ],
    ['secretsManager', '{box: {secretsManager: {region: x}}}', 'key=prod/cloudflare'],
    ['parameterStore', '{box: {parameterStore: {region: x}}}', 'key=/prod/cloudflare'],
    ['gcpsm', '{box: {gcpsm: {projectID: x}}}', 'key=prod-cloudflare'],
    [
      'azurekv',
      '{box: {azurekv: {vaultUrl: "https://x.vault.azure.net", serviceAccountRef: {name: x}}}}',
      'key=prod-cloudflare',
    ],
    [
      'kubernetes',
      '{box: {kubernetes: {remoteNamespace: x, auth: {serviceAccount: {name: x}}}}}',
      'key=prod-cloudflare',
    ],
    ['somebody else’s', '{box: {}}', 'key=prod/cloudflare'],
  ])('of %s are called as suits it', async (_, stores, key) => {
    const result = await compiled({ secrets: '{external: {store: box}}', stores });
    expect(codes(result)).toEqual([]);
    const text = textOf(result, 'external-dns/manifests/secret-cloudflare.yaml');
    expect(entriesOf(text)).toEqual(['secretKey=api', key, 'property=api']);
  });

  it('have an entry for each key where the path says so', async () => {
    const result = await compiled({
      secrets: '{external: {store: box, path: "a/${platform}/${cluster}/${name}/${key}"}}',
    });
    const text = textOf(result, 'cert-manager/manifests/secret-home-ca.yaml');
    expect(entriesOf(text)).toEqual([
      'secretKey=tls.crt',
      'key=a/home/main/home-ca/tls.crt',
      'secretKey=tls.key',
      'key=a/home/main/home-ca/tls.key',
    ]);
  });

  it('need no file, no object and no step, and are listed', async () => {
    const result = await compiled({ secrets: '{external: {store: box}}' });
    const { platform, catalog } = result;
    if (platform === undefined || catalog === undefined) throw new Error(codes(result).join('\n'));
    const needed = secretsNeeded(platform, catalog, undefined);
    // What the provider reads, and what comes before the store, are files as ever.
    expect(needed.map(({ name }) => name)).toEqual(['proxmox', 'bgp']);
    expect(missingSecrets(needed, new Set()).map(({ secret }) => secret)).toEqual(['proxmox', 'bgp']);
    expect(secretObjects(platform, catalog).map(({ path }) => path)).toEqual(['secrets/prod/main/cilium.bgp.yaml']);
    expect(secretsInStores(platform, catalog, undefined)).toMatchObject([
      {
        name: 'cloudflare',
        store: 'box',
        entries: ['prod/cloudflare, property api'],
        readBy: ['prod/main: external-dns'],
      },
      { name: 'home-ca', keys: ['tls.crt', 'tls.key'], readBy: ['prod/main: cert-manager'] },
    ]);
    expect(secretsInStores(platform, catalog, ['dev'])).toEqual([]);
  });

  it('come after whoever asks the store, and an encrypted object of before is not copied any more', async () => {
    const objects = {
      'secrets/prod/main/external-dns.cloudflare.yaml': 'kind: SopsSecret\n',
      'secrets/prod/main/cilium.bgp.yaml': 'kind: SopsSecret # of bgp\n',
    };
    const wave = (result: CaseResult, name: string) =>
      result.platform?.environments[0]?.clusters[0]?.components.find((one) => one.name === name)?.wave ?? -1;
    const before = await compiled({ files: objects });
    expect(textOf(before, 'external-dns/manifests/secret-cloudflare.yaml')).toBe('kind: SopsSecret\n');
    const result = await compiled({ secrets: '{external: {store: box}}', files: objects });
    expect(textOf(result, 'external-dns/manifests/secret-cloudflare.yaml')).toContain('kind: ExternalSecret');
    expect(textOf(result, 'sops-secrets-operator/secrets/cilium.bgp.yaml')).toBe('kind: SopsSecret # of bgp\n');
    // Right behind the operator, whether or not there are stores: nothing is taken away, and no namespace made.
    for (const one of [before, result]) {
      const application = parse(textOf(one, 'applications/sops-secrets-operator.secrets.yaml') ?? '') as {
        metadata: { annotations: Record<string, string>; finalizers?: unknown };
        spec: { sources: unknown; syncPolicy: unknown };
      };
      expect(application.metadata.finalizers).toBeUndefined();
      expect(application.metadata.annotations['argocd.argoproj.io/sync-wave']).toBe(
        String(wave(one, 'sops-secrets-operator') + 1),
      );
      expect(application.spec).toMatchObject({
        project: 'home-platform',
        sources: [{ path: 'out/prod/platform/main/sops-secrets-operator/secrets' }],
        syncPolicy: { automated: { prune: false, selfHeal: true }, syncOptions: ['ServerSideApply=true'] },
      });
    }
    for (const name of ['cert-manager', 'external-dns'])
      expect(wave(before, name), name).toBeGreaterThan(wave(before, 'sops-secrets-operator'));
    for (const name of ['cert-manager', 'external-dns'])
      expect(wave(result, name), name).toBeGreaterThan(wave(result, 'external-secrets'));
    for (const name of ['cilium', 'sops-secrets-operator'])
      expect(wave(result, name), name).toBeLessThan(wave(result, 'external-secrets'));
  });

  it('are said by layers, and taken back by null', async () => {
    const said = await compiled({
      secrets:
        '{sops: {recipients: [age1nmj230cpyhzjl4xnhy0lh9jv2ysuvtwxrxdkd3z06xzfmh62zqgsfuzh8k]}, external: {store: box}}',
      cluster: 'secrets: {external: {refresh: 5m}}',
    });
    expect(codes(said)).toEqual([]);
    expect(said.platform?.environments[0]?.clusters[0]?.secrets).toEqual({ external: { store: 'box', refresh: '5m' } });
    expect(said.platform?.environments[0]?.recipients).toHaveLength(1);
    expect(textOf(said, 'external-dns/manifests/secret-cloudflare.yaml')).toContain('refreshInterval: 5m');
    const back = await compiled({ secrets: '{external: {store: box}}', cluster: 'secrets: {external: null}' });
    expect(codes(back)).toEqual([]);
    expect(back.platform?.environments[0]?.clusters[0]?.secrets).toBeUndefined();
    const all = await compiled({ secrets: '{external: {store: box}}', overlay: 'secrets: null\n' });
    expect(codes(all)).toEqual([]);
    expect(all.platform?.environments[0]?.clusters[0]?.secrets).toBeUndefined();
    const nothing = await compiled({ overlay: 'secrets: null\n' });
    expect(codes(nothing)).toMatchObject([expect.stringContaining('config/null-without-effect')]);
  });

  it('lack a store, or have a path that calls all secrets the same', async () => {
    const lacking = await compiled({ cluster: 'secrets: {external: {path: "x/${name}"}}' });
    expect(codes(lacking)).toMatchObject([expect.stringContaining('config/missing-key')]);
    const same = await compiled({ secrets: '{external: {store: box, path: x}}' });
    expect(codes(same)).toHaveLength(1);
    const typo = await compiled({ secrets: '{external: {store: box, path: "${nam}/${name}"}}' });
    expect(codes(typo)).toMatchObject([expect.stringContaining('config/unknown-template-variable')]);
  });

  it('lead back to what was written, for the plan', async () => {
    const result = await compiled({ secrets: '{external: {store: box}}', stores: '{box: {}, old: {}}' });
    const { platform, catalog } = result;
    if (platform === undefined || catalog === undefined) throw new Error(codes(result).join('\n'));
    const emit = emitReverted(platform, catalog);
    const path = 'prod/platform/main/external-dns/manifests/secret-cloudflare.yaml';
    const before = emit('prod', leavesOf({ 'main.secrets.external.store': 'old' }));
    expect(before?.get(path)).toContain('name: old');
    const none = emit(
      'prod',
      leavesOf({ 'main.secrets.external.store': undefined, 'main.secrets.external.refresh': undefined }),
    );
    expect(none?.has(path)).toBe(false);
  });
});
