import { count, firstOf } from '../diagnostics/count.ts';
import { formatPlace } from '../identity/cluster-id.ts';
import { formatInputPath } from '../identity/leaf-path.ts';
import { formatDifference } from './format-moved.ts';
import type { Cause, Change } from './plan.ts';

/** Says what changed in one line: who reads `git log` of the published branch has nothing else. */
export function commitMessage(platform: string, changes: readonly Change[]): string {
  const real = changes.filter((change) => change.action !== 'none' && change.layer === 'gitops');
  const causes = [...new Set(real.flatMap((change) => change.because.map(sentence)))];
  const where = [...new Set(real.map(({ object }) => formatPlace(object.environment, object.cluster)))].sort();
  const what = causes.length === 0 ? `${count(real.length, 'file')} of ${firstOf(where, 4)}` : firstOf(causes);
  return `${platform}: ${real.length === 0 ? 'inputs' : what}`;
}

function sentence({ environment, path: leaf, moved }: Cause): string {
  const path = formatInputPath(environment, leaf);
  if (moved.kind === 'changed') return `${path} ${formatDifference(moved.before, moved.after)}`;
  return moved.kind === 'added' || moved.kind === 'subtree-added' ? `${path} added` : `${path} removed`;
}
