import type { ScalarTree } from '../source/tree.ts';
import { formatMinor } from '../versions/cluster-versions.ts';
import { talosKubernetes } from '../versions/talos-kubernetes.ts';
import { formatCidr, parsePrefixed } from './addresses.ts';
import type { Schema } from './compose-schema.ts';

/**
 * Texts near to what was written, most likely first: the value with its unit, a range with its ends the right way round, a name
 * in lower case. The caller takes the first that the schema takes.
 */
export function nearTexts(schema: Schema, tree: ScalarTree, key: string | undefined): readonly string[] {
  const text = tree.source.trim();
  if (text === '' || tree.value === null || text.length > 2000) return [];
  const format = schema['format'];
  const own = typeof format === 'string' && Object.hasOwn(near, format) ? near[format] : undefined;
  const precise = own?.(text, schema, key) ?? [];
  // A version of two parts and a size without a unit pass for text, but nothing can be made of them.
  return format === 'version' ? precise : [...precise, text, ...names(text)];
}

type Near = (text: string, schema: Schema, key: string | undefined) => readonly string[];

const near: Readonly<Record<string, Near>> = {
  size,
  'size-limit': (text) => (/^[0-9.]+\s*%$/.test(text) ? [text.replaceAll(/\s/g, '')] : size(text)),
  duration,
  address: (text) => addresses(text),
  cidr: (text) => cidrs(text),
  'cidr-list': (text) => [
    text
      .split(/[,\s]+/)
      .flatMap((piece) => cidrs(piece)[0] ?? [])
      .join(','),
  ],
  'address-prefix': (text, schema) => {
    const prefix = /\/([0-9]+)$/.exec(exampleOf(schema))?.[1] ?? '24';
    return addresses(text.split('/')[0] as string).map((address) => `${address}/${prefix}`);
  },
  range: (text) => [
    text
      .split(',')
      .flatMap((piece) => ranges(piece.trim())[0] ?? [])
      .join(','),
    ...ranges(text),
  ],
  'id-range': (text) => {
    const [first, last] = (text.match(/[0-9]+/g) ?? []).map(Number);
    return first === undefined ? [] : [`${Math.min(first, last ?? first)}-${Math.max(first, last ?? first)}`];
  },
  version,
  'version-range': (text) => [`>=${text.replaceAll(/[^0-9.]/g, '')}`],
  mac: (text) => {
    const digits = text.replaceAll(/[^0-9A-Fa-f]/g, '').toUpperCase();
    return digits.length === 12 ? [(digits.match(/../g) as string[]).join(':')] : [];
  },
  'dns-label': (text) => [label(text)],
  'dns-name': (text) => [host(text).split('.').map(label).join('.')],
  host: (text) => [host(text), ...addresses(host(text))],
  'address-port': (text, schema) =>
    addresses(text.split(':')[0] as string).map((address) => `${address}:${portOf(text, schema)}`),
  endpoint: (text) => {
    const bare = text.replace(/^[a-z]+:\/\//i, '').replace(/\/.*$/, '');
    return [bare, ...addresses(bare), `${host(text)}:6443`];
  },
  url: (text) => [text.replace(/\/\/[^/@]*@/, '//'), secureUrl(text)],
  'log-url': (text) => {
    const bare = text.replace(/^[a-z]*:?\/\/?/i, '').replace(/\/.*$/, '');
    return [`udp://${bare}`, `udp://${bare}:514`];
  },
  'git-url': (text) => [secureUrl(text)],
  'git-branch': (text) => [text.replaceAll(/[^A-Za-z0-9._/-]+/g, '-').replaceAll(/^[-./]+|[-./]+$/g, '')],
  'relative-path': (text) => [relative(text)],
  file: (text) => [relative(text)],
  folder: (text) => [relative(text)],
  'chart-repository': (text) => [secureUrl(text)],
  'chart-version': (text) => [`${text.replaceAll(/[^0-9.]/g, '')}.0`, `${text.replaceAll(/[^0-9.]/g, '')}.0.0`],
  pool: (text) => [label(text)],
  'label-key': (text) => [
    text
      .replaceAll(/[^A-Za-z0-9._/-]+/g, '-')
      .replaceAll(/^[-_./]+|[-_./]+$/g, '')
      .slice(0, 63),
  ],
  'label-value': (text) => [
    plain(text)
      .slice(0, 63)
      .replaceAll(/[^A-Za-z0-9]+$/g, ''),
  ],
};

/** 16 of memory is 16Gi; so much that it can only be Mi is Mi. `8 GB` is 8Gi. */
function size(text: string): readonly string[] {
  const match = /^(-?)([0-9]+(?:[.,][0-9]+)?)\s*([A-Za-z]*)$/.exec(text);
  if (match === null) return [];
  const [, sign, number, unit] = match as unknown as readonly [string, string, string, string];
  const amount = number.replace(',', '.');
  const first = unit[0]?.toUpperCase();
  if (first !== undefined && 'KMGT'.includes(first)) return [`${sign}${amount}${first}i`];
  return first !== undefined && first !== 'B' ? [] : [bytes(sign, amount, unit)];
}

/** A bare number: Gi up to 255, Mi up to a million (Proxmox counts memory so), bytes above. */
function bytes(sign: string, amount: string, unit: string): string {
  const value = Number(amount);
  if (unit !== '' || value >= 1_000_000) return `${sign}${Math.max(1, Math.round(value / 2 ** 20))}Mi`;
  return `${sign}${amount}${value >= 256 ? 'Mi' : 'Gi'}`;
}

const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** `15 days` is 15d, `1h30m` is 90m; a bare number has the unit of the default or the example. */
function duration(text: string, schema: Schema): readonly string[] {
  const bare = /^[0-9]+$/.exec(text)?.[0];
  if (bare !== undefined)
    return [`${bare}${/[smhd]$/.exec(String(schema['default'] ?? exampleOf(schema)))?.[0] ?? 's'}`];
  const parts = [...text.matchAll(/([0-9]+)\s*([A-Za-z]+)/g)];
  const units = parts.map((part) => (part[2] as string)[0]?.toLowerCase() ?? '');
  if (parts.length === 0 || units.some((unit) => seconds[unit] === undefined)) return [];
  const total = parts.reduce((sum, part, at) => sum + Number(part[1]) * (seconds[units[at] as string] as number), 0);
  const smallest = units.at(-1) === 'w' ? 'd' : (units.at(-1) as string);
  return [`${total / (seconds[smallest] as number)}${smallest}`];
}

/** Without port and prefix; an octet that is too large loses its last digits. */
function addresses(text: string): readonly string[] {
  const bare = text.replace(/\/.*$/, '');
  const octets = bare.replace(/:[0-9]+$/, '').split('.');
  if (octets.length !== 4 || octets.some((octet) => !/^[0-9]{1,9}$/.test(octet))) return [bare];
  return [octets.map(octet).join('.')];
}

function octet(digits: string): string {
  let value = digits.replace(/^0+(?=[0-9])/, '');
  while (Number(value) > 255) value = value.slice(0, -1);
  return value;
}

function cidrs(text: string): readonly string[] {
  const [address, prefix] = text.split('/');
  const [valid] = addresses(address as string);
  const octets = (valid ?? '').split('.');
  const wanted = prefix === undefined || !/^[0-9]+$/.test(prefix) ? prefixOf(octets) : prefix;
  const bits = (address as string).includes(':') ? 128 : 32;
  const parsed = parsePrefixed(`${valid}/${Math.min(Number(wanted), bits)}`);
  return parsed === undefined ? [] : [formatCidr(parsed.network)];
}

/** Of an address alone: as many bits as its octets before the zeros. */
function prefixOf(octets: readonly string[]): string {
  const used = octets.length - [...octets].reverse().findIndex((part) => part !== '0');
  return used >= 4 ? '24' : String(Math.max(8, used * 8));
}

/** `10.0.0.5 - 9` is 10.0.0.5-10.0.0.9; ends the wrong way round are swapped. */
function ranges(text: string): readonly string[] {
  if (text.includes('/')) return cidrs(text);
  const [first, last] = text.split(/\s*(?:-|–|\.{2,}|\bto\b)\s*/).map((end) => end.trim());
  if (first === undefined || first === '') return [];
  const from = addresses(first)[0] as string;
  if (last === undefined || last === '') return [from];
  const to = addresses(/^[0-9]+$/.test(last) ? from.replace(/[0-9]+$/, last) : last)[0] as string;
  return [`${from}-${to}`, `${to}-${from}`];
}

/** A release of the minor that was written, where one is known that the default of Talos runs; else the default or example. */
function version(text: string, schema: Schema, key: string | undefined): readonly string[] {
  const known = [schema['default'], ...((schema['examples'] as readonly unknown[] | undefined) ?? [])].filter(
    (value) => typeof value === 'string',
  );
  const minor = /^v?([0-9]+\.[0-9]+)\b/.exec(text)?.[1];
  if (minor === undefined) return known;
  const same = known.find((release) => release.startsWith(`${minor}.`));
  if (key === 'kubernetes' || key === 'talos')
    return [...(same === undefined ? releasesOf(key, minor) : [same]), ...known];
  return [...(same === undefined ? [] : [same]), `${minor}.0`, ...known];
}

/** The first patch of every minor exists. One that nothing is known of is not proposed. */
function releasesOf(product: 'kubernetes' | 'talos', minor: string): readonly string[] {
  const newest = Math.max(...talosKubernetes.keys());
  const supported = [...talosKubernetes].filter(([talos]) => talos >= newest - 1 && talos <= newest);
  const isKnown =
    product === 'talos'
      ? supported.some(([talos]) => formatMinor(talos) === minor)
      : supported.every(([, { lowest, highest }]) => {
          const asked = Number(minor.slice(2));
          return minor.startsWith('1.') && asked >= lowest && asked <= highest;
        });
  return isKnown ? [`${minor}.0`] : [];
}

function portOf(text: string, schema: Schema): string {
  return /:([0-9]{1,5})$/.exec(text)?.[1] ?? /:([0-9]+)$/.exec(exampleOf(schema))?.[1] ?? '443';
}

/** With https, and without a user name or password. */
function secureUrl(text: string): string {
  return `https://${text.replace(/^[a-z]*:?\/\/?/i, '').replace(/^[^/@]*@/, '')}`;
}

function host(text: string): string {
  return text
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/[/:?].*$/, '')
    .replace(/\.$/, '')
    .toLowerCase();
}

function label(text: string): string {
  return plain(text)
    .toLowerCase()
    .replaceAll(/[_.]/g, '-')
    .slice(0, 63)
    .replaceAll(/^-+|-+$/g, '');
}

/** Letters with marks lose them, everything else that names never contain becomes a dash. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replaceAll(/^[-._]+|[-._]+$/g, '');
}

function relative(text: string): string {
  return text
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .join('/');
}

/** For patterns: forms of names, from the nearest to the shortest, and the characters that some values begin with. */
function names(text: string): readonly string[] {
  const forms = [text.toLowerCase(), text.toUpperCase(), plain(text), plain(text).toLowerCase(), label(text)];
  const joined = [text.replaceAll(/\s+/g, ''), text.replaceAll(/\s+/g, '-'), text.replaceAll(/[^A-Za-z0-9_]+/g, '_')];
  const prefixed = [
    `/${text}`,
    `/dev/${text}`,
    `0${text}`,
    `#${text.replaceAll(/[\s#@]+/g, '-')}`,
    `x${plain(text).toLowerCase()}`,
  ];
  const short = [63, 40, 34, 31, 15].flatMap((length) =>
    [text, plain(text).toLowerCase()].map((form) => form.slice(0, length).replace(/[-._]+$/, '')),
  );
  return [...forms, ...joined, ...prefixed, ...short, text.split(/\s+/)[0] as string];
}

function exampleOf(schema: Schema): string {
  return String((schema['examples'] as readonly unknown[] | undefined)?.[0] ?? '');
}
