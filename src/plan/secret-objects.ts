import { blueprintOf } from '../model/blueprint-of.ts';
import type { Catalog } from '../blueprints/catalog.ts';
import { sha256Hex } from '../diagnostics/digest.ts';
import { secretObjectPath } from '../identity/secret-path.ts';
import { componentSecrets } from '../model/component-secrets.ts';
import type { Platform } from '../model/platform.ts';
import { operatorOf } from '../model/secret-operator.ts';
import { storedSecrets } from '../model/secret-stores.ts';

/** A Secret that a component of a cluster reads, as the object that the cluster makes it of. */
export interface SecretObject {
  readonly environment: string;
  readonly cluster: string;
  readonly component: string;
  readonly namespace: string;
  /** Name of the Secret, and of the secrets file that its values come from. */
  readonly name: string;
  readonly keys: readonly string[];
  /** Below the directory of infraflux.yaml: `secrets/prod/main/cert-manager.cloudflare.yaml`. */
  readonly path: string;
}

/** Every object that must stand under secrets/ for clusters that have an operator. Sorted by path. */
export function secretObjects(platform: Platform, catalog: Catalog): readonly SecretObject[] {
  const found: SecretObject[] = [];
  for (const cluster of platform.environments.flatMap((environment) => environment.clusters)) {
    if (operatorOf(cluster, catalog) === undefined) continue;
    for (const component of cluster.components) {
      if (storedSecrets(platform.name, cluster, component, catalog) !== undefined) continue;
      const where = { environment: cluster.environment, cluster: cluster.name };
      const namespace = blueprintOf(component, catalog)?.namespace.name ?? component.name;
      for (const { name, keys } of componentSecrets(component, catalog)) {
        found.push({
          ...where,
          component: component.name,
          namespace,
          name,
          keys,
          path: secretObjectPath({ ...where, component: component.name, name }),
        });
      }
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * What an object is bound to: its reader, and the ciphertext of the values that it was made from. It changes when one of
 * them does, and can be worked out without any key.
 */
export function objectDigest(object: SecretObject, ciphertexts: ReadonlyMap<string, string>): string {
  const values = object.keys.map((key) => [key, ciphertexts.get(key) ?? null]);
  return sha256Hex(JSON.stringify([object.namespace, object.name, values])).slice(0, 32);
}
