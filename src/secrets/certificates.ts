import { createPublicKey, type KeyObject, randomBytes, X509Certificate } from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import * as x509 from '@peculiar/asn1-x509';
import { fromBER, Sequence } from 'asn1js';
import { invariant } from '../diagnostics/diagnostic.ts';
import { formatPem, formatPrivateKey, generatePrivateKey, type KeyKind, parsePrivateKey } from './private-key.ts';
import { type Signer, signerOf } from './signer.ts';

/** A certificate and its private key, PEM. */
export interface CertifiedKey {
  readonly crt: string;
  readonly key: string;
}

export interface AuthorityRequest {
  /** Undefined: the certificate's subject is empty. */
  readonly organization: string | undefined;
  readonly key: KeyKind;
}

export interface ClientRequest {
  readonly commonName?: string;
  /** Read as roles by Talos, as groups by Kubernetes. */
  readonly organization: string;
  readonly usage: 'signature' | 'signature-and-encipherment';
  readonly key: KeyKind;
}

/** Ten years of 365 days, as Talos' own (CAValidityTime, 87600 h). */
const authorityValidity = 87600 * 3600 * 1000;

/**
 * Clocks differ: a machine whose clock is behind must accept a certificate that was issued a moment ago. Talos allows 10 s
 * (allowedTimeSkew in pkg/kubeconfig/generate.go) between machines that synchronize their clocks; a workstation does not
 * synchronize with them.
 */
const clockSkew = 5 * 60_000;

/** A self-signed authority with the fields and the order of siderolabs/crypto's NewSelfSignedCertificateAuthority. */
export function issueAuthority(request: AuthorityRequest, now: Date): CertifiedKey {
  const key = generatePrivateKey(request.key);
  const subject = nameOf(request.organization, undefined);
  return certify(key, signerOf(key), {
    issuer: subject,
    subject,
    from: now.getTime(),
    until: Math.floor(now.getTime() / 1000) * 1000 + authorityValidity,
    extensions: [
      extension(
        x509.id_ce_keyUsage,
        true,
        new x509.KeyUsage(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyCertSign),
      ),
      extension(
        x509.id_ce_extKeyUsage,
        false,
        new x509.ExtendedKeyUsage([x509.id_kp_serverAuth, x509.id_kp_clientAuth]),
      ),
      extension(x509.id_ce_basicConstraints, true, new x509.BasicConstraints({ cA: true })),
      extension(x509.id_ce_subjectKeyIdentifier, false, new x509.SubjectKeyIdentifier(randomBytes(20))),
    ],
  });
}

/**
 * A new key and a client certificate for it, signed by the authority and never valid beyond the authority's own dates.
 * The fields are those of siderolabs/crypto's NewKeyPair.
 */
export function issueClient(
  authority: CertifiedKey,
  request: ClientRequest,
  now: Date,
  validDays: number,
): CertifiedKey {
  const { subject, validFrom, validTo, keyIdentifier } = parseAuthority(authority.crt);
  const { digitalSignature, keyEncipherment } = x509.KeyUsageFlags;
  const usage = request.usage === 'signature' ? digitalSignature : digitalSignature | keyEncipherment;
  return certify(generatePrivateKey(request.key), signerOf(parsePrivateKey(authority.key)), {
    issuer: subject,
    subject: nameOf(request.organization, request.commonName),
    from: Math.max(now.getTime() - clockSkew, validFrom),
    until: Math.min(now.getTime() + validDays * 86_400_000, validTo),
    extensions: [
      extension(x509.id_ce_keyUsage, true, new x509.KeyUsage(usage)),
      extension(x509.id_ce_extKeyUsage, false, new x509.ExtendedKeyUsage([x509.id_kp_clientAuth])),
      extension(x509.id_ce_basicConstraints, true, new x509.BasicConstraints()),
      ...(keyIdentifier === undefined
        ? []
        : [extension(x509.id_ce_authorityKeyIdentifier, false, new x509.AuthorityKeyIdentifier({ keyIdentifier }))]),
    ],
  });
}

interface Contents {
  readonly issuer: x509.Name;
  readonly subject: x509.Name;
  /** In milliseconds; a certificate's dates have whole seconds, and these are rounded down. */
  readonly from: number;
  readonly until: number;
  readonly extensions: readonly x509.Extension[];
}

function certify(key: KeyObject, signer: Signer, contents: Contents): CertifiedKey {
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' });
  const tbsCertificate = new x509.TBSCertificate({
    version: x509.Version.v3,
    serialNumber: serialNumber(),
    signature: signer.algorithm,
    issuer: contents.issuer,
    validity: new x509.Validity({ notBefore: new Date(contents.from), notAfter: new Date(contents.until) }),
    subject: contents.subject,
    subjectPublicKeyInfo: AsnConvert.parse(publicKey, x509.SubjectPublicKeyInfo),
    extensions: new x509.Extensions([...contents.extensions]),
  });
  const whole = new x509.Certificate({
    tbsCertificate,
    signatureAlgorithm: signer.algorithm,
    signatureValue: bufferOf(signer.sign(new Uint8Array(AsnConvert.serialize(tbsCertificate)))),
  });
  return {
    crt: formatPem('CERTIFICATE', new Uint8Array(AsnConvert.serialize(whole))),
    key: formatPrivateKey(key),
  };
}

/** Each attribute in a set of its own, the organization first. */
function nameOf(organization: string | undefined, commonName: string | undefined): x509.Name {
  const attribute = (type: string, text: string | undefined): x509.RelativeDistinguishedName[] => {
    if (text === undefined) return [];
    const value = new x509.AttributeValue({ printableString: text });
    return [new x509.RelativeDistinguishedName([new x509.AttributeTypeAndValue({ type, value })])];
  };
  return new x509.Name([...attribute('2.5.4.10', organization), ...attribute('2.5.4.3', commonName)]);
}

function extension(extnID: string, critical: boolean, value: object): x509.Extension {
  return new x509.Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

/** 126 random bits: positive, and in the shortest form (RFC 5280, 4.1.2.2). */
function serialNumber(): ArrayBuffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] as number) & 0x3f) | 0x40;
  return bufferOf(bytes);
}

/** What a client's certificate takes from its authority's. */
function parseAuthority(crt: string) {
  const certificate = new X509Certificate(crt);
  const { tbsCertificate } = AsnConvert.parse(certificate.raw, x509.Certificate);
  const identifier = tbsCertificate.extensions?.find(({ extnID }) => extnID === x509.id_ce_subjectKeyIdentifier);
  return {
    subject: subjectAsEncoded(certificate),
    validFrom: Date.parse(certificate.validFrom),
    validTo: Date.parse(certificate.validTo),
    keyIdentifier:
      identifier === undefined ? undefined : AsnConvert.parse(identifier.extnValue, x509.SubjectKeyIdentifier),
  };
}

/** Verifiers compare names byte by byte, and not every text encodes to the bytes that it was decoded from. */
function subjectAsEncoded(certificate: X509Certificate): x509.Name {
  const { result } = fromBER(new Uint8Array(certificate.raw));
  const [body] = result instanceof Sequence ? result.valueBlock.value : [];
  const fields = body instanceof Sequence ? body.valueBlock.value : [];
  // [version], serial number, algorithm, issuer, validity, subject: a certificate of version 1 leaves its version out.
  const subject = fields[fields[0]?.idBlock.tagClass === 3 ? 5 : 4];
  invariant(subject instanceof Sequence, 'a certificate that Node reads has a subject');
  return Object.assign(new x509.Name(), { toASN: () => subject, fromASN: () => subject });
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
