import { execFileSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate, TBSCertificate, Version } from '@peculiar/asn1-x509';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { issueAuthority, issueClient } from '../../src/secrets/certificates.ts';
import { mintKubeconfig, mintTalosconfig } from '../../src/secrets/client-files.ts';
import { formatPem, parsePrivateKey } from '../../src/secrets/private-key.ts';
import { formatTalosBundle, mintTalosBundle } from '../../src/secrets/talos-bundle.ts';
import { askOracle, needOracle } from '../oracles/oracle.ts';
import { talosContract } from '../version-of.ts';
import { minted, mintedAt } from './minted.ts';

const now = mintedAt;
const bundle = minted;
const talosconfig = mintTalosconfig(bundle, { cluster: 'no', endpoints: ['10.0.0.2', 'fd00::2'], nodes: [] }, now, 30);
const kubeconfig = mintKubeconfig(bundle, { cluster: '007', endpoint: 'https://[fd00::1]:6443' }, now, 1);

function pem(base64: unknown): string {
  return Buffer.from(String(base64), 'base64').toString('utf8');
}

/** Whether openssl, which is on nearly every machine, takes the chain for a client's. */
function opensslTakes(authority: string, leaf: string): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'infraflux-chain-'));
  writeFileSync(join(folder, 'ca.pem'), authority);
  writeFileSync(join(folder, 'leaf.pem'), leaf);
  const args = ['verify', '-x509_strict', '-purpose', 'sslclient', '-CAfile', 'ca.pem', 'leaf.pem'];
  return execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).includes(
    'OK',
  );
}

describe('a talosconfig', () => {
  const file = parse(talosconfig.reveal()) as { context: string; contexts: Record<string, Record<string, unknown>> };
  const context = file.contexts['no'] ?? {};
  const crt = new X509Certificate(pem(context['crt']));

  it('has one context, of the cluster', () => {
    expect(file.context).toBe('no');
    expect(Object.keys(file.contexts)).toEqual(['no']);
    expect(Object.keys(context)).toEqual(['endpoints', 'ca', 'crt', 'key']);
    expect(context['endpoints']).toEqual(['10.0.0.2', 'fd00::2']);
    expect(pem(context['ca'])).toBe(bundle.certs.os.crt);
  });

  it("has a certificate for administrators that the cluster's authority signed", () => {
    const authority = new X509Certificate(bundle.certs.os.crt);
    expect(crt.subject).toBe('O=os:admin');
    expect(crt.ca).toBe(false);
    expect(crt.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(crt.checkIssued(authority)).toBe(true);
    expect(crt.verify(authority.publicKey)).toBe(true);
    expect(crt.publicKey.asymmetricKeyType).toBe('ed25519');
    expect(crt.checkPrivateKey(parsePrivateKey(pem(context['key'])))).toBe(true);
    expect(Date.parse(crt.validTo)).toBe(Math.floor(now.getTime() / 1000) * 1000 + 30 * 86_400_000);
    // The authority was made this second: nothing it signs is older.
    expect(Date.parse(crt.validFrom)).toBe(Date.parse(authority.validFrom));
    expect(opensslTakes(bundle.certs.os.crt, crt.toString())).toBe(true);
  });

  it('begins before now for machines whose clocks are behind, and ends with its authority', () => {
    const authority = bundle.certs.os;
    const client = { organization: 'os:admin', usage: 'signature', key: 'ed25519' } as const;
    const later = new Date(now.getTime() + 3_600_000);
    const early = new X509Certificate(issueClient(authority, client, later, 1).crt);
    expect(later.getTime() - Date.parse(early.validFrom)).toBeGreaterThanOrEqual(300_000);
    const long = new X509Certificate(issueClient(authority, client, later, 99_999).crt);
    expect(long.validTo).toBe(new X509Certificate(authority.crt).validTo);
  });

  it.for(['1.12', '1.13', '1.14'] as const)("is read and taken by Talos' own code: %s", (version, context) => {
    const oracle = needOracle(context, `talos-${version}`);
    const question = { contract: `v${version}`, bundle: formatTalosBundle(bundle), talosconfig: talosconfig.reveal() };
    const [answer] = askOracle<{ errors?: string[]; roles?: string[] }>(oracle, [question]);
    expect(answer).toEqual({ roles: ['os:admin'] });
    const other = formatTalosBundle(mintTalosBundle(talosContract('1.13'), now));
    expect(askOracle<{ errors?: string[] }>(oracle, [{ ...question, bundle: other }])[0]?.errors).toEqual([
      'it has another authority than the bundle',
    ]);
  });
});

describe('a kubeconfig', () => {
  type Entry = Record<string, Record<string, string>>;
  const file = parse(kubeconfig.reveal()) as Record<string, Entry[]>;
  const user = file['users']?.[0]?.['user'] ?? {};
  const crt = new X509Certificate(pem(user['client-certificate-data']));

  it('has a certificate of the administrators of Kubernetes', () => {
    const authority = new X509Certificate(bundle.certs.k8s.crt);
    expect(crt.subject).toBe('O=system:masters\nCN=admin');
    expect(crt.ca).toBe(false);
    expect(crt.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(crt.checkIssued(authority)).toBe(true);
    expect(crt.verify(authority.publicKey)).toBe(true);
    expect(crt.checkPrivateKey(createPrivateKey(pem(user['client-key-data'])))).toBe(true);
    expect(opensslTakes(bundle.certs.k8s.crt, crt.toString())).toBe(true);
  });

  it('is read by kubectl, names that look like numbers too', (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'infraflux-kubeconfig-'));
    const path = join(folder, 'config');
    writeFileSync(path, kubeconfig.reveal(), { mode: 0o600 });
    let read: string;
    try {
      read = execFileSync('kubectl', ['config', 'view', '--raw', '-o', 'json', '--kubeconfig', path], {
        encoding: 'utf8',
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      context.skip('kubectl is not on this machine');
      return;
    }
    const view = JSON.parse(read) as Record<string, unknown>;
    expect(view['current-context']).toBe('admin@007');
    expect(view['clusters']).toMatchObject([{ name: '007', cluster: { server: 'https://[fd00::1]:6443' } }]);
    expect(view['contexts']).toMatchObject([
      { name: 'admin@007', context: { cluster: '007', namespace: 'default', user: 'admin@007' } },
    ]);
    expect(view['users']).toMatchObject([{ name: 'admin@007' }]);
  });

  it.each([
    ['rsa', 'rsa:2048'],
    ['P-384', 'ec -pkeyopt ec_paramgen_curve:P-384'],
    ['P-521', 'ec -pkeyopt ec_paramgen_curve:P-521'],
  ])('is signed by an authority that somebody else made: %s', (_, algorithm) => {
    const folder = mkdtempSync(join(tmpdir(), 'infraflux-ca-'));
    const name = '/C=DE/O=Häuser \\/ Söhne/OU=x/CN=kubernetes';
    const args = `req -x509 -utf8 -newkey ${algorithm} -noenc -keyout key.pem -out ca.pem -days 9 -addext keyUsage=critical,keyCertSign`;
    execFileSync('openssl', [...args.split(' '), '-subj', name], { cwd: folder, stdio: 'ignore' });
    const read = (file: string) => readFileSync(join(folder, file), 'utf8');
    const authority = { crt: read('ca.pem'), key: read('key.pem') };
    const client = { organization: 'system:masters', commonName: 'admin', usage: 'signature', key: 'ecdsa' } as const;
    const leaf = issueClient(authority, client, new Date(), 1).crt;
    expect(new X509Certificate(leaf).checkIssued(new X509Certificate(authority.crt))).toBe(true);
    expect(opensslTakes(authority.crt, leaf)).toBe(true);
  });

  it('is signed by an authority of version 1, which has no extensions', () => {
    const { crt, key } = issueAuthority({ organization: 'old', key: 'ecdsa' }, now);
    const old = AsnConvert.parse(new X509Certificate(crt).raw, Certificate);
    const { extensions: _extensions, ...fields } = old.tbsCertificate;
    old.tbsCertificate = new TBSCertificate({ ...fields, version: Version.v1 });
    const authority = new X509Certificate(Buffer.from(AsnConvert.serialize(old)));
    const client = { organization: 'system:masters', usage: 'signature', key: 'ecdsa' } as const;
    const leaf = new X509Certificate(issueClient({ crt: authority.toString(), key }, client, now, 1).crt);
    expect(leaf.issuer).toBe('O=old');
    expect(leaf.checkIssued(authority)).toBe(true);
    expect(leaf.verify(authority.publicKey)).toBe(true);
  });

  it.each([
    ['UTF-8', 0x0c, 'c384c3a4'],
    ['printable', 0x13, '41422743'],
    ['printable, with characters that it must not have', 0x13, '40e92a26'],
    ['T61', 0x14, '48e46e73'],
    ['IA5', 0x16, '61406263'],
    ['numeric', 0x12, '30303137'],
    ['BMP', 0x1e, '004100e4'],
    ['universal', 0x1c, '0001f600'],
  ])("repeats its authority's name byte by byte: %s", (_, tag, text) => {
    const { crt, key } = issueAuthority({ organization: 'ABCD', key: 'ecdsa' }, now);
    const der = Buffer.from(new X509Certificate(crt).raw);
    const name = Buffer.from(`${tag.toString(16).padStart(2, '0')}04${text}`, 'hex');
    for (let at = der.indexOf('\x13\x04ABCD', 0, 'latin1'); at !== -1; at = der.indexOf('\x13\x04ABCD', at, 'latin1'))
      name.copy(der, at);
    const authority = { crt: formatPem('CERTIFICATE', der), key };
    const client = { organization: 'system:masters', usage: 'signature', key: 'ecdsa' } as const;
    const leaf = new X509Certificate(issueClient(authority, client, now, 1).crt);
    const issuer = Buffer.from(`300f310d300b060355040a${name.toString('hex')}`, 'hex');
    expect(der.includes(issuer)).toBe(true);
    expect(Buffer.from(leaf.raw).includes(issuer)).toBe(true);
    expect(leaf.checkIssued(new X509Certificate(authority.crt))).toBe(true);
  });
});

describe('neither of them', () => {
  it('prints what it holds', () => {
    expect(`${talosconfig} ${JSON.stringify({ kubeconfig })}`).toBe('(secret) {"kubeconfig":"(secret)"}');
  });
});
