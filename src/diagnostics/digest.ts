// The only module of Node that the core may name, and the only function of it: the same bytes give the same digest
// everywhere, so that it is no effect. Lint and test/directions.test.ts keep it here.
import { createHash } from 'node:crypto';

/** SHA-256 as lower-case hex; a text counts as its UTF-8 bytes. */
export function sha256Hex(content: string | Uint8Array): string {
  return sha256OfParts([content]);
}

/** SHA-256 of all parts as if they were one. Each is read before the next is asked for, so that they may share a buffer. */
export function sha256OfParts(parts: Iterable<string | Uint8Array>): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
