import { expect, test } from 'vitest';
import { holdCodes } from '../../src/diagnostics/catalogue/holds.ts';
import { publishedCodes } from '../../src/diagnostics/catalogue/published.ts';
import { catalogue, type DiagnosticCode } from '../../src/diagnostics/catalogue/codes.ts';
import type { CodeEntry } from '../../src/diagnostics/catalogue/entry.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { resolvedInputs } from '../../src/model/inputs.ts';
import { inputFaults } from '../../src/plan/input-faults.ts';
import { preReleases } from '../../src/plan/terraform/planned.ts';
import { checkReaders, readersOf } from '../../src/secrets/recipients.ts';
import { parseSources } from '../../src/source/parse-sources.ts';
import { type ExampleInput, inputOfExample, withFiles } from './example-input.ts';
import { type CaseResult, runCase } from './run-case.ts';

// The examples of the catalogue, which docs/diagnostics.md and `explain CODE` print: each gives its own code and no other.

/** Codes whose fault no text of an example could have, each with the reason. A whole group is written as `group/*`. */
const withoutExample: Readonly<Record<string, string>> = {
  'source/encoding': 'about bytes that are no text',
  'source/too-large': 'a megabyte long',
  'source/too-many-keys': 'ten thousand lines long',
  'source/too-many-aliases': 'a thousand aliases long',
  'lock/has-resources': 'about a state of Terraform',
  'lock/missing': 'about a cluster that was compiled before',
  'lock/out-of-date': 'about a cluster that was compiled before',
  'cluster/retained': 'about a cluster that was compiled before',
  'cluster/retained-file-lost': 'about a cluster that was compiled before',
  ...Object.fromEntries(Object.keys(publishedCodes).map((code) => [code, 'about a cluster that was created before'])),
  ...Object.fromEntries(Object.keys(holdCodes).map((code) => [code, 'about what is there, not about what is written'])),
  'engine/*': 'about programs on the machine',
  'publish/*': 'about the repository that is published to',
  'apply/*': 'about a run of apply',
  'bundle/*': 'about a saved plan',
  'terraform/*': 'about what Terraform answers',
  'input/*': 'about files on a disk, not about what is in them',
  'output/*': 'about files on a disk, not about what is in them',
  'checkout/*': 'about files on a disk, not about what is in them',
  'state/*': 'about directories on the machine',
  'schema/*': 'about files on a disk, not about what is in them',
  'cli/*': 'about the command line',
  'secrets/*': 'about encrypted files and keys',
  'config/environment-left-out': 'about a plan for some environments',
  'gitops/*': 'about what is not written',
  'machine/secure-boot-keys-unknown': 'about a cluster that was created before',
};

type Compiled = CaseResult & { readonly platform: NonNullable<CaseResult['platform']> };

/** What is found where the input alone is enough to find it, and compile does not look. */
const found: Partial<Record<DiagnosticCode, (now: Compiled, before: Compiled) => unknown>> = {
  'disk/shrinks': diskSizes,
  'disk/grows-by-hand': diskSizes,
  'terraform/provider-pre-release': ({ platform }) => clustersOf(platform).flatMap(preReleases),
  'secrets/invalid-recipient': readers,
  'secrets/one-recipient': readers,
};

const entries = Object.entries(catalogue) as [DiagnosticCode, CodeEntry][];
const shown = entries.flatMap(([code, { example }]) => (example === undefined ? [] : [[code, example] as const]));

test.each(shown)('the example of %s gives it', async (code, example) => {
  const diagnostics = await diagnosticsOf(code, example);
  expect([...new Set(diagnostics.map((each) => each.code))], messagesOf(diagnostics)).toEqual([code]);
});

test('every code has an example, or a reason for having none', () => {
  const keyOf = (code: string): string => (Object.hasOwn(withoutExample, code) ? code : `${code.split('/')[0]}/*`);
  const missing = entries.filter(([, { example }]) => example === undefined).map(([code]) => code);
  expect(missing.filter((code) => !Object.hasOwn(withoutExample, keyOf(code)))).toEqual([]);
  // Nor a reason for nothing.
  expect(new Set(missing.map(keyOf))).toEqual(new Set(Object.keys(withoutExample)));
});

async function diagnosticsOf(code: DiagnosticCode, example: string): Promise<readonly Diagnostic[]> {
  // A file as YAML: what it would mean as a platform is another matter.
  if (code.startsWith('source/')) return parseSources([{ path: 'infraflux.yaml', content: example }]).diagnostics;
  const { files, published } = inputOfExample(example);
  const compiled = await withFiles(files, runCase);
  const find = found[code];
  if (find === undefined) return compiled.ordered.diagnostics;
  const before: ExampleInput['files'] = published === undefined ? files : new Map([['infraflux.yaml', published]]);
  return (await find(complete(compiled), complete(await withFiles(before, runCase)))) as readonly Diagnostic[];
}

function complete(compiled: CaseResult): Compiled {
  const { platform, ordered } = compiled;
  expect(ordered.diagnostics, messagesOf(ordered.diagnostics)).toEqual([]);
  if (platform === undefined) throw new Error('no platform, and nothing is wrong');
  return { ...compiled, platform };
}

function diskSizes({ platform }: Compiled, before: Compiled): readonly Diagnostic[] {
  const leaves = (each: Compiled['platform']) => {
    const [environment] = each.environments;
    if (environment === undefined) throw new Error('no environment');
    return resolvedInputs(each, environment);
  };
  return inputFaults(platform, 'prod', leaves(before.platform), leaves(platform), undefined);
}

async function readers({ platform, config }: Compiled): Promise<readonly Diagnostic[]> {
  if (config === undefined) throw new Error('no configuration');
  return checkReaders(readersOf(platform, config));
}

function clustersOf(platform: Compiled['platform']) {
  return platform.environments.flatMap(({ clusters }) => clusters);
}

function messagesOf(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map(({ code, message }) => `${code}: ${message}`).join('\n');
}
