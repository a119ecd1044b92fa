import { randomBytes, randomInt } from 'node:crypto';
import type { GeneratedKind } from '../blueprints/generated-kinds.ts';
import { Secret } from './secret.ts';

/** What kinds of values can be made: each has at least 113 bits. `length`: characters of a password, bytes of the others. */
export const generators = {
  /** Letters and digits, which no reader trips over; 190 bits. */
  password: (length = 32) => letters(length),
  /** 32 bytes, for keys of AES-256 and cookies. */
  base64: (length = 32) => randomBytes(length).toString('base64'),
  hex: (length = 32) => randomBytes(length).toString('hex'),
  /** The form of kubeadm's bootstrap tokens: 113 bits of it secret. */
  token: () => `${letters(6, lower)}.${letters(16, lower)}`,
} as const satisfies Readonly<Record<GeneratedKind, (length?: number) => string>>;

export function generate(kind: GeneratedKind, length?: number): Secret {
  return new Secret(generators[kind](length));
}

const lower = '0123456789abcdefghijklmnopqrstuvwxyz';
const all = `${lower}ABCDEFGHIJKLMNOPQRSTUVWXYZ`;

/** `randomInt` draws without bias. */
export function letters(length: number, alphabet: string = all): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}
