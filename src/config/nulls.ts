import { diagnostic } from '../diagnostics/catalogue.ts';
import { remove, replace } from '../diagnostics/fix.ts';
import { withoutSpace } from '../source/missing-space.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Tree } from '../source/tree.ts';
import type { OnNull } from './fold.ts';
import type { FoldedMap } from './folded.ts';
import { formatPath } from './format-path.ts';
import { at } from './read.ts';
import type { WrittenLayer } from './written-layer.ts';

/** Watches nulls over all folds: one is a fault only when it removes nothing in every cluster that it reaches. */
export interface NullWatch {
  readonly note: (written: WrittenLayer, removed: boolean) => void;
  readonly diagnostics: () => readonly Diagnostic[];
}

export function watchNulls(): NullWatch {
  const seen = new Map<Tree, { written: WrittenLayer; removed: boolean }>();
  return {
    note: (written, removed) => {
      const known = seen.get(written.tree);
      if (known === undefined) seen.set(written.tree, { written, removed });
      else known.removed ||= removed;
    },
    diagnostics: () =>
      [...seen.values()].flatMap(({ written, removed }) => {
        if (removed) return [];
        const key = written.path.at(-1) ?? '';
        const unspaced = withoutSpace(key);
        // `cpu:4` is a key without a value, for want of a space.
        if (unspaced !== undefined) {
          const span = { ...written.span, start: written.span.start - key.length };
          const fix = replace(span, `${unspaced.key}: ${unspaced.value}`);
          return [diagnostic('config/unknown-key', span, `a space is missing after "${unspaced.key}:"`, { fix })];
        }
        return [
          diagnostic(
            'config/null-without-effect',
            written.span,
            `null removes nothing: no lower layer sets ${formatPath(written.path)}`,
            {
              help: 'remove the line, or write {} for an empty map',
              fix: remove(written.span, 'it'),
            },
          ),
        ];
      }),
  };
}

/** For one cluster's fold: collects nulls that removed nothing so far, to look at again when the result is known. */
export function collectNulls(): {
  readonly onNull: OnNull;
  readonly idle: readonly WrittenLayer[];
  readonly busy: readonly WrittenLayer[];
} {
  const idle: WrittenLayer[] = [];
  const busy: WrittenLayer[] = [];
  return { onNull: (written, removed) => (removed ? busy : idle).push(written), idle, busy };
}

/**
 * Whether a null in a node-shaped fragment removes something that comes from outside the fragment: a node's group, or
 * the cluster's `talos`. `path` is relative to the cluster.
 */
export function removesFromBelow(cluster: FoldedMap, path: readonly string[]): boolean {
  const [first, name, ...rest] = path;
  const fromTalos = (inner: readonly string[]): boolean =>
    inner[0] === 'talos' && inner.length > 1 && at(cluster, inner) !== undefined;
  if (first === 'controlPlane') return fromTalos(path.slice(1));
  if (first === 'pools') return fromTalos(rest);
  if (first !== 'nodes' || name === undefined || rest.length === 0) return false;
  return fromTalos(rest) || groupsOf(cluster, name).some((group) => at(cluster, [...group, ...rest]) !== undefined);
}

/** The groups that a node may belong to, as paths. Only the model knows which pool makes a generated name. */
export function groupsOf(cluster: FoldedMap, node: string): readonly (readonly string[])[] {
  const pool = at(cluster, ['nodes', node, 'pool']);
  if (pool?.kind === 'leaf' && typeof pool.value === 'string') {
    return [pool.value === 'controlPlane' ? ['controlPlane'] : ['pools', pool.value]];
  }
  const pools = at(cluster, ['pools']);
  const names = pools?.kind === 'map' ? [...pools.entries.keys()] : [];
  return [['controlPlane'], ...names.map((each) => ['pools', each])];
}
