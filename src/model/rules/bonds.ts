import type { ResolvedBond } from '../../../schema/config.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Draft } from '../draft.ts';
import { blame, whoIs, writtenAt, writtenNodes } from './places.ts';

/** Parameters that the mode of a bond does not know: Talos refuses some of them, the kernel the others. */
export function bondParameters(draft: Draft): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  for (const cluster of draft.clusters) {
    for (const node of writtenNodes(cluster.nodes)) {
      for (const [name, { bond, routes }] of Object.entries(node.value.interfaces ?? {})) {
        if (bond === undefined) continue;
        const faults = [...faultsOf(bond), ...(bond.match === undefined ? [] : faultsOfMatched(bond, routes ?? {}))];
        for (const { path, message } of faults) {
          const span = writtenAt(node.tree, 'interfaces', name, ...path);
          const place = { span, who: whoIs(node) };
          const text = `bond ${name}: ${message}`;
          found.set(`${span?.file} ${span?.start} ${text}`, blame('bond/contradiction', place, [], text));
        }
      }
    }
  }
  return [...found.values()];
}

interface Fault {
  /** Below the interface. */
  readonly path: readonly string[];
  readonly message: string;
}

/** Where a parameter belongs (kernel.org, "Linux Ethernet Bonding Driver HOWTO", section 2). */
const modes: Readonly<Partial<Record<keyof ResolvedBond, readonly string[]>>> = {
  lacpRate: ['802.3ad'],
  adSelect: ['802.3ad'],
  minLinks: ['802.3ad'],
  failOverMac: ['active-backup'],
  primaryReselect: ['active-backup', 'balance-tlb', 'balance-alb'],
  arpInterval: ['balance-rr', 'active-backup', 'balance-xor', 'broadcast'],
  arpTargets: ['balance-rr', 'active-backup', 'balance-xor', 'broadcast'],
  arpValidate: ['balance-rr', 'active-backup', 'balance-xor', 'broadcast'],
};

function* faultsOf(bond: ResolvedBond): Generator<Fault> {
  for (const [field, known] of Object.entries(modes)) {
    if (bond[field as keyof ResolvedBond] === undefined || known.includes(bond.mode)) continue;
    yield {
      path: ['bond', field],
      message: `${field} is not supported by mode ${bond.mode}, only by ${known.join(', ')}`,
    };
  }
  // The default monitoring of an 802.3ad bond.
  const miimon = bond.miimon ?? (bond.mode === '802.3ad' ? 100 : 0);
  for (const field of ['updelay', 'downdelay'] as const) {
    const delay = bond[field];
    if (delay === undefined || delay === 0 || delay % miimon === 0) continue;
    const message = miimon === 0 ? `${field} needs miimon` : `${field} is not a multiple of miimon (${miimon})`;
    yield { path: ['bond', field], message };
  }
  if (bond.arpInterval !== undefined && (bond.miimon ?? 0) > 0 && modes.arpInterval?.includes(bond.mode) === true) {
    yield { path: ['bond', 'arpInterval'], message: 'set either miimon or arpInterval, not both' };
  }
}

/** Ports with selectors are in the older list of interfaces of Talos, which does not support everything. */
function* faultsOfMatched(
  bond: ResolvedBond,
  routes: Readonly<Record<string, { readonly table?: number }>>,
): Generator<Fault> {
  if ((bond.arpTargets ?? []).length > 0) {
    yield { path: ['bond', 'arpTargets'], message: 'arpTargets need ports by name (links), not by match' };
  }
  for (const [name, { table }] of Object.entries(routes)) {
    if (table === undefined) continue;
    yield { path: ['routes', name, 'table'], message: 'a routing table needs ports by name (links), not by match' };
  }
}
