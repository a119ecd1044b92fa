import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Format, formats } from '../../src/config/formats.ts';
import { cpuClock } from '../cpu-time.ts';

const cases: {
  readonly [Name in keyof typeof formats]: { readonly right: readonly string[]; readonly wrong: readonly string[] };
} = {
  size: { right: ['512Mi', '8Gi', '2Ti', '0Gi', '1.5Gi'], wrong: ['8GB', '8', '8gi', '-1Gi', 'Gi', '8 Gi', ''] },
  'size-limit': { right: ['50Gi', '1.5Ti', '80%', '100%', '-10Gi'], wrong: ['101%', '-5%', '50', '50GB', '%'] },
  duration: { right: ['90s', '15m', '6h', '30d'], wrong: ['6', '1h30m', '6 h', '1w', ''] },
  address: {
    right: ['10.0.0.5', '::1', 'fd00::5'],
    wrong: ['10.0.0', '10.0.0.256', '010.0.0.1', '10.0.0.5/24', 'fe80::1%eth0', ''],
  },
  cidr: { right: ['10.0.0.0/16', '10.0.0.1/32', 'fd00::/64'], wrong: ['10.0.0.1/16', '10.0.0.0', '10.0.0.0/33', ''] },
  'cidr-list': {
    right: ['10.42.0.0/16', '10.42.0.0/16,fd00::/56', '10.42.0.0/16, fd00::/56'],
    wrong: ['10.42.1.0/16', '10.42.0.0/16,', ''],
  },
  'address-prefix': { right: ['10.0.0.10/24'], wrong: ['10.0.0.10', '10.0.0.10/33'] },
  range: {
    right: ['10.0.0.5-10.0.0.9', '10.0.0.0/28', '10.0.0.5-10.0.0.9,10.0.1.0/28'],
    wrong: ['10.0.0.9-10.0.0.5', '10.0.0.5-', '10.0.0.5-9', '10.0.0.5-fd00::1', ''],
  },
  'id-range': { right: ['2000-2999', '100'], wrong: ['2999-2000', 'a-b', ''] },
  version: { right: ['1.13.6', 'v1.13.6', '1.36', '1.15.0-beta.1'], wrong: ['latest', '1', '1.x', ''] },
  'version-range': { right: ['>=1.0', '>=0.1 <2', '1.2.3'], wrong: ['~1.0', '>=', 'newest', ''] },
  mac: {
    right: ['BC:24:11:2E:C8:01', 'bc:24:11:2e:c8:01'],
    wrong: ['BC-24-11-2E-C8-01', 'BC:24:11:2E:C8', 'BC:24:11:2E:C8:0G'],
  },
  'dns-label': { right: ['a', 'main-workers-2', '1a'], wrong: ['-a', 'a-', 'A', 'a_b', 'a.b', '', 'a'.repeat(64)] },
  'dns-name': { right: ['example.org', 'localhost'], wrong: ['example..org', '.org', 'Example.org', '10.0.0.1'] },
  host: { right: ['example.org', '10.0.0.1', 'fd00::1'], wrong: ['a b', ''] },
  'address-port': {
    right: ['10.0.0.1:1', '[fd00::1]:80'],
    wrong: ['10.0.0.1', '10.0.0.1:0', '10.0.0.1:65536', 'fd00::1:80', '[10.0.0.1]:80', 'example.org:80'],
  },
  endpoint: {
    right: ['10.0.0.5', 'api.example.org:6443', '[fd00::1]:80'],
    wrong: ['api.example.org', 'example.org:0', 'a:65536', '10.0.0.5/24'],
  },
  url: {
    right: ['https://pve.home.arpa:8006/', 'http://10.0.0.1', 'https://[fd00::1]:8006/x?y'],
    wrong: ['pve.home.arpa', 'ftp://example.org', 'https://', 'https://a b', 'https://user:secret@example.org/'],
  },
  'log-url': {
    right: ['udp://10.10.0.9:514', 'tcp://logs.example.org:5170/'],
    wrong: ['http://a:1', 'udp://10.10.0.9'],
  },
  'git-url': {
    right: [
      'https://github.com/a/b.git',
      'ssh://git@git.example.org:2222/me/p.git',
      'git@github.com:a/b.git',
      'file:///srv/a.git',
    ],
    wrong: ['github.com/a/b', '--upload-pack=x', 'https://user:token@github.com/a/b.git', 'file://a', 'a b'],
  },
  'git-branch': {
    right: ['main', 'feature/x', 'v1.2'],
    wrong: ['', '-x', 'a..b', 'a b', 'a~1', 'x.lock', '/a', 'a/', '@', 'a//b', '.a'],
  },
  'relative-path': { right: ['out', 'a/b', '.'], wrong: ['/a', '../a', 'a//b', 'a/', './a', 'a\\b', ''] },
  file: { right: ['certs/ca.pem'], wrong: ['/etc/passwd', '../x'] },
  folder: { right: ['manifests/podinfo'], wrong: ['/etc', '../x', 'a//b'] },
  'secret-key': { right: ['token', 'tls.crt', 'A_b-c'], wrong: ['', 'a b', 'a/b'] },
  'chart-repository': {
    right: ['https://charts.example.org', 'https://charts.example.org/stable/', 'oci://registry.example.org:5000/a/b'],
    wrong: ['charts.example.org', 'git://x.org/a', 'oci://', 'oci://user:word@x.org/a', 'https://user:word@x.org'],
  },
  'chart-version': {
    right: ['1.2.3', 'v1.2.3', '1.2.3-rc.1+5'],
    wrong: ['1.2', '^1.2.3', '1.x', '*', '>=1', 'latest', ''],
  },
  pool: { right: ['workers', 'controlPlane'], wrong: ['Workers', ''] },
  'label-key': { right: ['tier', 'example.org/rack', 'nvidia.com/gpu'], wrong: ['a/b/c', '/x', 'x/', '-a', ''] },
  'label-value': { right: ['', 'gpu', 'a.b_c-d'], wrong: ['-a', 'a b', 'a'.repeat(64)] },
};

describe.each(Object.entries(cases))('%s', (name, { right, wrong }) => {
  const format: Format = formats[name as keyof typeof formats];
  it.each(right)('takes %j', (text) => expect(format.fault(text)).toBeUndefined());
  it.each(wrong)('refuses %j', (text) => expect(format.fault(text)).toBeDefined());
});

describe('all formats', () => {
  const entries: readonly (readonly [string, Format])[] = Object.entries(formats);

  it('never throw, whatever the text', () => {
    fc.assert(
      fc.property(fc.constantFrom(...entries), fc.string({ unit: 'binary' }), ([, format], text) => {
        expect(['string', 'undefined']).toContain(typeof format.fault(text));
      }),
    );
  });

  it('take no longer than the text is long', () => {
    for (const piece of ['a', '-', '.', ':', '1', ',', 'a-', 'a.', '1.', '::', '10.0.0.1,', ' ', '/', '@', 'a:']) {
      const text = piece.repeat(Math.floor(200_000 / piece.length));
      for (const [name, format] of entries) {
        const used = cpuClock();
        format.fault(text);
        format.fault(`https://${text}`);
        expect(used(), `${name} with ${JSON.stringify(piece)}`).toBeLessThan(500);
      }
    }
  });

  it('say what to write where they can', () => {
    expect(formats.url.fault('pve.home.arpa:8006')).toBe('https:// is missing');
    expect(formats.address.fault('10.0.0.300')).toBe('300 is more than 255');
    expect(formats.endpoint.fault('10.10.10.500')).toBe('500 is more than 255');
    expect(formats.cidr.fault('10.0.3.1/16')).toBe('its host bits are set; the network is 10.0.0.0/16');
    expect(formats.range.fault('10.0.0.9-10.0.0.5')).toBe('it ends at 10.0.0.5, before it begins');
    expect(formats.url.fault('https://me:token@example.org/')).toContain('use a secret');
  });
});
