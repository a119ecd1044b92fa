import { type Address, contains, formatAddress, parseAddress } from '../../config/addresses.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Draft, DraftCluster, DraftNetwork } from '../draft.ts';
import { apiAddressOf } from '../provider-settings.ts';
import { siteOf } from './address-place.ts';
import { type AddressClaim, addressClaims, claimant, nextFreeAddress } from './claims.ts';
import { blame, type Place, writtenAt } from './places.ts';

/** A machine that InfraFlux does not make and that its machines need. */
interface Server extends Place {
  readonly address: Address;
  /** Something in the cluster may be it: a name server that runs as a Service. */
  readonly mayBeService: boolean;
}

/** Addresses of hypervisors, routers and servers that something else would have too. */
export function serversInRanges(draft: Draft): readonly Diagnostic[] {
  const claims = addressClaims(draft);
  return [...apisInUse(draft, claims), ...draft.clusters.flatMap((cluster) => serversInLoadBalancers(draft, cluster))];
}

/** The API of a hypervisor answers at its address; a machine that has it too takes it away from Terraform. */
function apisInUse(draft: Draft, claims: readonly AddressClaim[]): readonly Diagnostic[] {
  const apis = apisOf(draft);
  const found: Diagnostic[] = [];
  for (const claim of claims) {
    const api = apis.find(({ address }) => address.family === claim.family && address.value === claim.address);
    if (api === undefined || claim.span === undefined) continue;
    const text = formatAddress(api.address);
    const advice = nextFreeAddress(draft, claim, claims);
    const place = { span: claim.span, who: claimant(claim) };
    found.push(blame('address/in-use', place, [api], `${text} is the address of ${api.who}`, advice));
  }
  for (const cluster of draft.clusters) {
    for (const kind of ['pods', 'services'] as const) {
      for (const range of cluster[kind]?.value ?? []) {
        for (const api of apis.filter(({ address }) => contains(range, address))) {
          const place = { span: cluster[kind]?.span, who: `${kind} of ${cluster.id}` };
          const message = `${formatAddress(api.address)}, the address of ${api.who}, is inside the ${kind} of ${cluster.id}`;
          const blamed = place.span === undefined ? api : place;
          found.push(blame('range/pods-or-services-in-use', blamed, [api], message));
        }
      }
    }
  }
  return found;
}

function serversInLoadBalancers(draft: Draft, cluster: DraftCluster): readonly Diagnostic[] {
  const pool = cluster.loadBalancers;
  if (pool?.span === undefined || cluster.network === undefined) return [];
  const site = siteOf(cluster.network);
  const networks = [...draft.networks.values()].filter((network) => siteOf(network) === site);
  const found = new Map<bigint, Diagnostic>();
  for (const server of [...apisOf(draft), ...networks.flatMap(serversOf)]) {
    if (found.has(server.address.value) || !pool.value.some((range) => contains(range, server.address))) continue;
    const message = `${formatAddress(server.address)}, the ${server.who}, is inside the load balancers of ${cluster.id}`;
    const place = { span: pool.span, who: `load balancers of ${cluster.id}` };
    const code = server.mayBeService ? 'address/server-in-range' : 'address/in-load-balancers';
    found.set(server.address.value, blame(code, place, [server], message, { cluster: cluster.id }));
  }
  return [...found.values()];
}

function apisOf(draft: Draft): readonly Server[] {
  return [...draft.providers.values()].flatMap((provider) => {
    const address = provider && apiAddressOf(provider);
    if (provider === undefined || address === undefined) return [];
    const span = writtenAt(provider.tree, 'endpoint');
    return [{ address, span, who: `API of provider ${provider.name}`, mayBeService: false }];
  });
}

function serversOf({ name, settings, tree }: DraftNetwork): readonly Server[] {
  const server = (text: string | undefined, who: string, mayBeService: boolean, ...path: string[]): Server[] => {
    const address = parseAddress(text ?? '');
    if (address === undefined) return [];
    return [{ address, span: writtenAt(tree, ...path), who: `${who} of network ${name}`, mayBeService }];
  };
  return [
    ...server(settings.gateway, 'gateway', false, 'gateway'),
    ...Object.entries(settings.routes ?? {}).flatMap(([route, { via }]) =>
      server(via, `next hop of route ${route}`, false, 'routes', route, 'via'),
    ),
    ...(settings.dns ?? []).flatMap((text, i) => server(text, 'name server', true, 'dns', String(i))),
    ...(settings.ntp ?? []).flatMap((text, i) => server(text, 'time server', true, 'ntp', String(i))),
  ];
}
