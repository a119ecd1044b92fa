import type { ResolvedRoute } from '../../../schema/config.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Draft, DraftCluster, DraftNode } from '../draft.ts';
import { dhcpMetric, usualMetric } from '../route-metrics.ts';
import { linksOf, linkSpan } from './node-links.ts';
import { blame, whoIs, writtenNodes } from './places.ts';

/** Default routes of one machine with the same metric: which of them the kernel uses is not defined. */
export function ambiguousDefaultRoutes(draft: Draft): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const cluster of draft.clusters) {
    for (const node of writtenNodes(cluster.nodes)) {
      const seen = new Map<string, DefaultRoute>();
      for (const route of defaultRoutes(draft, cluster, node)) {
        const key = `${route.family} ${route.table ?? 'main'} ${route.metric}`;
        const other = seen.get(key);
        seen.set(key, other ?? route);
        if (other === undefined) continue;
        const name = node.name.value;
        const message = `${name} has two default routes with metric ${route.metric}, over ${other.link} and ${route.link}`;
        const span = linkSpan(node, route.link, route.path);
        const help = `set ${route.field}: ${route.metric * 2} for ${route.link}`;
        found.push(
          blame('route/ambiguous-default', { span, who: whoIs(node) }, [], message, { help, cluster: cluster.id }),
        );
      }
    }
  }
  return found;
}

interface DefaultRoute {
  readonly link: string;
  /** Below the interface. */
  readonly path: readonly string[];
  readonly field: 'metric' | 'routeMetric';
  readonly family: 4 | 6;
  readonly metric: number;
  readonly table: number | undefined;
}

function* defaultRoutes(draft: Draft, cluster: DraftCluster, node: DraftNode): Generator<DefaultRoute> {
  for (const { name: link, settings, network, isMain } of linksOf(cluster, node, draft.networks)) {
    const leases = network?.settings.addressing === 'dhcp';
    const hasStatic = (settings?.addresses ?? []).length > 0;
    const gateway = network?.settings.gateway;
    const routes = { ...network?.settings.routes, ...settings?.routes };
    if (isMain && gateway !== undefined && !leases) {
      const family = gateway.includes(':') ? 6 : 4;
      const metric = settings?.routeMetric ?? usualMetric;
      yield { link, path: ['network'], field: 'routeMetric', family, metric, table: undefined };
    }
    if (settings?.dhcp === true || (leases && (isMain || !hasStatic))) {
      const metric = settings?.routeMetric ?? dhcpMetric(isMain);
      yield { link, path: ['dhcp'], field: 'routeMetric', family: 4, metric, table: undefined };
    }
    for (const [name, { to, via, metric = usualMetric, table }] of Object.entries<ResolvedRoute>(routes)) {
      if (via === undefined || !/^(?:0\.0\.0\.0|::)\/0$/.test(to)) continue;
      const family = to.includes(':') ? 6 : 4;
      yield { link, path: ['routes', name], field: 'metric', family, metric, table };
    }
  }
}
