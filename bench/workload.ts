import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Environments and components of the generated platform. Clusters in each environment vary. */
export const environmentNames = ['prod', 'staging'] as const;
export const componentCount = 50;

const componentNames = Array.from({ length: componentCount }, (_, index) => `service-${two(index + 1)}`);

/**
 * A platform as a person would lay it out: defaults for all clusters, what an environment and what a cluster says
 * otherwise, three machines a cluster, and 50 components from blueprint folders of the user's own.
 */
export function writeWorkload(root: string, clusters: number): void {
  for (const [path, text] of workload(clusters)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** The edit of "one value changed in one cluster": what to look for in environments/prod.yaml, and what to write. */
export const edit = {
  file: 'environments/prod.yaml',
  from: 'channel: edited-0',
  to: (n: number) => `channel: edited-${n}`,
};

function workload(clusters: number): ReadonlyMap<string, string> {
  const files = new Map([['infraflux.yaml', mainFile()]]);
  for (const environment of environmentNames) {
    files.set(`environments/${environment}.yaml`, environmentFile(environment, clusters));
  }
  for (const [index, name] of componentNames.entries()) {
    const folder = `blueprints/platform/${name}`;
    files.set(`${folder}/blueprint.yaml`, blueprint(name));
    files.set(`${folder}/options.schema.json`, `${JSON.stringify(optionsSchema(index), null, 2)}\n`);
    files.set(`${folder}/values.yaml.hbs`, valuesTemplate);
    files.set(`${folder}/README.md`, `# ${name}\n\nA component of the benchmark.\n`);
  }
  return files;
}

function mainFile(): string {
  const hosts = Array.from(
    { length: 12 },
    (_, index) => `      pve${two(index + 1)}: {cpu: 256, memory: 2Ti, datastores: {disks: local-zfs, images: local}}`,
  );
  const components = componentNames.flatMap((name, index) => [
    `    ${name}:`,
    `      hostname: ${name}.example.org`,
    `      limits: {cpu: "${1 + (index % 4)}", memory: ${256 * (1 + (index % 3))}Mi}`,
    '      labels: {team: platform, tier: backend}',
  ]);
  return `name: bench
providers:
  home:
    type: proxmox
    endpoint: https://pve.home.arpa:8006/
    credentials: {secret: proxmox}
    vmIds: 2000-2999
    hosts:
${hosts.join('\n')}
networks:
  prod: {cidr: 10.10.0.0/16, gateway: 10.10.0.1, dns: [10.10.0.1], bridge: vmbr0}
  staging: {cidr: 10.20.0.0/16, gateway: 10.20.0.1, dns: [10.20.0.1], bridge: vmbr1}
defaults:
  provider: home
  versions: {talos: 1.13.6, kubernetes: 1.36.3}
  size: small
  network: {pods: 10.42.0.0/16, services: 10.43.0.0/16}
  controlPlane: {cpu: 2, memory: 4Gi, disks: {system: {size: 20Gi}}}
  pools: {workers: {cpu: 2, memory: 4Gi, disks: {system: {size: 20Gi}}}}
  accept: {topology/one-control-plane: the machines of a benchmark hold nothing}
  platform:
    cilium: {}
    argocd: {}
${components.join('\n')}
environments:
  prod: {}
  staging: {}
`;
}

function environmentFile(environment: string, clusters: number): string {
  const own = componentNames
    .filter((_, index) => index % 2 === 0)
    .map((name) => `  ${name}: {logLevel: ${environment === 'prod' ? 'warn' : 'debug'}}`);
  const blocks = Array.from({ length: clusters }, (_, index) => clusterBlock(environment, index));
  return `domain: ${environment}.example.org
network: {attach: ${environment}}
platform:
${own.join('\n')}
clusters:
${blocks.join('\n')}
`;
}

function clusterBlock(environment: string, index: number): string {
  const name = `${environment}-${two(index + 1)}`;
  const net = `${environment === 'prod' ? '10.10' : '10.20'}.${index + 1}`;
  const components = componentNames.map((component, at) => {
    const labels = at % 5 === 0 ? `, labels: {shard: s${index}}` : '';
    return `      ${component}: {hostname: ${component}.${name}.example.org, replicas: ${1 + ((index + at) % 4)}${labels}}`;
  });
  const edited = environment === 'prod' && index === 0 ? `\n      ${componentNames[6]}: {channel: edited-0}` : '';
  if (edited !== '') components.splice(6, 1);
  return `  ${name}:
    domain: ${name}.example.org
    network: {nodes: ${net}.10-${net}.29, endpoint: ${net}.5, loadBalancers: ${net}.200-${net}.219}
    platform:
${components.join('\n')}${edited}`;
}

function blueprint(name: string): string {
  return `description: ${name} of the benchmark.
helm: {repository: "https://charts.example.org/", chart: ${name}, version: 1.2.3}
namespace: {name: ${name}, podSecurity: restricted}
requires: [network/pods]
`;
}

function optionsSchema(index: number): object {
  const text = (description: string, value?: string) => ({
    type: 'string',
    description,
    ...(value === undefined ? {} : { default: value }),
    examples: [value ?? 'text'],
  });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    additionalProperties: false,
    description: `Options of component ${index + 1}.`,
    properties: {
      hostname: { ...text('Host name that it answers to.'), pattern: '^[a-z0-9.-]+$' },
      replicas: { type: 'integer', minimum: 1, maximum: 20, default: 2, description: 'Copies.', examples: [3] },
      channel: text('Which line of releases.', 'stable'),
      logLevel: {
        enum: ['debug', 'info', 'warn'],
        default: 'info',
        description: 'What is logged.',
        examples: ['warn'],
      },
      limits: {
        type: 'object',
        additionalProperties: false,
        description: 'The most that it may use.',
        properties: { cpu: text('Cores.', '1'), memory: text('Memory.', '256Mi') },
      },
      labels: {
        type: 'object',
        additionalProperties: { type: 'string' },
        default: {},
        description: 'Labels of its pods.',
        examples: [{ team: 'platform' }],
      },
    },
  };
}

/** Sixty lines of ordinary Helm values. */
const valuesTemplate = `fullnameOverride: {{yaml component.release}}
image:
  repository: {{yaml "registry.example.org/platform/" component.name}}
  tag: {{yaml options.channel}}
  pullPolicy: IfNotPresent
replicaCount: {{yaml options.replicas}}
podLabels: {{yaml options.labels}}
podAnnotations:
  cluster.example.org/name: {{yaml cluster.id}}
  cluster.example.org/domain: {{yaml cluster.domain}}
env:
  - name: LOG_LEVEL
    value: {{yaml options.logLevel}}
  - name: CLUSTER
    value: {{yaml cluster.name}}
  - name: ENVIRONMENT
    value: {{yaml environment.name}}
  - name: PUBLIC_URL
    value: {{yaml "https://" options.hostname "/"}}
service:
  type: ClusterIP
  port: 80
  targetPort: http
ingress:
  enabled: true
  className: internal
  hosts:
    - host: {{yaml options.hostname}}
      paths:
        - path: /
          pathType: Prefix
  tls:
    - secretName: {{yaml component.name "-tls"}}
      hosts:
        - {{yaml options.hostname}}
resources:
  requests:
    cpu: 100m
    memory: 128Mi
  limits:
    cpu: {{yaml options.limits.cpu}}
    memory: {{yaml options.limits.memory}}
securityContext:
  runAsNonRoot: true
  readOnlyRootFilesystem: true
  allowPrivilegeEscalation: false
  capabilities:
    drop:
      - ALL
livenessProbe:
  httpGet:
    path: /healthz
    port: http
  periodSeconds: 10
metrics:
  enabled: {{yaml has.monitoringCrds}}
  interval: 30s
`;

function two(number: number): string {
  return String(number).padStart(2, '0');
}
