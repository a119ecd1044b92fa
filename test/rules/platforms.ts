import type { Blueprint, Catalog } from '../../src/blueprints/catalog.ts';
import { parseCatalog } from '../../src/blueprints/parse-catalog.ts';
import { resolveConfig } from '../../src/config/resolve-config.ts';
import type { Diagnostic, Span } from '../../src/diagnostics/diagnostic.ts';
import { buildDraft } from '../../src/model/build-draft.ts';
import type { Draft } from '../../src/model/draft.ts';
import { checkDraft } from '../../src/model/rules/all-rules.ts';
import { parseSources } from '../../src/source/parse-sources.ts';
import { readBuiltInBlueprints } from '../../src/commands/input/read-catalog.ts';

let builtIn: Catalog | undefined;

export function catalog(): Catalog {
  builtIn ??= parseCatalog(readBuiltInBlueprints(), new Map()).value;
  if (builtIn === undefined) throw new Error('the built-in catalog has faults');
  return builtIn;
}

/** A draft of a configuration in memory, faults before the rules thrown as what they are: a mistake in the test. */
export function draftOf(text: string, components?: readonly Blueprint[]): Draft {
  const sources = parseSources([{ path: 'infraflux.yaml', content: text }]);
  const config = sources.value === undefined ? undefined : resolveConfig(sources.value, catalog());
  const errors = [...sources.diagnostics, ...(config?.diagnostics ?? [])].filter((one) => one.severity === 'error');
  if (config?.value === undefined || errors.length > 0) throw new Error(errors.map((one) => one.message).join('\n'));
  const draft = buildDraft(config.value, catalog(), { lines: [] });
  if (components === undefined) return draft;
  const on = components.map((blueprint) => ({
    name: blueprint.name,
    blueprint,
    tree: undefined,
    options: {},
    span: undefined,
    impliedBy: undefined,
  }));
  return { ...draft, clusters: draft.clusters.map((cluster) => ({ ...cluster, components: on })) };
}

export function check(text: string): readonly Diagnostic[] {
  return checkDraft(draftOf(text));
}

export function textAt(text: string, span: Span | undefined): string {
  return span === undefined ? '' : text.slice(span.start, span.end);
}

export interface PlannedCluster {
  readonly name: string;
  readonly workers: number;
  /** Own lines under `nodes`, as flow YAML by node name. */
  readonly nodes?: Readonly<Record<string, string>>;
}

/** Clusters that share one network and one provider, each in a third octet of its own, so that nothing collides. */
export function platformOf(clusters: readonly PlannedCluster[]): string {
  const lines = [
    'name: test',
    'providers:',
    '  home:',
    '    {type: proxmox, endpoint: "https://pve.test:8006/", credentials: {secret: proxmox}, vmIds: 1000-90000,',
    '     hosts: {pve1: {datastores: {disks: local, images: local}}, pve2: {datastores: {disks: local, images: local}}}}',
    'networks: {lab: {cidr: 10.0.0.0/8, gateway: 10.0.0.1, bridge: vmbr0}}',
    'defaults:',
    '  size: single',
    '  network: {pods: 172.16.0.0/13, services: 172.24.0.0/16}',
    '  controlPlane: {disks: {system: {size: 40Gi}}}',
    '  pools: {workers: {disks: {system: {size: 40Gi}}}}',
    'environments:',
    '  test:',
    '    clusters:',
  ];
  clusters.forEach(({ name, workers, nodes }, index) => {
    const net = `10.${index + 1}`;
    lines.push(`      ${name}:`);
    lines.push(
      `        network: {nodes: ${net}.1.0-${net}.8.255, endpoint: ${net}.0.5, loadBalancers: ${net}.9.0-${net}.9.99}`,
    );
    lines.push(`        pools: {workers: {count: ${workers}}}`);
    const entries = Object.entries(nodes ?? {});
    if (entries.length > 0)
      lines.push('        nodes:', ...entries.map(([node, value]) => `          ${node}: ${value}`));
  });
  return `${lines.join('\n')}\n`;
}
