import type { formats } from './formats.ts';

/**
 * The formats as regular expressions, for editors and other readers of the schema, which do not know our formats. Each takes all
 * that its format takes; what no expression can say (host bits, ends of ranges) is left to `validate`.
 */
const octet = '(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])';
const v4 = `${octet}(\\.${octet}){3}`;
const v6 = '[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*';
const address = `(${v4}|${v6})`;
const cidr = `(${v4}/(3[0-2]|[12]?[0-9])|${v6}/(1[01][0-9]|12[0-8]|[1-9]?[0-9]))`;
const label = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
const name = `${label}(\\.${label})*`;
const port = '[1-9][0-9]{0,4}';
const size = '[0-9]{1,9}(\\.[0-9]{1,3})?(Ki|Mi|Gi|Ti)';
const key = '[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?';

function list(item: string): string {
  return `^\\s*${item}\\s*(,\\s*${item}\\s*)*$`;
}

export const formatPatterns: Readonly<Record<keyof typeof formats, string>> = {
  size: `^${size}$`,
  'size-limit': `^(-?${size}|(100|[1-9]?[0-9])%)$`,
  duration: '^[0-9]{1,9}[smhd]$',
  address: `^${address}$`,
  cidr: `^${cidr}$`,
  'cidr-list': list(cidr),
  'address-prefix': `^${cidr}$`,
  range: list(`(${cidr}|${address}(\\s*-\\s*${address})?)`),
  'id-range': list('[0-9]{1,9}(\\s*-\\s*[0-9]{1,9})?'),
  version: '^[vV]?[0-9]+\\.[0-9]+(\\.[0-9]+)?([-+][0-9A-Za-z.+-]+)?$',
  'version-range': '[0-9]',
  mac: '^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}$',
  'dns-label': `^${label}$`,
  'dns-name': `^${name}$`,
  host: `^(${address}|${name})$`,
  'address-port': `^(${v4}|\\[${v6}\\]):${port}$`,
  endpoint: `^(${address}|(${name}|\\[${v6}\\]):${port})$`,
  url: '^https?://[^/?#\\s@]+([/?#]\\S*)?$',
  'log-url': '^(udp|tcp)://[^/\\s]+/?$',
  'git-url': '^(https?://|ssh://|git://|file:///|[A-Za-z0-9._-]+@[^/@:\\s]+:)\\S+$',
  'git-branch': '^[^-\\s~^:?*\\[\\\\][^\\s~^:?*\\[\\\\]*$',
  'relative-path': '^[^/\\\\][^\\\\]*$',
  file: '^[^/\\\\][^\\\\]*$',
  folder: '^[^/\\\\][^\\\\]*$',
  'secret-key': '^[A-Za-z0-9._-]{1,253}$',
  'chart-repository': '^(https?|oci)://[^/?#\\s@]+([/?#]\\S*)?$',
  'chart-version': '^v?[0-9]+\\.[0-9]+\\.[0-9]+(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?$',
  pool: `^(controlPlane|${label})$`,
  'label-key': `^(${name}/)?${key}$`,
  'label-value': `^(${key})?$`,
};
