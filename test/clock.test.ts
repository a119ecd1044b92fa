import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { filesBelow } from './golden-tree.ts';

// On a busy machine anything may take long. So no test asks how long something took by the clock on the wall, and none gives up after
// a while: CPU time (cpu-time.ts), steps (fakes/kill-at.mjs, eventually.ts) and bytes are bounded instead.

const clock =
  /\bperformance\.now\b|\bDate\.now\b|\bhrtime\b|\bsetTimeout\(|\bkillAfter\b|\b(?:test|hook)?[tT]imeout: ?[\d_]+|\}, [\d_]{4,}\);/;

/** Files that may use it, each with the reason. */
const exceptions: Readonly<Record<string, string>> = {
  'eventually.ts': 'rests between two looks, and counts the looks',
  'fakes/proxmox/tasks.ts': 'a task of the stand-in takes a while, whatever is asked meanwhile',
  'machines/provider/stub.cjs': 'ends after its last answer was sent',
  'observe/run-command.test.ts': 'about a time limit; its clock is a fake that goes on when the test says so',
};

it('no test depends on the clock of a busy machine', () => {
  const files = filesBelow(import.meta.dirname).filter(
    (file) => /\.(?:ts|mjs|cjs)$/.test(file) && file !== 'clock.test.ts',
  );
  expect(files.length).toBeGreaterThan(100);
  const found = files.filter((file) =>
    clock.test(withoutComments(readFileSync(join(import.meta.dirname, file), 'utf8'))),
  );
  expect(found).toEqual(Object.keys(exceptions));
});

it('is found where a test would ask it', () => {
  for (const text of [
    'expect(performance.now() - began).toBeLessThan(4000);',
    "test('x', { timeout: 60_000 }, async () => {",
    'beforeAll(() => {\n}, 60_000);',
    'await run(args, { killAfter: 300 });',
  ])
    expect(clock.test(text), text).toBe(true);
  expect(clock.test("watchdog: { device: '/dev/watchdog0', timeout: '2m' }")).toBe(false);
});

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '');
}
