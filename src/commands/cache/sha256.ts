import { hash } from 'node:crypto';

/** SHA-256 of UTF-8 bytes, as lower-case hex: what `sha256Hex` gives, by Node's own means. */
export function sha256(content: string | Uint8Array): string {
  return hash('sha256', content, 'hex');
}
