import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type ClusterId, clusterId } from '../identity/cluster-id.ts';
import type { Plan } from '../plan/plan.ts';
import { staleRun } from '../plan/terraform/stale-run.ts';
import { workOfKind } from '../plan/work.ts';

/**
 * Why the machines of a saved plan must not be worked on, by a plan that was made just now: so that it is known before the first
 * file is written or published. What the saved plan shows and the new one does not was done before, by an apply that was
 * interrupted.
 */
export function staleWork(saved: Plan, now: Plan): readonly Diagnostic[] {
  return workOfKind(saved, 'terraform').flatMap(({ run }) => {
    const id = clusterId(run.environment, run.cluster);
    const isOf = (other: { readonly environment: string; readonly cluster: string | undefined }): boolean =>
      other.environment === run.environment && other.cluster === run.cluster;
    const hold = now.deferred.find((entry) => entry.layer === 'terraform' && isOf(entry));
    if (hold !== undefined) return [ofHold(id, hold.diagnostic)];
    const fresh = now.terraform?.find(isOf);
    if (fresh === undefined) return [stale(id, 'nothing is known about its machines any more')];
    const other = staleRun(run, fresh);
    return other === undefined ? [] : [{ ...other, message: `${id}: ${other.message}` }];
  });
}

/** As an error: what defers a plan stops an apply. */
function ofHold(id: ClusterId, why: Diagnostic): Diagnostic {
  const message = `${id}: ${why.message}`;
  return why.severity === 'error' ? { ...why, message } : diagnostic('apply/stale', undefined, message, why);
}

function stale(id: ClusterId, what: string): Diagnostic {
  return diagnostic('apply/stale', undefined, `${id}: ${what}`);
}
