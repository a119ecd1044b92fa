/** `cpu:4`, which YAML reads as one word: the key and its value, as they were meant. A URL is none. */
export function withoutSpace(text: string): { readonly key: string; readonly value: string } | undefined {
  const match = /^([A-Za-z][\w.-]*):([^\s:/][^\n]*)$/.exec(text);
  return match === null ? undefined : { key: match[1] as string, value: match[2] as string };
}
