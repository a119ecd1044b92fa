import { idOfCluster } from '../identity/cluster-id.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Config } from './config.ts';

/** A warning that was accepted. */
export interface Answer {
  readonly diagnostic: Diagnostic;
  /** Why it is fine, in the words of `accept`. */
  readonly reason: string;
}

/**
 * Removes the warnings that are accepted under `accept`. A warning about a cluster is accepted by that cluster; one about
 * no cluster in particular when all clusters answer it. Errors always stay.
 */
export function answerWarnings(
  diagnostics: readonly Diagnostic[],
  config: Config,
): { readonly open: readonly Diagnostic[]; readonly answered: readonly Answer[] } {
  const open: Diagnostic[] = [];
  const answered: Answer[] = [];
  for (const diagnostic of diagnostics) {
    const reason = reasonToAccept(diagnostic, config);
    if (reason === undefined) open.push(diagnostic);
    else answered.push({ diagnostic, reason });
  }
  return { open, answered };
}

/** Why a warning is fine, where `accept` says so; undefined: it is open. */
export function reasonToAccept(diagnostic: Diagnostic, config: Config): string | undefined {
  if (diagnostic.severity !== 'warning') return undefined;
  const clusters = config.environments
    .flatMap((environment) => environment.clusters)
    .filter((cluster) => diagnostic.cluster === undefined || diagnostic.cluster === idOfCluster(cluster));
  const reasons = clusters.map(({ value }) => reasonFor(value.accept, diagnostic.code));
  return reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
}

function reasonFor(accept: { readonly [code: string]: string } | undefined, code: string): string | undefined {
  return accept !== undefined && Object.hasOwn(accept, code) ? accept[code] : undefined;
}
