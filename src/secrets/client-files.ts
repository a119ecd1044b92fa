import { issueClient } from './certificates.ts';
import { Secret } from './secret.ts';
import type { TalosBundle } from './talos-bundle.ts';

export interface TalosconfigFor {
  /** The cluster's name, which the context gets. */
  readonly cluster: string;
  /** Addresses that talosctl may ask, without port: the control planes' own, never the virtual one. */
  readonly endpoints: readonly string[];
  /** The nodes of a command without `--nodes`; empty: the flag is required. */
  readonly nodes: readonly string[];
}

export interface KubeconfigFor {
  readonly cluster: string;
  /** `https://10.0.0.1:6443` */
  readonly endpoint: string;
}

/**
 * A talosconfig as talosctl writes it (siderolabs/talos: pkg/machinery/client/config), with a certificate of its own for
 * the role os:admin.
 */
export function mintTalosconfig(bundle: TalosBundle, to: TalosconfigFor, now: Date, validDays: number): Secret {
  const { crt, key } = mintTalosClient(bundle, now, validDays);
  const list = (name: string, values: readonly string[]): string[] =>
    values.length === 0 ? [] : [`        ${name}:`, ...values.map((value) => `            - ${JSON.stringify(value)}`)];
  return fileOf([
    `context: ${JSON.stringify(to.cluster)}`,
    'contexts:',
    `    ${JSON.stringify(to.cluster)}:`,
    ...(to.endpoints.length === 0 ? ['        endpoints: []'] : list('endpoints', to.endpoints)),
    ...list('nodes', to.nodes),
    `        ca: ${base64(bundle.certs.os.crt)}`,
    `        crt: ${base64(crt)}`,
    `        key: ${base64(key)}`,
  ]);
}

/** Who may configure machines: what GenerateTalosAPIClientCertificate makes for the role of administrators. */
export function mintTalosClient(bundle: TalosBundle, now: Date, validDays: number) {
  const client = { organization: 'os:admin', usage: 'signature', key: 'ed25519' } as const;
  return issueClient(bundle.certs.os, client, now, validDays);
}

/** The administrator's kubeconfig, as the machines themselves give it out (siderolabs/talos: pkg/kubeconfig). */
export function mintKubeconfig(bundle: TalosBundle, to: KubeconfigFor, now: Date, validDays: number): Secret {
  const client = {
    commonName: 'admin',
    organization: 'system:masters',
    usage: 'signature-and-encipherment',
    key: 'ecdsa',
  } as const;
  const { crt, key } = issueClient(bundle.certs.k8s, client, now, validDays);
  const [cluster, admin] = [JSON.stringify(to.cluster), JSON.stringify(`admin@${to.cluster}`)];
  return fileOf([
    'apiVersion: v1',
    'kind: Config',
    'clusters:',
    `- name: ${cluster}`,
    '  cluster:',
    `    server: ${JSON.stringify(to.endpoint)}`,
    `    certificate-authority-data: ${base64(bundle.certs.k8s.crt)}`,
    'users:',
    `- name: ${admin}`,
    '  user:',
    `    client-certificate-data: ${base64(crt)}`,
    `    client-key-data: ${base64(key)}`,
    'contexts:',
    '- context:',
    `    cluster: ${cluster}`,
    '    namespace: default',
    `    user: ${admin}`,
    `  name: ${admin}`,
    `current-context: ${admin}`,
  ]);
}

export function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

function fileOf(lines: readonly string[]): Secret {
  return new Secret(`${lines.join('\n')}\n`);
}
