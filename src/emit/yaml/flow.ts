import type { Json } from '../../source/tree.ts';
import { yamlNumber } from './print-yaml.ts';
import { yamlDoubleQuoted } from './scalar.ts';

/**
 * A value on one line that may stand wherever YAML takes a value: strings in double quotes, maps and lists in flow
 * style. With a blank behind each colon, as YAML 1.1 wants it.
 */
export function yamlFlow(value: Json): string {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'string':
      return yamlDoubleQuoted(value);
    case 'number':
      return yamlNumber(value);
    case 'boolean':
      return String(value);
    default:
      break;
  }
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(yamlFlow).join(', ')}]`;
  const entries = Object.entries(value as { readonly [key: string]: Json });
  return `{${entries.map(([key, item]) => `${yamlDoubleQuoted(key)}: ${yamlFlow(item)}`).join(', ')}}`;
}
