/** Warnings of Talos that say nothing against a configuration, each with its reason. */
const expected: readonly RegExp[] = [
  // Below /var there is no document that makes a file; Talos 1.14 still takes it here.
  /^\.machine\.files is deprecated; use dedicated configuration documents instead$/,
];

export function unexpectedWarnings(warnings: readonly string[]): readonly string[] {
  return warnings.filter((warning) => !expected.some((known) => known.test(warning)));
}
