import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expressionFault } from '../../src/model/cel/check.ts';
import { environmentOf, type Selects } from '../../src/model/cel/environments.ts';
import { runs } from '../effort.ts';
import { askOracle, needOracle } from '../oracles/oracle.ts';
import { type Answer, contracts } from './configs.ts';

/** Selectors with whether Talos takes them, which the conformance run asks Talos itself. */
const judged: readonly (readonly [Selects, string, boolean])[] = [
  ['disk', 'disk.size > 100u * GiB', true],
  ['disk', 'disk.size > 100 * GiB', false],
  ['disk', 'disk.size > 100u', true],
  ['disk', 'disk.size > 100', false],
  ['disk', 'disk.size >= 100u*GB && disk.size <= 200u*GB', true],
  ['disk', 'disk.size >= uint(100) * GB', true],
  ['disk', 'disk.transport = "nvme"', false],
  ['disk', 'disk.transport == nvme', false],
  ['disk', 'disk.transport == "nvme', false],
  ['disk', "disk.transport in ['nvme', 'sata']", true],
  ['disk', 'glob("a*", disk.model)', true],
  ['disk', 'glob(disk.model)', false],
  ['disk', 'disk.symlinks.exists(s, s.endsWith("-scsi-0:0:0:1"))', true],
  ['disk', 'disk.symlinks.exists(s, s.size())', false],
  ['disk', 'disk.symlinks.filter(s, s.startsWith("a")).size() == 1', true],
  ['disk', 'disk.symlinks.map(s, s.size())[0] > 1', true],
  ['disk', 'disk.bus_path.matches(":0:0:1/?$")', true],
  ['disk', '"/dev/disk/by-id/x" in disk.symlinks', true],
  ['disk', '!system_disk && disk.rotational == false', true],
  ['disk', 'disk.rotational ? system_disk : !system_disk', true],
  ['disk', 'disk.rotational ? "a" : "b"', false],
  ['disk', 'disk.busPath == ""', false],
  ['disk', '', false],
  ['disk', 'true // not finished', true],
  ['disk', 'disk.size', false],
  ['disk', 'disk.serial', false],
  ['disk', 'disk.serial == "a" and !system_disk', false],
  ['disk', 'not system_disk', false],
  ['disk', 'disk == null', true],
  ['disk', '.disk.size == 1u', true],
  ['disk', 'has(disk.serial)', true],
  ['disk', 'has(disk)', false],
  ['disk', '"""a\nb""" == disk.model', true],
  ['disk', 'r"\\d" == disk.model', true],
  ['disk', '"\\d" == disk.model', false],
  ['disk', '"\\ud800" == disk.model', false],
  ['disk', 'dyn(true)', false],
  ['disk', '9223372036854775808 > 1', false],
  ['disk', '-9223372036854775808 < 1', true],
  ['disk', '18446744073709551616u > 1u', false],
  ['disk', '-disk.size == 1u', false],
  ['disk', 'volume.name == "xfs"', false],
  ['disk', 'disk.size > 1u;', false],
  ['disk', '(disk.size > 1u', false],
  ['disk', 'disk.foo()', false],
  ['disk', 'while.size', false],
  ['volume', 'volume.partition_label == "a"', true],
  ['volume', 'system_disk', false],
  ['volume', 'glob("a", volume.name)', false],
  ['volume', 'volume.size > 10u * GiB && disk.transport == "nvme"', true],
  ['volume', 'volume.label', false],
  ['link', 'link.driver == "e1000"', true],
  ['link', 'glob("00:*", mac(link.permanent_addr))', true],
  ['link', 'link.permanent_addr == "00:1a"', false],
  ['link', 'link.mtu > 1500u', true],
  ['link', 'link.mtu > 1500', false],
  ['link', 'link.name == "eth0"', false],
  ['link', 'has(link.vlan)', true],
  ['link', 'GiB == 1u', false],
];

describe('what Talos takes as a selector', () => {
  test.each(judged)('of a %s: %s', (selects, expression, isTaken) => {
    expect(expressionFault(expression, environmentOf(selects, 14))?.message === undefined).toBe(isTaken);
  });

  test('fields and macros belong to the release that has them first', () => {
    const isTaken = (expression: string, minor: number, selects: Selects = 'disk'): boolean =>
      expressionFault(expression, environmentOf(selects, minor)) === undefined;
    expect(isTaken('disk.firmware_version == "1"', 13)).toBe(false);
    expect(isTaken('disk.firmware_version == "1"', 14)).toBe(true);
    expect(isTaken('disk.symlinks.existsOne(s, true)', 14)).toBe(true);
    expect(isTaken('volume_id == "r-data" && system_disk', 14, 'member')).toBe(true);
  });

  test.each([
    ['disk.size > 100 * GiB', 'write disk.size > 100u * GiB'],
    ['disk.size > 100', 'write disk.size > 100u'],
    ['disk.transport == nvme', 'known: '],
    ['disks.size > 1u', 'did you mean disk?'],
    ['disk.buspath == "a"', 'did you mean disk.bus_path?'],
    ['disk.transport = "a"', 'use == to compare'],
    ['disk.rotational and system_disk', 'use && for "and"'],
  ])('%s: %s', (expression, help) => {
    expect(expressionFault(expression, environmentOf('disk', 13))?.help).toContain(help);
  });

  test.each([
    ['disk.`size` == 1u', 'back quotes'],
    ['talos.resource.definitions.block.DiskSpec{} == disk', 'a message cannot be made'],
    ['disk.?size == 1u', '"?"'],
    ['[?disk.size] == []', 'optional values'],
  ])('what no selector needs is refused with words: %s', (expression, words) => {
    expect(expressionFault(expression, environmentOf('disk', 14))?.message).toContain(words);
  });

  test('hostile expressions are refused at once', () => {
    for (const expression of [
      '('.repeat(3999),
      '['.repeat(2000),
      '!'.repeat(3999),
      '-'.repeat(3999),
      'a.'.repeat(1999),
      '1?1:'.repeat(900),
      'a'.repeat(5000),
    ]) {
      expect(expressionFault(expression, environmentOf('disk', 13))).toBeDefined();
    }
  });
});

test.for(contracts)('Talos $contract judges the same', ({ contract, kubernetes }, context) => {
  const oracle = needOracle(context, `talos-${contract}`);
  const random = fc
    .sample(expressions(4), { numRuns: runs(1500), seed: 7 })
    .map((expression) => ['disk', expression] as const);
  const asked = [...judged.map(([selects, expression]) => [selects, expression] as const), ...random];
  const answers = askOracle<Answer>(
    oracle,
    asked.map(([selects, expression]) => ({
      contract: `v${contract}`,
      cluster: 'c',
      endpoint: 'https://10.0.0.1:6443',
      kubernetes,
      type: 'worker',
      patches: [installDisk(contract), JSON.stringify(documentWith(selects, expression))],
    })),
  );
  const minor = Number(contract.split('.')[1]);
  const different = asked.flatMap(([selects, expression], i) => {
    const theirs = answers[i]?.errors ?? [];
    const ours = expressionFault(expression, environmentOf(selects, minor));
    return theirs.length > 0 === (ours !== undefined) ? [] : [{ expression, theirs, ours: ours?.message }];
  });
  expect(different).toEqual([]);
});

/** Without one, Talos refuses the whole configuration before 1.14; from then on it comes from elsewhere. */
function installDisk(contract: string): string {
  return JSON.stringify({ machine: contract === '1.14' ? {} : { install: { disk: '/dev/sda' } } });
}

function documentWith(selects: Selects, match: string): object {
  const document = { apiVersion: 'v1alpha1', name: 'a' };
  if (selects === 'link') return { ...document, kind: 'LinkAliasConfig', selector: { match } };
  if (selects === 'volume') {
    return { ...document, kind: 'ExistingVolumeConfig', discovery: { volumeSelector: { match } } };
  }
  return { ...document, kind: 'UserVolumeConfig', provisioning: { diskSelector: { match }, minSize: '1GiB' } };
}

/** Expressions of the whole grammar, most of them wrong. */
function expressions(depth: number): fc.Arbitrary<string> {
  const atom = fc.constantFrom(
    ...'disk.size disk.transport disk.rotational system_disk 100 100u -1 1.5 "nvme" GiB kB disk.symlinks [] ["a"] {"a":1} {} null true b"x" disk dyn(1) [1,2u] int 0x1F disk.nope x 1e3 .5 [[1]] type(1) duration("1s")'.split(
      ' ',
    ),
  );
  if (depth === 0) return atom;
  const inner = expressions(depth - 1);
  const operator = fc.constantFrom(...'== != < > <= >= in + - * / % && ||'.split(' '));
  const method = fc.constantFrom(
    '.size()',
    '.contains("a")',
    '[0]',
    '.startsWith(disk.serial)',
    '.matches("x")',
    '.exists(s, s == "a")',
    '.all(s, s)',
    '.map(s, s)[0]',
    '.filter(s, s == "a")',
    '.exists_one(s, true)',
    '.foo',
    '.getHours()',
  );
  const called = fc.constantFrom('has', 'glob', 'size', 'string', 'uint', 'bool', 'double', '!', '-', '');
  return fc.oneof(
    atom,
    fc.tuple(inner, operator, inner).map((parts) => parts.join(' ')),
    fc.tuple(atom, method).map((parts) => parts.join('')),
    fc.tuple(called, inner).map(([name, of]) => `${name}(${of})`),
    fc.tuple(inner, inner, inner).map(([test, yes, no]) => `${test} ? ${yes} : ${no}`),
    fc.tuple(inner, inner).map(([a, b]) => `[${a}, ${b}]`),
  );
}
