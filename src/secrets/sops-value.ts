import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { SopsScalar } from './go-scalar.ts';

/** One encrypted value, as it stands in a file: `ENC[AES256_GCM,data:...,iv:...,tag:...,type:str]`. */
const form =
  /^ENC\[AES256_GCM,data:([A-Za-z0-9+/]*={0,2}),iv:([A-Za-z0-9+/]+={0,2}),tag:([A-Za-z0-9+/]+={0,2}),type:(str|int|float|bool|bytes|time|comment)\]$/;

/** sops uses nonces of 32 bytes where AES-GCM usually has 12 (sops@v3.13.2:aes/cipher.go). */
const nonceBytes = 32;
const tagBytes = 16;

export function isEncrypted(text: string): boolean {
  return form.test(text);
}

/** Undefined when it was touched: another path, another key, or any other byte. An empty text stands for itself. */
export function decryptValue(text: string, key: Uint8Array, path: string): SopsScalar | undefined {
  if (text === '') return { type: 'str', text: '' };
  const match = form.exec(text);
  if (match === null) return undefined;
  const [data, nonce, tag] = [match[1], match[2], match[3]].map((part) => canonicalBase64(part ?? ''));
  if (data === undefined || nonce === undefined || tag === undefined || tag.length !== tagBytes) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(path, 'utf8')).setAuthTag(tag);
    const bytes = Buffer.concat([decipher.update(data), decipher.final()]);
    return { type: match[4] as SopsScalar['type'], text: bytes.toString('utf8') };
  } catch {
    // Node says "unable to authenticate data" and nothing more; the caller knows the file and the path.
    return undefined;
  }
}

export function encryptValue(value: SopsScalar, key: Uint8Array, path: string): string {
  if (value.text === '' && (value.type === 'str' || value.type === 'comment')) return '';
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(path, 'utf8'));
  const data = Buffer.concat([cipher.update(value.text, 'utf8'), cipher.final()]);
  const parts = [data, nonce, cipher.getAuthTag()].map((bytes) => bytes.toString('base64'));
  return `ENC[AES256_GCM,data:${parts[0]},iv:${parts[1]},tag:${parts[2]},type:${value.type}]`;
}

/** What a value is bound to: its keys, with `:` behind each. Items of a list have the list's own path. */
export function additionalData(path: readonly string[]): string {
  return `${path.join(':')}:`;
}

/** Base64 whose unused bits were flipped decodes to the same bytes; it was modified anyway. */
function canonicalBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
