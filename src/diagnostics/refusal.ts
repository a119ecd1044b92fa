import type { Diagnostic } from './diagnostic.ts';

/**
 * Thrown by what writes files, as the operating system's own errors are: what is to be reported is in it. The code that ends a
 * command or a step catches both.
 */
export class Refusal extends Error {
  constructor(readonly fault: Diagnostic) {
    super(fault.message);
  }
}
