import type { ResolvedRoute } from '../../../schema/config.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Draft } from '../draft.ts';
import { blame, whoIs, writtenAt, writtenNodes } from './places.ts';

/** Default routes without a next hop. In Talos such a route has no destination, and the family is that of its gateway. */
export function defaultRoutesWithoutHop(draft: Draft): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  const check = (
    routes: Readonly<Record<string, ResolvedRoute>> | undefined,
    where: string,
    placeOf: (route: string) => Parameters<typeof blame>[1],
  ): void => {
    for (const [name, { to, via }] of Object.entries(routes ?? {})) {
      if (via !== undefined || !/^(?:0\.0\.0\.0|::)\/0$/.test(to)) continue;
      const place = placeOf(name);
      const message = `route ${name} of ${where} is a default route without a next hop`;
      found.set(`${place.span?.file} ${place.span?.start}`, blame('route/no-next-hop', place, [], message));
    }
  };
  for (const network of draft.networks.values()) {
    check(network.settings.routes, `network ${network.name}`, (route) => ({
      span: writtenAt(draft.config.rootTree, 'networks', network.name, 'routes', route, 'to'),
      who: `network ${network.name}`,
    }));
  }
  for (const node of draft.clusters.flatMap((cluster) => writtenNodes(cluster.nodes))) {
    for (const [name, { routes }] of Object.entries(node.value.interfaces ?? {})) {
      check(routes, `interface ${name}`, (route) => ({
        span: writtenAt(node.tree, 'interfaces', name, 'routes', route, 'to'),
        who: whoIs(node),
      }));
    }
  }
  return [...found.values()];
}
