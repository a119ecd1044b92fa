import { readBuiltInBlueprints } from '../../src/commands/input/read-catalog.ts';
import type { Catalog } from '../../src/blueprints/catalog.ts';
import { parseCatalog } from '../../src/blueprints/parse-catalog.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';

export const texts = readBuiltInBlueprints();

const parsed = parseCatalog(texts, new Map());
export const catalog = parsed.value as Catalog;
export const catalogDiagnostics: readonly Diagnostic[] = parsed.diagnostics;
export const componentNames: readonly string[] = [...catalog.components.keys()];

/** What stands in the folder of a component, by its path there. */
export function fileOf(component: string, path: string): string | undefined {
  return texts.get(`blueprints/platform/${component}/${path}`);
}

export function optionsSchema(component: string): Record<string, unknown> {
  return JSON.parse(fileOf(component, 'options.schema.json') ?? '{}') as Record<string, unknown>;
}
