import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { holdCodes } from '../../src/diagnostics/catalogue/holds.ts';
import { publishedCodes } from '../../src/diagnostics/catalogue/published.ts';
import { catalogue, type DiagnosticCode } from '../../src/diagnostics/catalogue/codes.ts';
import { lineIndex, positionAt } from '../../src/diagnostics/line-index.ts';
import { closingLine, renderText } from '../../src/diagnostics/render-text.ts';
import { sourceText } from '../../src/source/decode.ts';
import { inputFiles, runCase } from './run-case.ts';

/**
 * One folder for each diagnostic, `<first part of the code>-<what is wrong>`. The input says itself what is expected:
 * `# ERROR: code` or `# WARNING: code` (several with commas) on the line at fault. Where no comment can stand, or no
 * text is to blame, expected.json lists `{code, file, line, column}`. Nothing else may be reported. With an
 * expected.txt, the whole text must be that (`npx vitest run test/diagnostics -u` writes it again).
 */
const folder = fileURLToPath(new URL('cases', import.meta.url));

/** Codes without a folder, each with the reason. A whole group is written as `group/*`. */
const exceptions: Readonly<Record<string, string>> = {
  'source/too-large': 'the input would be a megabyte: test/source/limits.test.ts',
  'source/too-many-keys': 'the input would have ten thousand lines: test/source/limits.test.ts',
  'source/too-many-aliases': 'the input would have a thousand aliases: test/source/limits.test.ts',
  'disk/shrinks': 'about what was published: test/machines/disk-sizes.test.ts',
  'disk/grows-by-hand': 'about what was published: test/machines/disk-sizes.test.ts',
  'cluster/retained': 'about what was compiled before: test/commands/removed-clusters.test.ts',
  'cluster/retained-file-lost': 'about what was compiled before: test/commands/removed-clusters.test.ts',
  'lock/missing': 'about what was compiled before: test/model/lost-lock.test.ts',
  'lock/out-of-date': 'about what was compiled before: test/model/lost-lock.test.ts',
  'config/environment-left-out': 'about a plan for some environments: test/cli/left-out.test.ts',
  'gitops/no-repository': 'about what validate looks at alone: test/cli/init.test.ts',
  'lock/has-resources': 'about a state: test/commands/removed-clusters.test.ts',
  ...Object.fromEntries(
    Object.keys(publishedCodes).map((code) => [code, 'about what was published: test/plan/input-faults.test.ts']),
  ),
  ...Object.fromEntries(
    Object.keys(holdCodes).map((code) => [
      code,
      'about what is there, not about what is written: test/plan/holds.test.ts',
    ]),
  ),
  'engine/*': 'about programs on the machine: test/apply',
  'checkout/*': 'about files on a disk that are no input: test/cli/hostile-checkout.test.ts',
  'state/*': 'about directories on the machine: test/observe/state-directory.test.ts',
  'publish/*': 'about the repository that is published to: test/apply',
  'apply/*': 'about a run of apply: test/apply',
  'terraform/*': 'about what Terraform answers: test/apply/machines.test.ts',
  'bundle/*': 'about a saved plan: test/apply',
  'cli/*': 'about the command line: tests of the commands',
  'schema/*': 'about files on a disk, not about what stands in them: tests of the commands',
  'input/*': 'about files on a disk, not about what stands in them: tests of the commands',
  'secrets/*': 'about encrypted files and keys: test/secrets',
  'output/*': 'about files on a disk, not about what stands in them: tests of the commands',
};

interface Expected {
  readonly code: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly column?: number;
}

const cases = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

function expectedOf(name: string): Expected[] {
  const expected: Expected[] = [];
  for (const file of inputFiles(join(folder, name))) {
    sourceText(file)
      .split('\n')
      .forEach((line, i) => {
        const comment = /# (?:ERROR|WARNING): ([a-z0-9/, -]+)/.exec(line)?.[1];
        for (const code of comment?.split(',') ?? []) {
          expected.push({ code: code.trim(), file: file.path, line: i + 1 });
        }
      });
  }
  const json = join(folder, name, 'expected.json');
  if (existsSync(json)) expected.push(...(JSON.parse(readFileSync(json, 'utf8')) as Expected[]));
  return expected;
}

describe.each(cases)('%s', (name) => {
  it('reports exactly what the input says', async () => {
    const { ordered, textOf } = await runCase(join(folder, name));
    const found = ordered.diagnostics.map((one) => {
      const text = one.span === undefined ? undefined : textOf(one.span.file);
      const position =
        one.span === undefined || text === undefined ? undefined : positionAt(lineIndex(text), one.span.start);
      return {
        code: one.code,
        file: one.span?.file ?? null,
        line: position?.line ?? null,
        column: position?.column,
        severity: one.severity,
        message: one.message,
      };
    });
    const expected = expectedOf(name);
    const show = (one: Expected & { message?: string }, column: boolean): string =>
      `${one.file ?? '-'}:${one.line ?? '-'}${column ? `:${one.column ?? '-'}` : ''} ${one.code}`;
    const withColumn = new Set(
      expected.filter((one) => one.column !== undefined).map((one) => `${one.file}:${one.line} ${one.code}`),
    );
    const key = (one: Expected): string => show(one, withColumn.has(`${one.file}:${one.line} ${one.code}`));
    const messages = found.map((one) => `${key(one as Expected)}: ${one.message}`).join('\n');
    expect(found.map((one) => key(one as Expected)).sort(), messages).toEqual(expected.map(key).sort());

    const text = join(folder, name, 'expected.txt');
    if (existsSync(text)) {
      await expect(`${renderText(ordered, textOf, { color: false })}${closingLine(ordered)}\n`).toMatchFileSnapshot(
        text,
      );
    }
  });

  it('is named after a code that it shows, and marks severities as they are', () => {
    const expected = expectedOf(name);
    const codes = expected.map((one) => one.code);
    for (const code of codes) expect(Object.keys(catalogue)).toContain(code);
    // A case without faults proves that something right is not reported.
    const letters = (text: string): string => text.replaceAll('-', '');
    const groups = codes.map((code) => letters(code.slice(0, code.indexOf('/'))));
    if (codes.length > 0) expect(groups.some((group) => letters(name).startsWith(group))).toBe(true);
    for (const file of inputFiles(join(folder, name))) {
      for (const [, severity, list] of sourceText(file).matchAll(/# (ERROR|WARNING): ([a-z0-9/, -]+)/g)) {
        for (const code of (list ?? '').split(',')) {
          const entry = catalogue[code.trim() as DiagnosticCode];
          expect(entry?.severity, code).toBe(severity?.toLowerCase());
        }
      }
    }
  });
});

describe('the catalogue', () => {
  const shown = new Set(cases.flatMap((name) => expectedOf(name).map((one) => one.code)));
  const group = (code: string): string => `${code.slice(0, code.indexOf('/'))}/*`;

  it.each(Object.keys(catalogue))('%s has a case, or a reason for having none', (code) => {
    const excepted = Object.hasOwn(exceptions, code) || Object.hasOwn(exceptions, group(code));
    expect(shown.has(code) || excepted, `no folder in test/diagnostics/cases expects ${code}`).toBe(true);
  });

  it('has no exception for what is shown or does not exist', () => {
    const codes = Object.keys(catalogue);
    for (const key of Object.keys(exceptions)) {
      const covered = codes.filter((code) => code === key || group(code) === key);
      expect(covered.length, key).toBeGreaterThan(0);
      if (!key.endsWith('/*')) expect(shown.has(key), key).toBe(false);
    }
  });
});
