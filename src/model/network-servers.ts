import { type Address, parseAddress } from '../config/addresses.ts';
import type { DraftNetwork } from './draft.ts';

/** Addresses of a network's routers, name servers and time servers: machines that InfraFlux does not make. */
export function networkServers({ settings: { gateway, dns, ntp, routes } }: DraftNetwork): readonly Address[] {
  const texts = [gateway, ...(dns ?? []), ...(ntp ?? []), ...Object.values(routes ?? {}).map(({ via }) => via)];
  return texts.flatMap((text) => parseAddress(text ?? '') ?? []);
}
