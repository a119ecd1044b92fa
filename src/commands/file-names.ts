import type { Span } from '../diagnostics/diagnostic.ts';

/** The configuration, unless --config names another. The stages know it by this name whatever it is called. */
export const configName = 'infraflux.yaml';
export const lockName = 'infraflux.lock';

/** The same place, in the file as the person calls it. */
export function shownSpan(loaded: { readonly configFile: string }, span: Span): Span {
  return span.file === configName && loaded.configFile !== configName ? { ...span, file: loaded.configFile } : span;
}
