import { type ClusterId, clusterId, formatClusterId } from './cluster-id.ts';
import { type Identity, identity, textOfIdentity } from './identity.ts';

/** What reads a secret: `provider home`, `gitops`, `prod/main: cert-manager`. */
export type SecretReader = Identity<'secret reader'>;

export type ReaderPlace =
  | { readonly kind: 'platform' }
  | { readonly kind: 'provider'; readonly provider: string }
  /** `name` is a component, a node, or a part of the cluster such as `talos` and `backup`. */
  | { readonly kind: 'cluster'; readonly cluster: ClusterId; readonly name: string };

const providerMark = 'provider ';

/** A part of what the platform has for all environments: `gitops`. */
export function platformReader(name: string): SecretReader {
  return identity(name);
}

export function providerReader(provider: string): SecretReader {
  return identity(`${providerMark}${provider}`);
}

export function clusterReader(cluster: ClusterId, name: string): SecretReader {
  return identity(`${formatClusterId(cluster)}: ${name}`);
}

export function readerPlace(reader: SecretReader): ReaderPlace {
  const text = textOfIdentity(reader);
  if (text.startsWith(providerMark)) return { kind: 'provider', provider: text.slice(providerMark.length) };
  const colon = text.indexOf(': ');
  if (colon < 0) return { kind: 'platform' };
  const [environment = '', cluster = ''] = text.slice(0, colon).split('/');
  return { kind: 'cluster', cluster: clusterId(environment, cluster), name: text.slice(colon + 2) };
}
