import { closest } from '../diagnostics/did-you-mean.ts';
import type { Json } from '../source/tree.ts';
import type { Config } from './config.ts';
import type { Folded, FoldedMap } from './folded.ts';
import type { Provenance } from './provenance.ts';
import { formatPath, parsePath } from './format-path.ts';
import { valueOf } from './read.ts';

/** A value and its provenance. */
export interface ValueExplained {
  readonly kind: 'value';
  /** As asked, written canonically: `prod.main.pools.workers.memory`. */
  readonly path: string;
  readonly value: Json | undefined;
  /** The winner first, then what it overrode, nearest first. For a map: every layer that wrote it, uppermost first. */
  readonly provenances: readonly Provenance[];
}

export interface NothingThere {
  readonly kind: 'unknown';
  /** As far as there is something. */
  readonly path: string;
  readonly key: string;
  readonly meant: string | undefined;
  readonly known: readonly string[];
}

/** The folded tree of each node of a cluster, by name: only the model knows which there are. */
export type NodeTrees = (environment: string, cluster: string) => ReadonlyMap<string, FoldedMap> | undefined;

/**
 * Why a value is what it is. `what` is `<environment>.<cluster>.<path>`, or a path of what all environments share, such
 * as `networks.lab.cidr`. Keys with dots or slashes are quoted: `labels["nvidia.com/gpu"]`.
 */
export function explainValue(
  config: Config,
  what: string,
  nodeTrees: NodeTrees = () => undefined,
): ValueExplained | NothingThere {
  const path = parsePath(what);
  if (path === undefined) return { kind: 'unknown', path: '', key: what, meant: undefined, known: [] };
  return walk(wholeTree(config, path, nodeTrees), path);
}

/** For people: the value, then a line for each saying, the winner marked. `place` gives `file:line:column`. */
export function formatExplained(
  explained: ValueExplained,
  place: (saying: Provenance) => string,
  print: (value: Json) => string = (value) => `${formatJson(value)}\n`,
): string {
  const rows = explained.provenances.map(
    (saying) => [place(saying), formatPath(saying.path), clip(formatJson(saying.value))] as const,
  );
  const width = (column: 0 | 1 | 2): number => Math.max(0, ...rows.map((row) => row[column].length));
  const [first, second, third] = [width(0), width(1), width(2)];
  const lines = rows.map((row, index) => {
    const wins = index === 0 && rows.length > 1 ? '   <- wins' : '';
    return `  ${row[0].padEnd(first)}    ${row[1].padEnd(second)}   ${row[2].padStart(third)}${wins}`.trimEnd();
  });
  const value = explained.value === undefined ? '(invalid)\n' : print(explained.value);
  return [`${value}${lines[0] ?? ''}`, ...lines.slice(1), ''].join('\n');
}

/** A message: what was not found, and what may have been meant. */
export function formatUnknown({ path, key, meant, known }: NothingThere): string {
  const where = path === '' ? '' : ` in ${path}`;
  if (meant !== undefined) return `unknown key "${key}"${where}; did you mean "${meant}"?`;
  return `unknown key "${key}"${where}${known.length === 0 ? '' : `; known: ${known.join(', ')}`}`;
}

/** One tree over all: environments and clusters as keys next to the top level of infraflux.yaml. */
function wholeTree(config: Config, path: readonly string[], nodeTrees: NodeTrees): FoldedMap {
  const entries = new Map<string, Folded>(config.rootTree.entries);
  for (const environment of config.environments) {
    const clusters = new Map<string, Folded>(environment.settingsTree.entries);
    for (const { name, tree } of environment.clusters) {
      const asked = path[0] === environment.name && path[1] === name && path[2] === 'nodes';
      const nodes = asked ? nodeTrees(environment.name, name) : undefined;
      clusters.set(name, nodes === undefined ? tree : withNodes(tree, nodes));
    }
    entries.set(environment.name, { kind: 'map', entries: clusters, provenances: [] });
  }
  return { ...config.rootTree, entries };
}

function withNodes(tree: FoldedMap, nodes: ReadonlyMap<string, FoldedMap>): FoldedMap {
  const written = tree.entries.get('nodes');
  const all: FoldedMap = {
    kind: 'map',
    entries: nodes,
    provenances: written?.kind === 'map' ? written.provenances : [],
  };
  return { ...tree, entries: new Map([...tree.entries, ['nodes', all]]) };
}

function walk(root: FoldedMap, path: readonly string[]): ValueExplained | NothingThere {
  let here: Folded = root;
  for (const [index, key] of path.entries()) {
    const next: Folded | undefined = here.kind === 'map' ? here.entries.get(key) : undefined;
    if (next === undefined) {
      const known: readonly string[] = here.kind === 'map' ? [...here.entries.keys()].sort() : [];
      return { kind: 'unknown', path: formatPath(path.slice(0, index)), key, meant: closest(key, known), known };
    }
    here = next;
  }
  const provenances = here.kind === 'leaf' ? [here.saying, ...here.overrode] : [...here.provenances].reverse();
  return { kind: 'value', path: formatPath(path), value: valueOf(here), provenances };
}

/** Of a whole map, its beginning: the location leads to the rest. */
function clip(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function formatJson(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
