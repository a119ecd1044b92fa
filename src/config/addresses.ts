/** An address as a number, with its family: IPv4 as 32 bits, IPv6 as 128. */
export interface Address {
  readonly family: 4 | 6;
  readonly value: bigint;
}

/** Both ends included. */
export interface AddressRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

export interface Cidr extends AddressRange {
  readonly prefix: number;
}

/**
 * An address as people write it, or undefined when it is none. Strict: an IPv4 octet has no leading zero (`010` is
 * eight to some readers and ten to others, RFC 6943 section 3.1.1), an IPv6 address has no zone.
 */
export function parseAddress(text: string): Address | undefined {
  const value = text.includes(':') ? parseIpv6(text) : parseIpv4(text);
  return value === undefined ? undefined : { family: text.includes(':') ? 6 : 4, value };
}

/** `10.0.0.0/16`, or undefined when it is none or when bits after the prefix are set. */
export function parseCidr(text: string): Cidr | undefined {
  const cidr = parsePrefixed(text);
  return cidr !== undefined && cidr.address.value === cidr.network.first ? cidr.network : undefined;
}

/** `10.0.0.7/16`: an address with the network that it is in. Here, host bits may be set. */
export function parsePrefixed(text: string): { readonly address: Address; readonly network: Cidr } | undefined {
  const match = /^([^/]+)\/(0|[1-9][0-9]{0,2})$/.exec(text);
  const address = match === null ? undefined : parseAddress(match[1] as string);
  if (match === null || address === undefined) return undefined;
  const prefix = Number(match[2]);
  const bits = bitsOf(address.family);
  if (prefix > bits) return undefined;
  const hosts = (1n << BigInt(bits - prefix)) - 1n;
  const first = address.value - (address.value & hosts);
  return { address, network: { family: address.family, first, last: first + hosts, prefix } };
}

/**
 * One or more ranges with commas between: `10.0.0.5-10.0.0.9`, a CIDR, or a single address. Undefined when one of them
 * is none of these, ends before it begins, or mixes families.
 */
export function parseRanges(text: string): readonly AddressRange[] | undefined {
  const ranges: AddressRange[] = [];
  for (const piece of text.split(',')) {
    const range = parseRange(piece.trim());
    if (range === undefined) return undefined;
    ranges.push(range);
  }
  return ranges;
}

/** CIDRs with commas between, as pods and services have one for each family. */
export function parseCidrs(text: string): readonly Cidr[] | undefined {
  const cidrs = text.split(',').map((piece) => parseCidr(piece.trim()));
  return cidrs.every((cidr) => cidr !== undefined) ? cidrs : undefined;
}

/** `2000-2999`, several with commas: numbers such as VM IDs, both ends included. */
export function parseNumberRanges(
  text: string,
): readonly { readonly first: number; readonly last: number }[] | undefined {
  const ranges: { first: number; last: number }[] = [];
  for (const piece of text.split(',')) {
    const match = /^([0-9]{1,9})(?:\s*-\s*([0-9]{1,9}))?$/.exec(piece.trim());
    if (match === null) return undefined;
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    if (last < first) return undefined;
    ranges.push({ first, last });
  }
  return ranges;
}

/** As IPv4 dotted quads, or as RFC 5952 says for IPv6: lower case, the longest run of zeros as `::`. */
export function formatAddress(address: Address): string {
  if (address.family === 4) {
    return [24n, 16n, 8n, 0n].map((shift) => String((address.value >> shift) & 255n)).join('.');
  }
  const groups: string[] = [];
  for (let shift = 112n; shift >= 0n; shift -= 16n) groups.push(((address.value >> shift) & 0xffffn).toString(16));
  const run = longestZeroRun(groups);
  if (run === undefined) return groups.join(':');
  return `${groups.slice(0, run.start).join(':')}::${groups.slice(run.start + run.length).join(':')}`;
}

export function formatCidr(cidr: Cidr): string {
  return `${formatAddress({ family: cidr.family, value: cidr.first })}/${cidr.prefix}`;
}

/** `10.0.0.5-10.0.0.9`; a single address alone. */
export function formatRange(range: AddressRange): string {
  const first = formatAddress({ family: range.family, value: range.first });
  return range.first === range.last ? first : `${first}-${formatAddress({ family: range.family, value: range.last })}`;
}

export function overlaps(a: AddressRange, b: AddressRange): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

export function contains(range: AddressRange, address: Address): boolean {
  return range.family === address.family && range.first <= address.value && address.value <= range.last;
}

/** Whether the second lies within the first, whole. */
export function containsRange(outer: AddressRange, inner: AddressRange): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

/** How many addresses the ranges hold, one that stands in two of them counted once. */
export function sizeOf(ranges: readonly AddressRange[]): bigint {
  const sorted = [...ranges].sort(
    (a, b) => a.family - b.family || (a.first < b.first ? -1 : a.first > b.first ? 1 : 0),
  );
  let total = 0n;
  let end: Address | undefined;
  for (const range of sorted) {
    const from: bigint =
      end !== undefined && end.family === range.family && end.value >= range.first ? end.value + 1n : range.first;
    if (range.last < from) continue;
    total += range.last - from + 1n;
    end = { family: range.family, value: range.last };
  }
  return total;
}

/** How many addresses `lowestFree` looks at before it calls ranges full: a whole IPv6 network cannot be walked through. */
const searchLimit = 1 << 16;

/** The lowest address, of the first range that has one, that is not taken; undefined when they are full. */
export function lowestFree(ranges: readonly AddressRange[], isTaken: (value: bigint) => boolean): bigint | undefined {
  let looked = 0;
  for (const range of ranges) {
    for (let value = range.first; value <= range.last; value += 1n) {
      if (!isTaken(value)) return value;
      looked += 1;
      if (looked >= searchLimit) return undefined;
    }
  }
  return undefined;
}

/** What is left of the ranges, in their order, without the blocked ones. */
export function withoutRanges(
  ranges: readonly AddressRange[],
  blocked: readonly AddressRange[],
): readonly AddressRange[] {
  let left = ranges;
  for (const hole of blocked) {
    left = left.flatMap((range) => {
      if (!overlaps(range, hole)) return [range];
      const before = { ...range, last: hole.first - 1n };
      const behind = { ...range, first: hole.last + 1n };
      return [before, behind].filter(({ first, last }) => first <= last);
    });
  }
  return left;
}

/** The network's own address and its broadcast address: no machine has them. /31, /32 (RFC 3021) and IPv6 have none. */
export function isNetworkOrBroadcast(network: Cidr, value: bigint): boolean {
  if (network.family === 6) return network.prefix < 127 && value === network.first;
  return network.prefix < 31 && (value === network.first || value === network.last);
}

function bitsOf(family: 4 | 6): number {
  return family === 4 ? 32 : 128;
}

function parseRange(text: string): AddressRange | undefined {
  if (text.includes('/')) return parseCidr(text);
  const [from, to, ...rest] = text.split('-').map((end) => end.trim());
  const first = parseAddress(from ?? '');
  const last = to === undefined ? first : parseAddress(to);
  if (first === undefined || last === undefined || rest.length > 0) return undefined;
  if (first.family !== last.family || last.value < first.value) return undefined;
  return { family: first.family, first: first.value, last: last.value };
}

function parseIpv4(text: string): bigint | undefined {
  const octets = text.split('.');
  if (octets.length !== 4) return undefined;
  let value = 0n;
  for (const octet of octets) {
    if (!/^(?:0|[1-9][0-9]{0,2})$/.test(octet) || Number(octet) > 255) return undefined;
    value = (value << 8n) | BigInt(octet);
  }
  return value;
}

function parseIpv6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0] as string, halves.length === 1);
  const tail = halves.length === 2 ? parseGroups(halves[1] as string, true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => 0), ...tail];
  return groups.reduce((value, group) => (value << 16n) | BigInt(group), 0n);
}

/** Groups of 16 bits; the last piece may be a dotted quad (`::ffff:10.0.0.1`) where the address ends. */
function parseGroups(text: string, atEnd: boolean): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const pieces = text.split(':');
  for (const [index, piece] of pieces.entries()) {
    if (piece.includes('.')) {
      const quad = atEnd && index === pieces.length - 1 ? parseIpv4(piece) : undefined;
      if (quad === undefined) return undefined;
      groups.push(Number(quad >> 16n), Number(quad & 0xffffn));
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(piece)) return undefined;
      groups.push(Number.parseInt(piece, 16));
    }
  }
  return groups;
}

/** The first of the longest runs of two zeros or more: one zero alone is not shortened (RFC 5952 section 4.2.2). */
function longestZeroRun(groups: readonly string[]): { start: number; length: number } | undefined {
  let best: { start: number; length: number } | undefined;
  for (let start = 0; start < groups.length; start += 1) {
    let length = 0;
    while (groups[start + length] === '0') length += 1;
    if (length > 1 && length > (best?.length ?? 0)) best = { start, length };
    start += length;
  }
  return best;
}
