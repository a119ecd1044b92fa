import type { Span } from '../../diagnostics/diagnostic.ts';
import { sayingOfInput } from '../../model/input-sayings.ts';
import { parseLeafPath } from '../../plan/leaf-path.ts';
import type { Loaded } from '../input/load.ts';

/** Where the input says a leaf of inputs.json, for the plan's "because". */
export function spanOfInput(loaded: Loaded): (environment: string, path: string) => Span | undefined {
  const { platform, config } = loaded;
  return (environment, path) => {
    if (platform === undefined || config === undefined) return undefined;
    const keys = path.startsWith('.') ? ['', ...parseLeafPath(path.slice(1))] : parseLeafPath(path);
    return sayingOfInput(platform, config, environment, keys)?.span;
  };
}
