import type { Span } from '../diagnostics/diagnostic.ts';

/** A declaration that holds always, or only when an option (a path below the component's options) is set and not false. */
export interface Declared<T> {
  readonly value: T;
  readonly when: readonly string[] | undefined;
  readonly span: Span;
}
