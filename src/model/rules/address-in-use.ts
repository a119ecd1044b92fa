import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { formatAddress } from '../../config/addresses.ts';
import type { Draft } from '../draft.ts';
import { type AddressClaim, claimant, allocatedAt, nextFreeAddress } from './claims.ts';
import { conflict, lastWritten } from './places.ts';

/** One address, several owners, wherever they are. One diagnostic for each address, however many own it. */
export function addressInUse(draft: Draft, claims: readonly AddressClaim[]): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const owners of sharedAddresses(claims)) {
    // Two allocated numbers collide only in the lock file, which has its own check.
    if (owners.every((claim) => claim.span === undefined)) continue;
    const places = owners.map((claim) => ({
      claim,
      who: claimant(claim),
      span: claim.span ?? (claim.node === undefined ? undefined : allocatedAt(draft, claim.node, 'address')),
    }));
    // Who wrote an address can change it; who was handed one cannot.
    const blamed = lastWritten(places.filter(({ claim }) => claim.span !== undefined));
    const first = owners[0] as AddressClaim;
    const address = formatAddress({ family: first.family, value: first.address });
    const advice = blamed === undefined ? {} : nextFreeAddress(draft, blamed.claim, claims);
    found.push(...conflict('address/in-use', places, `${address} is used by ${ownersInWords(owners)}`, advice));
  }
  return found;
}

function sharedAddresses(claims: readonly AddressClaim[]): readonly (readonly AddressClaim[])[] {
  const owners = new Map<string, Map<bigint, AddressClaim[]>>();
  const shared = new Set<AddressClaim[]>();
  for (const claim of claims) {
    const key = `${claim.family} ${claim.network.name}`;
    let network = owners.get(key);
    if (network === undefined) owners.set(key, (network = new Map()));
    const others = network.get(claim.address);
    if (others === undefined) network.set(claim.address, [claim]);
    else shared.add(others);
    others?.push(claim);
  }
  return [...shared];
}

function ownersInWords(owners: readonly AddressClaim[]): string {
  const machines = owners.filter((claim) => claim.node !== undefined).length;
  const endpoints = owners.length - machines;
  const words: string[] = [];
  if (machines > 0) words.push(machines === 1 ? 'a machine' : `${inWords(machines)} machines`);
  if (endpoints > 0) words.push(endpoints === 1 ? 'an endpoint' : `${inWords(endpoints)} endpoints`);
  return words.join(' and ');
}

function inWords(count: number): string {
  return ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'][count] ?? String(count);
}
