import type { Reporter, TestModule } from 'vitest/node';

/** For runs of hours: a line for each suite as it ends, what failed in it, and one line at the end. */
export class SuiteReporter implements Reporter {
  onTestModuleEnd(module: TestModule): void {
    const counts = countsOf([module]);
    const seconds = Math.round(module.diagnostic().duration / 1000);
    const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
    process.stdout.write(
      `${module.ok() ? 'ok    ' : 'FAILED'} ${module.relativeModuleId}: ${counts.passed} passed, ${counts.failed} failed${skipped} (${seconds} s)\n`,
    );
    for (const error of module.errors()) process.stdout.write(`${error.stack ?? error.message}\n`);
    for (const test of module.children.allTests('failed')) {
      process.stdout.write(`       ${test.fullName}\n`);
      for (const error of test.result().errors ?? []) process.stdout.write(`${error.stack ?? error.message}\n`);
    }
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly { readonly message: string }[]): void {
    for (const { message } of errors) process.stdout.write(`error outside of a test: ${message}\n`);
    const { passed, failed } = countsOf(modules);
    const broken = modules.filter((module) => module.errors().length > 0).length + errors.length;
    process.stdout.write(`${passed} passed, ${failed + broken} failed\n`);
  }
}

function countsOf(modules: readonly TestModule[]) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const module of modules) {
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state !== 'pending') counts[state] += 1;
    }
  }
  return counts;
}
