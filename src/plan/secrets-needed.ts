import type { Catalog } from '../blueprints/catalog.ts';
import type { SecretOrigin } from '../blueprints/secret-origin.ts';
import { repositoryKeys, componentSource } from '../emit/bootstrap-secrets.ts';
import { talosSecrets } from '../emit/talos-secrets.ts';
import { compareIdentities } from '../identity/identity.ts';
import { idOfCluster } from '../identity/cluster-id.ts';
import { type SecretName, secretName, sharedScope } from '../identity/secret-path.ts';
import { clusterReader, platformReader, providerReader, type SecretReader } from '../identity/secret-reader.ts';
import { addOrigin, componentSecrets, references } from '../model/component-secrets.ts';
import { type Cluster, clusterProviders, type Platform } from '../model/platform.ts';
import { storedSecrets } from '../model/secret-stores.ts';
import type { Blocked } from './plan.ts';
import { infrafluxCommand, type TypedCommands, usualCommands } from './typed-commands.ts';

/** A secret with its readers, and the keys it must contain. */
export interface SecretNeeded {
  /** Undefined: one for all environments. */
  readonly environment: string | undefined;
  readonly name: string;
  readonly keys: readonly string[];
  /** Where the values come from, by key, as far as its readers say. */
  readonly origins: ReadonlyMap<string, SecretOrigin>;
  readonly readBy: readonly SecretReader[];
}

type ResolvedRepository = NonNullable<Platform['gitops'] | Cluster['applications']>;

interface Reader {
  readonly environment: string | undefined;
  readonly name: string;
  readonly keys: readonly string[];
  readonly origins?: ReadonlyMap<string, SecretOrigin>;
  readonly readBy: SecretReader;
}

/** Every secret that the platform refers to, by scope and name. `environments` undefined: of all environments. */
export function secretsNeeded(
  platform: Platform,
  catalog: Catalog,
  environments: readonly string[] | undefined,
): readonly SecretNeeded[] {
  const readers: Reader[] = [];
  const add = (
    environment: string | undefined,
    readBy: SecretReader,
    value: unknown,
    usual: readonly string[] = [],
  ) => {
    for (const found of references(value)) {
      readers.push({ environment, name: found.name, keys: found.key === undefined ? usual : [found.key], readBy });
    }
  };
  const addRepository = (
    environment: string | undefined,
    readBy: SecretReader,
    one: ResolvedRepository | undefined,
  ) => {
    if (one?.credentials === undefined) return;
    const keys = [...repositoryKeys(one.repository, one.credentials).values()];
    readers.push({ environment, name: one.credentials.secret, keys, readBy });
  };
  addRepository(undefined, platformReader('gitops'), platform.gitops);
  for (const environment of platform.environments) {
    if (environments !== undefined && !environments.includes(environment.name)) continue;
    for (const cluster of environment.clusters) {
      const id = idOfCluster(cluster);
      for (const { name, settings } of clusterProviders(cluster)) {
        add(undefined, providerReader(name), settings, ['token']);
      }
      for (const component of cluster.components) {
        const source = componentSource(component, environment.name, catalog);
        if (source !== undefined) {
          const { secret: name, keys } = source;
          const readBy = clusterReader(id, component.name);
          readers.push({ environment: environment.name, name, keys: [...keys.values()], readBy });
        }
        // What a store holds is no file here.
        if (storedSecrets(platform.name, cluster, component, catalog) !== undefined) continue;
        for (const { name, keys, origins, scope } of componentSecrets(component, catalog)) {
          const where = scope === sharedScope ? undefined : environment.name;
          readers.push({ environment: where, name, keys, origins, readBy: clusterReader(id, component.name) });
        }
      }
      add(environment.name, clusterReader(id, 'backup'), cluster.backup);
      addRepository(environment.name, clusterReader(id, 'applications'), cluster.applications);
      for (const { scope, name, key, node } of talosSecrets(cluster)) {
        readers.push({ environment: scope, name, keys: [key], readBy: clusterReader(id, node ?? 'talos') });
      }
    }
  }
  return collect(readers);
}

/** A secret that a store outside Git must hold. */
export interface SecretInStore {
  readonly environment: string;
  readonly cluster: string;
  readonly name: string;
  readonly store: string;
  /** `prod/cloudflare, property token`: what the store calls each key. */
  readonly entries: readonly string[];
  readonly keys: readonly string[];
  readonly readBy: readonly SecretReader[];
}

/** What the stores must hold, by cluster and name: this machine cannot check whether it exists. */
export function secretsInStores(
  platform: Platform,
  catalog: Catalog,
  environments: readonly string[] | undefined,
): readonly SecretInStore[] {
  const found = new Map<string, SecretInStore>();
  for (const { name: environment, clusters } of platform.environments) {
    if (environments !== undefined && !environments.includes(environment)) continue;
    for (const cluster of clusters)
      for (const component of cluster.components)
        for (const secret of storedSecrets(platform.name, cluster, component, catalog) ?? []) {
          const id = `${environment}/${cluster.name}/${secret.name}`;
          const known = found.get(id);
          const entries = secret.keys.map(({ entry, property }) =>
            property === undefined ? entry : `${entry}, property ${property}`,
          );
          if (secret.keys.length === 0) entries.push(secret.entry);
          found.set(id, {
            environment,
            cluster: cluster.name,
            name: secret.name,
            store: secret.store,
            entries: united(known?.entries, entries),
            keys: united(
              known?.keys,
              secret.keys.map((key) => key.name),
            ),
            readBy: united(known?.readBy, [clusterReader(idOfCluster(cluster), component.name)]),
          });
        }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, secret]) => secret);
}

function united<T extends string | SecretReader>(before: readonly T[] | undefined, more: readonly T[]): readonly T[] {
  return [...new Set([...(before ?? []), ...more])].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/**
 * Those that have no file yet, and those whose file lacks a key that is read. What an environment reads may lie with the
 * platform's. `keys`: names of keys by file; undefined when the files were not read.
 */
export function missingSecrets(
  needed: readonly SecretNeeded[],
  present: ReadonlySet<SecretName>,
  keys?: ReadonlyMap<SecretName, readonly string[]>,
  typed: TypedCommands = usualCommands,
): readonly Blocked[] {
  return needed.flatMap((secret) => {
    const scope = secret.environment ?? sharedScope;
    const file = [secretName(scope, secret.name), secretName(sharedScope, secret.name)].find((one) => present.has(one));
    const there = file === undefined ? [] : (keys?.get(file) ?? secret.keys);
    const missing = secret.keys.filter((key) => !there.includes(key));
    if (file !== undefined && missing.length === 0) return [];
    return [
      {
        environment: scope,
        cluster: undefined,
        secret: secret.name,
        keys: file === undefined ? secret.keys : missing,
        readBy: secret.readBy,
        command: commandThatAdds(secret, missing, typed),
      },
    ];
  });
}

/**
 * The command that adds the first of the keys that are missing: what can be made here first, for what another party issues
 * has to be fetched.
 */
export function commandThatAdds(secret: SecretNeeded, missing: readonly string[], typed: TypedCommands): string {
  const isMade = (key: string): boolean => 'generate' in (secret.origins.get(key) ?? {});
  const key = missing.find(isMade) ?? missing[0];
  const verb = key !== undefined && isMade(key) ? 'generate' : 'set';
  const isClear = secret.keys.length === 1 || key === undefined;
  const words = ['secrets', verb, secret.environment ?? sharedScope, secret.name];
  return infrafluxCommand(typed, ...words, ...(isClear ? [] : ['--key', key]));
}

function collect(readers: readonly Reader[]): SecretNeeded[] {
  const found = new Map<
    SecretName,
    {
      environment: string | undefined;
      name: string;
      keys: Set<string>;
      origins: Map<string, SecretOrigin>;
      readBy: Set<SecretReader>;
    }
  >();
  for (const reader of readers) {
    const id = secretName(reader.environment ?? sharedScope, reader.name);
    const secret = found.get(id) ?? {
      environment: reader.environment,
      name: reader.name,
      keys: new Set(),
      origins: new Map(),
      readBy: new Set(),
    };
    for (const key of reader.keys) secret.keys.add(key);
    for (const [key, origin] of reader.origins ?? []) addOrigin(secret.origins, key, origin);
    secret.readBy.add(reader.readBy);
    found.set(id, secret);
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, secret]) => ({
      ...secret,
      keys: [...secret.keys].sort(),
      readBy: [...secret.readBy].sort(compareIdentities),
    }));
}
