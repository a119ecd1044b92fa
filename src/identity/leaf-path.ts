import { type Identity, identity, textOfIdentity } from './identity.ts';

/**
 * Path of one resolved value of an environment's input, or of everything below it: `main.nodes["w-1"].memory`. What the
 * platform has for all its clusters begins with a dot, which no cluster's path does: `.gitops.path`.
 */
export type LeafPath = Identity<'leaf path'>;

/** A path, taken apart. */
export interface LeafPlace {
  /** Undefined for what the platform has for all clusters. */
  readonly cluster: string | undefined;
  /** Below the cluster, or below the platform. */
  readonly keys: readonly string[];
}

/** What a value belongs to. `keys` are below that. */
export type LeafSubject =
  | { readonly kind: 'platform'; readonly keys: readonly string[] }
  | { readonly kind: 'cluster'; readonly cluster: string; readonly keys: readonly string[] }
  /** `controlPlane`, or the name of a pool. */
  | { readonly kind: 'group'; readonly cluster: string; readonly group: string; readonly keys: readonly string[] }
  | { readonly kind: 'node'; readonly cluster: string; readonly node: string; readonly keys: readonly string[] }
  | {
      readonly kind: 'component';
      readonly cluster: string;
      readonly component: string;
      readonly keys: readonly string[];
    };

export function leafPath(cluster: string | undefined, keys: readonly string[]): LeafPath {
  if (cluster !== undefined) return identity(formatFirst(cluster) + formatSteps(keys));
  const [first, ...rest] = keys;
  return identity(first === undefined ? '.' : `.${formatFirst(first)}${formatSteps(rest)}`);
}

/** The path of something below. */
export function extendLeafPath(path: LeafPath, keys: readonly string[]): LeafPath {
  const text = textOfIdentity(path);
  // The dot of the platform separates already.
  return text === '.' ? leafPath(undefined, keys) : identity(text + formatSteps(keys));
}

/**
 * A path from inputs.json, which may have been edited: what is not well formed is one key, so that it still names
 * something.
 */
export function parseLeafPath(text: string): LeafPath {
  const { cluster, keys } = parse(text) ?? { cluster: text, keys: [] };
  return leafPath(cluster, keys);
}

export function formatLeafPath(path: LeafPath): string {
  return textOfIdentity(path);
}

/** As `explain` takes it: `prod.main.nodes["w-1"].memory`; what is the platform's own has no environment. */
export function formatInputPath(environment: string, path: LeafPath): string {
  const { cluster, keys } = leafPlace(path);
  const [first = '', ...rest] = cluster === undefined ? keys : [environment, cluster, ...keys];
  return formatFirst(first) + formatSteps(rest);
}

/** Without environment and cluster, for a place that names both. A whole cluster, and what is the platform's own, in full. */
export function formatPathInCluster(environment: string, path: LeafPath): string {
  const { cluster, keys } = leafPlace(path);
  const [first, ...rest] = keys;
  return cluster === undefined || first === undefined
    ? formatInputPath(environment, path)
    : formatFirst(first) + formatSteps(rest);
}

export function leafPlace(path: LeafPath): LeafPlace {
  const text = textOfIdentity(path);
  // Only this module makes paths, and it makes well-formed ones.
  return parse(text) as LeafPlace;
}

export function leafSubject(path: LeafPath): LeafSubject {
  const { cluster, keys } = leafPlace(path);
  if (cluster === undefined) return { kind: 'platform', keys };
  const [area, name, ...rest] = keys;
  if (area === 'controlPlane') return { kind: 'group', cluster, group: area, keys: keys.slice(1) };
  if (name !== undefined) {
    if (area === 'pools') return { kind: 'group', cluster, group: name, keys: rest };
    if (area === 'nodes') return { kind: 'node', cluster, node: name, keys: rest };
    if (area === 'platform') return { kind: 'component', cluster, component: name, keys: rest };
  }
  return { kind: 'cluster', cluster, keys };
}

/** Everything that the path lies below, outermost first: a cluster's own path is the first. */
export function leafAncestors(path: LeafPath): readonly LeafPath[] {
  const { cluster, keys } = leafPlace(path);
  return keys.map((_, length) => leafPath(cluster, keys.slice(0, length)));
}

function formatFirst(key: string): string {
  return isWord(key) ? key : quote(key);
}

function formatSteps(keys: readonly string[]): string {
  return keys.map((key) => (isWord(key) ? `.${key}` : quote(key))).join('');
}

function isWord(key: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key);
}

function quote(key: string): string {
  return `[${JSON.stringify(key)}]`;
}

function parse(text: string): LeafPlace | undefined {
  if (text === '.') return { cluster: undefined, keys: [] };
  const isPlatform = text.startsWith('.');
  const keys: string[] = [];
  const step = /(\.?)(?:([^.[\]"]+)|\[("(?:[^"\\]|\\.)*")\])/y;
  step.lastIndex = isPlatform ? 1 : 0;
  while (step.lastIndex < text.length) {
    const isFirst = keys.length === 0;
    const match = step.exec(text);
    if (match === null) return undefined;
    const [, dot, word, quoted] = match;
    // A dot stands between a key and the word behind it, and nowhere else.
    if ((dot === '.') !== (word !== undefined && !isFirst)) return undefined;
    const key = word ?? readQuoted(quoted as string);
    if (key === undefined) return undefined;
    keys.push(key);
  }
  const [cluster, ...rest] = keys;
  if (cluster === undefined) return undefined;
  return isPlatform ? { cluster: undefined, keys } : { cluster, keys: rest };
}

function readQuoted(text: string): string | undefined {
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}
