import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import type { Json } from '../../src/source/tree.ts';
import { eventually } from '../eventually.ts';
import { needOracle } from './oracle.ts';

/** A real API server with a real etcd, and nothing else: no controllers, no nodes. On loopback, on free ports. */
export interface Kubernetes {
  /** For an administrator, as text. */
  readonly kubeconfig: string;
  /** The same, as a file. */
  readonly kubeconfigFile: string;
  readonly kubectl: (args: readonly string[], input?: string) => Promise<Run>;
  readonly stop: () => Promise<void>;
  /** The same cluster again, on the same ports. */
  readonly start: () => Promise<void>;
}

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface KubernetesPrograms {
  readonly etcd: string;
  readonly apiServer: string;
  readonly kubectl: string;
}

export function needKubernetes(context: TestContext): KubernetesPrograms {
  return {
    etcd: needOracle(context, 'etcd'),
    apiServer: needOracle(context, 'kube-apiserver'),
    kubectl: needOracle(context, 'kubectl'),
  };
}

/** Starts both in a folder of the test's own, and waits until the API server is ready (3 to 5 s). */
export async function startKubernetes(programs: KubernetesPrograms, folder: string): Promise<Kubernetes> {
  mkdirSync(folder, { recursive: true });
  const [clients, peers, port] = (await freePorts(3)) as [number, number, number];
  const token = randomBytes(16).toString('hex');
  const path = (name: string): string => join(folder, name);
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(path('sa.key'), keys.privateKey.export({ type: 'sec1', format: 'pem' }));
  writeFileSync(path('sa.pub'), keys.publicKey.export({ type: 'spki', format: 'pem' }));
  writeFileSync(path('tokens.csv'), `${token},admin,1,"system:masters"\n`);

  let running: ChildProcess[] = [];
  const start = async (): Promise<void> => {
    running = [
      daemon(programs.etcd, etcdArguments(path('etcd'), clients, peers), path('etcd.log')),
      daemon(programs.apiServer, apiServerArguments(path, clients, port), path('kube-apiserver.log')),
    ];
    await ready(port, token, running, path('kube-apiserver.log'));
  };
  const stop = async (): Promise<void> => {
    // The API server first: it says good-bye to etcd.
    for (const child of running.reverse()) await ended(child);
    running = [];
  };
  try {
    await start();
  } catch (error) {
    await stop();
    throw error;
  }

  const kubeconfig = kubeconfigOf(port, token, readFileSync(path('certs/apiserver.crt')));
  writeFileSync(path('kubeconfig'), kubeconfig, { mode: 0o600 });
  return {
    kubeconfig,
    kubeconfigFile: path('kubeconfig'),
    kubectl: (args, input = '') => run(programs.kubectl, ['--kubeconfig', path('kubeconfig'), ...args], { input }),
    start,
    stop,
  };
}

function etcdArguments(data: string, clients: number, peers: number): readonly string[] {
  const client = `http://127.0.0.1:${clients}`;
  const peer = `http://127.0.0.1:${peers}`;
  return [
    `--data-dir=${data}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    '--unsafe-no-fsync',
    '--log-level=error',
  ];
}

function apiServerArguments(path: (name: string) => string, clients: number, port: number): readonly string[] {
  return [
    `--etcd-servers=http://127.0.0.1:${clients}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${path('certs')}`,
    '--endpoint-reconciler-type=none',
    `--token-auth-file=${path('tokens.csv')}`,
    '--authorization-mode=RBAC',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${path('sa.pub')}`,
    `--service-account-signing-key-file=${path('sa.key')}`,
    '--service-cluster-ip-range=10.96.0.0/16',
    '--allow-privileged=true',
  ];
}

function kubeconfigOf(port: number, token: string, certificate: Buffer): string {
  return [
    'apiVersion: v1',
    'kind: Config',
    'current-context: test',
    'contexts: [{name: test, context: {cluster: test, user: admin}}]',
    `users: [{name: admin, user: {token: ${token}}}]`,
    'clusters:',
    '  - name: test',
    '    cluster:',
    `      server: https://127.0.0.1:${port}`,
    `      certificate-authority-data: ${certificate.toString('base64')}`,
    '',
  ].join('\n');
}

function daemon(program: string, args: readonly string[], log: string): ChildProcess {
  const file = openSync(log, 'a');
  const child = spawn(program, args, { stdio: ['ignore', file, file] });
  closeSync(file);
  return child;
}

async function ready(port: number, token: string, children: readonly ChildProcess[], log: string): Promise<void> {
  const isEnded = (): boolean => children.some(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null);
  await eventually(async () => isEnded() || (await answersReady(port, token)), 'the API server answers');
  if (isEnded()) {
    const last = readFileSync(log, 'utf8').split('\n').slice(-20);
    throw new Error(`the API server did not come up:\n${last.join('\n')}`);
  }
}

function answersReady(port: number, token: string): Promise<boolean> {
  return new Promise((done) => {
    const headers = { authorization: `Bearer ${token}` };
    // Only whether it is up: its certificate was made a moment ago, by itself.
    const request = get({ host: '127.0.0.1', port, path: '/readyz', headers, rejectUnauthorized: false }, (answer) => {
      answer.resume();
      done(answer.statusCode === 200);
    });
    request.on('error', () => done(false));
  });
}

/** A port is free again only when the process has ended. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  await exit;
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((done) => {
          const server = createServer().listen(0, '127.0.0.1', () => done(server));
        }),
    ),
  );
  return Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((done) => {
          const address = server.address();
          server.close(() => done(typeof address === 'object' ? (address?.port ?? 0) : 0));
        }),
    ),
  );
}

/** Runs a program without blocking, so that what it talks to can live in this process. */
export function run(
  program: string,
  args: readonly string[],
  options: { readonly input?: string; readonly env?: NodeJS.ProcessEnv; readonly cwd?: string } = {},
): Promise<Run> {
  return new Promise((done, failed) => {
    const { input = '', ...rest } = options;
    const child = spawn(program, args, { ...rest, stdio: 'pipe' });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => (stdout += String(chunk)));
    child.stderr.on('data', (chunk) => (stderr += String(chunk)));
    child.on('error', failed);
    child.on('close', (status) => done({ status, stdout, stderr }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/**
 * A kind for the API server, from the schema that the compiler holds objects against (blueprints/schemas). Those are a subset of
 * what the projects publish, without what the server fills in; what a structural schema may not have is taken out.
 */
export function resourceDefinition(
  group: string,
  kind: string,
  version: string,
  scope: 'Namespaced' | 'Cluster',
  names: { readonly plural?: string } = {},
): Json {
  const file = `blueprints/schemas/${group}/${kind.toLowerCase()}_${version}.json`;
  if (!existsSync(file)) throw new Error(`there is no ${file}`);
  const schema = JSON.parse(readFileSync(file, 'utf8')) as Schema;
  const { properties = {} } = schema;
  const plural = names.plural ?? pluralOf(kind.toLowerCase());
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${plural}.${group}`,
      annotations: { 'api-approved.kubernetes.io': 'unapproved, for a test' },
    },
    spec: {
      group,
      scope,
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                ...(structural({ type: 'object', properties })['properties'] as object),
                apiVersion: { type: 'string' },
                kind: { type: 'string' },
                metadata: { type: 'object' },
              },
            },
          },
        },
      ],
    },
  };
}

interface Schema {
  readonly [key: string]: Json;
  readonly properties?: { readonly [key: string]: Json };
}

function pluralOf(singular: string): string {
  return singular.endsWith('y')
    ? `${singular.slice(0, -1)}ies`
    : singular.endsWith('s')
      ? `${singular}es`
      : `${singular}s`;
}

/** In the form that the API server takes: closed objects are not for it to say, a choice of types is its own extension. */
function structural(schema: { readonly [key: string]: Json }, logical = false): { readonly [key: string]: Json } {
  const made: Record<string, Json> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'additionalProperties' && value === false) continue;
    if (logical && ['type', 'description', 'title', 'default'].includes(key)) continue;
    if (key === 'properties') {
      made[key] = Object.fromEntries(
        Object.entries(value as { readonly [key: string]: Json }).map(([name, one]) => [
          name,
          structural(one as { readonly [key: string]: Json }, logical),
        ]),
      );
    } else if (key === 'items' || key === 'additionalProperties' || key === 'not') {
      made[key] = isMap(value) ? structural(value, logical || key === 'not') : value;
    } else if (key === 'allOf' || key === 'anyOf' || key === 'oneOf') {
      made[key] = (value as readonly Json[]).map((one) => structural(one as { readonly [key: string]: Json }, true));
    } else made[key] = value;
  }
  const choice = JSON.stringify(schema['oneOf'] ?? schema['anyOf'] ?? schema['type'] ?? null);
  if (choice.includes('"integer"') && choice.includes('"string"')) return { 'x-kubernetes-int-or-string': true };
  if (!logical && made['type'] === undefined && made['x-kubernetes-int-or-string'] === undefined) {
    return { ...made, 'x-kubernetes-preserve-unknown-fields': true };
  }
  return made;
}

function isMap(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
