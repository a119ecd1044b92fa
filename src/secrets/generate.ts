import { randomBytes, randomInt } from 'node:crypto';
import { Secret } from './secret.ts';

/** What kinds of values can be made. Each has at least 128 bits. */
export const generators = {
  /** Letters and digits, which no reader trips over; 190 bits. */
  password: () => letters(32),
  /** 32 bytes, for keys of AES-256 and cookies. */
  base64: () => randomBytes(32).toString('base64'),
  hex: () => randomBytes(32).toString('hex'),
  /** The form of kubeadm's bootstrap tokens: 113 bits of it secret. */
  token: () => `${letters(6, lower)}.${letters(16, lower)}`,
} as const satisfies Readonly<Record<string, () => string>>;

export type GeneratorName = keyof typeof generators;

export function generate(name: GeneratorName): Secret {
  return new Secret(generators[name]());
}

const lower = '0123456789abcdefghijklmnopqrstuvwxyz';
const all = `${lower}ABCDEFGHIJKLMNOPQRSTUVWXYZ`;

/** `randomInt` draws without bias. */
export function letters(length: number, alphabet: string = all): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}
