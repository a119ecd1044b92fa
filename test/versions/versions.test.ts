import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  contractOf,
  formatMinor,
  hasMinor,
  type KubernetesVersion,
  minorOf,
  parseKubernetesVersion,
  parseTalosContract,
  parseTalosVersion,
  parseVersionOf,
  patchOf,
  type TalosContract,
  versionFault,
} from '../../src/versions/cluster-versions.ts';
import { formatVersion, parseVersion, versionTag } from '../../src/versions/version.ts';
import { fulfils, isAtLeast, parseVersionRange } from '../../src/versions/version-range.ts';
import { talosContract, talosVersion } from '../version-of.ts';

describe('a version of Talos or Kubernetes', () => {
  it.each([
    ['1.13.6', undefined],
    ['v1.13.6', undefined],
    ['1.15.0-beta.1', undefined],
    ['1.13', 'no-patch'],
    ['v1.36-rc.1', 'no-patch'],
    ['2.0.0', 'unknown-major'],
    ['2.0', 'unknown-major'],
    ['0.14.3', 'unknown-major'],
    ['10.1.0', 'unknown-major'],
    ['1', 'malformed'],
    ['1.13.06', 'malformed'],
    ['1.13.6.1', 'malformed'],
    ['1.13.6 ', 'malformed'],
    ['latest', 'malformed'],
    ['', 'malformed'],
    ['1.9999999999.0', 'malformed'],
  ] as const)('%j: %s', (text, fault) => {
    expect(versionFault(text)).toBe(fault);
    for (const parse of [parseTalosVersion, parseKubernetesVersion]) expect(parse(text) === undefined).toBe(!!fault);
    expect(parseVersionOf('talos', text)).toBe(parseTalosVersion(text));
  });

  it('is printed as it was written, without its v, and reads back as itself', () => {
    const part = fc.integer({ min: 0, max: 999 });
    const end = fc.constantFrom('', '-beta.1', '-rc.0', '+build.7');
    fc.assert(
      fc.property(fc.constantFrom('', 'v'), part, part, end, (v, minor, patch, more) => {
        const version = talosVersion(`${v}1.${minor}.${patch}${more}`);
        expect(formatVersion(version)).toBe(`1.${minor}.${patch}${more}`);
        expect(versionTag(version)).toBe(`v1.${minor}.${patch}${more}`);
        expect(parseTalosVersion(formatVersion(version))).toBe(version);
        expect([minorOf(version), patchOf(version)]).toEqual([minor, patch]);
        expect(formatVersion(contractOf(version))).toBe(formatMinor(minor));
        expect(parseTalosContract(formatMinor(minor))).toBe(contractOf(version));
        expect(hasMinor(version, minor)).toBe(true);
        expect(hasMinor(version, minor + 1)).toBe(false);
      }),
    );
  });

  it('has minors in the order of numbers', () => {
    expect(hasMinor(talosContract('1.9'), 14)).toBe(false);
    expect(hasMinor(talosContract('1.100'), 14)).toBe(true);
  });

  it.each(['2.0', '0.14', '1', '1.13.6', '1.13-rc.1', '1.013', 'none'])('%j is no contract', (text) => {
    expect(parseTalosContract(text)).toBeUndefined();
  });

  it('that was parsed elsewhere is not guessed at', () => {
    // What no parser gives out.
    expect(() => minorOf('2.0' as unknown as TalosContract)).toThrow('2.0');
    expect(() => hasMinor('banana' as unknown as TalosContract, 14)).toThrow('banana');
  });
});

describe('a version of anything else', () => {
  it('may have fewer numbers, which count as zero', () => {
    const version = (text: string) => parseVersion(text) ?? expect.fail(text);
    expect(isAtLeast(version('1.11.0'), version('1.11'))).toBe(true);
    expect(isAtLeast(version('1.10.9'), version('1.11'))).toBe(false);
    expect(isAtLeast(version('2.0.0'), version('1.11'))).toBe(true);
    expect(fulfils(version('1.13'), parseVersionRange('>=1.13.0, <2') ?? [])).toBe(true);
    expect(parseVersion('main')).toBeUndefined();
  });
});

it('is no string to the compiler, so nothing outside of the module takes it apart', () => {
  const version = talosVersion('1.13.6');
  // @ts-expect-error a version is no string
  expect(version.startsWith('1.13')).toBe(true);
  // @ts-expect-error nor is one product's version another's
  const other: KubernetesVersion = version;
  expect(other).toBe(version);
});
