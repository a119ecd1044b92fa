import {
  formatAddress,
  parseAddress,
  parseCidr,
  parseCidrs,
  parseNumberRanges,
  parsePrefixed,
  parseRanges,
} from './addresses.ts';
import { versionFault } from '../versions/cluster-versions.ts';
import { parseVersionRange } from '../versions/version-range.ts';

/** A format that the schema names. All of them look at a text once, so that no text makes one slow. */
export interface Format {
  /** The expected value, as in a message: "expected a size such as 8Gi". */
  readonly expected: string;
  /** Undefined when the text is right; otherwise why not, or '' when `expected` is sufficient. */
  readonly fault: (text: string) => string | undefined;
}

/** The formats by name. */
export const formats = bounded({
  size: pattern('a size such as 512Mi, 8Gi or 2Ti', /^[0-9]{1,9}(?:\.[0-9]{1,3})?(?:Ki|Mi|Gi|Ti)$/),
  'size-limit': format(
    'a size such as 50Gi, a percentage such as 80%, or a size to leave free such as -10Gi',
    (text) => /^-?[0-9]{1,9}(?:\.[0-9]{1,3})?(?:Ki|Mi|Gi|Ti)$/.test(text) || /^(?:100|[1-9]?[0-9])%$/.test(text),
  ),
  duration: pattern('a duration such as 90s, 15m, 6h or 30d', /^[0-9]{1,9}[smhd]$/),
  address: { expected: 'an IP address such as 10.0.0.5', fault: addressFault },
  cidr: { expected: 'a network such as 10.0.0.0/16', fault: cidrFault },
  'cidr-list': {
    expected: 'a network such as 10.42.0.0/16, or a comma-separated list of them',
    fault: (text) => (parseCidrs(text) === undefined ? (firstFault(text, cidrFault) ?? '') : undefined),
  },
  'address-prefix': format(
    'an address with its prefix, such as 10.0.0.10/24',
    (text) => parsePrefixed(text) !== undefined,
  ),
  range: {
    expected: 'a range such as 10.0.0.5-10.0.0.9 or 10.0.0.0/28, or a comma-separated list of them',
    fault: rangeFault,
  },
  'id-range': {
    expected: 'a range of numbers such as 2000-2999',
    fault: (text) => (parseNumberRanges(text) === undefined ? '' : undefined),
  },
  version: format('a version such as "1.13.6"', (text) => versionFault(text) !== 'malformed'),
  'version-range': format('versions such as ">=1.0"', (text) => parseVersionRange(text) !== undefined),
  mac: pattern('a MAC address such as "BC:24:11:2E:C8:01"', /^[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}$/),
  'dns-label': format(
    'a name of lower-case letters, digits and dashes, at most 63 characters, starting and ending with a letter or digit',
    isLabel,
  ),
  'dns-name': format('a DNS name such as dev.example.org', isName),
  host: format('a DNS name or an address', isHost),
  'address-port': format('an address and a port, such as 192.168.1.3:1111', isAddressPort),
  endpoint: {
    expected: 'an address such as 10.0.0.5, or host:port',
    fault: (text) => {
      if (parseAddress(text) !== undefined || isHostPort(text)) return undefined;
      if (text.includes('://')) return 'an endpoint is not a URL';
      return octetFault(text) ?? (isName(text) ? 'the port is missing' : addressFault(text));
    },
  },
  url: { expected: 'a URL such as https://example.org/', fault: urlFault },
  'log-url': format('a URL such as udp://10.0.0.9:514', (text) => {
    const match = /^(?:udp|tcp):\/\/([^/\s]+)\/?$/.exec(text);
    return match !== null && isHostPort(match[1] as string);
  }),
  'git-url': format('a repository address: https://, ssh://, git@host:path or file:///', isGitUrl),
  'git-branch': format('the name of a branch', isBranch),
  'relative-path': format('a path below the root, such as out/platform', isRelativePath),
  file: format("a file's path relative to infraflux.yaml, such as certs/ca.pem", isRelativePath),
  folder: format("a folder's path relative to infraflux.yaml, such as manifests/podinfo", isRelativePath),
  'secret-key': pattern(
    'a key of a Secret: letters, digits, dashes, dots and underscores, at most 253',
    /^[A-Za-z0-9._-]{1,253}$/,
  ),
  'chart-repository': {
    expected:
      'the address of a Helm repository, such as https://charts.example.org or oci://registry.example.org/charts',
    fault: chartRepositoryFault,
  },
  'chart-version': {
    expected: 'one version of a chart, such as 6.9.2 or v1.20.2',
    fault: (text) => {
      if (/^v?[0-9]+\.[0-9]+\.[0-9]+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/.test(text)) return undefined;
      return /[\^~<>=*xX ]/.test(text) || /^v?[0-9]+(?:\.[0-9]+)?$/.test(text)
        ? 'a range would change what runs without a change in Git'
        : '';
    },
  },
  pool: format('the name of a pool, or controlPlane', (text) => text === 'controlPlane' || isLabel(text)),
  'label-key': format('a label key such as tier or example.org/rack', isLabelKey),
  'label-value': pattern(
    'a label value: at most 63 letters, digits, dashes, dots and underscores',
    /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/,
  ),
} satisfies Readonly<Record<string, Format>>);

/** For the schema validator: by name, whether a text has the format. */
export const formatTests: Readonly<Record<string, (text: string) => boolean>> = Object.fromEntries(
  Object.entries(formats).map(([name, { fault }]) => [name, (text: string) => fault(text) === undefined]),
);

/** Nothing that has a format is this long, so a megabyte is never parsed. */
function bounded<Formats extends Readonly<Record<string, Format>>>(
  table: Formats,
): { readonly [Name in keyof Formats]: Format } {
  const limited = Object.entries(table).map(([name, { expected, fault }]) => {
    const bound: Format = { expected, fault: (text) => (text.length > 2000 ? 'it is too long' : fault(text)) };
    return [name, bound];
  });
  return Object.fromEntries(limited) as { readonly [Name in keyof Formats]: Format };
}

function format(expected: string, isRight: (text: string) => boolean): Format {
  return { expected, fault: (text) => (isRight(text) ? undefined : '') };
}

function pattern(expected: string, right: RegExp): Format {
  return format(expected, (text) => right.test(text));
}

function addressFault(text: string): string | undefined {
  if (parseAddress(text) !== undefined) return undefined;
  if (parsePrefixed(text) !== undefined) return 'an address alone has no prefix';
  return octetFault(text) ?? '';
}

/** What is wrong with one of the four numbers. */
function octetFault(text: string): string | undefined {
  const octets = /^([0-9]+(?:\.[0-9]+){2,4})(?:[:/][0-9]+)?$/.exec(text)?.[1]?.split('.');
  if (octets === undefined) return undefined;
  if (octets.length !== 4) return `an IPv4 address has four numbers, not ${octets.length}`;
  const large = octets.find((octet) => Number(octet) > 255);
  if (large !== undefined) return `${large} is more than 255`;
  const padded = octets.find((octet) => octet.length > 1 && octet.startsWith('0'));
  return padded === undefined ? undefined : `${padded} has a leading zero`;
}

function cidrFault(text: string): string | undefined {
  if (parseCidr(text) !== undefined) return undefined;
  const prefixed = parsePrefixed(text);
  if (prefixed === undefined)
    return parseAddress(text) === undefined ? (octetFault(text) ?? '') : 'the number of bits is missing, such as /24';
  const network = formatAddress({ family: prefixed.network.family, value: prefixed.network.first });
  return `its host bits are set; the network is ${network}/${prefixed.network.prefix}`;
}

function rangeFault(text: string): string | undefined {
  if (parseRanges(text) !== undefined) return undefined;
  return firstFault(text, (piece) => {
    if (piece.includes('/')) return cidrFault(piece);
    const [first, last, ...rest] = piece.split('-').map((end) => parseAddress(end.trim()));
    if (first === undefined || last === undefined || rest.length > 0)
      return parseRanges(piece) === undefined ? '' : undefined;
    if (first.family !== last.family) return 'its ends are of different address families';
    return last.value < first.value ? `it ends at ${formatAddress(last)}, before it begins` : undefined;
  });
}

function firstFault(text: string, faultOf: (piece: string) => string | undefined): string | undefined {
  for (const piece of text.split(',')) {
    const fault = faultOf(piece.trim());
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** RFC 1123, lower case, as Kubernetes wants it. */
function isLabel(text: string): boolean {
  return text.length <= 63 && /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(text);
}

function isName(text: string): boolean {
  return text.length <= 253 && text.split('.').every(isLabel) && parseAddress(text) === undefined;
}

function isHost(text: string): boolean {
  return parseAddress(text) !== undefined || isName(text);
}

function isHostPort(text: string): boolean {
  const colon = text.lastIndexOf(':');
  const host = text.slice(0, colon);
  if (colon < 1 || !/^[1-9][0-9]{0,4}$/.test(text.slice(colon + 1)) || Number(text.slice(colon + 1)) > 65_535)
    return false;
  if (host.startsWith('[') && host.endsWith(']')) return parseAddress(host.slice(1, -1))?.family === 6;
  return !host.includes(':') && isHost(host);
}

function isAddressPort(text: string): boolean {
  const host = text.slice(0, text.lastIndexOf(':')).replace(/^\[|\]$/g, '');
  return isHostPort(text) && parseAddress(host) !== undefined;
}

function urlFault(text: string): string | undefined {
  const match = /^(https?):\/\/([^/?#\s]+)([/?#]\S*)?$/.exec(text);
  if (match === null) return /^[a-z]+:\/\//i.test(text) ? '' : 'https:// is missing';
  const authority = match[2] as string;
  // A password in clear would end up in out/ and in the repository.
  if (authority.includes('@')) return 'it contains a user name or password; use a secret';
  const bare = authority.startsWith('[') && authority.endsWith(']') ? authority.slice(1, -1) : authority;
  return isHost(bare.toLowerCase()) || isHostPort(authority.toLowerCase()) ? undefined : '';
}

function chartRepositoryFault(text: string): string | undefined {
  const oci = /^oci:\/\/([^/?#\s]+)(\/[^?#\s]*)?$/.exec(text);
  return oci === null ? urlFault(text) : urlFault(`https://${oci[1]}/`);
}

function isGitUrl(text: string): boolean {
  if (/\s/.test(text) || text.startsWith('-')) return false;
  if (/^https?:\/\//.test(text)) return urlFault(text) === undefined;
  const ssh = /^(?:ssh|git):\/\/(?:[A-Za-z0-9._-]+@)?([^/@]+)\/[^/]/.exec(text);
  if (ssh !== null) return isHost(ssh[1] as string) || isHostPort(ssh[1] as string);
  if (text.startsWith('file:///')) return text.length > 'file:///'.length;
  const scp = /^[A-Za-z0-9._-]+@([^/@:]+):[^/]?./.exec(text);
  return scp !== null && isHost(scp[1] as string);
}

/** As `git check-ref-format --branch` takes it. */
function isBranch(text: string): boolean {
  if (text === '' || text.length > 200 || text === '@' || text.startsWith('-') || text.endsWith('.')) return false;
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    if (code <= 32 || code === 127 || '~^:?*[\\'.includes(character)) return false;
  }
  if (text.includes('..') || text.includes('@{')) return false;
  return text.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'));
}

function isRelativePath(text: string): boolean {
  if (text === '' || text.includes('\\') || text.includes('\0') || text.startsWith('/')) return false;
  return text.split('/').every((part) => part !== '' && part !== '..' && part !== '.') || text === '.';
}

function isLabelKey(text: string): boolean {
  const [first, second, ...rest] = text.split('/');
  if (rest.length > 0 || (second !== undefined && !isName(first as string))) return false;
  return /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/.test(second ?? (first as string));
}
