/** A value in flow YAML on one line, as people write it in examples. For reading: what is emitted has its own printer. */
export function flowYaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowYaml).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, inner]) => `${key}: ${flowYaml(inner)}`);
    return `{${entries.join(', ')}}`;
  }
  return typeof value === 'string' && !/^[A-Za-z0-9/][A-Za-z0-9 ./_-]*$/.test(value)
    ? JSON.stringify(value)
    : String(value);
}
