import { defineConfig } from 'vitest/config';

export default defineConfig({
  // What one run of the tests remembers is nothing to another.
  define: { INFRAFLUX_BUILD: JSON.stringify(`tests at ${Date.now()}`) },
  test: { globalSetup: ['test/prepare.ts'], include: ['test/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 120_000, pool: 'forks', maxWorkers: 2 },
});
