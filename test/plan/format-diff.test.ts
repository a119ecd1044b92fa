import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatDiff } from '../../src/plan/format-diff.ts';
import type { Change, Text } from '../../src/plan/plan.ts';
import { plan } from '../builders/plan.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'infraflux-diff-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const lines = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, at) => `line ${from + at}\n`).join('');

/** Files before and after, by path: all that a diff has to carry over. */
const files: Readonly<Record<string, readonly [before: string | undefined, after: string | undefined]>> = {
  'prod/changed.yaml': [lines(1, 40), `${lines(1, 9)}ten\n${lines(11, 40)}more\n`],
  'prod/deleted.yaml': [lines(1, 3), undefined],
  'prod/deleted-without-newline': ['one\ntwo', undefined],
  'prod/emptied.yaml': [lines(1, 2), ''],
  'prod/empty-deleted': ['', undefined],
  'prod/empty-new': [undefined, ''],
  'prod/filled.yaml': ['', lines(1, 2)],
  'prod/new.yaml': [undefined, lines(1, 3)],
  'prod/new-without-newline': [undefined, 'one\ntwo'],
  'prod/newline-gone': ['one\ntwo\n', 'one\ntwo'],
  'prod/newline-new': ['one\ntwo', 'one\ntwo\n'],
  'prod/with a space.yaml': [lines(1, 3), lines(2, 3)],
};

const text = (value: string | undefined): Text | undefined =>
  value === undefined ? undefined : { kind: 'plain', text: value };

function changeOf(name: string, before: Text | undefined, after: Text | undefined): Change {
  return {
    layer: 'files',
    object: { kind: 'file', environment: 'prod', cluster: undefined, name },
    action: before === undefined ? 'create' : after === undefined ? 'delete' : 'update',
    effects: [],
    impact: 'none',
    reason: 'input-changed',
    because: [],
    before,
    after,
  };
}

const whole = plan({
  changes: [
    changeOf('prod/a-secret.yaml', { kind: 'digest', digest: 'a' }, { kind: 'digest', digest: 'b' }),
    ...Object.entries(files).map(([name, [before, after]]) => changeOf(name, text(before), text(after))),
    changeOf('prod/huge', text(lines(1, 9_000)), text(lines(20_001, 29_000))),
  ],
});

/** A directory with the files as they were, and what `plan --diff` prints beside it, without the change of `skipped`. */
async function before(
  name: string,
  skipped: string | undefined,
): Promise<{ readonly root: string; readonly diff: string }> {
  const root = join(folder, name);
  for (const [path, [content]] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    if (content !== undefined) writeFileSync(join(root, path), content);
  }
  const diff = join(folder, `${name}.diff`);
  const changes = whole.changes.filter(({ object }) => object.name !== skipped);
  writeFileSync(diff, `${await formatDiff({ ...whole, changes }, false)}lab: 1 of 1 cluster changes\n`);
  return { root, diff };
}

function expectAfter(root: string, skipped?: string): void {
  for (const [path, [, content]] of Object.entries(files)) {
    if (path === skipped) continue;
    const there = existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined;
    expect(there, path).toBe(content);
  }
}

test('git apply makes of the old files the new ones', async () => {
  const { root, diff } = await before('git', undefined);
  execFileSync('git', ['init', '-q', root]);
  execFileSync('git', ['apply', diff], { cwd: root });
  expectAfter(root);
});

// patch deletes no file that has no lines, whatever made the diff.
test('so does patch', async (context) => {
  const { root, diff } = await before('patch', 'prod/empty-deleted');
  try {
    execFileSync('patch', ['--version']);
  } catch {
    return context.skip('there is no patch on this machine');
  }
  execFileSync('patch', ['-p1', '-i', diff], { cwd: root });
  expectAfter(root, 'prod/empty-deleted');
});

test('a new file begins at line 0 of nothing, a deleted one ends there', async () => {
  const diff = await formatDiff(whole, false);
  expect(diff).toContain('new file mode 100644\n--- /dev/null\n+++ b/prod/new.yaml\n@@ -0,0 +1,3 @@\n+line 1\n');
  expect(diff).toContain(
    'deleted file mode 100644\n--- a/prod/deleted.yaml\n+++ /dev/null\n@@ -1,3 +0,0 @@\n-line 1\n',
  );
});
