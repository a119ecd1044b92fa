import fc from 'fast-check';
import { Address4, Address6 } from 'ip-address';
import { describe, expect, it } from 'vitest';
import {
  contains,
  formatAddress,
  formatCidr,
  formatRange,
  isNetworkOrBroadcast,
  lowestFree,
  overlaps,
  parseAddress,
  parseCidr,
  parseCidrs,
  parseNumberRanges,
  parseRanges,
  sizeOf,
} from '../../src/config/addresses.ts';
import { runs } from '../effort.ts';

const ipv4 = fc.bigInt({ min: 0n, max: (1n << 32n) - 1n });
// Plain random bits hardly ever hold a zero group, so groups are drawn one by one.
const ipv6 = fc
  .array(fc.oneof(fc.constant(0n), fc.constant(1n), fc.bigInt({ min: 0n, max: 0xffffn })), {
    minLength: 8,
    maxLength: 8,
  })
  .map((groups) => groups.reduce((value, group) => (value << 16n) | group, 0n));

describe('addresses', () => {
  it('agrees with ip-address on IPv4', () => {
    fc.assert(
      fc.property(ipv4, (value) => {
        const text = formatAddress({ family: 4, value });
        expect(text).toBe(Address4.fromBigInt(value).correctForm());
        expect(parseAddress(text)).toEqual({ family: 4, value });
      }),
    );
  });

  it('agrees with ip-address on IPv6, written short, long and in upper case', () => {
    fc.assert(
      fc.property(ipv6, (value) => {
        const theirs = Address6.fromBigInt(value);
        expect(formatAddress({ family: 6, value })).toBe(theirs.correctForm());
        for (const form of [theirs.correctForm(), theirs.canonicalForm(), theirs.correctForm().toUpperCase()]) {
          expect(parseAddress(form)).toEqual({ family: 6, value });
        }
      }),
    );
  });

  it('reads IPv6 as ip-address does, whatever the text', () => {
    const piece = fc.constantFrom('', '0', '00', 'a', 'ffff', '12345', '1.2.3.4', '01.2.3.4', 'g');
    fc.assert(
      fc.property(fc.array(piece, { minLength: 2, maxLength: 10 }), (pieces) => {
        const text = pieces.join(':');
        const expected = Address6.isValid(text) ? new Address6(text).bigInt() : undefined;
        const mine = parseAddress(text);
        // A dotted quad with a leading zero is refused here and nowhere else.
        if (text.includes('01.')) expect(mine).toBeUndefined();
        else expect(mine?.value, text).toBe(expected);
      }),
      { numRuns: runs(500, 60_000) },
    );
  });

  it('agrees with ip-address on where a network begins and ends', () => {
    fc.assert(
      fc.property(ipv4, fc.integer({ min: 0, max: 32 }), ipv4, (value, prefix, other) => {
        const theirs = new Address4(`${formatAddress({ family: 4, value })}/${prefix}`);
        const text = `${theirs.startAddress().correctForm()}/${prefix}`;
        const mine = parseCidr(text);
        expect(mine?.first).toBe(theirs.startAddress().bigInt());
        expect(mine?.last).toBe(theirs.endAddress().bigInt());
        expect(mine && formatCidr(mine)).toBe(text);
        expect(mine && contains(mine, { family: 4, value: other })).toBe(Address4.fromBigInt(other).isInSubnet(theirs));
      }),
    );
  });

  it.each(['10.0.0.1/16', '10.0.0.0/33', '10.0.0.0/08', '10.0.0.0', 'fd00::1/64', '10.0.0.0/-1', '10.0.0.0/16/16'])(
    'refuses %s as a network',
    (text) => expect(parseCidr(text)).toBeUndefined(),
  );

  it.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    '256.0.0.1',
    ' 1.2.3.4',
    '1.2.3.4 ',
    '1e1.0.0.0',
    'fe80::1%eth0',
    '::1::',
    ':1',
    '1:',
  ])('refuses %j as an address', (text) => expect(parseAddress(text)).toBeUndefined());

  it('reads ranges, networks and single addresses, several with commas', () => {
    const ranges = parseRanges('10.0.0.5-10.0.0.9, 10.0.1.0/30,10.0.2.1');
    expect(ranges?.map(formatRange)).toEqual(['10.0.0.5-10.0.0.9', '10.0.1.0-10.0.1.3', '10.0.2.1']);
    expect(parseRanges('10.0.0.9-10.0.0.5')).toBeUndefined();
    expect(parseRanges('10.0.0.9-fd00::1')).toBeUndefined();
    expect(parseRanges('10.0.0.1-10.0.0.2-10.0.0.3')).toBeUndefined();
    expect(parseRanges('10.0.0.1,')).toBeUndefined();
    expect(parseCidrs('10.42.0.0/16,fd00::/56')?.map(formatCidr)).toEqual(['10.42.0.0/16', 'fd00::/56']);
    expect(parseNumberRanges('2000-2999,4000')).toEqual([
      { first: 2000, last: 2999 },
      { first: 4000, last: 4000 },
    ]);
    expect(parseNumberRanges('9-1')).toBeUndefined();
  });

  it('two ranges overlap when an address is in both', () => {
    const small = fc.integer({ min: 0, max: 40 }).map(BigInt);
    const range = fc
      .tuple(small, small)
      .map(([a, b]) => ({ family: 4 as const, first: a < b ? a : b, last: a < b ? b : a }));
    fc.assert(
      fc.property(range, range, (a, b) => {
        const values = Array.from({ length: 41 }, (_, index) => BigInt(index));
        const inBoth = values.filter((value) => contains(a, { family: 4, value }) && contains(b, { family: 4, value }));
        const inAny = values.filter((value) => contains(a, { family: 4, value }) || contains(b, { family: 4, value }));
        expect(overlaps(a, b)).toBe(inBoth.length > 0);
        expect(sizeOf([a, b])).toBe(BigInt(inAny.length));
      }),
    );
  });

  it('finds the lowest free address, in the order of the ranges', () => {
    const ranges = parseRanges('10.0.0.5-10.0.0.6,10.0.0.1-10.0.0.2') ?? [];
    const taken = new Set<bigint>();
    const found: string[] = [];
    for (;;) {
      const value = lowestFree(ranges, (candidate) => taken.has(candidate));
      if (value === undefined) break;
      taken.add(value);
      found.push(formatAddress({ family: 4, value }));
    }
    expect(found).toEqual(['10.0.0.5', '10.0.0.6', '10.0.0.1', '10.0.0.2']);
  });

  it('knows which addresses of a network no machine has', () => {
    const network = parseCidr('10.0.0.0/24');
    const pair = parseCidr('10.0.0.0/31');
    expect(network && isNetworkOrBroadcast(network, network.first)).toBe(true);
    expect(network && isNetworkOrBroadcast(network, network.last)).toBe(true);
    expect(network && isNetworkOrBroadcast(network, network.first + 1n)).toBe(false);
    expect(pair && isNetworkOrBroadcast(pair, pair.first)).toBe(false);
  });
});
