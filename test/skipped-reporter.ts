import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** After the run: how many tests were skipped, by reason. A test that is skipped without one fails the run. */
export class SkippedReporter implements Reporter {
  /** `later`: test files that this run leaves to another, each with the reason. */
  constructor(private readonly later: ReadonlyMap<string, string> = new Map()) {}

  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const [file, reason] of this.later)
      process.stdout.write(`left to npm run test:conformance: ${file}: ${reason}\n`);
    const reasons = skippedByReason(modules);
    if (reasons.size === 0) return;
    const lines = [...reasons].map(([reason, tests]) => `  ${String(tests.length).padStart(4)}  ${reason}`);
    const count = [...reasons.values()].reduce((sum, tests) => sum + tests.length, 0);
    process.stdout.write(`\n${count} skipped:\n${lines.join('\n')}\n`);
    const silent = reasons.get(noReason);
    if (silent === undefined) return;
    process.stdout.write(`without a reason:\n${silent.map((test) => `        ${test}\n`).join('')}`);
    process.exitCode = 1;
  }
}

const noReason = 'no reason given';

function skippedByReason(modules: readonly TestModule[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const module of modules) {
    for (const test of module.children.allTests('skipped')) {
      const reason = reasonOf(test);
      if (reason === undefined) continue;
      found.set(reason, [...(found.get(reason) ?? []), `${module.relativeModuleId}: ${test.fullName}`]);
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Undefined where the person who runs the tests asked for others by name (`-t`). */
function reasonOf(test: TestCase): string | undefined {
  const result = test.result();
  if (result.state !== 'skipped') return undefined;
  if (result.note !== undefined && result.note !== '') return result.note;
  return process.argv.some((word) => word === '-t' || word.startsWith('--testNamePattern')) ? undefined : noReason;
}
