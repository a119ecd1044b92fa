import { generateKeyPairSync, type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto';
import { sha256OfParts } from '../diagnostics/digest.ts';
import { bitString, explicit, integer, isTrue, objectId, octetString, printable, sequence, set, time } from './der.ts';
import { letters } from './generate.ts';
import { goScalar } from './go-scalar.ts';

/** Certificate and key, PEM. */
export interface Authority {
  readonly crt: string;
  readonly key: string;
}

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
    readonly etcd: Authority;
    readonly k8s: Authority;
    readonly k8saggregator: Authority;
    readonly k8sserviceaccount: { readonly key: string };
    readonly os: Authority;
  };
}

/** Ten years of 365 days, as Talos' own (CAValidityTime, 87600 h). */
const validity = 87600 * 3600 * 1000;

/**
 * Everything a new cluster needs, as `talosctl gen secrets` makes it for that contract (`1.13`). RSA of 4096 bits takes a
 * second or several.
 */
export function mintTalosBundle(contract: string, now: Date): TalosBundle {
  const [major = 1, minor = 0] = contract.split('.').map(Number);
  const since = (other: number): boolean => major > 1 || minor >= other;
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
      etcd: ecdsaAuthority('etcd', now),
      k8s: ecdsaAuthority('kubernetes', now),
      // Talos asks for the common name front-proxy, but its certificate writer leaves common names out.
      k8saggregator: ecdsaAuthority(undefined, now),
      k8sserviceaccount: { key: since(7) ? rsaKey() : pem(ecdsaKey().privateKey) },
      os: ed25519Authority('talos', now),
    },
  };
}

/** As `talosctl gen secrets` prints it: PEM in base64, indented by four. */
export function formatTalosBundle(bundle: TalosBundle): string {
  const b64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
  const authority = (name: string, { crt, key }: Authority): string[] => [
    `    ${name}:`,
    `        crt: ${b64(crt)}`,
    `        key: ${b64(key)}`,
  ];
  // A token of digits alone is a text all the same.
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

function ecdsaKey() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function ecdsaAuthority(organization: string | undefined, now: Date): Authority {
  const { publicKey, privateKey } = ecdsaKey();
  // ecdsa-with-SHA256
  const algorithm = sequence(objectId('1.2.840.10045.4.3.2'));
  const crt = certificate(organization, publicKey, algorithm, now, (body) =>
    sign('sha256', body, { key: privateKey, dsaEncoding: 'der' }),
  );
  return { crt, key: pem(privateKey) };
}

function ed25519Authority(organization: string, now: Date): Authority {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const crt = certificate(organization, publicKey, sequence(objectId('1.3.101.112')), now, (body) =>
    sign(null, body, privateKey),
  );
  // PKCS #8 under a label of Talos' own.
  const bytes = privateKey.export({ format: 'der', type: 'pkcs8' });
  return { crt, key: armor('ED25519 PRIVATE KEY', bytes) };
}

function rsaKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 4096 });
  return privateKey.export({ format: 'pem', type: 'pkcs1' }) as string;
}

function pem(key: KeyObject): string {
  return key.export({ format: 'pem', type: 'sec1' }) as string;
}

/** A self-signed authority with the fields and the order of siderolabs/crypto's NewSelfSignedCertificateAuthority. */
function certificate(
  organization: string | undefined,
  publicKey: KeyObject,
  algorithm: Uint8Array,
  now: Date,
  signBody: (body: Uint8Array) => Uint8Array,
): string {
  const name =
    organization === undefined ? sequence() : sequence(set(sequence(objectId('2.5.4.10'), printable(organization))));
  const start = new Date(Math.floor(now.getTime() / 1000) * 1000);
  const body = sequence(
    explicit(0, integer(Uint8Array.of(2))),
    integer(randomBytes(16)),
    algorithm,
    name,
    sequence(time(start), time(new Date(start.getTime() + validity))),
    name,
    new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })),
    explicit(
      3,
      sequence(
        // Critical: signs certificates, and digital signatures.
        sequence(objectId('2.5.29.15'), isTrue(), octetString(bitString(Uint8Array.of(0x84), 2))),
        sequence(
          objectId('2.5.29.37'),
          octetString(sequence(objectId('1.3.6.1.5.5.7.3.1'), objectId('1.3.6.1.5.5.7.3.2'))),
        ),
        sequence(objectId('2.5.29.19'), isTrue(), octetString(sequence(isTrue()))),
        sequence(objectId('2.5.29.14'), octetString(octetString(randomBytes(20)))),
      ),
    ),
  );
  return armor('CERTIFICATE', sequence(body, algorithm, bitString(signBody(body))));
}

/** PEM, in lines of 64. */
export function armor(label: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
