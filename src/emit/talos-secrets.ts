import type { ResolvedEncryptionKey, ResolvedSecretReference } from '../../schema/config.ts';
import type { Cluster, Node } from '../model/platform.ts';
import { hclString } from './hcl/hcl-value.ts';

/** A value that machine configuration holds, and the place of the variable `talos_secrets` that it goes through. */
export interface TalosSecret {
  /** The map's key in the variable `talos_secrets` of the cluster's root module: `wireguard/privateKey`. */
  readonly variable: string;
  /** The environment whose secret it is. As for all its secrets, the file may lie with the platform's instead. */
  readonly scope: string;
  /** Name of the secret, so of its file. */
  readonly name: string;
  readonly key: string;
  /** Nodes that read it; undefined: all of the cluster. */
  readonly node: string | undefined;
}

/** A secret's value within a fragment of machine configuration. Only fragments that say so (`secret`) may hold one. */
export interface SecretPlace {
  readonly [key: string]: string;
  readonly $secret: string;
}

/** What a reference means that names no key. */
export const usualKeys = {
  file: 'content',
  passphrase: 'passphrase',
  password: 'password',
  presharedKey: 'presharedKey',
  privateKey: 'privateKey',
  username: 'username',
} as const;

/**
 * Everything secret that the machine configuration of a cluster holds, each value once for each node that reads it, sorted.
 * The caller of Terraform passes the values as `TF_VAR_talos_secrets`, see `mapVariable`; where the list is
 * empty, the root module has no such variable.
 */
export function talosSecrets(cluster: Cluster): readonly TalosSecret[] {
  const found = new Map<string, TalosSecret>();
  const add = (node: string | undefined, reference: ResolvedSecretReference | undefined, usual: string): void => {
    if (reference === undefined) return;
    const { secret: name, key = usual } = reference;
    const variable = variableOf(name, key);
    found.set(`${variable} ${node ?? ''}`, { variable, scope: cluster.environment, name, key, node });
  };
  for (const { credentials } of Object.values(cluster.talos.registries)) {
    add(undefined, credentials, usualKeys.username);
    add(undefined, credentials, usualKeys.password);
  }
  for (const node of cluster.nodes) {
    for (const [reference, usual] of nodeReferences(node)) add(node.name, reference, usual);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, secret]) => secret);
}

/**
 * The text of a variable that is a map of texts, as `TF_VAR_talos_secrets`: values by `variable`. Terraform reads a variable of the environment that is a map as
 * an expression of HCL: this is JSON as well, but with what begins an interpolation doubled (`$${`, `%%{`).
 */
export function mapVariable(values: ReadonlyMap<string, string>): string {
  const entries = [...values].sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, value]) => `${hclString(name)}: ${hclString(value)}`).join(', ')}}`;
}

/**
 * Whether a value reaches a machine as it is. Terraform composes what Unicode can compose (NFC), and YAML neither takes
 * control characters beyond ASCII's first ones nor a byte order mark.
 */
export function isTalosSecretValue(value: string): boolean {
  return value.normalize('NFC') === value && !unreadable.test(value);
}

// oxlint-disable-next-line no-control-regex
const unreadable = /[\u007f-\u009f\ufeff\ufffe\uffff]/;

/** Where the value that a reference means goes. */
export function secretPlace(reference: ResolvedSecretReference, usual: string): SecretPlace {
  return { $secret: variableOf(reference.secret, reference.key ?? usual) };
}

/** Neither can hold a slash. The environment is left out: a root module knows one, and all environments read alike. */
function variableOf(name: string, key: string): string {
  return `${name}/${key}`;
}

function nodeReferences(node: Node): readonly (readonly [ResolvedSecretReference | undefined, string])[] {
  const { encryption, extensions, files, rawVolumes, swap, volumes } = node.talos;
  const keys: readonly (ResolvedEncryptionKey | undefined)[] = [
    ...Object.values(encryption),
    ...Object.values({ ...volumes }).flatMap((volume) => Object.values(volume.encryption)),
    ...Object.values({ ...rawVolumes }).flatMap((volume) => Object.values(volume.encryption)),
    ...Object.values({ ...swap }).flatMap((volume) => Object.values(volume.encryption)),
  ];
  const contents = [
    ...Object.values(files),
    ...Object.values(extensions).flatMap((extension) => Object.values(extension.files)),
  ];
  return [
    ...keys.map((key) => [key?.static, usualKeys.passphrase] as const),
    ...contents.map(({ from }) => [from, usualKeys.file] as const),
    ...node.interfaces.flatMap(({ wireguard }) => [
      [wireguard?.privateKey, usualKeys.privateKey] as const,
      ...Object.values(wireguard?.peers ?? {}).map((peer) => [peer.presharedKey, usualKeys.presharedKey] as const),
    ]),
  ];
}
