import { createPublicKey, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { NotABundle, parseTalosBundle } from '../../src/secrets/parse-bundle.ts';
import { parsePrivateKey } from '../../src/secrets/private-key.ts';
import { fingerprintOf, formatTalosBundle, mintTalosBundle } from '../../src/secrets/talos-bundle.ts';
import { askOracle, needOracle } from '../oracles/oracle.ts';
import { talosContract } from '../version-of.ts';
import { minted as shared, mintedAt } from './minted.ts';

const now = mintedAt;
/** RSA of 4096 bits takes its time: one bundle for each contract. */
const minted = new Map(
  ['1.12', '1.13', '1.14'].map((contract) => [
    contract,
    contract === '1.13' ? shared : mintTalosBundle(talosContract(contract), now),
  ]),
);

describe.each([...minted])('machine secrets for %s', (contract, bundle) => {
  it('are certificates as Talos makes them', () => {
    const { os, k8s, etcd, k8saggregator, k8sserviceaccount } = bundle.certs;
    for (const [authority, subject, type] of [
      [os, 'O=talos', 'ed25519'],
      [k8s, 'O=kubernetes', 'ec'],
      [etcd, 'O=etcd', 'ec'],
      [k8saggregator, undefined, 'ec'],
    ] as const) {
      const certificate = new X509Certificate(authority.crt);
      expect(certificate.subject || undefined).toBe(subject);
      expect(certificate.issuer).toBe(certificate.subject);
      expect(certificate.ca).toBe(true);
      expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
      expect(certificate.publicKey.asymmetricKeyType).toBe(type);
      expect(certificate.verify(certificate.publicKey)).toBe(true);
      expect(certificate.checkIssued(certificate)).toBe(true);
      const years = (Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / 3600_000;
      expect(years).toBe(87600);
      expect(certificate.checkPrivateKey(parsePrivateKey(authority.key))).toBe(true);
    }
    expect(os.key).toContain('-----BEGIN ED25519 PRIVATE KEY-----\n');
    expect(k8s.key).toContain('-----BEGIN EC PRIVATE KEY-----\n');
    expect(createPublicKey(k8sserviceaccount.key).asymmetricKeyDetails?.modulusLength).toBe(4096);
    expect(bundle.secrets.bootstraptoken).toMatch(/^[a-z0-9]{6}\.[a-z0-9]{16}$/);
    expect(bundle.trustdinfo.token).toMatch(/^[a-z0-9]{6}\.[a-z0-9]{16}$/);
    expect(Buffer.from(bundle.cluster.id, 'base64')).toHaveLength(32);
    expect(bundle.cluster.id).toMatch(contract === '1.14' ? /^[A-Za-z0-9+/]{43}=$/ : /^[A-Za-z0-9_-]{43}=$/);
  });

  it('read back as they were written, and are told apart by their fingerprint', () => {
    const text = formatTalosBundle(bundle);
    const again = parseTalosBundle(text);
    expect(again).toEqual(bundle);
    expect(fingerprintOf(again)).toBe(fingerprintOf(bundle));
    expect(new Set([...minted.values()].map(fingerprintOf)).size).toBe(minted.size);
    // Go programs print the same struct with capitals.
    const capitals = text.replace('cluster:', 'Cluster:').replace('id:', 'Id:').replace('trustdinfo:', 'TrustdInfo:');
    expect(parseTalosBundle(capitals)).toEqual(bundle);
  });

  it("are taken by Talos' own loader, and each authority signs", (context) => {
    const oracle = needOracle(context, `talos-${contract}` as 'talos-1.12');
    const question = {
      contract: `v${contract}`,
      cluster: 'main',
      endpoint: 'https://10.0.0.1:6443',
      kubernetes: '1.34.0',
      bundle: formatTalosBundle(bundle),
      patches: ['machine: {install: {disk: /dev/sda}}'],
    };
    const patches = contract === '1.14' ? [] : question.patches;
    const [controlPlane, worker] = askOracle<{ errors?: string[]; config?: string }>(oracle, [
      { ...question, patches, type: 'controlplane' },
      { ...question, patches, type: 'worker' },
    ]);
    expect(controlPlane?.errors).toBeUndefined();
    expect(worker?.errors).toBeUndefined();
    expect(controlPlane?.config).toContain(bundle.cluster.secret);
    expect(controlPlane?.config).toContain(Buffer.from(bundle.certs.os.crt).toString('base64'));
  });
});

describe('what is no bundle', () => {
  it('is refused with the field and without a value', () => {
    const bundle = minted.get('1.13');
    if (bundle === undefined) return;
    const text = formatTalosBundle(bundle);
    const swapped = { ...bundle, certs: { ...bundle.certs, k8s: { ...bundle.certs.k8s, key: bundle.certs.etcd.key } } };
    const cases: [string, string][] = [
      ['', 'it is not a map'],
      ['- a', 'it is not a map'],
      ['{', 'it is not valid YAML'],
      [text.replace(/^ {4}secret: .*\n/m, ''), 'cluster.secret is missing'],
      [text.replace(/^ {4}secretbox.*\n/m, ''), 'it must contain one of'],
      [formatTalosBundle(swapped), 'certs.k8s.key does not belong to certs.k8s.crt'],
      [text.replace(/crt: LS0tLS1C/, 'crt: AAAAAAAA'), 'certs.etcd.crt is not a certificate'],
    ];
    for (const [input, message] of cases) {
      let found = '';
      try {
        parseTalosBundle(input);
      } catch (error) {
        if (!(error instanceof NotABundle)) throw error;
        found = error.message;
      }
      expect(found).toContain(message);
      expect(found).not.toContain(bundle.cluster.secret);
    }
  });
});
