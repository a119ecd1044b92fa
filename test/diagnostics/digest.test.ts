import { describe, expect, it } from 'vitest';
import { sha256Hex, sha256OfParts } from '../../src/diagnostics/digest.ts';

describe('sha256Hex', () => {
  // FIPS 180-2, appendix B.
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
    ['a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
  ])('gives the published digest (%#)', (text, digest) => {
    expect(sha256Hex(text)).toBe(digest);
  });

  it('takes a text as its UTF-8 bytes', () => {
    expect(sha256Hex('Zürich 🗻')).toBe(sha256Hex(new TextEncoder().encode('Zürich 🗻')));
    // Half of a surrogate pair is no character: both ways it becomes U+FFFD.
    expect(sha256Hex('\ud800')).toBe(sha256Hex('\ufffd'));
  });
});

describe('sha256OfParts', () => {
  it('gives the digest of the whole', () => {
    expect(sha256OfParts(['a', new Uint8Array([0x62]), '', 'c'])).toBe(sha256Hex('abc'));
    expect(sha256OfParts([])).toBe(sha256Hex(''));
  });

  it('reads a part before it asks for the next', () => {
    const buffer = new Uint8Array(1);
    const parts = function* () {
      for (const byte of [0x61, 0x62, 0x63]) {
        buffer[0] = byte;
        yield buffer;
      }
    };
    expect(sha256OfParts(parts())).toBe(sha256Hex('abc'));
  });
});
