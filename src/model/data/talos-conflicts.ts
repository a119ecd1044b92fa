import { hasMinor, type TalosContract } from '../../versions/cluster-versions.ts';

/**
 * Fields of the v1alpha1 document that a machine configuration cannot have, because the base that Talos generates for the
 * contract says them in a document of their own: Talos answers "already set in v1alpha1". By path, with that document.
 */
export function talosConflicts(contract: TalosContract): ReadonlyMap<string, string> {
  return hasMinor(contract, 14) ? new Map([...since112, ...since114]) : new Map(since112);
}

const since112: readonly (readonly [string, string])[] = [
  ['machine.network.hostname', 'HostnameConfig'],
  ['machine.features.stableHostname', 'HostnameConfig'],
];

const since114: readonly (readonly [string, string])[] = [
  ['machine.kubelet', 'KubeletConfig'],
  ['machine.install', 'UnattendedInstallConfig'],
  ['machine.nodeLabels', 'KubeNodeConfig'],
  ['machine.nodeAnnotations', 'KubeNodeConfig'],
  ['machine.nodeTaints', 'KubeNodeConfig'],
  ['machine.network.nameservers', 'ResolverConfig'],
  ['machine.network.searchDomains', 'ResolverConfig'],
  ['machine.network.disableSearchDomain', 'ResolverConfig'],
  ['machine.features.hostDNS', 'ResolverConfig'],
  ['machine.features.kubePrism', 'KubePrismConfig'],
  ['machine.controlPlane', 'KubeControllerManagerConfig and KubeSchedulerConfig'],
  ['cluster.network', 'KubeNetworkConfig'],
  ['cluster.proxy', 'KubeProxyConfig'],
  ['cluster.apiServer', 'KubeAPIServerConfig'],
  ['cluster.controllerManager', 'KubeControllerManagerConfig'],
  ['cluster.scheduler', 'KubeSchedulerConfig'],
  ['cluster.discovery', 'DiscoveryServiceConfig'],
  ['cluster.allowSchedulingOnControlPlanes', 'KubeNodeConfig'],
  ['cluster.coreDNS', 'KubeCoreDNSConfig'],
  ['cluster.clusterName', 'KubeClusterConfig'],
  ['cluster.controlPlane', 'KubeClusterConfig'],
  ['cluster.id', 'DiscoveryIdentityConfig'],
  ['cluster.secret', 'DiscoveryIdentityConfig'],
  ['cluster.secretboxEncryptionSecret', 'KubeEtcdEncryptionConfig'],
  ['cluster.aescbcEncryptionSecret', 'KubeEtcdEncryptionConfig'],
];

/** Documents that say what the v1alpha1 document of contracts before 1.14 says already: one of the two has to go. */
export function talosDocumentConflicts(contract: TalosContract): ReadonlyMap<string, string> {
  if (hasMinor(contract, 14)) return new Map();
  const found = new Map<string, string>();
  for (const [path, documents] of since114) {
    for (const document of documents.split(' and ')) {
      // These stand beside v1alpha1: the bases of 1.12 and 1.13 say nothing of theirs.
      if (['ResolverConfig', 'UnattendedInstallConfig', 'KubeCoreDNSConfig'].includes(document)) continue;
      if (!found.has(document)) found.set(document, path);
    }
  }
  return found;
}
