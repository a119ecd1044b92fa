import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type ClusterId, clusterId } from '../identity/cluster-id.ts';
import { otherProviders, otherState } from '../plan/bound.ts';
import type { Plan } from '../plan/plan.ts';
import type { TerraformRun } from '../plan/terraform/run.ts';
import { staleRun } from '../plan/terraform/stale-run.ts';
import { workOfKind } from '../plan/work.ts';

/**
 * Why a saved plan must not be applied, by a plan that was made just now: so that it is known before the first file is written or
 * published. What the saved plan shows and the new one does not was done before, by an apply that was interrupted. `isBegun`: such
 * an apply was begun here, so that branches and states may have moved by it.
 */
export function staleWork(saved: Plan, now: Plan, isBegun: boolean): readonly Diagnostic[] {
  return [...staleHeads(saved, now, isBegun), ...staleMachines(saved, now, isBegun)];
}

/** Branches that are somewhere else than the plan was made for. Of those that it publishes to; of others it knows nothing. */
function staleHeads({ against }: Plan, { against: now }: Plan, isBegun: boolean): readonly Diagnostic[] {
  return Object.entries(against.gitHeads).flatMap(([branch, head]) => {
    const there = now.gitHeads[branch];
    if (there === undefined) return [stale(`branch ${branch} could not be read, which the plan was made against`)];
    if (isBegun || there === head) return [];
    return [stale(`branch ${branch} was at ${shortCommit(head)}, and is at ${shortCommit(there)} now`)];
  });
}

function staleMachines(saved: Plan, now: Plan, isBegun: boolean): readonly Diagnostic[] {
  const worked = new Set(workOfKind(saved, 'terraform').map(({ run }) => clusterId(run.environment, run.cluster)));
  return (saved.terraform ?? []).flatMap((run) => {
    const id = clusterId(run.environment, run.cluster);
    const isOf = (other: { readonly environment: string; readonly cluster: string | undefined }): boolean =>
      other.environment === run.environment && other.cluster === run.cluster;
    const hold = now.deferred.find((entry) => entry.layer === 'terraform' && isOf(entry));
    // Without work, its machines were only looked at.
    if (hold !== undefined) return worked.has(id) ? [ofHold(id, hold.diagnostic)] : [];
    const fresh = now.terraform?.find(isOf);
    if (fresh === undefined)
      return worked.has(id) ? [ofCluster(id, stale('nothing is known about its machines any more'))] : [];
    const other = worked.has(id) ? staleRun(run, fresh) : undefined;
    const found = other === undefined ? otherFacts(run, fresh, isBegun) : [other];
    return found.map((why) => ofCluster(id, why));
  });
}

/** Each change is as it was shown; the state and the providers that it was computed with are others. */
function otherFacts(was: TerraformRun, is: TerraformRun, isBegun: boolean): readonly Diagnostic[] {
  const state = was.state === undefined ? undefined : otherState(was.state, is.state ?? 'none', isBegun);
  return [...(state === undefined ? [] : [state]), ...otherProviders(was.providers ?? {}, is.providers ?? {})];
}

/** As an error: what defers a plan stops an apply. */
function ofHold(id: ClusterId, why: Diagnostic): Diagnostic {
  const { message } = why;
  return ofCluster(id, why.severity === 'error' ? why : diagnostic('apply/stale', undefined, message, why));
}

function ofCluster(id: ClusterId, why: Diagnostic): Diagnostic {
  return { ...why, message: `${id}: ${why.message}` };
}

function stale(what: string): Diagnostic {
  return diagnostic('apply/stale', undefined, what);
}

function shortCommit(commit: string): string {
  return commit === '' ? 'no commit' : commit.slice(0, 7);
}
