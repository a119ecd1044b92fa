import type { Span } from '../../diagnostics/diagnostic.ts';
import { lockPath } from '../../model/lock.ts';
import { configPath } from '../../source/tree.ts';

/** The configuration, unless --config names another. The stages know it by this name whatever it is called. */
export const configName = configPath;
export const lockName = lockPath;

/** The same place, in the file as the person calls it. */
export function shownSpan(loaded: { readonly configFile: string }, span: Span): Span {
  return span.file === configName && loaded.configFile !== configName ? { ...span, file: loaded.configFile } : span;
}
