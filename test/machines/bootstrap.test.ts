import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { needOracle } from '../oracles/oracle.ts';
import { compiled, secretVariables, writeTerraform } from './compiled.ts';
import { terraformBeside } from './provider/terraform-cli.ts';

const scratch = mkdtempSync(join(tmpdir(), 'infraflux-bootstrap-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const platform = `
name: lab
providers: {rack: {type: metal}}
networks: {lab: {cidr: 10.10.0.0/16, gateway: 10.10.0.1, dns: [10.10.0.1]}}
environments:
  dev:
    clusters:
      dev:
        size: single
        versions: {talos: 1.13.6, kubernetes: 1.36.3}
        network: {nodes: 10.10.10.10-10.10.10.29, endpoint: 10.10.10.5, loadBalancers: 10.10.10.200-10.10.10.219}
        nodes: {dev-cp-1: {mac: "BC:24:11:00:00:01", cpu: 4, memory: 8Gi}}
        platform: {cilium: {}, argocd: {}, monitoring: {}, local-path: {}}
        accept: {topology/one-control-plane: a lab}
`;

/** A program that notes what it is called with, and which kubeconfig it sees. */
function stand(folder: string, name: string, answer: string): void {
  const path = join(folder, name);
  writeFileSync(
    path,
    `#!/bin/sh\nprintf '%s' "${name}" >> "$CALLS"; for word in "$@"; do printf ' %s' "$word" >> "$CALLS"; done; echo >> "$CALLS"\ncat "$KUBECONFIG" > "$CALLS.kubeconfig"\n${answer}\n`,
  );
  chmodSync(path, 0o755);
}

test('what GitOps needs is installed once, with its own values files, and never again', async (context) => {
  const terraform = needOracle(context, 'terraform');
  const { files } = compiled([{ path: 'infraflux.yaml', content: platform }]);
  const folder = join(scratch, 'out');
  writeTerraform(folder, files);
  const bin = join(scratch, 'bin');
  mkdirSync(bin);
  stand(bin, 'helm', 'case "$1" in list) test -e "$CALLS.installed" && echo one || true ;; esac');
  stand(bin, 'kubectl', '');
  const calls = join(scratch, 'calls');
  const root = join(folder, 'dev/terraform/dev');
  const run = terraformBeside(
    terraform,
    scratch,
    { 'siderolabs/talos': 'test/machines/schemas/talos-provider-0.11.0.json' },
    {},
  );
  const env = { ...secretVariables('never-in-state'), PATH: `${bin}:${process.env['PATH']}`, CALLS: calls };
  const apply = async (...more: string[]): Promise<void> => {
    const done = await run(root, ['apply', '-auto-approve', '-input=false', ...more], env);
    expect(done.text).toContain('Apply complete!');
  };
  const called = (): string[] => {
    const lines = spawnSync('cat', [calls], { encoding: 'utf8' }).stdout.split('\n').filter(Boolean);
    rmSync(calls, { force: true });
    return lines;
  };
  expect((await run(root, ['get'])).status).toBe(0);

  await apply();
  expect(called()).toEqual([]);

  await apply('-var', 'bootstrap=true');
  const first = called().filter((line) => line.startsWith('helm install') || line.includes('apply'));
  expect(first.map((line) => line.replaceAll(/--version \S+/g, '--version V'))).toEqual([
    'helm install prometheus-operator-crds prometheus-operator-crds --repo https://prometheus-community.github.io/helm-charts --values ./../../platform/dev/prometheus-operator-crds/values.yaml --version V --namespace kube-system --create-namespace',
    'helm install cilium cilium --repo https://helm.cilium.io/ --values ./../../platform/dev/cilium/values.yaml --version V --namespace kube-system --create-namespace',
    'helm install argocd argo-cd --repo https://argoproj.github.io/argo-helm --values ./../../platform/dev/argocd/values.yaml --version V --namespace argocd --create-namespace',
    'kubectl apply --server-side --filename ./../../platform/dev/root.yaml',
  ]);
  for (const path of ['cilium/values.yaml', 'argocd/values.yaml', 'root.yaml']) {
    expect(files.has(`dev/platform/dev/${path}`), path).toBe(true);
  }
  expect(readFileSync(`${calls}.kubeconfig`, 'utf8')).toMatch(/^made of /);
  expect(readFileSync(join(root, 'terraform.tfstate'), 'utf8')).not.toMatch(/made of|never-in-state/);

  await apply('-var', 'bootstrap=true');
  expect(called()).toEqual([]);

  // The state forgot it. Helm knows better.
  await apply();
  writeFileSync(`${calls}.installed`, '');
  await apply('-var', 'bootstrap=true');
  expect(called().filter((line) => line.startsWith('helm install'))).toEqual([]);
});
