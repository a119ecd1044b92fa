import { type KeyObject, X509Certificate } from 'node:crypto';
import { parse } from 'yaml';
import type { CertifiedKey } from './certificates.ts';
import { parsePrivateKey } from './private-key.ts';
import type { TalosBundle } from './talos-bundle.ts';

/** Why a text is not a bundle of machine secrets. One line, without any value of it. */
export class NotABundle extends Error {}

/**
 * The text of a bundle, in clear. `talosctl gen secrets`, `talhelper gensecret` (talhelper: pkg/generate/secret.go, of a
 * running cluster's configuration with `-f` too) and topf (topf: internal/topf/secrets.go) all print Talos' own struct,
 * which differs in indentation and in the case of keys. Every certificate must belong to its key. Throws
 * `NotABundle`.
 */
export function parseTalosBundle(text: string): TalosBundle {
  let root: unknown;
  try {
    root = parse(text, { schema: 'failsafe', maxAliasCount: 0, prettyErrors: false, uniqueKeys: true });
  } catch {
    throw new NotABundle('it is not valid YAML');
  }
  const top = mapOf(root, 'it');
  const cluster = mapOf(top['cluster'], 'cluster');
  const secrets = mapOf(top['secrets'], 'secrets');
  const certs = mapOf(top['certs'], 'certs');
  const [secretbox, aescbc] = [secrets['secretboxencryptionsecret'], secrets['aescbcencryptionsecret']];
  // Both: a cluster from before Talos 1.3 that encrypts by secretbox now, and still reads what is older.
  if (!filled(secretbox) && !filled(aescbc))
    throw new NotABundle('it must contain one of secrets.secretboxencryptionsecret and secrets.aescbcencryptionsecret');
  const serviceAccount = mapOf(certs['k8sserviceaccount'], 'certs.k8sserviceaccount');
  const serviceKey = fromBase64(serviceAccount['key'], 'certs.k8sserviceaccount.key');
  privateKeyOf(serviceKey, 'certs.k8sserviceaccount.key');
  return {
    cluster: { id: textOf(cluster['id'], 'cluster.id'), secret: textOf(cluster['secret'], 'cluster.secret') },
    secrets: {
      bootstraptoken: textOf(secrets['bootstraptoken'], 'secrets.bootstraptoken'),
      ...(filled(secretbox) ? { secretboxencryptionsecret: secretbox } : {}),
      ...(filled(aescbc) ? { aescbcencryptionsecret: aescbc } : {}),
    },
    trustdinfo: { token: textOf(mapOf(top['trustdinfo'], 'trustdinfo')['token'], 'trustdinfo.token') },
    certs: {
      etcd: authorityOf(certs['etcd'], 'certs.etcd'),
      k8s: authorityOf(certs['k8s'], 'certs.k8s'),
      k8saggregator: authorityOf(certs['k8saggregator'], 'certs.k8saggregator'),
      k8sserviceaccount: { key: serviceKey },
      os: authorityOf(certs['os'], 'certs.os'),
    },
  };
}

function authorityOf(value: unknown, name: string): CertifiedKey {
  const map = mapOf(value, name);
  const authority = { crt: fromBase64(map['crt'], `${name}.crt`), key: fromBase64(map['key'], `${name}.key`) };
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(authority.crt);
  } catch {
    throw new NotABundle(`${name}.crt is not a certificate`);
  }
  const key = privateKeyOf(authority.key, `${name}.key`);
  if (!certificate.ca) throw new NotABundle(`${name}.crt is not a certificate authority`);
  if (!certificate.checkPrivateKey(key)) throw new NotABundle(`${name}.key does not belong to ${name}.crt`);
  return authority;
}

function privateKeyOf(pem: string, name: string): KeyObject {
  try {
    return parsePrivateKey(pem);
  } catch {
    throw new NotABundle(`${name} is not a private key`);
  }
}

/** Keys without regard to case: Talos reads them in lower case, Go programs that print the struct as JSON do not. */
function mapOf(value: unknown, name: string): ReadonlyMapLike {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new NotABundle(`${name} is not a map`);
  const map: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [key, entry] of Object.entries(value)) map[key.toLowerCase()] = entry;
  return map;
}

type ReadonlyMapLike = Readonly<Record<string, unknown>>;

function filled(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function textOf(value: unknown, name: string): string {
  if (!filled(value)) throw new NotABundle(`${name} is missing`);
  return value;
}

function fromBase64(value: unknown, name: string): string {
  const text = textOf(value, name).replaceAll(/\s/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) throw new NotABundle(`${name} is not valid base64`);
  return Buffer.from(text, 'base64').toString('utf8');
}
