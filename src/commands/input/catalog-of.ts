import type { Catalog } from '../../blueprints/catalog.ts';
import { parseCatalog } from '../../blueprints/parse-catalog.ts';
import type { Checked } from '../../diagnostics/diagnostic.ts';
import type { BlueprintTexts } from './read-catalog.ts';

/** The catalog of these files. Where users have none of their own it is the same for every command of a process, and parsed once. */
export function catalogOf(texts: BlueprintTexts, user: BlueprintTexts): Checked<Catalog> {
  if (user.size > 0) return parseCatalog(texts, user);
  const catalog = parsed.get(texts) ?? parseCatalog(texts, user);
  parsed.set(texts, catalog);
  return catalog;
}

const parsed = new WeakMap<BlueprintTexts, Checked<Catalog>>();
