import { compile } from '../../src/compile.ts';
import { checked, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { inputOfExample } from '../diagnostics/example-input.ts';
import { catalog } from './platforms.ts';

/** What compile finds in a part of infraflux.yaml that is laid over the platform of the examples, as in the catalogue. */
export function diagnosticsIn(part: string): readonly Diagnostic[] {
  const files = [...inputOfExample(part).files].map(([path, content]) => ({ path, content }));
  return compile({ files, catalog: checked(catalog()) }).diagnostics;
}

/** The codes alone, sorted. */
export function codesIn(part: string): readonly string[] {
  return [...new Set(diagnosticsIn(part).map(({ code }) => code))].sort();
}
