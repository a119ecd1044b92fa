/** Warnings of Talos that say nothing against a configuration, each with its reason. */
const expected: readonly RegExp[] = [];

export function unexpectedWarnings(warnings: readonly string[]): readonly string[] {
  return warnings.filter((warning) => !expected.some((known) => known.test(warning)));
}
