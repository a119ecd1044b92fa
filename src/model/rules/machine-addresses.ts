import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Draft } from '../draft.ts';
import { addressInUse } from './address-in-use.ts';
import { addressInLoadBalancers, addressOutsideNetwork, addressReserved } from './address-place.ts';
import { addressClaims } from './claims.ts';

/** The rules about single addresses. They share one list of who has which: it is the longest of the platform. */
export function machineAddresses(draft: Draft): readonly Diagnostic[] {
  const claims = addressClaims(draft);
  return [addressOutsideNetwork, addressReserved, addressInLoadBalancers, addressInUse].flatMap((rule) =>
    rule(draft, claims),
  );
}
