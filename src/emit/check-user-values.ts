import { keySpanAt, spanAt } from '../config/read.ts';
import { formatPath } from '../config/format-path.ts';
import { isExpressible, valueReferences } from '../model/value-references.ts';
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic, Span } from '../diagnostics/diagnostic.ts';
import { add, remove, replace } from '../diagnostics/fix.ts';
import type { Cluster, Component } from '../model/platform.ts';
import type { ChartKeysFile } from '../blueprints/chart-keys.ts';
import { checkValues } from './check-values.ts';

/**
 * Keys among the user's own Helm values that the chart does not have. These only warn: Helm takes them. The list of keys
 * is that of one version; with another, a warning would be a guess.
 */
export function checkUserValues(
  cluster: Cluster,
  component: Component,
  chartKeys: ChartKeysFile | undefined,
): readonly Diagnostic[] {
  return [...misplacedSecrets(cluster, component, chartKeys), ...unknownKeys(cluster, component, chartKeys)];
}

/** References to secrets where the chart takes neither a name of a Secret nor a source of a variable. */
function misplacedSecrets(
  cluster: Cluster,
  component: Component,
  chartKeys: ChartKeysFile | undefined,
): readonly Diagnostic[] {
  return valueReferences(component.values, chartKeys)
    .filter((found) => !isExpressible(found))
    .map(({ path, reference, place }) => {
      const full = ['platform', component.name, 'values', ...path.map(String)];
      const span = keySpanAt(cluster.tree, full) ?? spanNear(cluster, full);
      const where = formatPath(full);
      return place === 'unknown'
        ? diagnostic(
            'values/secret-place',
            span,
            `${where} refers to the secret "${reference.name}", which no chart reads here`,
            { fix: remove(span, where) },
          )
        : diagnostic('values/secret-place', span, `${where} refers to the secret "${reference.name}" without a key`, {
            help: `write {secret: ${reference.name}, key: NAME}`,
            fix: add(spanNear(cluster, full), ['key'], 'token'),
          });
    });
}

/** Items of lists have no place of their own: that of the list. */
function spanNear(cluster: Cluster, path: readonly string[]): Span | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const span = spanAt(cluster.tree, path.slice(0, length));
    if (span !== undefined) return span;
  }
  return undefined;
}

function unknownKeys(
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
