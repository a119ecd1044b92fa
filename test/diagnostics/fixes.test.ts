// In the conformance run: applies what each diagnostic proposes.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { catalogue } from '../../src/diagnostics/catalogue/codes.ts';
import type { CodeEntry } from '../../src/diagnostics/catalogue/entry.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { sourceText } from '../../src/source/decode.ts';
import type { SourceFile } from '../../src/source/tree.ts';
import { applyFix } from './apply-fix.ts';
import { inputOfExample, withFiles } from './example-input.ts';
import { runCase } from './run-case.ts';

// What a diagnostic proposes is applied: then the fault is gone, and none is there that was not there before.

const folder = join(import.meta.dirname, 'cases');
const cases = readdirSync(folder).sort();

/** Groups in which every fault has a proposal. In others, which of two settings is meant, or another file, decides. */
const proposing: ReadonlySet<string> = new Set([
  ...['address', 'applications', 'capacity', 'config', 'datastore', 'host', 'hostnames', 'language', 'mac', 'missing'],
  ...['network', 'node', 'platform', 'pool', 'provider', 'range', 'topology', 'values', 'versions', 'vmid'],
]);

/** Faults of these groups, by code or case, that no single change of the input is the right answer to, each with the reason. */
const withoutFix: Readonly<Record<string, string>> = {
  'address/not-known': 'the DHCP server knows the address',
  'address/server-in-range': 'the range or the server, which may be meant to be in it',
  'address-in-use-of-a-pool': 'an address for each machine',
  'capacity/overcommit': 'about all machines of a host together',
  'interface-conflict': 'one address of a list',
  'config/duplicate-environment-file': 'what of the two files counts is not known',
  'machine/ha-on-local-disks': 'another datastore, or that it is shared',
  'machine/guest-agent-unknown': 'only its author knows what is in the image',
  'machine/secure-boot-keys-unknown': 'the keys may have been enrolled manually',
  'missing/port': 'the ports of a machine are what it has',
  'node/incomplete': 'about the number of disks',
  'platform/capability-cycle': 'about files of components',
  'platform/unknown-secret-keys': 'about files of a component',
  'range/unused': 'the range, or the addressing of the network',
  'topology/retired-control-plane': 'about a machine that was removed',
  'topology/quorum-on-one-host': 'about all control planes together',
  'versions-talos-too-old-of-the-lock': 'a cluster that was created by another tool stays with it',
  'versions/newer-than-known': 'the newest InfraFlux, or an older version',
};

/** By case or code of the example: what comes to light, because it could not be looked at before, with the reason. */
const uncovered: Readonly<Record<string, readonly string[]>> = {
  'config-carriage-return-and-mark-in-an-overlay': ['topology/one-control-plane'], // protect, spelt right
  'config-unknown-key': ['topology/one-control-plane'],
  'config-unknown-variant': ['topology/one-control-plane'], // the variant protects
  'config-unknown-size': ['missing/disk'], // the size has workers
  'config-default-count-beats-size': ['missing/disk'], // workers again
  'config/default-count-overrides-size': ['missing/disk'],
  'config/duplicate-item': ['topology/quorum-on-one-host'], // one host is left
  'config-unknown-key-of-another-provider': ['config/unknown-key'], // the type decides about the keys
  'config-unsupported-version': ['config/unknown-key'], // nothing else is read before
  'config-everything-at-once': ['platform/missing-capability'], // an option, spelt right
  'config-wrong-type-in-list': ['host/unknown'], // text, and still no host
  'config-more-than-a-hundred': ['config/wrong-type'], // the next of those that were left out
  'network-unknown': ['interface/no-address'], // nothing is known of an interface on an unknown network
  'node-duplicate-name': ['node/unknown'], // an entry of the node goes by its name
};

interface Outcome {
  readonly code: string;
  /** `fixed`, `no fix`, or what is wrong. */
  readonly outcome: string;
}

async function outcomes(name: string, directory: string): Promise<readonly Outcome[]> {
  const before = await runCase(directory);
  const found: Outcome[] = [];
  const seen = new Set<string>();
  for (const diagnostic of before.ordered.diagnostics) {
    const { code, fix } = diagnostic;
    // Lines of infraflux.lock are not typed.
    if (fix === undefined && diagnostic.span?.file.endsWith('.lock') === true) continue;
    if (fix === undefined) {
      found.push({ code, outcome: 'no fix' });
      continue;
    }
    const key = JSON.stringify(fix);
    if (seen.has(key)) continue;
    seen.add(key);
    if (seen.size > 12) break;
    found.push({
      code,
      outcome: await outcomeOf(name, directory, before.files, before.ordered.diagnostics, diagnostic),
    });
  }
  return found;
}

async function outcomeOf(
  name: string,
  directory: string,
  files: readonly SourceFile[],
  before: readonly Diagnostic[],
  { code, fix, message }: Diagnostic,
): Promise<string> {
  if (fix === undefined) return 'no fix';
  let text = '';
  const changed = files.map((file) => {
    if (file.path !== fix.span.file) return file;
    text = applyFix(sourceText(file), fix);
    return { path: file.path, content: text };
  });
  if (text === '') return `${fix.span.file} is not a file of the input`;
  const after = (await runCase(directory, changed)).ordered.diagnostics;
  const isExpected = (found: Diagnostic): boolean => uncovered[name]?.includes(found.code) === true;
  const count = (list: readonly Diagnostic[]): number =>
    list.filter((each) => each.code === code && each.message === message).length;
  const number = (list: readonly Diagnostic[], wanted: string): number =>
    list.filter((each) => each.code === wanted).length;
  if (count(after) >= count(before)) return `still there: ${message} (${JSON.stringify(fix)})`;
  // A conflict of three is one of two afterwards, in other words.
  const fresh = after.filter((each) => number(after, each.code) > number(before, each.code) && !isExpected(each));
  return fresh.length === 0
    ? 'fixed'
    : `${message} (${JSON.stringify(fix)}) brings ${fresh.map((each) => `${each.code}: ${each.message}`).join('; ')}`;
}

const problems = (name: string, found: readonly Outcome[]): readonly string[] =>
  found
    .filter(({ code, outcome }) =>
      outcome === 'no fix'
        ? !Object.hasOwn(withoutFix, name) &&
          !Object.hasOwn(withoutFix, code) &&
          proposing.has(code.split('/')[0] ?? '')
        : outcome !== 'fixed',
    )
    .map(({ code, outcome }) => `${code}: ${outcome}`);

test.each(cases)('%s: what is proposed is valid', async (name) => {
  expect(problems(name, await outcomes(name, join(folder, name)))).toEqual([]);
});

const examples = (Object.entries(catalogue) as [string, CodeEntry][]).flatMap(([code, { example }]) =>
  example === undefined || code.startsWith('source/') ? [] : [[code, example] as const],
);

test.each(examples)('the example of %s: what is proposed is valid', async (code, example) => {
  expect(
    problems(code, await withFiles(inputOfExample(example).files, (directory) => outcomes(code, directory))),
  ).toEqual([]);
});
