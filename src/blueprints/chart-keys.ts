import { invariant } from '../diagnostics/diagnostic.ts';
import type { BlueprintFile } from './catalog.ts';

/** The keys of a chart's values.yaml: a map of further keys, or anything at all. */
export type ChartKeys = { readonly [key: string]: ChartKeys | true | 'any' };

/** chart-keys.json of a blueprint folder: generated from the chart at `version`, so it does not apply to another version. */
export interface ChartKeysFile {
  readonly version: string;
  /** Paths of maps that take any key beside those that are listed. A key with dots is quoted: `grafana."grafana.ini"`. */
  readonly open: readonly string[];
  readonly keys: ChartKeys;
}

const parsed = new WeakMap<BlueprintFile, ChartKeysFile>();

export function parseChartKeys(file: BlueprintFile): ChartKeysFile {
  const known = parsed.get(file);
  if (known !== undefined) return known;
  const value = JSON.parse(file.text) as Partial<ChartKeysFile>;
  invariant(typeof value.version === 'string' && typeof value.keys === 'object', `${file.path} has a version and keys`);
  const result = { version: value.version, open: value.open ?? [], keys: value.keys };
  parsed.set(file, result);
  return result;
}
