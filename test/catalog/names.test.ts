import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { componentNames } from './builtin-catalog.ts';

/** Components are data. Code that knows one of them by name could not be had for another. */
test('nothing in src names a component', () => {
  const word = new RegExp(`(?<![\\w-])(?:${componentNames.join('|')})(?![\\w-])`, 'i');
  const found: string[] = [];
  for (const entry of readdirSync('src', { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
    const path = join(entry.parentPath, entry.name);
    readFileSync(path, 'utf8')
      .split('\n')
      .forEach((line, index) => {
        // Words for people (comments, examples in the catalogue of diagnostics) may name what people know.
        const code = line.replace(/^\s*(?:\*|\/\/|\/\*\*).*$/, '').replace(/\s\/\/ .*$/, '');
        if (word.test(code) && !path.startsWith(join('src', 'diagnostics', 'catalogue'))) {
          found.push(`${path}:${index + 1}: ${line.trim()}`);
        }
      });
  }
  expect(found).toEqual([]);
});
