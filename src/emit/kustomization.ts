import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Json } from '../source/tree.ts';
import { type CopiedFile, nearestRange, parsedDocuments, plainValue } from './copied-yaml.ts';

/** Whether a file of this name makes its folder a kustomization. */
export function isKustomizationFile(name: string): boolean {
  return /^(?:kustomization\.ya?ml|Kustomization)$/.test(name);
}

/** Fields of a kustomization that name files or folders (kubectl.docs.kubernetes.io/references/kustomize/kustomization). */
const pathFields = [
  'resources',
  'components',
  'bases',
  'crds',
  'configurations',
  'generators',
  'transformers',
  'validators',
  'patchesStrategicMerge',
] as const;

/** Reports files that a kustomization names and that are not in the folder, and says whether one renders charts. */
export function checkKustomization(
  all: readonly CopiedFile[],
  diagnostics: Diagnostic[],
): { readonly inflatesCharts: boolean } {
  let inflatesCharts = false;
  for (const each of all.filter(({ name }) => isKustomizationFile(name.split('/').at(-1) ?? ''))) {
    const [document] = parsedDocuments(each, []);
    const value = document && plainValue(document, each, diagnostics);
    if (document === undefined || !isRecord(value)) continue;
    inflatesCharts ||= 'helmCharts' in value || 'helmChartInflationGenerator' in value;
    const folder = each.name.split('/').slice(0, -1);
    for (const field of pathFields) {
      const entries = value[field];
      if (!Array.isArray(entries)) continue;
      (entries as readonly Json[]).forEach((entry, index) => {
        if (typeof entry !== 'string' || /^[a-z][a-z0-9+.-]*:|^[\w.-]+\.[a-z]+\/|\n|^git@|\?ref=/i.test(entry)) return;
        const target = resolved(folder, entry);
        const isThere =
          target !== undefined &&
          (target === '' || all.some(({ name }) => name === target || name.startsWith(`${target}/`)));
        if (isThere) return;
        const node = nearestRange(document, [field, index]);
        const span = { file: each.source, start: node?.[0] ?? 0, end: node?.[1] ?? 0 };
        const why = target === undefined ? 'is outside of the folder that is copied' : 'not found';
        diagnostics.push(diagnostic('manifests/missing-resource', span, `${entry} ${why}`));
      });
    }
  }
  return { inflatesCharts };
}

/** A path relative to a folder; undefined above the root. */
function resolved(folder: readonly string[], path: string): string | undefined {
  const parts = [...folder];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

function isRecord(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
