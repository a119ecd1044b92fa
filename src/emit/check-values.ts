import type { ChartKeys, ChartKeysFile } from '../blueprints/chart-keys.ts';
import { closest } from '../diagnostics/did-you-mean.ts';
import type { Json } from '../source/tree.ts';
import type { YamlFinding } from './templates/render-yaml.ts';

/**
 * Keys among Helm values that the chart does not have, each with the closest one that it has. `global` is every chart's
 * (helm.sh, "Subcharts and Global Values").
 */
export function checkValues(values: Json, chart: ChartKeysFile): readonly YamlFinding[] {
  const findings: YamlFinding[] = [];
  const open = new Set(chart.open);
  const walk = (value: Json, keys: ChartKeys, path: readonly string[], written: string): void => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    for (const [key, item] of Object.entries(value)) {
      const name = /^[A-Za-z0-9_-]+$/.test(key) ? key : `"${key}"`;
      const inner = written === '' ? name : `${written}.${name}`;
      const known = Object.hasOwn(keys, key) ? keys[key] : undefined;
      if (known === undefined) {
        if (path.length === 0 && key === 'global') continue;
        const close = closest(key, Object.keys(keys));
        const message = `unknown key "${key}"${written === '' ? '' : ` in ${written}`}`;
        findings.push({
          path: [...path, key],
          message,
          help: close === undefined ? undefined : `did you mean "${close}"?`,
          meant: close,
        });
      } else if (typeof known === 'object' && Object.keys(known).length > 0 && !open.has(inner)) {
        walk(item, known, [...path, key], inner);
      }
    }
  };
  walk(values, chart.keys, [], '');
  return findings;
}
