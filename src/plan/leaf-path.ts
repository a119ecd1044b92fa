/**
 * Splits a path as inputs.json has it: `main.nodes["w-1"].memory` into its keys; what is the whole platform's begins with
 * a dot (`.gitops.path`), so with an empty key. A path that is not well formed is one key: it still names something, and
 * a plan must not fail over a name.
 */
export function parseLeafPath(path: string): readonly string[] {
  const keys: string[] = [];
  let at = 0;
  if (path.startsWith('.')) {
    keys.push('');
    at = 1;
  }
  while (at < path.length) {
    if (path[at] === '[') {
      const end = endOfQuoted(path, at + 1);
      if (end === undefined || path[end] !== ']') return [path];
      const key = readQuoted(path.slice(at + 1, end));
      if (key === undefined) return [path];
      keys.push(key);
      at = end + 1;
    } else {
      const rest = /^[^.[]+/.exec(path.slice(at))?.[0];
      if (rest === undefined) return [path];
      keys.push(rest);
      at += rest.length;
    }
    if (path[at] === '.') at += 1;
  }
  return keys;
}

export function formatLeafPath(keys: readonly string[]): string {
  return keys
    .map((key, index) => {
      if (index === 0 && key === '') return '';
      return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? (index === 0 ? key : `.${key}`) : `[${JSON.stringify(key)}]`;
    })
    .join('');
}

function endOfQuoted(path: string, start: number): number | undefined {
  if (path[start] !== '"') return path.indexOf(']', start) === -1 ? undefined : path.indexOf(']', start);
  for (let at = start + 1; at < path.length; at += 1) {
    if (path[at] === '\\') at += 1;
    else if (path[at] === '"') return at + 1;
  }
  return undefined;
}

function readQuoted(text: string): string | undefined {
  if (!text.startsWith('"')) return text;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
