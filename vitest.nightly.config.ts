import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, mergeConfig } from 'vitest/config';
import { filesBelow } from './test/golden-tree.ts';
import { SkippedReporter } from './test/skipped-reporter.ts';
import { SuiteReporter } from './test/suite-reporter.ts';
import usual from './vitest.config.ts';

process.env['INFRAFLUX_NIGHTLY'] = '1';

/** The tests that look at more the longer they may take: those that ask test/effort.ts, and those that start the program for each command at night. */
const suites = filesBelow('test')
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => join('test', file))
  .filter((file) => /from '[./]+(?:effort|cli)\.ts'/.test(readFileSync(file, 'utf8')));

const config = mergeConfig(usual, defineConfig({ test: { testTimeout: 7_200_000, hookTimeout: 7_200_000, isolate: true } }));
config.test.include = suites;
// Each file has a process of its own.
delete config.test.projects;
config.test.reporters = [new SuiteReporter(), new SkippedReporter()];

export default config;
