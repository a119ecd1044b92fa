import { readPlain } from '../source/plain-scalar.ts';

/** A value in flow YAML on one line, as people write it. For reading: what is emitted has its own printer. */
export function flowYaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowYaml).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, inner]) => `${flowYaml(key)}: ${flowYaml(inner)}`);
    return `{${entries.join(', ')}}`;
  }
  return typeof value === 'string' && !isPlain(value) ? JSON.stringify(value) : String(value);
}

/** Whether a text without quotes is read as that text, by readers of YAML 1.1 too. */
function isPlain(text: string): boolean {
  if (!/^[A-Za-z0-9/](?:[A-Za-z0-9 ./_-]*[A-Za-z0-9./_-])?$/.test(text)) return false;
  const { value, elsewhere, fault } = readPlain(text);
  return typeof value === 'string' && elsewhere === undefined && fault === undefined;
}
