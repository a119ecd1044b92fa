import { keySpanAt } from '../config/read.ts';
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { remove, replace } from '../diagnostics/fix.ts';
import type { Cluster, Component } from '../model/platform.ts';
import { type ChartKeysFile, checkValues } from './check-values.ts';

/**
 * Keys among the user's own Helm values that the chart does not have. These only warn: Helm takes them. The list of keys
 * is that of one version; with another, a warning would be a guess.
 */
export function checkUserValues(
  cluster: Cluster,
  component: Component,
  chartKeys: ChartKeysFile | undefined,
): readonly Diagnostic[] {
  if (chartKeys === undefined || component.version !== chartKeys.version) return [];
  return checkValues(component.values, chartKeys).map(({ path, message, help, meant }) => {
    const span = keySpanAt(cluster.tree, ['platform', component.name, 'values', ...path.map(String)]);
    const values = `platform.${component.name}.values`;
    const text = message.includes(' in ') ? message.replace(' in ', ` in ${values}.`) : `${message} in ${values}`;
    const fix = meant === undefined ? remove(span, 'it') : replace(span, meant);
    return diagnostic('values/unknown-key', span, text, { help, fix });
  });
}
