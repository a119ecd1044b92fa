import { generateKeyPairSync, type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto';
import {
  bitString,
  type DerElement,
  der,
  explicit,
  integer,
  isTrue,
  objectId,
  octetString,
  printable,
  readDer,
  sequence,
  set,
  time,
} from './der.ts';
import { privateKeyOf } from './parse-bundle.ts';
import { armor, type Authority } from './talos-bundle.ts';

export interface ClientOf {
  readonly commonName?: string;
  /** What Talos reads as roles, and Kubernetes as groups. */
  readonly organization: string;
  readonly usage: 'signature' | 'signature-and-encipherment';
  readonly key: 'ed25519' | 'ecdsa';
}

/**
 * Clocks differ: a machine that is behind must take a certificate that was made a moment ago. Talos allows itself 10 s
 * (allowedTimeSkew in pkg/kubeconfig/generate.go) on machines that it set the clock of; ours nobody set.
 */
const skew = 5 * 60_000;

/**
 * A key of its own, and a certificate for it that the authority signed: for clients, and never beyond the authority's own
 * time. What is in it is what siderolabs/crypto's NewKeyPair puts there.
 */
export function mintClient(authority: Authority, client: ClientOf, now: Date, validDays: number): Authority {
  const issuer = new X509Certificate(authority.crt);
  const { name, keyId } = partsOf(issuer);
  const signer = signerOf(privateKeyOf(authority.key, 'the key of an authority'));
  const pair =
    client.key === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const seconds = (milliseconds: number): Date => new Date(Math.floor(milliseconds / 1000) * 1000);
  const from = seconds(Math.max(now.getTime() - skew, Date.parse(issuer.validFrom)));
  const until = seconds(Math.min(now.getTime() + validDays * 86_400_000, Date.parse(issuer.validTo)));
  const subject = [
    set(sequence(objectId('2.5.4.10'), printable(client.organization))),
    ...(client.commonName === undefined ? [] : [set(sequence(objectId('2.5.4.3'), printable(client.commonName)))]),
  ];
  const usage = client.usage === 'signature' ? bitString(Uint8Array.of(0x80), 7) : bitString(Uint8Array.of(0xa0), 5);
  const body = sequence(
    explicit(0, integer(Uint8Array.of(2))),
    integer(randomBytes(16)),
    signer.algorithm,
    name.bytes,
    sequence(time(from), time(until)),
    sequence(...subject),
    new Uint8Array(pair.publicKey.export({ format: 'der', type: 'spki' })),
    explicit(
      3,
      sequence(
        sequence(objectId('2.5.29.15'), isTrue(), octetString(usage)),
        sequence(objectId('2.5.29.37'), octetString(sequence(objectId('1.3.6.1.5.5.7.3.2')))),
        sequence(objectId('2.5.29.19'), isTrue(), octetString(sequence())),
        ...(keyId === undefined ? [] : [sequence(objectId('2.5.29.35'), octetString(sequence(der(0x80, keyId))))]),
      ),
    ),
  );
  return {
    crt: armor('CERTIFICATE', sequence(body, signer.algorithm, bitString(signer.sign(body)))),
    key: pemOf(pair.privateKey),
  };
}

/** The authority's name, byte by byte as it stands in its certificate, and its key's identifier if it has one. */
function partsOf(certificate: X509Certificate): { readonly name: DerElement; readonly keyId: Uint8Array | undefined } {
  const [whole] = readDer(new Uint8Array(certificate.raw));
  const [body] = readDer(whole?.contents ?? new Uint8Array());
  const fields = readDer(body?.contents ?? new Uint8Array());
  // Version [0], serial number, algorithm, issuer, validity, subject (RFC 5280, 4.1); version 1 does not say its version.
  const name = fields[fields[0]?.tag === 0xa0 ? 5 : 4];
  if (name === undefined) throw new RangeError('the certificate has no subject');
  const wanted = Buffer.from(objectId('2.5.29.14')).toString('hex');
  const extensions = fields.find((field) => field.tag === 0xa3);
  const [list] = readDer(extensions?.contents ?? new Uint8Array());
  for (const extension of readDer(list?.contents ?? new Uint8Array())) {
    const parts = readDer(extension.contents);
    if (Buffer.from(parts[0]?.bytes ?? []).toString('hex') !== wanted) continue;
    return { name, keyId: readDer(parts.at(-1)?.contents ?? new Uint8Array())[0]?.contents };
  }
  return { name, keyId: undefined };
}

interface Signer {
  readonly algorithm: Uint8Array;
  readonly sign: (body: Uint8Array) => Uint8Array;
}

/** Whatever keys an imported bundle brings: those of Talos are Ed25519 and P-256, older or other people's may be others. */
function signerOf(key: KeyObject): Signer {
  const type = key.asymmetricKeyType;
  if (type === 'ed25519')
    return { algorithm: sequence(objectId('1.3.101.112')), sign: (body) => sign(null, body, key) };
  if (type === 'ec') {
    const curve = key.asymmetricKeyDetails?.namedCurve;
    const [hash, id] =
      curve === 'secp384r1'
        ? ['sha384', '1.2.840.10045.4.3.3']
        : curve === 'secp521r1'
          ? ['sha512', '1.2.840.10045.4.3.4']
          : ['sha256', '1.2.840.10045.4.3.2'];
    return {
      algorithm: sequence(objectId(id as string)),
      sign: (body) => sign(hash, body, { key, dsaEncoding: 'der' }),
    };
  }
  const none = der(0x05);
  return {
    algorithm: sequence(objectId('1.2.840.113549.1.1.11'), none),
    sign: (body) => sign('sha256', body, key),
  };
}

function pemOf(key: KeyObject): string {
  return key.asymmetricKeyType === 'ed25519'
    ? // PKCS #8 under a label of Talos' own.
      armor('ED25519 PRIVATE KEY', key.export({ format: 'der', type: 'pkcs8' }))
    : (key.export({ format: 'pem', type: 'sec1' }) as string);
}
