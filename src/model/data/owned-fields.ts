/**
 * Fields of machine configurations that InfraFlux sets from infraflux.yaml, the lock or the machine secrets, with what sets
 * them instead of a patch. A patch would win over them, and nothing that is computed would know. By kind of document
 * (`Config` is the one without a kind) and path.
 */
export const ownedFields: Readonly<Partial<Record<string, readonly (readonly [path: string, instead: string])[]>>> =
  tables();

function tables() {
  const installDisk = '`disks.system` of a virtual machine or talos.installDisk of a metal one';
  const image = 'versions.talos, talos.extensions or talos.schematic';
  const secrets = 'the machine secrets of the cluster, see `infraflux secrets`';
  const key = 'the key of the cluster under `clusters`';
  return {
    Config: [
      ['machine.type', '`controlPlane` and `pools`'],
      ['machine.token', secrets],
      ['machine.ca', secrets],
      ['machine.install.disk', installDisk],
      ['machine.install.diskSelector', installDisk],
      ['machine.install.image', image],
      ['machine.install.extensions', 'talos.extensions'],
      ['machine.install.extraKernelArgs', 'talos.kernelArguments'],
      ['cluster.id', secrets],
      ['cluster.secret', secrets],
      ['cluster.token', secrets],
      ['cluster.ca', secrets],
      ['cluster.aggregatorCA', secrets],
      ['cluster.serviceAccount.key', secrets],
      ['cluster.secretboxEncryptionSecret', secrets],
      ['cluster.aescbcEncryptionSecret', secrets],
      ['cluster.etcd.ca', secrets],
      ['cluster.clusterName', key],
      ['cluster.controlPlane.endpoint', 'network.endpoint'],
      ['cluster.network.dnsDomain', 'network.clusterDomain'],
      ['cluster.network.podSubnets', 'network.pods'],
      ['cluster.network.serviceSubnets', 'network.services'],
      ['cluster.network.cni', 'network.cni'],
    ],
    UnattendedInstallConfig: [
      ['provisioning.diskSelector', installDisk],
      ['installer.image', image],
    ],
    HostnameConfig: [['hostname', '`hostname` of the node']],
    KubeClusterConfig: [
      ['clusterName', key],
      ['endpoint', 'network.endpoint'],
    ],
    KubeNetworkConfig: [
      ['dnsDomain', 'network.clusterDomain'],
      ['podSubnets', 'network.pods'],
      ['serviceSubnets', 'network.services'],
    ],
    DiscoveryIdentityConfig: [
      ['clusterID', secrets],
      ['clusterSecret', secrets],
    ],
    KubeEtcdEncryptionConfig: [['config', secrets]],
    KubeAPIServerCAConfig: [['issuingCA', secrets]],
    KubeAggregatorCAConfig: [['issuingCA', secrets]],
    KubeServiceAccountConfig: [['issuer.privateKey', secrets]],
  } as const;
}
