import type { BlueprintFile } from '../blueprints/catalog.ts';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { type Checked, checked, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { parseFile } from '../source/parse-sources.ts';
import { type MapTree, type Tree, toJson } from '../source/tree.ts';
import { type Comparison, parseVersionRange } from '../versions/version-range.ts';

/** Versions that are known not to work together, and who found out. */
export interface Advisory {
  readonly name: string;
  /** All of these at once. `talos` and `kubernetes` are the cluster's versions; any other name is a component's. */
  readonly affects: readonly { readonly name: string; readonly versions: readonly Comparison[] }[];
  /** What happens, as the end of a sentence that begins with the versions. */
  readonly summary: string;
  readonly advice: string;
  /** The issue that the fact comes from. */
  readonly link: string;
}

const texts = ['summary', 'advice', 'link'] as const;

/** Every `blueprints/advisories/*.yaml`, the user's own included: a map of advisories by name in each. */
export function parseAdvisories(files: ReadonlyMap<string, BlueprintFile>): Checked<readonly Advisory[]> {
  const advisories: Advisory[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const file of files.values()) {
    if (!/^blueprints\/advisories\/[^/]+\.yaml$/.test(file.path)) continue;
    const parsed = parseFile({ path: file.source, content: file.text });
    diagnostics.push(...parsed.diagnostics);
    for (const [name, { value, keySpan }] of parsed.value?.root.entries ?? []) {
      const advisory = value.kind === 'map' ? parseAdvisory(name, value) : undefined;
      if (advisory !== undefined) advisories.push(advisory);
      else diagnostics.push(diagnostic('advisory/invalid', keySpan, `invalid advisory "${name}"`));
    }
  }
  return checked(advisories, diagnostics);
}

function parseAdvisory(name: string, map: MapTree): Advisory | undefined {
  const [summary, advice, link] = texts.map((key) => textOf(map.entries.get(key)?.value));
  const ranges = map.entries.get('affects')?.value;
  if (summary === undefined || advice === undefined || link === undefined || ranges?.kind !== 'map') return undefined;
  if (!link.startsWith('https://') || map.entries.size > texts.length + 1 || ranges.entries.size === 0)
    return undefined;
  const affects = [...ranges.entries.values()].map(({ key, value }) => ({
    name: key,
    versions: parseVersionRange(textOf(value) ?? ''),
  }));
  if (!affects.every(hasVersions)) return undefined;
  return { name, affects, summary, advice, link };
}

function hasVersions<T extends { readonly versions: readonly Comparison[] | undefined }>(
  part: T,
): part is T & { readonly versions: readonly Comparison[] } {
  return part.versions !== undefined;
}

function textOf(tree: Tree | undefined): string | undefined {
  const value = tree === undefined ? undefined : toJson(tree);
  return typeof value === 'string' ? value : undefined;
}
