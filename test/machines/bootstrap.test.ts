import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, type TestContext, test } from 'vitest';
import { bootstrapReport } from '../../src/apply/terraform/bootstrap-report.ts';
import { clusterKeySecrets, repositorySecrets } from '../../src/emit/bootstrap-secrets.ts';
import { stageOf } from '../../src/observe/terraform/stage.ts';
import { secretsNeeded } from '../../src/plan/secrets-needed.ts';
import { subjectOfResource } from '../../src/plan/terraform/subject.ts';
import { needOracle } from '../oracles/oracle.ts';
import { stateOf } from '../state-of.ts';
import { builtInCatalog, compiled, platformOf, secretVariables, writeTerraform } from './compiled.ts';
import { type TerraformRun, terraformBeside } from './provider/terraform-cli.ts';

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

const published = `${platform}
gitops: {repository: "https://git.example.org/me/platform.git"}
`;

const withSecrets = `${platform
  .replace('local-path: {}', 'local-path: {}, sops-secrets-operator: {}')
  .replace(
    'accept:',
    'applications: {repository: "git@git.example.org:me/apps.git", credentials: {secret: apps, key: deploy}}\n        accept:',
  )}
gitops: {repository: "https://git.example.org/me/platform.git", credentials: {secret: git}}
`;

/** A program that notes what it is called with, which kubeconfig it sees, and what it reads. */
function stand(folder: string, name: string, answer: string): void {
  const path = join(folder, name);
  writeFileSync(
    path,
    `#!/bin/sh
line=${name}; for word in "$@"; do line="$line $word"; done; echo "$line" >> "$CALLS"
cat "$KUBECONFIG" > "$CALLS.kubeconfig"
env >> "$CALLS.env"
case "$line" in *"--filename -"*) cat > "$CALLS.read.$$" ;; esac
${answer}
`,
  );
  chmodSync(path, 0o755);
}

interface Machine {
  readonly root: string;
  readonly calls: string;
  readonly files: ReadonlyMap<string, string>;
  /** Terraform with the stand-ins on its path. */
  readonly terraform: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<TerraformRun>;
  /** What was called since the last time. */
  readonly called: () => string[];
  /** The objects that it was given by a pipe, from the first run on. */
  readonly read: () => readonly Named[];
  readonly compile: (text: string) => void;
}

interface Named {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly data?: Readonly<Record<string, string>>;
}

async function machine(context: TestContext, text: string): Promise<Machine> {
  const terraform = needOracle(context, 'terraform');
  const place = mkdtempSync(join(scratch, 'machine-'));
  const folder = join(place, 'out');
  const bin = join(place, 'bin');
  mkdirSync(bin);
  stand(bin, 'helm', 'case "$1" in list) test -e "$CALLS.installed" && echo one || true ;; esac');
  stand(bin, 'kubectl', '');
  const calls = join(place, 'calls');
  const root = join(folder, 'dev/terraform/dev');
  const schemas = { 'siderolabs/talos': 'test/machines/schemas/talos-provider-0.11.0.json' };
  const run = terraformBeside(terraform, place, schemas, {});
  const env = { ...secretVariables('never-in-state'), PATH: `${bin}:${process.env['PATH']}`, CALLS: calls };
  const all: Map<string, string> = new Map();
  const compile = (source: string): void => {
    all.clear();
    for (const [path, content] of compiled([{ path: 'infraflux.yaml', content: source }]).files) all.set(path, content);
    writeTerraform(folder, all);
  };
  compile(text);
  expect((await run(root, ['get'])).status).toBe(0);
  return {
    root,
    calls,
    files: all,
    terraform: (args, more) => run(root, args, { ...env, ...more }),
    called: () => {
      const lines = existsSync(calls) ? readFileSync(calls, 'utf8').split('\n').filter(Boolean) : [];
      rmSync(calls, { force: true });
      return lines;
    },
    read: () =>
      readdirSync(place)
        .filter((name) => name.startsWith('calls.read.'))
        .map((name) => JSON.parse(readFileSync(join(place, name), 'utf8')) as Named),
    compile,
  };
}

async function apply(
  { terraform }: Machine,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const done = await terraform(['apply', '-auto-approve', '-input=false', ...args], env);
  expect(done.text).toContain('Apply complete!');
  return done.text;
}

/** 0: no changes; 2: changes. */
async function planStatus({ terraform }: Machine, ...args: readonly string[]): Promise<number | null> {
  return (await terraform(['plan', '-input=false', '-detailed-exitcode', ...args])).status;
}

const effects = (lines: readonly string[]): readonly string[] =>
  lines
    .filter((line) => line.startsWith('helm install') || line.includes(' apply '))
    .map((line) => line.replaceAll(/--version \S+/g, '--version V'));

const charts = [
  'helm install prometheus-operator-crds prometheus-operator-crds --repo https://prometheus-community.github.io/helm-charts --values ./../../platform/dev/prometheus-operator-crds/values.yaml --version V --namespace kube-system',
  'helm install cilium cilium --repo https://helm.cilium.io/ --values ./../../platform/dev/cilium/values.yaml --version V --namespace kube-system',
  'kubectl apply --server-side --field-manager infraflux-bootstrap --filename -',
  'helm install argocd argo-cd --repo https://argoproj.github.io/argo-helm --values ./../../platform/dev/argocd/values.yaml --version V --namespace argocd',
];
const rootApplication =
  'kubectl apply --server-side --field-manager infraflux-bootstrap --filename ./../../platform/dev/root.yaml --force-conflicts';

test('what GitOps needs is installed once, with its own values files, and never again', async (context) => {
  const lab = await machine(context, published);
  await apply(lab);
  expect(effects(lab.called())).toEqual([...charts, rootApplication]);
  for (const path of ['cilium/values.yaml', 'argocd/values.yaml', 'root.yaml']) {
    expect(lab.files.has(`dev/platform/dev/${path}`), path).toBe(true);
  }
  // The namespace is what GitOps would make of it.
  const level = /pod-security.kubernetes.io\/enforce: (\w+)/.exec(
    lab.files.get('dev/platform/dev/applications/argocd.yaml') ?? '',
  )?.[1];
  expect(lab.read()).toEqual([
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'argocd', labels: { 'pod-security.kubernetes.io/enforce': level } },
    },
  ]);
  expect(readFileSync(`${lab.calls}.kubeconfig`, 'utf8')).toMatch(/^made of /);
  expect(readFileSync(join(lab.root, 'terraform.tfstate'), 'utf8')).not.toMatch(/made of|never-in-state/);

  // Whether or not anybody says that it is wanted.
  expect(await planStatus(lab)).toBe(0);
  expect(await planStatus(lab, '-var', 'bootstrap=true')).toBe(0);
  await apply(lab);
  expect(lab.called()).toEqual([]);

  // The state forgot it. Helm knows better.
  await apply(lab, ['-var', 'bootstrap=false']);
  expect(lab.called()).toEqual([]);
  writeFileSync(`${lab.calls}.installed`, '');
  await apply(lab);
  expect(effects(lab.called()).filter((line) => line.startsWith('helm'))).toEqual([]);
});

test('without the programs that it needs, the machines are made, and the rest later', async (context) => {
  const lab = await machine(context, published);
  await apply(lab, ['-var', 'bootstrap=false']);
  expect(lab.called()).toEqual([]);
  expect(await planStatus(lab, '-var', 'bootstrap=false')).toBe(0);
  expect(await planStatus(lab)).toBe(2);
  await apply(lab);
  expect(effects(lab.called())).toEqual([...charts, rootApplication]);
});

test('Argo CD gets something to watch as soon as there is a repository, and follows when it moves', async (context) => {
  const lab = await machine(context, platform);
  await apply(lab);
  expect(effects(lab.called())).toEqual(charts);
  expect(await planStatus(lab)).toBe(0);

  lab.compile(published);
  expect(await apply(lab)).toContain('1 added, 0 changed, 0 destroyed');
  expect(effects(lab.called())).toEqual([rootApplication]);

  lab.compile(published.replace('me/platform', 'us/platform'));
  await apply(lab);
  expect(effects(lab.called())).toEqual([rootApplication]);
  expect(await planStatus(lab)).toBe(0);
});

const ageKey = 'AGE-SECRET-KEY-1NEVERPRINTED';
const privateKey = '-----BEGIN OPENSSH PRIVATE KEY-----\nnever "printed" \\ ${either} <&>\n-----END-----\n';
const given = {
  TF_VAR_cluster_key: ageKey,
  TF_VAR_repository_credentials: JSON.stringify({
    gitops: { username: 'me', password: 'never-printed' },
    applications: { sshPrivateKey: privateKey },
  }),
};
const secretTexts = [ageKey, 'never-printed', 'OPENSSH PRIVATE KEY', 'never "printed"'];
const hidden = secretTexts.flatMap((text) => [text, Buffer.from(text).toString('base64').slice(0, -4)]);

test('what nothing in the cluster can bring is placed first, and reaches neither plan nor state', async (context) => {
  const lab = await machine(context, withSecrets);
  const planned = await lab.terraform(['plan', '-input=false', '-out=tfplan'], given);
  expect(planned.text).toContain('Saved the plan to: tfplan');
  const report = join(lab.root, 'report');
  const applied = await lab.terraform(['apply', '-input=false', 'tfplan'], { ...given, INSTALL_REPORT: report });
  expect(applied.text).toContain('Apply complete!');

  const inside = spawnSync('unzip', ['-p', join(lab.root, 'tfplan')], { maxBuffer: 1 << 28 }).stdout;
  expect(inside.toString('latin1')).toContain('terraform_data');
  const state = readFileSync(join(lab.root, 'terraform.tfstate'), 'latin1');
  // Processes that this starts see neither, and so does nobody who lists processes.
  const seen = readFileSync(`${lab.calls}.env`, 'utf8');
  const calls = lab.called();
  for (const text of hidden) {
    for (const place of [inside.toString('latin1'), state, planned.text, applied.text, calls.join('\n'), seen]) {
      expect(place.includes(text), text).toBe(false);
    }
  }
  expect(readFileSync(report, 'utf8').split('\n').filter(Boolean).slice(-5)).toEqual([
    expect.stringContaining('is placed'),
    expect.stringContaining('is placed'),
    expect.stringContaining('is placed'),
    'argocd is installed',
    './../../platform/dev/root.yaml is applied',
  ]);

  const objects = lab
    .read()
    .filter(({ kind }) => kind === 'Secret')
    .map(({ metadata, data = {} }) => [
      `${metadata.namespace}/${metadata.name}`,
      metadata.labels,
      Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()])),
    ]);
  const labels = { 'argocd.argoproj.io/secret-type': 'repository' };
  expect(objects.sort()).toEqual([
    [
      'argocd/repository-applications',
      labels,
      { type: 'git', url: 'git@git.example.org:me/apps.git', sshPrivateKey: privateKey },
    ],
    [
      'argocd/repository-gitops',
      labels,
      { type: 'git', url: 'https://git.example.org/me/platform.git', username: 'me', password: 'never-printed' },
    ],
    ['sops/sops-age-key-file', {}, { key: ageKey }],
  ]);
  const order = calls.filter((line) => line.startsWith('helm install') || line.includes('kubectl get secret '));
  expect(order.map((line) => line.split(' ').slice(0, 4).join(' ')).slice(-4)).toEqual([
    expect.stringContaining('kubectl get secret'),
    expect.stringContaining('kubectl get secret'),
    expect.stringContaining('kubectl get secret'),
    'helm install argocd argo-cd',
  ]);

  // Only the run that places them needs them.
  expect(await planStatus(lab)).toBe(0);
});

test('a Secret that nobody said the content of stops before Argo CD is there', async (context) => {
  const lab = await machine(context, withSecrets);
  const done = await lab.terraform(['apply', '-auto-approve', '-input=false'], {
    TF_VAR_repository_credentials: given.TF_VAR_repository_credentials,
  });
  expect(done.status).toBe(1);
  expect(done.text).toContain('nobody said what the Secret sops/sops-age-key-file holds');
  expect(lab.called().filter((line) => line.startsWith('helm install argocd'))).toEqual([]);
  await apply(lab, [], given);
  expect(await planStatus(lab)).toBe(0);
});

test('apply says what was left alone, and keeps nothing of it', async (context) => {
  const lab = await machine(context, withSecrets);
  const report = bootstrapReport(stageOf(stateOf(dirname(lab.calls)), 'dev', 'dev'));
  mkdirSync(dirname(report.env['INSTALL_REPORT'] ?? ''), { recursive: true });
  // What is there holds something else, whatever is asked for.
  stand(
    join(dirname(lab.calls), 'bin'),
    'kubectl',
    'case "$line" in *"get secret repository-gitops"*) echo "Secret{}" ;; esac',
  );
  await apply(lab, [], { ...given, ...report.env });
  expect(report.take()).toEqual(['the Secret argocd/repository-gitops is there with another content: left as it is']);
  expect(report.take()).toEqual([]);
});

test('a plan says what of it would be done', () => {
  const names = [
    'module.argocd_bootstrap[0].terraform_data.this',
    'module.argocd_bootstrap[0].terraform_data.root[0]',
    'module.argocd_bootstrap[0].terraform_data.secret["argocd/repository-gitops"]',
    'module.cilium_config[0].terraform_data.this',
  ].map((address) => subjectOfResource(address, 'terraform_data'));
  expect(names.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'bootstrap argocd-bootstrap',
    'bootstrap root application',
    'bootstrap argocd/repository-gitops',
    'bootstrap cilium-config',
  ]);
  expect(subjectOfResource('module.talos.terraform_data.machine["x"]', 'terraform_data').kind).toBe('bookkeeping');
});

test('who hands over what is known before anything runs', () => {
  const built = platformOf([{ path: 'infraflux.yaml', content: withSecrets }]);
  const cluster = built.environments[0]?.clusters[0];
  if (cluster === undefined) throw new Error('there is no cluster');
  const catalog = builtInCatalog();
  expect(clusterKeySecrets(cluster, catalog)).toEqual([
    { name: 'sops-age-key-file', namespace: 'sops', podSecurity: 'restricted', key: 'key' },
  ]);
  expect(repositorySecrets(built, cluster, catalog)).toMatchObject([
    { role: 'gitops', secret: 'git', environment: undefined },
    { role: 'applications', secret: 'apps', environment: 'dev', keys: new Map([['sshPrivateKey', 'deploy']]) },
  ]);
  const plain = platformOf([{ path: 'infraflux.yaml', content: published }]);
  const other = plain.environments[0]?.clusters[0];
  expect(other && [clusterKeySecrets(other, catalog), repositorySecrets(plain, other, catalog)]).toEqual([[], []]);

  const needed = secretsNeeded(built, catalog, undefined).map(({ environment, name, keys, readBy }) => [
    `${environment ?? 'platform'}/${name}`,
    keys,
    readBy,
  ]);
  expect(needed).toContainEqual(['platform/git', ['password', 'username'], ['gitops']]);
  expect(needed).toContainEqual(['dev/apps', ['deploy'], ['dev/dev: applications']]);
});
