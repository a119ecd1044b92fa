import type { Blueprint, Catalog } from '../blueprints/catalog.ts';
import type { Json } from '../source/tree.ts';
import { holding } from './capability-graph.ts';
import { secretsOf } from './component-secrets.ts';
import type { Cluster } from './platform.ts';
import { blueprintOf } from './blueprint-of.ts';
import { componentCapability } from './component-names.ts';

/** The capability of what makes Secrets of encrypted objects. */
export const operatorCapability = 'secrets/operator';

/** A component as far as it matters here: in a draft, or in a platform. */
export interface Member {
  readonly name: string;
  readonly options: Readonly<Record<string, Json>>;
  /** Helm values; those of a draft are among the options. */
  readonly values?: Readonly<Record<string, Json>>;
  readonly blueprint: Blueprint;
}

/** What makes Secrets of a cluster's encrypted objects. */
export interface SecretOperator {
  readonly member: Member;
  /**
   * By name: the operator, and what it waits for. Their objects cannot be in their own Applications, which are synced while
   * the kind of such objects does not exist: that sync would fail, and the wave of the operator would never start.
   */
  readonly before: ReadonlySet<string>;
}

/** Undefined: no component in the cluster decrypts. */
export function secretOperator(members: readonly Member[]): SecretOperator | undefined {
  const member = members.find((member) => provides(member, operatorCapability));
  return member && { member, before: whatComesBefore(member, members) };
}

const operators = new WeakMap<Cluster, { readonly catalog: Catalog; readonly found: SecretOperator | undefined }>();

/** The same of a cluster of the platform. Computed once for each: every component needs it. */
export function operatorOf(cluster: Cluster, catalog: Catalog): SecretOperator | undefined {
  const known = operators.get(cluster);
  if (known !== undefined && known.catalog === catalog) return known.found;
  const found = secretOperator(membersOf(cluster, catalog));
  operators.set(cluster, { catalog, found });
  return found;
}

export function membersOf(cluster: Cluster, catalog: Catalog): readonly Member[] {
  return cluster.components.flatMap(({ name, options, values }) => {
    const blueprint = blueprintOf({ name, options }, catalog);
    return blueprint === undefined ? [] : [{ name, options, values, blueprint }];
  });
}

export function provides(member: Member, capability: string): boolean {
  if (capability === componentCapability(member.name)) return true;
  return holding(member.blueprint.provides, member.options).some(({ value }) => value === capability);
}

/** Whether a component reads any secret. */
export function readsSecrets(member: Member, catalog: Pick<Catalog, 'files'>): boolean {
  return secretsOf(member, member.blueprint, catalog).length > 0;
}

/** By name: the component itself, and everything that it waits for. `more`: whom a component waits for besides. */
export function whatComesBefore(
  member: Member,
  members: readonly Member[],
  more: (member: Member) => Member | undefined = () => undefined,
): ReadonlySet<string> {
  const found = new Set([member.name]);
  const open = [member];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { blueprint, options } = next;
    const needs = [...holding(blueprint.requires, options), ...holding(blueprint.after, options)];
    const besides = more(next);
    for (const other of members) {
      if (found.has(other.name)) continue;
      if (other !== besides && !needs.some(({ value }) => provides(other, value))) continue;
      found.add(other.name);
      open.push(other);
    }
  }
  return found;
}
