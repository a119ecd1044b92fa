import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { lineIndex, positionAt } from '../../src/diagnostics/line-index.ts';
import { orderDiagnostics } from '../../src/diagnostics/order.ts';
import { sourceText } from '../../src/source/decode.ts';
import { parseSources } from '../../src/source/parse-sources.ts';
import { inputFiles } from '../diagnostics/run-case.ts';

const folder = fileURLToPath(new URL('../diagnostics/cases', import.meta.url));

describe('the reader alone, on the cases of all diagnostics', () => {
  it.each(readdirSync(folder))('%s: finds the faults of YAML, and no others', (name) => {
    const files = inputFiles(`${folder}/${name}`);
    const texts = new Map(files.map((file) => [file.path, sourceText(file)]));
    const found = orderDiagnostics(parseSources(files).diagnostics).diagnostics.map((one) => {
      const index = lineIndex(texts.get(one.span?.file ?? '') ?? '');
      return `${one.span?.file}:${positionAt(index, one.span?.start ?? 0).line} ${one.code}`;
    });
    const expected = files.flatMap((file) =>
      sourceText(file)
        .split('\n')
        .flatMap((line, i) =>
          (/# (?:ERROR|WARNING): ([a-z0-9/, -]+)/.exec(line)?.[1] ?? '')
            .split(',')
            .map((code) => code.trim())
            .filter((code) => code.startsWith('source/'))
            .map((code) => `${file.path}:${i + 1} ${code}`),
        ),
    );
    const listed = `${folder}/${name}/expected.json`;
    if (existsSync(listed)) {
      const all = JSON.parse(readFileSync(listed, 'utf8')) as { code: string; file: string; line: number }[];
      for (const one of all) if (one.code.startsWith('source/')) expected.push(`${one.file}:${one.line} ${one.code}`);
    }
    expect(found.sort()).toEqual(expected.sort());
  });
});
