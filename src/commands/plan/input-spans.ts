import type { Span } from '../../diagnostics/diagnostic.ts';
import type { LeafPath } from '../../identity/leaf-path.ts';
import { provenanceOfInput } from '../../model/input-provenance.ts';
import type { Loaded } from '../input/load.ts';

/** Where the input says a leaf of inputs.json, for the plan's "because". */
export function spanOfInput(loaded: Loaded): (environment: string, path: LeafPath) => Span | undefined {
  const { platform, config } = loaded;
  return (environment, path) => {
    if (platform === undefined || config === undefined) return undefined;
    return provenanceOfInput(platform, config, environment, path)?.span;
  };
}
