import { randomBytes, X509Certificate } from 'node:crypto';
import { sha256OfParts } from '../diagnostics/digest.ts';
import { type AuthorityRequest, type CertifiedKey, issueAuthority } from './certificates.ts';
import { letters } from './generate.ts';
import { goScalar } from './go-scalar.ts';
import { formatPrivateKey, generatePrivateKey, generateRsaKey } from './private-key.ts';
import { hasMinor, type TalosContract } from '../versions/cluster-versions.ts';

/** Talos' own secrets bundle (siderolabs/talos: pkg/machinery/config/generate/secrets). Every field is secret. */
export interface TalosBundle {
  readonly cluster: { readonly id: string; readonly secret: string };
  readonly secrets: {
    readonly bootstraptoken: string;
    readonly secretboxencryptionsecret?: string;
    readonly aescbcencryptionsecret?: string;
  };
  readonly trustdinfo: { readonly token: string };
  readonly certs: {
    readonly etcd: CertifiedKey;
    readonly k8s: CertifiedKey;
    readonly k8saggregator: CertifiedKey;
    readonly k8sserviceaccount: { readonly key: string };
    readonly os: CertifiedKey;
  };
}

/**
 * Everything a new cluster needs, as `talosctl gen secrets` makes it for that contract (`1.13`). RSA of 4096 bits takes a
 * second or several.
 */
export function mintTalosBundle(contract: TalosContract, now: Date): TalosBundle {
  const since = (minor: number): boolean => hasMinor(contract, minor);
  const authority = (organization: string | undefined, key: AuthorityRequest['key']): CertifiedKey =>
    issueAuthority({ organization, key }, now);
  const encryption = randomBytes(32).toString('base64');
  return {
    cluster: {
      // The alphabet changed from URL-safe to standard with 1.14 (ClusterIDEncoding in config/types/cluster).
      id: randomBytes(32)
        .toString('base64')
        .replaceAll(/[+/]/g, (c) => (since(14) ? c : c === '+' ? '-' : '_')),
      secret: randomBytes(32).toString('base64'),
    },
    secrets: {
      bootstraptoken: token(),
      ...(since(3) ? { secretboxencryptionsecret: encryption } : { aescbcencryptionsecret: encryption }),
    },
    trustdinfo: { token: token() },
    certs: {
      etcd: authority('etcd', 'ecdsa'),
      k8s: authority('kubernetes', 'ecdsa'),
      // Talos asks for the common name front-proxy, but its certificate writer leaves common names out.
      k8saggregator: authority(undefined, 'ecdsa'),
      k8sserviceaccount: { key: since(7) ? generateRsaKey() : formatPrivateKey(generatePrivateKey('ecdsa')) },
      os: authority('talos', 'ed25519'),
    },
  };
}

/** As `talosctl gen secrets` prints it: PEM in base64, indented by four. */
export function formatTalosBundle(bundle: TalosBundle): string {
  const b64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
  const authority = (name: string, { crt, key }: CertifiedKey): string[] => [
    `    ${name}:`,
    `        crt: ${b64(crt)}`,
    `        key: ${b64(key)}`,
  ];
  // A token of digits only is still text.
  const text = (value: string): string => (goScalar(value)?.type === 'str' ? value : JSON.stringify(value));
  const { secrets } = bundle;
  return `${[
    'cluster:',
    `    id: ${text(bundle.cluster.id)}`,
    `    secret: ${text(bundle.cluster.secret)}`,
    'secrets:',
    `    bootstraptoken: ${text(secrets.bootstraptoken)}`,
    ...(secrets.aescbcencryptionsecret === undefined
      ? []
      : [`    aescbcencryptionsecret: ${text(secrets.aescbcencryptionsecret)}`]),
    ...(secrets.secretboxencryptionsecret === undefined
      ? []
      : [`    secretboxencryptionsecret: ${text(secrets.secretboxencryptionsecret)}`]),
    'trustdinfo:',
    `    token: ${text(bundle.trustdinfo.token)}`,
    'certs:',
    ...authority('etcd', bundle.certs.etcd),
    ...authority('k8s', bundle.certs.k8s),
    ...authority('k8saggregator', bundle.certs.k8saggregator),
    '    k8sserviceaccount:',
    `        key: ${b64(bundle.certs.k8sserviceaccount.key)}`,
    ...authority('os', bundle.certs.os),
  ].join('\n')}\n`;
}

/**
 * What the lock file remembers of a bundle: SHA-256 over what makes the cluster this cluster (its authorities and its
 * id). The tokens may be rotated without it becoming another one. 160 bits, as text.
 */
export function fingerprintOf(bundle: TalosBundle): string {
  const { os, k8s, etcd, k8saggregator } = bundle.certs;
  const fingerprints = [os, k8s, etcd, k8saggregator].map(({ crt }) => new X509Certificate(crt).fingerprint256);
  return `sha256:${sha256OfParts([`${bundle.cluster.id}\n`, ...fingerprints]).slice(0, 40)}`;
}

function token(): string {
  const lower = '0123456789abcdefghijklmnopqrstuvwxyz';
  return `${letters(6, lower)}.${letters(16, lower)}`;
}
