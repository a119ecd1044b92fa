import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

/** Talos' keys are Ed25519, those of Kubernetes and etcd ECDSA on P-256. */
export type KeyKind = 'ed25519' | 'ecdsa';

export function generatePrivateKey(kind: KeyKind): KeyObject {
  const pair = kind === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return pair.privateKey;
}

/** Takes 4,096 bits, as Talos does for the key of service accounts: a second or several. */
export function generateRsaKey(): string {
  return generateKeyPairSync('rsa', { modulusLength: 4096 }).privateKey.export({
    format: 'pem',
    type: 'pkcs1',
  }) as string;
}

/** Talos' label for Ed25519 keys is its own; the bytes below it are PKCS #8. Throws where the text holds no private key. */
export function parsePrivateKey(pem: string): KeyObject {
  const key = createPrivateKey(pem.replaceAll('ED25519 PRIVATE KEY', 'PRIVATE KEY'));
  createPublicKey(key);
  return key;
}

export function formatPrivateKey(key: KeyObject): string {
  return key.asymmetricKeyType === 'ed25519'
    ? formatPem('ED25519 PRIVATE KEY', key.export({ format: 'der', type: 'pkcs8' }))
    : (key.export({ format: 'pem', type: 'sec1' }) as string);
}

/** PEM, in lines of 64. */
export function formatPem(label: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
