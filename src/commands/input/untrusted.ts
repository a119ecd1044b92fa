import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Inputs } from './read-inputs.ts';

/** Built-in files that the repository lays its own over, sorted. */
export function overlaysOf({ builtIn, user }: Pick<Inputs, 'builtIn' | 'user'>): readonly string[] {
  const folders = new Set([...builtIn.keys()].map(folderOf));
  // A file that is new in a built-in folder, such as a blueprint.yaml with `extends: false`, changes what is built in as well.
  return [...user.keys()].filter((path) => builtIn.has(path) || folders.has(folderOf(path))).sort();
}

/**
 * The inputs without what a branch may bring along to change more than its own: overlays of built-in files, and patterns in
 * schemas of options.
 */
export function untrustedInputs(inputs: Inputs): { readonly inputs: Inputs; readonly leftOut: readonly Diagnostic[] } {
  const overlays = overlaysOf(inputs);
  const patterns: string[] = [];
  const user = new Map<string, string>();
  for (const [path, text] of inputs.user) {
    if (overlays.includes(path)) continue;
    const plain = path.endsWith('/options.schema.json') ? withoutPatterns(text) : text;
    if (plain !== text) patterns.push(path);
    user.set(path, plain);
  }
  const warn = (message: string): Diagnostic => diagnostic('plan/untrusted', undefined, message);
  return {
    inputs: { ...inputs, user },
    leftOut: [
      warn('no key, token or secrets file is read, nothing is dialled, no engine is started, and no cache is used'),
      ...overlays.map((path) => warn(`the built-in file is used instead of ${path}`)),
      ...patterns.map((path) => warn(`patterns in ${path} are not checked`)),
    ],
  };
}

function folderOf(path: string): string {
  const [, kind, name] = path.split('/');
  return kind === 'platform' || kind === 'providers' ? `${kind}/${name}` : path;
}

/** Text that is no JSON is left: the catalog reports it. */
function withoutPatterns(text: string): string {
  if (!/pattern/i.test(text)) return text;
  try {
    const found = { any: false };
    const plain = JSON.stringify(strip(JSON.parse(text), found), null, 2);
    return found.any ? plain : text;
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

function strip(schema: unknown, found: { any: boolean }): unknown {
  if (Array.isArray(schema)) return schema.map((item) => strip(item, found));
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = Object.entries(schema).filter(([keyword, value]) => {
    const isPattern = (keyword === 'pattern' && typeof value === 'string') || keyword === 'patternProperties';
    found.any ||= isPattern;
    return !isPattern;
  });
  return Object.fromEntries(kept.map(([keyword, value]) => [keyword, strip(value, found)]));
}
