import { defineConfig } from 'vitest/config';
import { SkippedReporter } from './test/skipped-reporter.ts';

export default defineConfig({
  // What one run of the tests remembers is nothing to another.
  define: { INFRAFLUX_BUILD: JSON.stringify(`tests at ${Date.now()}`) },
  test: {
    globalSetup: ['test/prepare.ts'],
    include: ['test/**/*.test.ts'],
    // For what hangs, not for what is slow: on a busy machine anything may take long. What is bounded is CPU time, steps or bytes.
    testTimeout: 3_600_000,
    hookTimeout: 3_600_000,
    pool: 'forks',
    // One process runs many files, so that src/ is loaded once in it: a test restores what it changes of the process (environment, umask,
    // timers). In the nightly and the conformance run each file has its own process, so no file can depend on another.
    isolate: process.env['INFRAFLUX_CONFORMANCE'] === '1',
    maxWorkers: 2,
    reporters: ['default', new SkippedReporter()],
  },
});
