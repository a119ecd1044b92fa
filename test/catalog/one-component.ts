import { type OptionsSchema, withAbsentOptions } from '../../src/blueprints/options-schema.ts';
import type { Component } from '../../src/model/platform.ts';
import type { Json } from '../../src/source/tree.ts';
import { cluster as clusterWith, controlPlane, environment, node, platform } from '../builders/model.ts';
import { catalog, optionsSchema } from './builtin-catalog.ts';

/** options.yaml of a golden case. */
export interface Case {
  /** As under `platform.<component>`; `values` and `version` go beside them. */
  readonly options?: Readonly<Record<string, Json>>;
  /** The other components of the cluster, with their options. */
  readonly beside?: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly domain?: string;
  /** Ranges as in `network.loadBalancers`. */
  readonly loadBalancers?: string;
  /** How many machines there are; the first three (or the only one) are control planes. */
  readonly nodes?: number;
}

/** A cluster with nothing on it but what the case says: enough for a component to be rendered alone. */
export function platformOf(name: string, setup: Case) {
  const component = (named: string, written: Readonly<Record<string, Json>>): Component => {
    const blueprint = catalog.components.get(named);
    if (blueprint === undefined) throw new Error(`${named} has no blueprint`);
    const { version, values, ...options } = written;
    const source = blueprint.source;
    return {
      name: named,
      options: withAbsentOptions(optionsSchema(named) as OptionsSchema, options) as Readonly<Record<string, Json>>,
      version: (version as string) ?? (source?.kind === 'helm' ? source.version : source?.revision),
      values: (values ?? {}) as Readonly<Record<string, Json>>,
      wave: 0,
      impliedBy: undefined,
    };
  };
  const subject = component(name, setup.options ?? {});
  const beside = Object.entries(setup.beside ?? {}).map(([other, options]) => component(other, options));
  const machines = setup.nodes ?? 6;
  const controlPlanes = machines > 2 ? 3 : 1;
  const nodes = Array.from({ length: machines }, (_, index) =>
    index < controlPlanes ? controlPlane(`cp-${index}`, index + 1) : node(`w-${index}`, index + 1),
  );
  const { loadBalancers: _, ...network } = clusterWith().network;
  const cluster = clusterWith({
    domain: setup.domain,
    protect: false,
    network: { ...network, ...(setup.loadBalancers === undefined ? {} : { loadBalancers: setup.loadBalancers }) },
    nodes,
    schedulableControlPlane: machines <= 2,
    components: [subject, ...beside],
  });
  return { platform: platform([cluster]), environment: environment([cluster]), cluster, component: subject };
}
