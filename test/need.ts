import type { TestContext } from 'vitest';

/** Skips the test where it cannot run, with the reason, which is printed after the run. */
export function need(context: TestContext, isHere: boolean, reason: string): void {
  if (!isHere) context.skip(reason);
}
