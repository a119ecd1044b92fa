/**
 * How much input InfraFlux reads. Far above any real platform, and low enough that whatever the input is, the answer is
 * there within two seconds and 300 MB. Each is checked before the work that it protects. They hold for all files of one
 * run together, except depth and keys.
 */
export const limits = {
  /** UTF-8 bytes. A platform of 160 clusters takes about 200 KB. */
  bytes: 1024 * 1024,
  /** Collections inside each other. The language itself needs twelve. */
  depth: 64,
  /** Keys of one map. */
  keys: 10_000,
  /** Anchors, uses of anchors, tags and directives: rare in real files, and slow to parse. */
  aliases: 1_000,
  /** Keys, values, and the marks between them (`-`, `:`, commas), each use of an anchor counted as if its content were written out. */
  nodes: 150_000,
  /** Words, spaces, line ends and comments, as the lexer counts them. */
  tokens: 500_000,
} as const;

/** What is left of the limits that all files of a run share. */
export interface Budget {
  bytes: number;
  aliases: number;
  nodes: number;
  tokens: number;
}

export function fullBudget(): Budget {
  return { bytes: limits.bytes, aliases: limits.aliases, nodes: limits.nodes, tokens: limits.tokens };
}
