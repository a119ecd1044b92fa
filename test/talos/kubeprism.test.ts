import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { runCase } from '../diagnostics/run-case.ts';

/** What is installed before there is a network asks for the Kubernetes API where the machines serve it. */

const around = (kubePrism: string): string => `name: home
providers:
  rack: {type: metal}
networks:
  lab: {cidr: 10.10.0.0/16, gateway: 10.10.0.1}
defaults:
  provider: rack
  size: single
  controlPlane: {cpu: 4, memory: 8Gi, talos: {installDisk: {path: /dev/disk/by-id/a}}}
  network: {nodes: 10.10.10.10-10.10.10.29, endpoint: "api.example.org:443"}
  talos: {kubePrism: ${kubePrism}}
  platform: {cilium: {}, argocd: {}, talos-cloud-controller-manager: {nodeIds: true}}
environments:
  dev:
    clusters:
      dev: {}
`;

async function files(kubePrism: string): Promise<ReadonlyMap<string, string>> {
  const { set, ordered } = await runCase('test/nowhere', [{ path: 'infraflux.yaml', content: around(kubePrism) }]);
  expect(ordered.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return new Map((set?.artifacts ?? []).map(({ path, text }) => [path, text]));
}

test.each([
  ['{}', 'localhost', 7445],
  ['{port: 7446}', 'localhost', 7446],
  ['{enabled: false}', 'api.example.org', 443],
])('with KubePrism %s, the network asks %s', async (kubePrism, host, port) => {
  const values = parse((await files(kubePrism)).get('dev/platform/dev/cilium/values.yaml') ?? '') as object;
  expect(values).toMatchObject({ k8sServiceHost: host, k8sServicePort: port });
});

test('who gives nodes their ids comes first, and what brings it stands their taint', async () => {
  const all = await files('{}');
  const values = parse(all.get('dev/platform/dev/argocd/values.yaml') ?? '') as { global: { tolerations: object[] } };
  expect(values.global.tolerations).toMatchObject([{ key: 'node.cloudprovider.kubernetes.io/uninitialized' }]);
  const controller = parse(all.get('dev/platform/dev/talos-cloud-controller-manager/values.yaml') ?? '') as object;
  expect(controller).toMatchObject({ enabledControllers: ['cloud-node', 'node-csr-approval'] });
  const application = [...all].find(([path]) => /applications?\/talos-cloud-controller-manager\.yaml$/.test(path))?.[1];
  expect(application).toContain('argocd.argoproj.io/sync-wave: "0"');
  const machines = all.get('dev/clusters/dev/talos/all.yaml') ?? '';
  expect(parse(machines.split('\n---\n')[0] ?? '')).toMatchObject({
    cluster: { externalCloudProvider: { enabled: true } },
    machine: { kubelet: { extraArgs: { 'cloud-provider': 'external', 'rotate-server-certificates': 'true' } } },
  });
});
