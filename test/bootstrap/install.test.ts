import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, type TestContext, test } from 'vitest';
import { parse } from 'yaml';
import { eventually } from '../eventually.ts';
import { compiled } from '../machines/compiled.ts';
import { type Kubernetes, needKubernetes, resourceDefinition, run, startKubernetes } from '../oracles/kubernetes.ts';
import { needOracle } from '../oracles/oracle.ts';

/** The emitted modules with the real terraform, helm and kubectl, against a real API server. */

const scratch = mkdtempSync(join(tmpdir(), 'infraflux-install-'));
const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
  rmSync(scratch, { recursive: true, force: true });
});

const platform = `
name: lab
providers: {rack: {type: metal}}
networks: {lab: {cidr: 10.10.0.0/16, gateway: 10.10.0.1, dns: [10.10.0.1]}}
gitops: {repository: "https://git.example.org/me/platform.git"}
environments:
  dev:
    clusters:
      dev:
        size: single
        versions: {talos: 1.13.6, kubernetes: 1.36.3}
        network: {nodes: 10.10.10.10-10.10.10.29, endpoint: 10.10.10.5, loadBalancers: 10.10.10.200-10.10.10.219}
        nodes: {dev-cp-1: {mac: "BC:24:11:00:00:01", cpu: 4, memory: 8Gi}}
        platform: {cilium: {}, argocd: {}}
        accept: {topology/one-control-plane: a lab}
`;

const files = compiled([{ path: 'infraflux.yaml', content: platform }]).files;

interface Bench {
  readonly cluster: Kubernetes;
  /** Address of a Helm repository with `network`, `engine`, `large`, which takes its time, and `later`, which fails at first. */
  readonly repository: string;
  /** The programs that the bootstrap needs on PATH, and homes of their own. */
  readonly env: NodeJS.ProcessEnv;
  readonly helm: (...args: readonly string[]) => Promise<string>;
}

let shared: Promise<Bench> | undefined;

async function bench(context: TestContext): Promise<Bench> {
  const programs = needKubernetes(context);
  const helm = needOracle(context, 'helm');
  shared ??= (async () => {
    const cluster = await startKubernetes(programs, join(scratch, 'cluster'));
    closing.push(cluster.stop);
    const bin = join(scratch, 'bin');
    mkdirSync(bin);
    symlinkSync(helm, join(bin, 'helm'));
    symlinkSync(programs.kubectl, join(bin, 'kubectl'));
    const env: NodeJS.ProcessEnv = { ...process.env, PATH: `${bin}:${process.env['PATH']}` };
    for (const home of ['CACHE', 'CONFIG', 'DATA']) env[`HELM_${home}_HOME`] = join(scratch, `helm-${home}`);
    const ask = async (...args: readonly string[]): Promise<string> => {
      const done = await run(helm, args, { env: { ...env, KUBECONFIG: cluster.kubeconfigFile } });
      if (done.status !== 0) throw new Error(done.stderr);
      return done.stdout;
    };
    const charts = join(scratch, 'charts');
    writeCharts(charts);
    for (const name of chartNames) await ask('package', join(charts, name), '--destination', charts);
    const repository = await serve(charts);
    await ask('repo', 'index', charts, '--url', repository);
    return { cluster, repository, env, helm: ask };
  })();
  return shared;
}

const chartNames = ['network', 'engine', 'large', 'later'];

/** The engine's kinds are templates, as those of Argo CD's chart are: nobody waits until they are served. */
function writeCharts(folder: string): void {
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const config = (name: string): string =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: {{ .Release.Namespace }}\ndata:\n  values: {{ toJson .Values | quote }}\n`;
  for (const name of chartNames) {
    write(`${name}/Chart.yaml`, `apiVersion: v2\nname: ${name}\nversion: 1.2.3\n`);
    write(`${name}/values.yaml`, 'usual: true\n');
  }
  for (const name of ['network', 'engine', 'later']) {
    write(`${name}/templates/config.yaml`, config('{{ .Release.Name }}-config'));
  }
  const kind = resourceDefinition('argoproj.io', 'Application', 'v1alpha1', 'Namespaced');
  // Helm reads the text as a template.
  write('engine/templates/application.yaml', JSON.stringify(kind).replaceAll('{{', '{ {').replaceAll('}}', '} }'));
  const configs = Array.from({ length: many }, (_, at) => config(`{{ .Release.Name }}-${at}`));
  write('large/templates/all.yaml', configs.join('---\n'));
  // Refused until somebody makes the namespace.
  write('later/templates/elsewhere.yaml', config('elsewhere').replace('{{ .Release.Namespace }}', 'elsewhere'));
}

function serve(folder: string): Promise<string> {
  return new Promise((done) => {
    const server = createServer((request, answer) => {
      const path = join(folder, (request.url ?? '/').replaceAll('..', ''));
      if (existsSync(path)) answer.end(readFileSync(path));
      else answer.writeHead(404).end();
    }).listen(0, '127.0.0.1', () => done(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
    closing.push(() => new Promise((closed) => server.close(() => closed())));
  });
}

/** Objects of the large chart. */
const many = 300;

/** A root module that calls the emitted modules, with charts and a kustomization of this test. */
function writeRoot(folder: string, { repository }: Bench): void {
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const [path, text] of files) {
    const [, module] = /^dev\/terraform\/(modules\/(?:cilium-config|argocd-bootstrap)\/.*)$/.exec(path) ?? [];
    if (module !== undefined) write(module, text);
  }
  const argocd = files.get('dev/platform/dev/argocd/values.yaml') ?? '';
  write('argocd.yaml', argocd);
  write('root.yaml', files.get('dev/platform/dev/root.yaml') ?? '');
  write('kinds/kustomization.yaml', 'resources: [kind.yaml]\n');
  write(
    'kinds/kind.yaml',
    JSON.stringify(resourceDefinition('gateway.networking.k8s.io', 'HTTPRoute', 'v1', 'Namespaced')),
  );
  write(
    'main.tf',
    `
variable "kubeconfig" {
  type      = string
  ephemeral = true
}

variable "secret_data" {
  type      = map(map(string))
  default   = {}
  ephemeral = true
}

module "before" {
  source = "./modules/cilium-config"
  components = [
    { release = "kinds", namespace = "kube-system", kustomization = "${folder}/kinds" },
    {
      release      = "network"
      namespace    = "network"
      pod_security = "privileged"
      chart        = { repository = "${repository}", name = "network", version = "1.2.3" }
    },
  ]
  kubeconfig = var.kubeconfig
}

module "engine" {
  source           = "./modules/argocd-bootstrap"
  release          = "argocd"
  namespace        = "argocd"
  pod_security     = "baseline"
  chart            = { repository = "${repository}", name = "engine", version = "1.2.3" }
  values           = "${folder}/argocd.yaml"
  root_application = "${folder}/root.yaml"
  secrets = {
    "sops/age" = { name = "age", namespace = "sops", pod_security = "restricted" }
    "argocd/repository-gitops" = {
      name      = "repository-gitops"
      namespace = "argocd"
      pod_security = "baseline"
      labels    = { "argocd.argoproj.io/secret-type" = "repository" }
      data      = { type = "git", url = "https://git.example.org/me/platform.git" }
    }
  }
  secret_data = var.secret_data
  kubeconfig  = var.kubeconfig
  depends_on  = [module.before]
}
`,
  );
}

const secretData = {
  'sops/age': { key: 'AGE-SECRET-KEY-1NEVERPRINTED' },
  'argocd/repository-gitops': { username: 'me', password: 'never <"printed"> & \\ $1' },
};

/** uid and resourceVersion of everything that the bootstrap makes. */
async function versions({ cluster }: Bench): Promise<readonly string[]> {
  const kinds = 'namespaces,configmaps,secrets,customresourcedefinitions,applications.argoproj.io';
  const columns = ['kind', 'metadata.namespace', 'metadata.name', 'metadata.uid', 'metadata.resourceVersion'];
  const format = columns.map((column) => `:.${column}`).join(',');
  const { stdout } = await cluster.kubectl(['get', kinds, '-A', '--no-headers', '-o', `custom-columns=${format}`]);
  return stdout
    .split('\n')
    .filter((line) => !/ kube-(root-ca|apiserver)|extension-apiserver/.test(line))
    .sort();
}

async function json<T>({ cluster }: Bench, ...args: readonly string[]): Promise<T> {
  const { stdout, stderr } = await cluster.kubectl(['get', ...args, '-o', 'json']);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as T;
}

interface Named {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  readonly data: Readonly<Record<string, string>>;
  readonly spec: { readonly sources: unknown };
}

test('the emitted modules install everything, and a second time nothing', async (context) => {
  const terraform = needOracle(context, 'terraform');
  const all = await bench(context);
  const folder = join(scratch, 'root');
  writeRoot(folder, all);
  const report = join(scratch, 'report');
  const apply = async (more: NodeJS.ProcessEnv = {}): Promise<readonly string[]> => {
    rmSync(report, { force: true });
    const done = await run(terraform, ['apply', '-auto-approve', '-input=false', '-no-color'], {
      cwd: folder,
      env: { ...all.env, INSTALL_REPORT: report, TF_VAR_kubeconfig: all.cluster.kubeconfig, ...more },
    });
    expect(done.stdout + done.stderr).toContain('Apply complete!');
    return existsSync(report) ? readFileSync(report, 'utf8').split('\n').filter(Boolean) : [];
  };
  // An expression, to Terraform: a template in it would be one.
  const TF_VAR_secret_data = JSON.stringify(secretData);
  expect((await run(terraform, ['get'], { cwd: folder, env: all.env })).status).toBe(0);

  const first = await apply({ TF_VAR_secret_data });
  expect(first.filter((line) => line.includes('placed')).sort()).toEqual([
    'the Secret argocd/repository-gitops is placed',
    'the Secret sops/age is placed',
  ]);
  expect(first.filter((line) => !line.includes('placed'))).toEqual([
    `${folder}/kinds is installed`,
    'network is installed',
    'argocd is installed',
    `${folder}/root.yaml is applied`,
  ]);

  // The very values file, and nothing beside it.
  const values = JSON.parse(
    await all.helm('get', 'values', 'argocd', '--namespace', 'argocd', '--output', 'json'),
  ) as object;
  expect(values).toEqual(parse(readFileSync(join(folder, 'argocd.yaml'), 'utf8')));
  const config = await json<Named>(all, 'configmap', 'argocd-config', '-n', 'argocd');
  expect(JSON.parse(config.data['values'] ?? '')).toEqual({ usual: true, ...values });
  const root = parse(readFileSync(join(folder, 'root.yaml'), 'utf8')) as Named & { metadata: { name: string } };
  const applied = await json<Named>(all, 'applications.argoproj.io', root.metadata.name, '-n', 'argocd');
  expect(applied.spec).toEqual(root.spec);

  for (const [namespace, level] of [
    ['argocd', 'baseline'],
    ['network', 'privileged'],
    ['sops', 'restricted'],
  ] as const) {
    const { metadata } = await json<Named>(all, 'namespace', namespace);
    expect(metadata.labels?.['pod-security.kubernetes.io/enforce'], namespace).toBe(level);
  }
  const secret = async (namespace: string, name: string): Promise<object> =>
    Object.fromEntries(
      Object.entries((await json<Named>(all, 'secret', name, '-n', namespace)).data).map(([key, value]) => [
        key,
        Buffer.from(value, 'base64').toString(),
      ]),
    );
  expect(await secret('sops', 'age')).toEqual(secretData['sops/age']);
  expect(await secret('argocd', 'repository-gitops')).toEqual({
    type: 'git',
    url: 'https://git.example.org/me/platform.git',
    ...secretData['argocd/repository-gitops'],
  });
  expect(
    (
      await all.cluster.kubectl([
        'get',
        'secret',
        '-n',
        'argocd',
        '-l',
        'argocd.argoproj.io/secret-type=repository',
        '-o',
        'name',
      ])
    ).stdout,
  ).toBe('secret/repository-gitops\n');

  // Nothing to do; and nothing is done when the state was lost, whatever the key is by now.
  const before = await versions(all);
  expect(await apply()).toEqual([]);
  rmSync(join(folder, 'terraform.tfstate'));
  const again = await apply({ TF_VAR_secret_data: JSON.stringify({ ...secretData, 'sops/age': { key: 'another' } }) });
  expect([...again].sort()).toEqual(
    [
      `${folder}/kinds is there already`,
      `${folder}/root.yaml is applied`,
      'argocd is there already',
      'network is there already',
      'the Secret argocd/repository-gitops is there already',
      'the Secret sops/age is there with another content: left as it is',
    ].sort(),
  );
  expect(await versions(all)).toEqual(before);

  // Argo CD and others write to it as well. What its file says holds.
  writeFileSync(
    join(folder, 'root.yaml'),
    readFileSync(join(folder, 'root.yaml'), 'utf8').replaceAll('me/platform', 'us/platform'),
  );
  const edit = [
    'patch',
    'applications.argoproj.io',
    root.metadata.name,
    '-n',
    'argocd',
    '--type',
    'merge',
    '-p',
    '{"spec": {"project": "mine"}}',
  ];
  expect((await all.cluster.kubectl(edit)).status).toBe(0);
  expect(await apply()).toEqual([`${folder}/root.yaml is applied`]);
  const moved = await json<Named>(all, 'applications.argoproj.io', root.metadata.name, '-n', 'argocd');
  expect(moved.spec).toEqual(parse(readFileSync(join(folder, 'root.yaml'), 'utf8')).spec);
});

const script = join(scratch, 'install.sh');

function start(all: Bench, steps: readonly (readonly string[])[], env: NodeJS.ProcessEnv = {}) {
  writeFileSync(script, files.get('dev/terraform/modules/argocd-bootstrap/install.sh') ?? '');
  chmodSync(script, 0o700);
  const child = spawn('/bin/sh', [script, steps.map((words) => words.join('\t')).join('\n')], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...all.env, KUBECONFIG_TEXT: all.cluster.kubeconfig, ...env },
  });
  let text = '';
  child.stdout.on('data', (chunk) => (text += String(chunk)));
  child.stderr.on('data', (chunk) => (text += String(chunk)));
  const done = new Promise<{ status: number | null; text: string }>((end) => {
    child.on('close', (status) => end({ status, text }));
  });
  return { pid: child.pid as number, done };
}

/** Where the script keeps the kubeconfig. */
const place = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

function folders(): readonly string[] {
  return readdirSync(place).filter((name) => name.startsWith('bootstrap.'));
}

const chartStep = (all: Bench, release: string, chart: string): readonly string[] => [
  'chart',
  release,
  'large',
  'restricted',
  all.repository,
  chart,
  '1.2.3',
  '-',
];

test('an installation that was killed in the middle is done once more', async (context) => {
  const all = await bench(context);
  const status = async (): Promise<string> =>
    (
      await all.cluster.kubectl([
        'get',
        'secrets',
        '-n',
        'large',
        '-l',
        'owner=helm,name=slow',
        '-o',
        'jsonpath={.items[*].metadata.labels.status}',
      ])
    ).stdout;
  const maps = async (): Promise<number> =>
    (await all.cluster.kubectl(['get', 'configmaps', '-n', 'large', '-o', 'name'])).stdout
      .split('\n')
      .filter((line) => line.includes('/slow-')).length;
  const before = folders();
  // Told of the first object at once: all of them take a second.
  const watched = [
    '--kubeconfig',
    all.cluster.kubeconfigFile,
    'get',
    'configmaps',
    '-n',
    'large',
    '--watch',
    '-o',
    'name',
  ];
  // Whoever is too late has everything installed: then once more from the beginning.
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const watch = spawn('kubectl', watched, { env: all.env, stdio: ['ignore', 'pipe', 'inherit'] });
    const seen = new Promise<void>((done) => {
      watch.stdout.on('data', (chunk) => {
        if (String(chunk).includes('/slow-')) done();
      });
    });
    const first = start(all, [chartStep(all, 'slow', 'large')]);
    await seen;
    process.kill(-first.pid, 'SIGKILL');
    watch.kill();
    await first.done;
    // Nobody was left to do it.
    for (const name of folders()) if (!before.includes(name)) rmSync(join(place, name), { recursive: true });
    if ((await status()) === 'pending-install') break;
    await all.helm('uninstall', 'slow', '--namespace', 'large', '--wait');
  }
  expect(await status()).toBe('pending-install');

  const second = await start(all, [chartStep(all, 'slow', 'large')]).done;
  expect(second).toMatchObject({
    status: 0,
    text: expect.stringContaining('slow was not installed to the end: once more'),
  });
  expect([await status(), await maps()]).toEqual(['deployed', many]);
  const third = await start(all, [chartStep(all, 'slow', 'large')]).done;
  expect(third).toEqual({ status: 0, text: 'slow is there already\n' });
});

test('one that failed is done once more as well', async (context) => {
  const all = await bench(context);
  const install = () => start(all, [chartStep(all, 'failing', 'later')]).done;
  const refused = await install();
  expect(refused.status).not.toBe(0);
  expect(refused.text).toContain('namespaces "elsewhere" not found');
  expect(JSON.parse(await all.helm('list', '--failed', '--namespace', 'large', '--output', 'json'))).toHaveLength(1);
  expect((await all.cluster.kubectl(['create', 'namespace', 'elsewhere'])).status).toBe(0);
  const second = await install();
  expect(second).toMatchObject({ status: 0, text: expect.stringContaining('was not installed to the end: once more') });
  expect(await install()).toEqual({ status: 0, text: 'failing is there already\n' });
});

test('an API server that comes up late is waited for', async (context) => {
  const all = await bench(context);
  await all.cluster.stop();
  // In its place, something that takes the first question and answers none.
  const port = Number(/127\.0\.0\.1:(\d+)/.exec(all.cluster.kubeconfig)?.[1]);
  const asked = new Promise<void>((done) => {
    const inItsPlace = createTcpServer((socket) => {
      socket.destroy();
      inItsPlace.close(() => done());
    }).listen(port, '127.0.0.1');
  });
  const waiting = start(all, [['secret', 'late', 'default', '-']], {
    SECRET_DATA: JSON.stringify({ key: Buffer.from('x').toString('base64') }),
    SECRET_LABELS: '{}',
  });
  await asked;
  await all.cluster.start();
  expect(await waiting.done).toMatchObject({
    status: 0,
    text: expect.stringContaining('the Secret default/late is placed'),
  });
});

test('nothing is left of the kubeconfig, however it ends', async (context) => {
  const all = await bench(context);
  const before = new Set(folders());
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const { pid, done } = start(all, [['secret', 'x', 'default', '-']], {
      KUBECONFIG_TEXT: all.cluster.kubeconfig.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:1'),
    });
    await eventually(() => folders().some((name) => !before.has(name)), 'a folder is made');
    // The shell alone, as Terraform does it.
    process.kill(pid, signal);
    await eventually(() => folders().every((name) => before.has(name)), 'the folder is removed');
    process.kill(-pid, 'SIGKILL');
    await done;
  }
});
