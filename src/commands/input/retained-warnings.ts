import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { retainedClusters } from '../../model/retained/retained.ts';
import { describeRetained, remedyOf } from '../../plan/retained.ts';
import type { TypedCommands } from '../../plan/typed-commands.ts';
import type { Loaded } from './load.ts';

/** For commands that make no plan, in which the same stands as blocked. `environments` undefined: all. */
export function retainedWarnings(
  { retained }: Pick<Loaded, 'retained'>,
  environments: readonly string[] | undefined,
  typed: TypedCommands,
): readonly Diagnostic[] {
  return retainedClusters(retained.filter(({ name }) => environments?.includes(name) ?? true)).map((cluster) =>
    diagnostic('cluster/retained', undefined, describeRetained(cluster), {
      help: remedyOf(cluster, typed),
      cluster: cluster.id,
    }),
  );
}
