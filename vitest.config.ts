import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { filesBelow } from './test/golden-tree.ts';
import { leftForLater } from './test/later.ts';
import { SkippedReporter } from './test/skipped-reporter.ts';

/** Tests that bound the CPU time of their process (test/cpu-time.ts): what others left in it must not count, so each has its own. */
const measured = filesBelow('test')
  .map((file) => join('test', file))
  .filter((file) => file.endsWith('.test.ts') && /from '[./]+cpu-time\.ts'/.test(readFileSync(file, 'utf8')));

/** What `npm test` leaves to the conformance run. By name, or in another run, each file runs. */
const later = process.env['npm_lifecycle_event'] === 'test' ? leftForLater() : new Map<string, string>();

export default defineConfig({
  // What one run of the tests remembers is nothing to another.
  define: { INFRAFLUX_BUILD: JSON.stringify(`tests at ${Date.now()}`) },
  test: {
    globalSetup: ['test/prepare.ts'],
    // For what hangs, not for what is slow: on a busy machine anything may take long. What is bounded is CPU time, steps or bytes.
    testTimeout: 3_600_000,
    hookTimeout: 3_600_000,
    pool: 'forks',
    // One process runs many files, so that src/ is loaded once in it: a test restores what it changes of the process (environment, umask,
    // timers). In the nightly and the conformance run each file has its own process, so no file can depend on another.
    isolate: process.env['INFRAFLUX_CONFORMANCE'] === '1',
    projects: [
      { extends: true, test: { name: 'tests', include: ['test/**/*.test.ts'], exclude: [...measured, ...later.keys()] } },
      { extends: true, test: { name: 'measured', include: measured.filter((file) => !later.has(file)), isolate: true } },
    ],
    maxWorkers: 2,
    reporters: ['default', new SkippedReporter(later)],
  },
});
