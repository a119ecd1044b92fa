import type { Catalog } from '../blueprints/catalog.ts';
import { componentSecrets, references } from '../model/component-secrets.ts';
import type { Platform } from '../model/platform.ts';
import type { Blocked } from './plan.ts';

/** A secret that somebody reads, and what it must hold. */
export interface SecretNeeded {
  /** Undefined: one for all environments. */
  readonly environment: string | undefined;
  readonly name: string;
  readonly keys: readonly string[];
  /** Who reads it: `prod/main: cert-manager`. */
  readonly readBy: readonly string[];
}

interface Reader {
  readonly environment: string | undefined;
  readonly name: string;
  readonly keys: readonly string[];
  readonly readBy: string;
}

/** Every secret that the platform refers to, by scope and name. `environments` undefined: of all environments. */
export function secretsNeeded(
  platform: Platform,
  catalog: Catalog,
  environments: readonly string[] | undefined,
): readonly SecretNeeded[] {
  const readers: Reader[] = [];
  const add = (environment: string | undefined, readBy: string, value: unknown, usual: readonly string[] = []) => {
    for (const found of references(value)) {
      readers.push({ environment, name: found.name, keys: found.key === undefined ? usual : [found.key], readBy });
    }
  };
  add(undefined, 'gitops', platform.gitops);
  for (const environment of platform.environments) {
    if (environments !== undefined && !environments.includes(environment.name)) continue;
    for (const cluster of environment.clusters) {
      const id = `${environment.name}/${cluster.name}`;
      add(undefined, `provider ${cluster.provider.name}`, cluster.provider.settings, ['token']);
      for (const component of cluster.components) {
        for (const { name, keys, scope } of componentSecrets(component, catalog)) {
          const where = scope === 'platform' ? undefined : environment.name;
          readers.push({ environment: where, name, keys, readBy: `${id}: ${component.name}` });
        }
      }
      add(environment.name, `${id}: backup`, cluster.backup);
      add(environment.name, `${id}: talos`, [cluster.talos, cluster.applications]);
      for (const node of cluster.nodes) add(environment.name, `${id}: ${node.name}`, [node.interfaces, node.talos]);
    }
  }
  return collect(readers);
}

/**
 * Those that have no file yet, and those whose file lacks a key that is read. What an environment reads may lie with the
 * platform's. `keys`: names of keys by file; undefined when nobody looked into the files.
 */
export function missingSecrets(
  needed: readonly SecretNeeded[],
  present: ReadonlySet<string>,
  keys?: ReadonlyMap<string, readonly string[]>,
): readonly Blocked[] {
  return needed.flatMap((secret) => {
    const scope = secret.environment ?? 'platform';
    const file = [`${scope}/${secret.name}`, `platform/${secret.name}`].find((one) => present.has(one));
    const there = file === undefined ? [] : (keys?.get(file) ?? secret.keys);
    const missing = secret.keys.filter((key) => !there.includes(key));
    if (file !== undefined && missing.length === 0) return [];
    const flag = missing.length > 1 || (file !== undefined && missing.length === 1) ? ` --key ${missing[0]}` : '';
    return [
      {
        environment: scope,
        cluster: undefined,
        secret: secret.name,
        keys: file === undefined ? secret.keys : missing,
        readBy: secret.readBy,
        command: `npx infraflux secrets set ${scope} ${secret.name}${flag}`,
      },
    ];
  });
}

function collect(readers: readonly Reader[]): SecretNeeded[] {
  const found = new Map<
    string,
    { environment: string | undefined; name: string; keys: Set<string>; readBy: Set<string> }
  >();
  for (const reader of readers) {
    const id = `${reader.environment ?? 'platform'}/${reader.name}`;
    const secret = found.get(id) ?? {
      environment: reader.environment,
      name: reader.name,
      keys: new Set(),
      readBy: new Set(),
    };
    for (const key of reader.keys) secret.keys.add(key);
    secret.readBy.add(reader.readBy);
    found.set(id, secret);
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, secret]) => ({ ...secret, keys: [...secret.keys].sort(), readBy: [...secret.readBy].sort() }));
}
