import { type KeyObject, sign } from 'node:crypto';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';

/** How a key signs, and what certificates call that. */
export interface Signer {
  readonly algorithm: AlgorithmIdentifier;
  readonly sign: (bytes: Uint8Array) => Uint8Array;
}

/** Of the curves that an authority may be on, by the names that Node has for them; P-256 otherwise. */
const ecdsaAlgorithms: Readonly<Record<string, readonly [hash: string, algorithm: string]>> = {
  secp384r1: ['sha384', '1.2.840.10045.4.3.3'],
  secp521r1: ['sha512', '1.2.840.10045.4.3.4'],
};

/** Authorities of an imported bundle may have keys of other kinds and sizes than those that Talos generates. */
export function signerOf(key: KeyObject): Signer {
  if (key.asymmetricKeyType === 'ed25519')
    return {
      algorithm: new AlgorithmIdentifier({ algorithm: '1.3.101.112' }),
      sign: (bytes) => sign(null, bytes, key),
    };
  if (key.asymmetricKeyType === 'ec') {
    const curve = key.asymmetricKeyDetails?.namedCurve ?? '';
    const [hash, algorithm] = ecdsaAlgorithms[curve] ?? ['sha256', '1.2.840.10045.4.3.2'];
    return {
      algorithm: new AlgorithmIdentifier({ algorithm }),
      sign: (bytes) => sign(hash, bytes, { key, dsaEncoding: 'der' }),
    };
  }
  return {
    // RSA alone has parameters here, and they are null (RFC 4055, 5).
    algorithm: new AlgorithmIdentifier({ algorithm: '1.2.840.113549.1.1.11', parameters: null }),
    sign: (bytes) => sign('sha256', bytes, key),
  };
}
