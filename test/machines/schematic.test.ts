import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { canonicalSchematic, schematicDocument, schematicId } from '../../src/emit/talos/schematic.ts';
import type { Json } from '../../src/source/tree.ts';

interface Vector {
  readonly name: string;
  readonly yaml: string;
  readonly canonical?: string;
  readonly id?: string;
  readonly error?: string;
}

// Computed with siderolabs/image-factory's own pkg/schematic. `since` marks what only newer factories take: the text is
// the same.
const { vectors } = JSON.parse(readFileSync('test/machines/schematic-vectors.json', 'utf8')) as {
  vectors: readonly Vector[];
};

describe('schematic ids', () => {
  test.each(vectors)('$name', (vector) => {
    const result = canonicalSchematic(parse(vector.yaml) as Json);
    if (vector.error !== undefined) {
      expect(result.fault).toBeDefined();
      return;
    }
    expect(result.fault).toBeUndefined();
    expect(result.text).toBe(vector.canonical);
    expect(schematicId(result.text ?? '')).toBe(vector.id);
  });

  test('all vectors are there', () => expect(vectors.length).toBeGreaterThanOrEqual(25));

  test('ours, from a schematic of the model', () => {
    const result = canonicalSchematic(
      schematicDocument({
        overlay: undefined,
        kernelArguments: [],
        extensions: ['siderolabs/qemu-guest-agent'],
        wellKnownCertificates: false,
      }),
    );
    expect(schematicId(result.text ?? '')).toBe('ce4c980550dd2ab1b17bbf2b08801c7eb59418eafe8f279833297925d67c7515');
  });
});
