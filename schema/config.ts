// Made from schema/core.schema.json by `npm run generate`. Do not edit.

// ---- What a person may write: everything is optional that has a default or may come from another layer. ----

/**
 * A whole platform, its environments, the clusters in each, their nodes and what runs on them.
 */
export interface WrittenConfig {
  /**
   * Required versions of InfraFlux. Any other version stops before it reads the rest.
   */
  requires?: string;
  /**
   * Name of the platform, shared by all environments. Used in tags on the hypervisor, in Argo CD project names and in state keys.
   */
  name: string;
  /**
   * Free text. It is kept as text in every target and never interpreted.
   */
  description?: string;
  /**
   * Where machines come from, by name.
   */
  providers?: {
    [k: string]: WrittenProvider;
  };
  /**
   * Networks that clusters share, by name. Collisions are checked across all clusters of a network.
   */
  networks?: {
    [k: string]: WrittenNetwork;
  };
  /**
   * How secrets are stored in the repository.
   */
  secrets?: WrittenSecretsSettings;
  /**
   * The engine that creates machines, and where it stores its state.
   */
  terraform?: WrittenTerraform;
  /**
   * The Git repository that Argo CD watches. Default: a bare repository under .infraflux/.
   */
  gitops?: WrittenGitops;
  /**
   * Your own sizes, by name. A size with the name of a built-in size replaces it.
   */
  sizes?: {
    [k: string]: WrittenSize;
  };
  /**
   * Named fragments that clusters select in addition to their size. Merged over `defaults`, below the environment.
   */
  variants?: {
    [k: string]: WrittenVariant;
  };
  /**
   * Settings of every cluster, above its size.
   */
  defaults?: WrittenCluster;
  /**
   * The environments, by name. Each may also be written in environments/<name>.yaml, which is one layer above.
   */
  environments: {
    [k: string]: WrittenEnvironment;
  };
}

export interface WrittenSecretReference {
  /**
   * Name of the secret: secrets/<environment>/<name>.sops.yaml, or secrets/platform/ for secrets of all environments.
   */
  secret: string;
  /**
   * Key in the secret. Default: the usual key of the consumer.
   */
  key?: string;
}

/**
 * One of its types, each with its own keys.
 */
export type WrittenProvider = WrittenProxmoxProvider | WrittenMetalProvider;

/**
 * A provider of type proxmox: creates virtual machines on Proxmox VE.
 */
export interface WrittenProxmoxProvider {
  /**
   * Type of the provider.
   */
  type: 'proxmox';
  /**
   * Address of the Proxmox API, without /api2/json.
   */
  endpoint?: string;
  /**
   * The API token, as user@realm!id=uuid. Its usual key is token.
   */
  credentials?: WrittenSecretReference;
  /**
   * A PEM file with the certificate authority of the endpoint, relative to infraflux.yaml. Certificate verification cannot be disabled.
   */
  ca?: string;
  /**
   * Range of VM IDs that only InfraFlux allocates. A pinned VM ID may be outside of it.
   */
  vmIds?: string;
  /**
   * Resource pool on the hypervisor that the machines join.
   */
  pool?: string;
  /**
   * Major version of Proxmox VE. It decides how anti-affinity of machines is configured: by rules (9) or by groups (8).
   */
  version?: '8' | '9';
  /**
   * High availability of Proxmox for control planes: on different hosts, and started on another host when a host fails. Their disks must be on a datastore that the hosts share.
   */
  ha?: WrittenProxmoxHa;
  /**
   * Shared datastores, by their name on the hypervisor. An image is downloaded there once, not once for each host.
   */
  sharedDatastores?: string[];
  /**
   * Hosts of the hypervisor, by their name there.
   */
  hosts?: {
    [k: string]: WrittenProxmoxHost;
  };
}

export interface WrittenProxmoxHa {
  /**
   * How often a machine is restarted on the same host. Default: that of Proxmox (1).
   */
  maxRestart?: number;
  /**
   * How often it is then started on another host. Default: that of Proxmox (1).
   */
  maxRelocate?: number;
}

export interface WrittenProxmoxHost {
  /**
   * CPU threads of the host. Without it, CPU capacity is not checked.
   */
  cpu?: number;
  /**
   * Memory of the host. Without it, memory capacity is not checked.
   */
  memory?: string;
  /**
   * Memory reserved for the hypervisor itself, subtracted before machines are placed.
   */
  reserve?: string;
  /**
   * How much may be allocated for each physical unit. More is a warning.
   */
  overcommit?: WrittenProxmoxOvercommit;
  /**
   * Datastores by role. disks is for disks of machines, images for downloaded images; other roles can be used by `datastore` of a disk.
   */
  datastores?: {
    [k: string]: string;
  };
  /**
   * Bridge of this host for a network, if it has another name than in the network.
   */
  bridges?: {
    [k: string]: string;
  };
  /**
   * GPUs that can be passed through to machines, by model.
   */
  gpus?: {
    [k: string]: WrittenProxmoxHostGpu;
  };
}

export interface WrittenProxmoxOvercommit {
  /**
   * Virtual CPUs for each thread of the host.
   */
  cpu?: number;
  /**
   * Allocated memory for each byte of physical memory.
   */
  memory?: number;
}

export interface WrittenProxmoxHostGpu {
  /**
   * PCI resource mappings of the hypervisor, one for each card. They must exist there (Datacenter, Resource Mappings): the device of a mapping is configured on Proxmox, not here.
   *
   * @minItems 1
   */
  mappings: [string, ...string[]];
}

/**
 * A provider of type metal: uses machines that exist already.
 */
export interface WrittenMetalProvider {
  /**
   * Type of the provider.
   */
  type: 'metal';
}

export interface WrittenNetwork {
  /**
   * The network, with no host bits set.
   */
  cidr: string;
  /**
   * Site of the network. Two networks with overlapping CIDRs need different sites.
   */
  site?: string;
  /**
   * Address of the gateway. A network without one has no default route.
   */
  gateway?: string;
  /**
   * Name servers, in order of preference. Default: those of Talos (1.1.1.1 and 8.8.8.8).
   */
  dns?: string[];
  /**
   * DNS search domains.
   */
  search?: string[];
  /**
   * Time servers. Default: that of Talos (time.cloudflare.com).
   */
  ntp?: string[];
  /**
   * Bridge of the hypervisor for this network. A host can override it, see `bridges` of the host.
   */
  bridge?: string;
  /**
   * VLAN tag of the network interfaces of machines.
   */
  vlan?: number;
  /**
   * MTU in bytes. Default: that of the bridge.
   */
  mtu?: number;
  /**
   * Enable the firewall of the hypervisor for the interfaces of machines on this network. Its rules are configured on the hypervisor.
   */
  firewall?: boolean;
  /**
   * static allocates addresses from the range of the cluster; with dhcp a server assigns them: `address` of a node is the one that is reserved for it, or unknown.
   */
  addressing?: 'static' | 'dhcp';
  /**
   * Additional routes, by name.
   */
  routes?: {
    [k: string]: WrittenRoute;
  };
}

export interface WrittenRoute {
  /**
   * Destination of the route.
   */
  to: string;
  /**
   * The next hop. Default: none, for destinations that are reached directly, such as behind a tunnel.
   */
  via?: string;
  /**
   * Of several routes to the same destination, the one with the lowest metric is used.
   */
  metric?: number;
  /**
   * Source address of the machine.
   */
  source?: string;
  /**
   * MTU of the route in bytes.
   */
  mtu?: number;
  /**
   * Routing table. Default: the main one.
   */
  table?: number;
}

export interface WrittenSecretsSettings {
  /**
   * SOPS files with age recipients, under secrets/.
   */
  sops?: WrittenSops;
  /**
   * Values that look like secrets in clear and are none: the id that the finding names, and the reason. Each is answered by itself.
   */
  notSecret?: {
    [k: string]: string;
  };
}

export interface WrittenEnvironmentSecrets {
  /**
   * SOPS files with age recipients, under secrets/.
   */
  sops?: WrittenSops;
  /**
   * Secrets of components come from a store outside Git, by ExternalSecret objects. Default: by encrypted objects in Git. The login to the store, and secrets that are needed before it, are always encrypted objects.
   */
  external?: WrittenExternalSecrets;
}

export interface WrittenClusterSecrets {
  /**
   * Secrets of components come from a store outside Git, by ExternalSecret objects. Default: by encrypted objects in Git. The login to the store, and secrets that are needed before it, are always encrypted objects.
   */
  external?: WrittenExternalSecrets;
}

export interface WrittenExternalSecrets {
  /**
   * Name of the store, defined at the component that reads stores.
   */
  store: string;
  /**
   * Name of a secret in the store. ${environment} is platform for secrets of all environments. Its keys are fields of the entry; with ${key}, each key is a separate entry. Default: depends on the kind of store, for example ${environment}/${name}.
   */
  path?: string;
  /**
   * How often the store is read again.
   */
  refresh?: string;
}

export interface WrittenSops {
  /**
   * age public keys that can read the secrets. At the top level they are the operators, who can decrypt all; those of an environment can decrypt its secrets too.
   *
   * @minItems 1
   */
  recipients: [string, ...string[]];
}

export interface WrittenTerraform {
  /**
   * Terraform or OpenTofu.
   */
  engine?: 'terraform' | 'tofu';
  /**
   * Where the engine stores its state: one of local, s3, http, pg, gcs, azurerm, kubernetes, cloud. Each cluster has a separate state in it.
   */
  backend?: WrittenBackend;
}

export interface WrittenBackend {
  /**
   * A file under state/, next to infraflux.yaml.
   */
  local?: {};
  /**
   * An S3 bucket, or a compatible service.
   */
  s3?: WrittenBackendS3;
  /**
   * An HTTP server that stores state.
   */
  http?: {
    /**
     * Address of the state; environment and cluster are appended.
     */
    address: string;
    /**
     * Lock with LOCK and UNLOCK at the same address.
     */
    locking?: boolean;
  };
  /**
   * A PostgreSQL database.
   */
  pg?: {
    /**
     * Prefix of the schema name; environment and cluster are appended. The connection comes from PG_CONN_STR.
     */
    schema?: string;
  };
  /**
   * A Google Cloud Storage bucket.
   */
  gcs?: {
    /**
     * Name of the bucket.
     */
    bucket: string;
    /**
     * Prefix before environment and cluster.
     */
    prefix?: string;
  };
  /**
   * An Azure storage container.
   */
  azurerm?: {
    /**
     * Name of the storage account.
     */
    storageAccount: string;
    /**
     * Name of the container.
     */
    container: string;
    /**
     * Resource group of the account.
     */
    resourceGroup?: string;
  };
  /**
   * A Secret in a Kubernetes cluster (1 MiB at most).
   */
  kubernetes?: {
    /**
     * Namespace of the Secret with the state.
     */
    namespace?: string;
  };
  /**
   * HCP Terraform or a compatible service.
   */
  cloud?: {
    /**
     * Name of the organization.
     */
    organization: string;
    /**
     * Host of the service.
     */
    hostname?: string;
  };
}

export interface WrittenBackendS3 {
  /**
   * Name of the bucket.
   */
  bucket: string;
  /**
   * Region of the bucket; most other servers accept any value.
   */
  region: string;
  /**
   * Address of a server that is not AWS.
   */
  endpoint?: string;
  /**
   * Prefix before environment and cluster in the key.
   */
  prefix?: string;
  /**
   * Lock with a file next to the state (use_lockfile).
   */
  locking?: boolean;
}

export interface WrittenGitops {
  /**
   * Address of the repository that Argo CD reads: https, ssh, scp-like or file.
   */
  repository: string;
  /**
   * The branch. An environment can override it.
   */
  branch?: string;
  /**
   * The folder for compiled files.
   */
  path?: string;
  /**
   * Credentials of Argo CD for a private repository. The usual keys are username and password, for an ssh address sshPrivateKey. InfraFlux itself publishes with your own git configuration.
   */
  credentials?: WrittenSecretReference;
  /**
   * A known_hosts file for ssh, relative to infraflux.yaml.
   */
  knownHosts?: string;
}

/**
 * A cluster-shaped fragment that sets no size.
 */
export interface WrittenSize {
  /**
   * Provider of the machines, one of `providers`. Default: the only provider.
   */
  provider?: string;
  /**
   * DNS domain of the web pages of the platform, for example argocd.<domain>.
   */
  domain?: string;
  /**
   * No machine is destroyed, and no machine with data is replaced, unless allowed by name.
   */
  protect?: boolean;
  /**
   * Versions of Talos and Kubernetes. Components pin their own.
   */
  versions?: WrittenVersions;
  /**
   * Addresses of machines, endpoint, load balancers, pods and services of the cluster.
   */
  network?: WrittenClusterNetwork;
  /**
   * The control plane: number and settings of its machines.
   */
  controlPlane?: WrittenControlPlane;
  /**
   * Pools of workers, by name.
   */
  pools?: {
    [k: string]: WrittenPool;
  };
  /**
   * Talos settings of the whole cluster. Pools and nodes can override them in their own `talos`.
   */
  talos?: WrittenClusterTalos;
  /**
   * The components of the cluster. {} enables one with defaults; null removes one that a lower layer enabled.
   */
  platform?: WrittenPlatform;
  /**
   * The repository of your applications. InfraFlux configures Argo CD for it and does not read it.
   */
  applications?: WrittenApplications;
  /**
   * Regular backups, and where they are stored.
   */
  backup?: WrittenBackup;
}

/**
 * A cluster-shaped fragment that clusters select by its name.
 */
export interface WrittenVariant {
  /**
   * Provider of the machines, one of `providers`. Default: the only provider.
   */
  provider?: string;
  /**
   * DNS domain of the web pages of the platform, for example argocd.<domain>.
   */
  domain?: string;
  /**
   * No machine is destroyed, and no machine with data is replaced, unless allowed by name.
   */
  protect?: boolean;
  /**
   * Versions of Talos and Kubernetes. Components pin their own.
   */
  versions?: WrittenVersions;
  /**
   * Addresses of machines, endpoint, load balancers, pods and services of the cluster.
   */
  network?: WrittenClusterNetwork;
  /**
   * The control plane: number and settings of its machines.
   */
  controlPlane?: WrittenControlPlane;
  /**
   * Pools of workers, by name.
   */
  pools?: {
    [k: string]: WrittenPool;
  };
  /**
   * Talos settings of the whole cluster. Pools and nodes can override them in their own `talos`.
   */
  talos?: WrittenClusterTalos;
  /**
   * The components of the cluster. {} enables one with defaults; null removes one that a lower layer enabled.
   */
  platform?: WrittenPlatform;
  /**
   * The repository of your applications. InfraFlux configures Argo CD for it and does not read it.
   */
  applications?: WrittenApplications;
  /**
   * Regular backups, and where they are stored.
   */
  backup?: WrittenBackup;
}

export interface WrittenEnvironment {
  /**
   * Provider of the machines, one of `providers`. Default: the only provider.
   */
  provider?: string;
  /**
   * DNS domain of the web pages of the platform, for example argocd.<domain>.
   */
  domain?: string;
  /**
   * No machine is destroyed, and no machine with data is replaced, unless allowed by name.
   */
  protect?: boolean;
  /**
   * Accepted warnings: the code and the reason. They are counted, but not shown.
   */
  accept?: {
    [k: string]: string;
  };
  /**
   * Versions of Talos and Kubernetes. Components pin their own.
   */
  versions?: WrittenVersions;
  /**
   * A predefined fragment, the lowest layer: single, small, ha, edge, gpu, storage, or one of `sizes`.
   */
  size?: string;
  /**
   * Fragments of `variants` that are merged over `defaults`, in this order. The list of an upper layer replaces that of a lower one.
   */
  variants?: string[];
  /**
   * Addresses of machines, endpoint, load balancers, pods and services of the cluster.
   */
  network?: WrittenClusterNetwork;
  /**
   * The control plane: number and settings of its machines.
   */
  controlPlane?: WrittenControlPlane;
  /**
   * Pools of workers, by name.
   */
  pools?: {
    [k: string]: WrittenPool;
  };
  /**
   * Single nodes by name: overrides of a generated node, or (with `pool`) an additional node.
   */
  nodes?: {
    [k: string]: WrittenNode;
  };
  /**
   * Talos settings of the whole cluster. Pools and nodes can override them in their own `talos`.
   */
  talos?: WrittenClusterTalos;
  /**
   * The components of the cluster. {} enables one with defaults; null removes one that a lower layer enabled.
   */
  platform?: WrittenPlatform;
  /**
   * The repository of your applications. InfraFlux configures Argo CD for it and does not read it.
   */
  applications?: WrittenApplications;
  /**
   * Regular backups, and where they are stored.
   */
  backup?: WrittenBackup;
  /**
   * Additional recipients for the secrets of this environment, and how its clusters get their secrets.
   */
  secrets?: WrittenEnvironmentSecrets;
  /**
   * The clusters of this environment, by name.
   */
  clusters?: {
    [k: string]: WrittenCluster;
  };
  /**
   * Where this environment is published, if that differs.
   */
  gitops?: {
    /**
     * The branch that the clusters of this environment read.
     */
    branch?: string;
  };
}

export interface WrittenCluster {
  /**
   * Provider of the machines, one of `providers`. Default: the only provider.
   */
  provider?: string;
  /**
   * DNS domain of the web pages of the platform, for example argocd.<domain>.
   */
  domain?: string;
  /**
   * No machine is destroyed, and no machine with data is replaced, unless allowed by name.
   */
  protect?: boolean;
  /**
   * Accepted warnings: the code and the reason. They are counted, but not shown.
   */
  accept?: {
    [k: string]: string;
  };
  /**
   * Versions of Talos and Kubernetes. Components pin their own.
   */
  versions?: WrittenVersions;
  /**
   * A predefined fragment, the lowest layer: single, small, ha, edge, gpu, storage, or one of `sizes`.
   */
  size?: string;
  /**
   * Fragments of `variants` that are merged over `defaults`, in this order. The list of an upper layer replaces that of a lower one.
   */
  variants?: string[];
  /**
   * Addresses of machines, endpoint, load balancers, pods and services of the cluster.
   */
  network?: WrittenClusterNetwork;
  /**
   * The control plane: number and settings of its machines.
   */
  controlPlane?: WrittenControlPlane;
  /**
   * Pools of workers, by name.
   */
  pools?: {
    [k: string]: WrittenPool;
  };
  /**
   * Single nodes by name: overrides of a generated node, or (with `pool`) an additional node.
   */
  nodes?: {
    [k: string]: WrittenNode;
  };
  /**
   * Talos settings of the whole cluster. Pools and nodes can override them in their own `talos`.
   */
  talos?: WrittenClusterTalos;
  /**
   * The components of the cluster. {} enables one with defaults; null removes one that a lower layer enabled.
   */
  platform?: WrittenPlatform;
  /**
   * The repository of your applications. InfraFlux configures Argo CD for it and does not read it.
   */
  applications?: WrittenApplications;
  /**
   * Regular backups, and where they are stored.
   */
  backup?: WrittenBackup;
  /**
   * How the cluster gets the secrets of its components.
   */
  secrets?: WrittenClusterSecrets;
}

export interface WrittenVersions {
  /**
   * Version of Talos Linux, with or without a leading v.
   */
  talos?: string;
  /**
   * Version of Kubernetes, with or without a leading v.
   */
  kubernetes?: string;
}

export interface WrittenClusterNetwork {
  /**
   * Network of the machines, one of `networks`. Default: the only network.
   */
  attach?: string;
  /**
   * Range to allocate addresses of machines from. A pinned address may be anywhere in the network.
   */
  nodes?: string;
  /**
   * The Kubernetes API. An address in the network is a virtual address of the control plane; host:port is an external load balancer.
   */
  endpoint?: string;
  /**
   * Addresses for Services of type LoadBalancer. Outside of every network only with BGP; must not contain the address of a machine.
   */
  loadBalancers?: string;
  /**
   * Addresses of pods. Comma-separated for dual stack.
   */
  pods?: string;
  /**
   * Addresses of Services. Comma-separated for dual stack.
   */
  services?: string;
  /**
   * DNS domain inside the cluster.
   */
  clusterDomain?: string;
  /**
   * Additional names and addresses in the certificate of the API server.
   */
  certificateNames?: string[];
  /**
   * Pod network without a component. Default: none if a component provides it, else the flannel of Talos.
   */
  cni?: WrittenCni;
}

export interface WrittenCni {
  /**
   * The flannel that Talos includes.
   */
  flannel?: {};
  /**
   * None; it is installed separately.
   */
  none?: {};
  /**
   * Addresses of the manifests.
   */
  manifests?: {
    /**
     * Manifests that Talos applies at bootstrap.
     *
     * @minItems 1
     */
    urls: [string, ...string[]];
  };
}

export interface WrittenControlPlane {
  /**
   * Provider of these machines, one of `providers`. Default: that of the cluster.
   */
  provider?: string;
  /**
   * Hosts that these machines may run on. Default: all hosts of the provider.
   *
   * @minItems 1
   */
  hosts?: [string, ...string[]];
  /**
   * CPU cores.
   */
  cpu?: number;
  /**
   * Memory.
   */
  memory?: string;
  /**
   * Hardware of the virtual machine, or of a metal machine.
   */
  machine?: WrittenMachine;
  /**
   * GPUs by model; the host must have them.
   */
  gpus?: {
    [k: string]: WrittenGpuRequest;
  };
  /**
   * Disks by name. Talos is installed on `system`.
   */
  disks?: {
    [k: string]: WrittenDisk;
  };
  /**
   * Network interfaces in addition to the one in the network of the cluster. An interface with the `network` of the cluster configures that one.
   */
  interfaces?: {
    [k: string]: WrittenInterface;
  };
  /**
   * Name servers of these machines, instead of those of the network.
   */
  dns?: string[];
  /**
   * Search domains of these machines, instead of those of the network. [] disables them.
   */
  search?: string[];
  /**
   * Time servers of these machines, instead of those of the network.
   */
  ntp?: string[];
  /**
   * Kubernetes labels of the nodes.
   */
  labels?: {
    [k: string]: string;
  };
  /**
   * Kubernetes annotations of the nodes.
   */
  annotations?: {
    [k: string]: string;
  };
  /**
   * Kubernetes taints of the nodes, by key.
   */
  taints?: {
    [k: string]: WrittenTaint;
  };
  /**
   * Free text, kept as text on the hypervisor.
   */
  description?: string;
  /**
   * Talos settings of these machines, merged over those of the cluster.
   */
  talos?: WrittenTalos;
  /**
   * Number of control planes: 1, 3 or 5. Default: that of the size.
   */
  count?: number;
  /**
   * Template for the names of the machines. ${n} is the number, ${nn} the number with two digits.
   */
  name?: string;
  /**
   * Number of the first machine.
   */
  first?: number;
  /**
   * Whether workloads may be scheduled on control planes.
   */
  schedulable?: boolean;
}

export interface WrittenPool {
  /**
   * Provider of these machines, one of `providers`. Default: that of the cluster.
   */
  provider?: string;
  /**
   * Hosts that these machines may run on. Default: all hosts of the provider.
   *
   * @minItems 1
   */
  hosts?: [string, ...string[]];
  /**
   * CPU cores.
   */
  cpu?: number;
  /**
   * Memory.
   */
  memory?: string;
  /**
   * Hardware of the virtual machine, or of a metal machine.
   */
  machine?: WrittenMachine;
  /**
   * GPUs by model; the host must have them.
   */
  gpus?: {
    [k: string]: WrittenGpuRequest;
  };
  /**
   * Disks by name. Talos is installed on `system`.
   */
  disks?: {
    [k: string]: WrittenDisk;
  };
  /**
   * Network interfaces in addition to the one in the network of the cluster. An interface with the `network` of the cluster configures that one.
   */
  interfaces?: {
    [k: string]: WrittenInterface;
  };
  /**
   * Name servers of these machines, instead of those of the network.
   */
  dns?: string[];
  /**
   * Search domains of these machines, instead of those of the network. [] disables them.
   */
  search?: string[];
  /**
   * Time servers of these machines, instead of those of the network.
   */
  ntp?: string[];
  /**
   * Kubernetes labels of the nodes.
   */
  labels?: {
    [k: string]: string;
  };
  /**
   * Kubernetes annotations of the nodes.
   */
  annotations?: {
    [k: string]: string;
  };
  /**
   * Kubernetes taints of the nodes, by key.
   */
  taints?: {
    [k: string]: WrittenTaint;
  };
  /**
   * Free text, kept as text on the hypervisor.
   */
  description?: string;
  /**
   * Talos settings of these machines, merged over those of the cluster.
   */
  talos?: WrittenTalos;
  /**
   * Number of machines. A pool with neither count nor nodes is an error.
   */
  count?: number;
  /**
   * Template for the names of the machines. ${n} is the number, ${nn} the number with two digits.
   */
  name?: string;
  /**
   * Number of the first machine.
   */
  first?: number;
}

export interface WrittenNode {
  /**
   * Provider of these machines, one of `providers`. Default: that of the cluster.
   */
  provider?: string;
  /**
   * Hosts that these machines may run on. Default: all hosts of the provider.
   *
   * @minItems 1
   */
  hosts?: [string, ...string[]];
  /**
   * CPU cores.
   */
  cpu?: number;
  /**
   * Memory.
   */
  memory?: string;
  /**
   * Hardware of the virtual machine, or of a metal machine.
   */
  machine?: WrittenMachine;
  /**
   * GPUs by model; the host must have them.
   */
  gpus?: {
    [k: string]: WrittenGpuRequest;
  };
  /**
   * Disks by name. Talos is installed on `system`.
   */
  disks?: {
    [k: string]: WrittenDisk;
  };
  /**
   * Network interfaces in addition to the one in the network of the cluster. An interface with the `network` of the cluster configures that one.
   */
  interfaces?: {
    [k: string]: WrittenInterface;
  };
  /**
   * Name servers of these machines, instead of those of the network.
   */
  dns?: string[];
  /**
   * Search domains of these machines, instead of those of the network. [] disables them.
   */
  search?: string[];
  /**
   * Time servers of these machines, instead of those of the network.
   */
  ntp?: string[];
  /**
   * Kubernetes labels of the nodes.
   */
  labels?: {
    [k: string]: string;
  };
  /**
   * Kubernetes annotations of the nodes.
   */
  annotations?: {
    [k: string]: string;
  };
  /**
   * Kubernetes taints of the nodes, by key.
   */
  taints?: {
    [k: string]: WrittenTaint;
  };
  /**
   * Free text, kept as text on the hypervisor.
   */
  description?: string;
  /**
   * Talos settings of these machines, merged over those of the cluster.
   */
  talos?: WrittenTalos;
  /**
   * Defines an additional node of that pool (or of controlPlane), with this name.
   */
  pool?: string;
  /**
   * This generated node is not created; the others keep their names and numbers.
   */
  retired?: boolean;
  /**
   * Host of the hypervisor that it runs on. Default: chosen by capacity and recorded in infraflux.lock.
   */
  host?: string;
  /**
   * Its address in the network of the cluster. Default: allocated and recorded in infraflux.lock.
   */
  address?: string;
  /**
   * Its MAC address in the network of the cluster. Default: for a virtual machine derived from the node name and recorded in infraflux.lock; without it, a metal machine must have a single network interface.
   */
  mac?: string;
  /**
   * Its VM ID on the hypervisor. Default: allocated and recorded in infraflux.lock.
   */
  vmId?: number;
  /**
   * Its hostname. Default: the name of the node.
   */
  hostname?: string;
}

export interface WrittenMachineSettings {
  /**
   * Provider of these machines, one of `providers`. Default: that of the cluster.
   */
  provider?: string;
  /**
   * Hosts that these machines may run on. Default: all hosts of the provider.
   *
   * @minItems 1
   */
  hosts?: [string, ...string[]];
  /**
   * CPU cores.
   */
  cpu?: number;
  /**
   * Memory.
   */
  memory?: string;
  /**
   * Hardware of the virtual machine, or of a metal machine.
   */
  machine?: WrittenMachine;
  /**
   * GPUs by model; the host must have them.
   */
  gpus?: {
    [k: string]: WrittenGpuRequest;
  };
  /**
   * Disks by name. Talos is installed on `system`.
   */
  disks?: {
    [k: string]: WrittenDisk;
  };
  /**
   * Network interfaces in addition to the one in the network of the cluster. An interface with the `network` of the cluster configures that one.
   */
  interfaces?: {
    [k: string]: WrittenInterface;
  };
  /**
   * Name servers of these machines, instead of those of the network.
   */
  dns?: string[];
  /**
   * Search domains of these machines, instead of those of the network. [] disables them.
   */
  search?: string[];
  /**
   * Time servers of these machines, instead of those of the network.
   */
  ntp?: string[];
  /**
   * Kubernetes labels of the nodes.
   */
  labels?: {
    [k: string]: string;
  };
  /**
   * Kubernetes annotations of the nodes.
   */
  annotations?: {
    [k: string]: string;
  };
  /**
   * Kubernetes taints of the nodes, by key.
   */
  taints?: {
    [k: string]: WrittenTaint;
  };
  /**
   * Free text, kept as text on the hypervisor.
   */
  description?: string;
  /**
   * Talos settings of these machines, merged over those of the cluster.
   */
  talos?: WrittenTalos;
}

export interface WrittenMachine {
  /**
   * Processor architecture.
   */
  architecture?: 'amd64' | 'arm64';
  /**
   * Emulated CPU type. host is fastest; x86-64-v2-AES and similar types allow live migration.
   */
  cpuType?: string;
  /**
   * Enable NUMA for the machine.
   */
  numa?: boolean;
  /**
   * uefi (OVMF, q35) or bios (SeaBIOS).
   */
  firmware?: 'uefi' | 'bios';
  /**
   * Secure boot. Requires uefi; on Proxmox also Talos 1.14 or newer, whose disk image enrolls its keys.
   */
  secureBoot?: boolean;
  /**
   * A TPM 2.0.
   */
  tpm?: boolean;
  /**
   * Whether the hypervisor uses the guest agent of the image. Default: true, except with a schematic of your own, whose extensions are unknown.
   */
  guestAgent?: boolean;
  /**
   * Start the machine when its host boots.
   */
  startOnBoot?: boolean;
  /**
   * Order in which the host starts its machines, lowest first.
   */
  startOrder?: number;
  /**
   * Additional tags on the hypervisor.
   */
  tags?: string[];
}

export interface WrittenGpuRequest {
  /**
   * Number of GPUs.
   */
  count?: number;
}

export interface WrittenDisk {
  /**
   * Size. A disk can grow, but never shrink.
   */
  size?: string;
  /**
   * Role of its datastore on the host.
   */
  datastore?: string;
  /**
   * The disk outlives the machine: a recreated machine gets it back.
   */
  keep?: boolean;
  /**
   * Component that stores its data on it.
   */
  use?: string;
  /**
   * Tags for the component in `use`.
   */
  tags?: string[];
  /**
   * Cache mode of the hypervisor.
   */
  cache?: 'none' | 'writethrough' | 'writeback' | 'directsync' | 'unsafe';
}

export interface WrittenInterface {
  /**
   * Its network, one of `networks`.
   */
  network?: string;
  /**
   * Its address in that network, for a single node.
   */
  address?: string;
  /**
   * Addresses with prefix, for an interface without `network`.
   */
  addresses?: string[];
  /**
   * Its MAC address, for a single node.
   */
  mac?: string;
  /**
   * Metal only: selects the network interface of the machine.
   */
  match?: WrittenLinkMatch;
  /**
   * MTU in bytes. Default: that of its network.
   */
  mtu?: number;
  /**
   * Use DHCP.
   */
  dhcp?: boolean;
  /**
   * Metric of the default route: of the gateway of its network, or of what DHCP brings. Default: 1024 on the network of the cluster; 2048 for DHCP on another link.
   */
  routeMetric?: number;
  /**
   * Routes of the interface, by name.
   */
  routes?: {
    [k: string]: WrittenRoute;
  };
  /**
   * Configures it as a bond of several interfaces.
   */
  bond?: WrittenBond;
  /**
   * Configures it as a bridge.
   */
  bridge?: WrittenBridge;
  /**
   * Configures it as a VLAN on another interface.
   */
  vlan?: WrittenVlanLink;
  /**
   * Configures it as a WireGuard tunnel.
   */
  wireguard?: WrittenWireguard;
}

export interface WrittenLinkMatch {
  /**
   * Its MAC address; a trailing * matches any suffix.
   */
  mac?: string;
  /**
   * Name of its kernel driver.
   */
  driver?: string;
  /**
   * Its bus path; a trailing * matches any suffix.
   */
  bus?: string;
}

export interface WrittenBond {
  /**
   * Bonding mode.
   */
  mode: 'balance-rr' | 'active-backup' | 'balance-xor' | 'broadcast' | '802.3ad' | 'balance-tlb' | 'balance-alb';
  /**
   * Names of its ports.
   */
  links?: string[];
  /**
   * Selects its ports by their properties.
   */
  match?: WrittenLinkMatch;
  /**
   * LACP rate (802.3ad).
   */
  lacpRate?: 'slow' | 'fast';
  /**
   * Transmit hash policy: how the port of a packet is chosen.
   */
  hashPolicy?: 'layer2' | 'layer2+3' | 'layer3+4' | 'encap2+3' | 'encap3+4';
  /**
   * Link monitoring interval, in milliseconds.
   */
  miimon?: number;
  /**
   * Delay before a port that is up is used, in milliseconds. A multiple of miimon.
   */
  updelay?: number;
  /**
   * Delay before a port that is down is disabled, in milliseconds. A multiple of miimon.
   */
  downdelay?: number;
  /**
   * Minimum number of active ports for the bond to be up (802.3ad).
   */
  minLinks?: number;
  /**
   * How the active aggregator is selected (802.3ad).
   */
  adSelect?: 'stable' | 'bandwidth' | 'count';
  /**
   * Which MAC address the bond uses (active-backup).
   */
  failOverMac?: 'none' | 'active' | 'follow';
  /**
   * When the primary port becomes active again (active-backup, balance-tlb, balance-alb).
   */
  primaryReselect?: 'always' | 'better' | 'failure';
  /**
   * ARP monitoring interval, in milliseconds. Instead of miimon.
   */
  arpInterval?: number;
  /**
   * ARP monitoring targets.
   */
  arpTargets?: string[];
  /**
   * Which ARP replies are validated.
   */
  arpValidate?: 'none' | 'active' | 'backup' | 'all' | 'filter' | 'filter-active' | 'filter-backup';
}

export interface WrittenBridge {
  /**
   * Names of its ports.
   */
  links?: string[];
  /**
   * Spanning tree protocol.
   */
  stp?: boolean;
  /**
   * VLAN filtering of the bridge.
   */
  vlanFiltering?: boolean;
}

export interface WrittenVlanLink {
  /**
   * VLAN tag.
   */
  id: number;
  /**
   * The parent interface.
   */
  parent: string;
}

export interface WrittenWireguard {
  /**
   * The private key (`wg genkey`). Its usual key is privateKey.
   */
  privateKey: WrittenSecretReference;
  /**
   * UDP port.
   */
  listenPort?: number;
  /**
   * Peers, by name.
   */
  peers?: {
    [k: string]: WrittenWireguardPeer;
  };
}

export interface WrittenWireguardPeer {
  /**
   * Its public key.
   */
  publicKey: string;
  /**
   * Preshared key (`wg genpsk`). Its usual key is presharedKey.
   */
  presharedKey?: WrittenSecretReference;
  /**
   * Its endpoint: an address and a port, because Talos does not resolve names. Default: the peer has to connect to this machine.
   */
  endpoint?: string;
  /**
   * Allowed addresses of the peer.
   */
  allowedIPs?: string[];
  /**
   * Keepalive interval.
   */
  keepalive?: string;
}

export interface WrittenTaint {
  /**
   * Value of the taint.
   */
  value?: string;
  /**
   * Effect on pods that do not tolerate it.
   */
  effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

export interface WrittenTalos {
  /**
   * System extensions, in addition to those of the provider and of components. Short names are siderolabs/<name>.
   */
  extensions?: {
    [k: string]: WrittenExtension;
  };
  /**
   * Id of your own Image Factory schematic, instead of the computed one.
   */
  schematic?: string;
  /**
   * Single-board computers: the overlay of the image.
   */
  overlay?: WrittenOverlay;
  /**
   * Kernel modules to load.
   */
  kernelModules?: {
    [k: string]: WrittenKernelModule;
  };
  /**
   * Kernel arguments, as part of the schematic of the image.
   */
  kernelArguments?: string[];
  /**
   * Kernel settings. Values are strings: quote numbers.
   */
  sysctls?: {
    [k: string]: string;
  };
  /**
   * udev rules, by a name of your choice.
   */
  udev?: {
    [k: string]: string;
  };
  /**
   * Environment variables of Talos services.
   */
  environment?: {
    [k: string]: string;
  };
  /**
   * Files written to the machine, by path. Talos allows only /var and a few other paths.
   */
  files?: {
    [k: string]: WrittenMachineFile;
  };
  /**
   * Encryption of the system volumes of Talos, by volume.
   */
  encryption?: WrittenEncryption;
  /**
   * User volumes, by name: /var/mnt/<name>.
   */
  volumes?: {
    [k: string]: WrittenVolume;
  };
  /**
   * Placement of the system volumes of Talos.
   */
  systemVolumes?: {
    /**
     * Placement of /var.
     */
    ephemeral?: WrittenVolumePlacement;
    /**
     * Cache of the images on the installation medium; used only if set.
     */
    imageCache?: WrittenVolumePlacement;
    /**
     * etcd's data, on a partition instead of in /var. Talos 1.14 and newer.
     */
    etcd?: WrittenVolumePlacement;
    /**
     * Images and containers, on a partition instead of in /var. Talos 1.14 and newer.
     */
    cri?: WrittenVolumePlacement;
    /**
     * The kubelet's data, on a partition instead of in /var. Talos 1.14 and newer.
     */
    kubelet?: WrittenVolumePlacement;
    /**
     * Logs, on a partition instead of in /var. Talos 1.14 and newer.
     */
    log?: WrittenVolumePlacement;
  };
  /**
   * Metal only: the disk that Talos is installed on.
   */
  installDisk?: WrittenInstallDisk;
  /**
   * The kubelet.
   */
  kubelet?: WrittenKubelet;
  /**
   * Ingress firewall of the machines, with rules derived from enabled features.
   */
  firewall?: WrittenFirewall;
  /**
   * Additional names and addresses in the certificate of the Talos API.
   */
  certificateNames?: string[];
  /**
   * Your own strategic merge patches, by name, applied last. Paths are relative to infraflux.yaml.
   */
  patches?: {
    [k: string]: string;
  };
  /**
   * Additional trusted certificate authorities: PEM files by a name of your choice.
   */
  trustedRoots?: {
    [k: string]: string;
  };
  /**
   * Hardware watchdog: resets the machine when Talos no longer responds.
   */
  watchdog?: WrittenWatchdog;
  /**
   * Swap volumes by name. The kubelet does not use swap unless its own configuration enables it (memorySwap).
   */
  swap?: {
    [k: string]: WrittenSwapVolume;
  };
  /**
   * Partitions without a file system, by name: /dev/disk/by-partlabel/r-<name>.
   */
  rawVolumes?: {
    [k: string]: WrittenRawVolume;
  };
  /**
   * Volumes that already exist on the disks, by name: /var/mnt/<name>. Talos does not create or wipe them.
   */
  existingVolumes?: {
    [k: string]: WrittenExistingVolume;
  };
}

export interface WrittenClusterTalos {
  /**
   * System extensions, in addition to those of the provider and of components. Short names are siderolabs/<name>.
   */
  extensions?: {
    [k: string]: WrittenExtension;
  };
  /**
   * Id of your own Image Factory schematic, instead of the computed one.
   */
  schematic?: string;
  /**
   * Single-board computers: the overlay of the image.
   */
  overlay?: WrittenOverlay;
  /**
   * Kernel modules to load.
   */
  kernelModules?: {
    [k: string]: WrittenKernelModule;
  };
  /**
   * Kernel arguments, as part of the schematic of the image.
   */
  kernelArguments?: string[];
  /**
   * Kernel settings. Values are strings: quote numbers.
   */
  sysctls?: {
    [k: string]: string;
  };
  /**
   * udev rules, by a name of your choice.
   */
  udev?: {
    [k: string]: string;
  };
  /**
   * Environment variables of Talos services.
   */
  environment?: {
    [k: string]: string;
  };
  /**
   * Files written to the machine, by path. Talos allows only /var and a few other paths.
   */
  files?: {
    [k: string]: WrittenMachineFile;
  };
  /**
   * Encryption of the system volumes of Talos, by volume.
   */
  encryption?: WrittenEncryption;
  /**
   * User volumes, by name: /var/mnt/<name>.
   */
  volumes?: {
    [k: string]: WrittenVolume;
  };
  /**
   * Placement of the system volumes of Talos.
   */
  systemVolumes?: {
    /**
     * Placement of /var.
     */
    ephemeral?: WrittenVolumePlacement;
    /**
     * Cache of the images on the installation medium; used only if set.
     */
    imageCache?: WrittenVolumePlacement;
    /**
     * etcd's data, on a partition instead of in /var. Talos 1.14 and newer.
     */
    etcd?: WrittenVolumePlacement;
    /**
     * Images and containers, on a partition instead of in /var. Talos 1.14 and newer.
     */
    cri?: WrittenVolumePlacement;
    /**
     * The kubelet's data, on a partition instead of in /var. Talos 1.14 and newer.
     */
    kubelet?: WrittenVolumePlacement;
    /**
     * Logs, on a partition instead of in /var. Talos 1.14 and newer.
     */
    log?: WrittenVolumePlacement;
  };
  /**
   * Metal only: the disk that Talos is installed on.
   */
  installDisk?: WrittenInstallDisk;
  /**
   * The kubelet.
   */
  kubelet?: WrittenKubelet;
  /**
   * Ingress firewall of the machines, with rules derived from enabled features.
   */
  firewall?: WrittenFirewall;
  /**
   * Additional names and addresses in the certificate of the Talos API.
   */
  certificateNames?: string[];
  /**
   * Your own strategic merge patches, by name, applied last. Paths are relative to infraflux.yaml.
   */
  patches?: {
    [k: string]: string;
  };
  /**
   * Additional trusted certificate authorities: PEM files by a name of your choice.
   */
  trustedRoots?: {
    [k: string]: string;
  };
  /**
   * Hardware watchdog: resets the machine when Talos no longer responds.
   */
  watchdog?: WrittenWatchdog;
  /**
   * Swap volumes by name. The kubelet does not use swap unless its own configuration enables it (memorySwap).
   */
  swap?: {
    [k: string]: WrittenSwapVolume;
  };
  /**
   * Partitions without a file system, by name: /dev/disk/by-partlabel/r-<name>.
   */
  rawVolumes?: {
    [k: string]: WrittenRawVolume;
  };
  /**
   * Volumes that already exist on the disks, by name: /var/mnt/<name>. Talos does not create or wipe them.
   */
  existingVolumes?: {
    [k: string]: WrittenExistingVolume;
  };
  /**
   * Log in to Kubernetes with an identity provider.
   */
  oidc?: WrittenOidc;
  /**
   * Audit log of the API server.
   */
  audit?: WrittenAudit;
  /**
   * The Kubernetes API server.
   */
  apiServer?: {
    /**
     * Additional flags of the API server.
     */
    extraArgs?: WrittenExtraArgs;
  };
  /**
   * Container registries that are mirrored or need credentials, by host.
   */
  registries?: {
    [k: string]: WrittenRegistry;
  };
  /**
   * Cluster discovery: how machines of a cluster find each other.
   */
  discovery?: {
    /**
     * Use the discovery service.
     */
    enabled?: boolean;
  };
  /**
   * Destinations of machine logs, by a name of your choice.
   */
  logs?: {
    [k: string]: string;
  };
  /**
   * Default Pod Security of namespaces.
   */
  podSecurity?: WrittenPodSecurity;
  /**
   * etcd, the database of the Kubernetes API.
   */
  etcd?: {
    /**
     * Serve metrics without a certificate on port 2381 of the control planes.
     */
    metrics?: boolean;
    /**
     * Additional flags of etcd.
     */
    extraArgs?: WrittenExtraArgs;
  };
  /**
   * Kubernetes objects that the control planes create at bootstrap, by a name of your choice.
   */
  manifests?: {
    [k: string]: WrittenBootManifest;
  };
  /**
   * The controller manager.
   */
  controllerManager?: {
    /**
     * Additional flags of the controller manager.
     */
    extraArgs?: WrittenExtraArgs;
  };
  /**
   * The scheduler.
   */
  scheduler?: {
    /**
     * Additional flags of the scheduler.
     */
    extraArgs?: WrittenExtraArgs;
  };
  /**
   * Admission plugins of the API server, by name. A plugin that is disabled by default is enabled. Levels and namespaces of Pod Security are set in podSecurity; other settings here are added.
   */
  admission?: {
    [k: string]: WrittenAdmissionPlugin;
  };
  /**
   * The Kubernetes API on localhost of every machine, independent of its endpoint (KubePrism).
   */
  kubePrism?: {
    /**
     * Serve the Kubernetes API on every machine.
     */
    enabled?: boolean;
    /**
     * The port on localhost.
     */
    port?: number;
  };
}

export interface WrittenExtension {
  /**
   * Configuration files of the extension service, by path.
   */
  files?: {
    [k: string]: WrittenContent;
  };
  /**
   * Environment variables of the extension service.
   */
  environment?: {
    [k: string]: string;
  };
}

export interface WrittenContent {
  /**
   * Content of the file.
   */
  content?: string;
  /**
   * A secret with the content. Its usual key is content.
   */
  from?: WrittenSecretReference;
}

export interface WrittenMachineFile {
  /**
   * Content of the file.
   */
  content?: string;
  /**
   * A secret with the content. Its usual key is content.
   */
  from?: WrittenSecretReference;
  /**
   * Permissions, in octal.
   */
  permissions?: string;
}

export interface WrittenOverlay {
  /**
   * Name of the overlay.
   */
  name: string;
  /**
   * Its image.
   */
  image: string;
}

export interface WrittenKernelModule {
  /**
   * Parameters of the module.
   */
  parameters?: string[];
}

export interface WrittenEncryption {
  /**
   * The volume with the machine configuration.
   */
  state?: WrittenEncryptionKey;
  /**
   * The volume of /var.
   */
  ephemeral?: WrittenEncryptionKey;
  /**
   * The volume of the image cache.
   */
  imageCache?: WrittenEncryptionKey;
  /**
   * The volume of etcd, defined in systemVolumes.etcd.
   */
  etcd?: WrittenEncryptionKey;
  /**
   * The volume of containers, defined in systemVolumes.cri.
   */
  cri?: WrittenEncryptionKey;
  /**
   * The volume of the kubelet, defined in systemVolumes.kubelet.
   */
  kubelet?: WrittenEncryptionKey;
  /**
   * The volume of logs, defined in systemVolumes.log.
   */
  log?: WrittenEncryptionKey;
}

export interface WrittenEncryptionKey {
  /**
   * A key derived from the SMBIOS UUID of the machine: protects a disk that is removed from it. The UUID of a virtual machine is in the compiled Terraform files; anyone who has those and the disk can decrypt it.
   */
  nodeId?: {};
  /**
   * A key sealed in the TPM of the machine.
   */
  tpm?: {};
  /**
   * A key sealed by a KMS server.
   */
  kms?: {
    /**
     * Address of the KMS server.
     */
    endpoint: string;
  };
  /**
   * A passphrase. Its usual key is passphrase. Talos stores that of the state volume in plain text on the same disk (partition META).
   */
  static?: WrittenSecretReference;
}

export interface WrittenVolume {
  /**
   * A CEL expression that matches the disk.
   */
  match?: string;
  /**
   * Minimum size.
   */
  minSize?: string;
  /**
   * Maximum size: a size, a percentage of what is free (80%), or with Talos 1.13 and newer a size to leave free (-10Gi).
   */
  maxSize?: string;
  /**
   * Grow with its disk, up to maxSize. Default: that of Talos, only system volumes grow.
   */
  grow?: boolean;
  /**
   * Its size: sets both minSize and maxSize.
   */
  size?: string;
  /**
   * Its disk, one of `disks` of the machine.
   */
  disk?: string;
  /**
   * Its file system. btrfs: Talos 1.14 and newer.
   */
  filesystem?: 'xfs' | 'ext4' | 'btrfs';
  /**
   * Its keys, by slot.
   */
  encryption?: {
    [k: string]: WrittenEncryptionKey;
  };
  /**
   * A partition of a disk (the default), a whole disk, or a directory of /var.
   */
  kind?: 'partition' | 'disk' | 'directory';
  /**
   * Project quotas, on xfs.
   */
  projectQuota?: boolean;
  /**
   * Whether executables and devices on it are blocked, as Talos does by default. Talos 1.13 and newer.
   */
  secure?: boolean;
  /**
   * Whether access times are recorded (atime). Talos 1.13 and newer.
   */
  accessTime?: boolean;
}

export interface WrittenVolumePlacement {
  /**
   * A CEL expression that matches the disk.
   */
  match?: string;
  /**
   * Minimum size.
   */
  minSize?: string;
  /**
   * Maximum size: a size, a percentage of what is free (80%), or with Talos 1.13 and newer a size to leave free (-10Gi).
   */
  maxSize?: string;
  /**
   * Grow with its disk, up to maxSize. Default: that of Talos, only system volumes grow.
   */
  grow?: boolean;
}

export interface WrittenInstallDisk {
  /**
   * A device. Names such as /dev/sda can change at each boot; prefer a selector or /dev/disk/by-id/...
   */
  path?: string;
  /**
   * Its size, exactly or by comparison, as in the diskSelector of Talos.
   */
  size?: string;
  /**
   * Type of the disk.
   */
  type?: 'ssd' | 'hdd' | 'nvme' | 'sd';
  /**
   * Its model; a trailing * matches any suffix.
   */
  model?: string;
  /**
   * Its serial number.
   */
  serial?: string;
  /**
   * Its WWID.
   */
  wwid?: string;
}

export interface WrittenKubelet {
  /**
   * Additional flags of the kubelet.
   */
  extraArgs?: WrittenExtraArgs;
  /**
   * Additional fields of the KubeletConfiguration.
   */
  config?: {};
  /**
   * Extra mounts of the kubelet, by their path in it. Not in a cluster that was created with Talos 1.14 or newer, where the kubelet sees volumes without them.
   */
  mounts?: {
    [k: string]: WrittenKubeletMount;
  };
}

export interface WrittenExtraArgs {
  [k: string]: string;
}

export interface WrittenFirewall {
  /**
   * Block traffic that no rule allows. Traffic that Talos, Kubernetes and the components need between machines is always allowed.
   */
  enabled?: boolean;
  /**
   * Rules in addition to the derived ones, by name. A rule with the name of a derived rule (talos-api, kubelet, flannel, kubernetes-api, talos-trust, etcd, etcd-metrics, wireguard) replaces it.
   */
  rules?: {
    [k: string]: WrittenFirewallRule;
  };
}

export interface WrittenFirewallRule {
  /**
   * Ports and port ranges.
   *
   * @minItems 1
   */
  ports: [string, ...string[]];
  /**
   * The protocol.
   */
  protocol?: 'tcp' | 'udp' | 'icmp' | 'icmpv6';
  /**
   * Allowed sources, by CIDR.
   */
  from: {
    [k: string]: {
      /**
       * A range that is excluded.
       */
      except?: string;
    };
  };
}

export interface WrittenOidc {
  /**
   * Address of the identity provider.
   */
  issuer: string;
  /**
   * Client id of the tokens.
   */
  clientId: string;
  /**
   * Claim with the user name.
   */
  usernameClaim?: string;
  /**
   * Prefix of user names.
   */
  usernamePrefix?: string;
  /**
   * Claim with the groups of the user.
   */
  groupsClaim?: string;
  /**
   * Prefix of group names.
   */
  groupsPrefix?: string;
}

export interface WrittenAudit {
  /**
   * One level for everything.
   */
  level?: 'None' | 'Metadata' | 'Request' | 'RequestResponse';
  /**
   * A file with an audit policy.
   */
  policy?: string;
}

export interface WrittenRegistry {
  /**
   * Mirrors that are used before the registry.
   */
  mirrors?: string[];
  /**
   * A PEM file with the certificate authority of the registry.
   */
  ca?: string;
  /**
   * User name and password, for the mirrors if there are any, else for the registry. The keys are username and password; `key` replaces the key of the password.
   */
  credentials?: WrittenSecretReference;
  /**
   * The addresses of the mirrors contain the path of the API; /v2 is not appended.
   */
  overridePath?: boolean;
  /**
   * Use only the mirrors, never the registry itself.
   */
  skipFallback?: boolean;
}

/**
 * Components by name, each with the options of its blueprint.
 */
export interface WrittenPlatform {
  [k: string]: {
    [k: string]: unknown;
  };
}

/**
 * A component without a blueprint. One of helm, path and git says where it comes from.
 */
export interface WrittenOwnComponent {
  /**
   * The Helm chart that it is installed from.
   */
  helm?: WrittenOwnChart;
  /**
   * A folder next to infraflux.yaml: plain manifests, or a kustomization. It is copied to the compiled files.
   */
  path?: string;
  /**
   * A folder of another Git repository: plain manifests, a kustomization or a chart.
   */
  git?: WrittenOwnRepository;
  /**
   * Its namespace. Default: the name of the component.
   */
  namespace?: string;
  /**
   * Pod Security level that its namespace enforces. The default is the one that Talos enforces.
   */
  podSecurity?: 'privileged' | 'baseline' | 'restricted';
  /**
   * Helm values. {secret: name} stands for the name of a Secret where the chart takes one, {secret: name, key: key} for a value of an environment variable.
   */
  values?: {};
  /**
   * Secrets that are created in its namespace, by name.
   */
  secrets?: WrittenComponentSecrets;
  /**
   * A folder next to infraflux.yaml with further objects.
   */
  manifests?: string;
  /**
   * Capabilities that it provides.
   */
  provides?: string[];
  /**
   * Capabilities, or names of components, that must be installed before it.
   */
  requires?: string[];
  /**
   * Capabilities, or names of components, that are installed before it if the cluster has them.
   */
  after?: string[];
  /**
   * Whether Argo CD deletes objects that are no longer part of it. Default: true for a folder of manifests without custom resource definitions, namespaces and volume claims, else false.
   */
  prune?: boolean;
  /**
   * Additional sync options of Argo CD.
   */
  syncOptions?: string[];
  /**
   * Fields that other controllers write, as in an Application of Argo CD.
   */
  ignoreDifferences?: {}[];
}

/**
 * A Helm chart.
 */
export interface WrittenOwnChart {
  /**
   * Address of the Helm repository, or oci:// and the registry with the folder of the chart.
   */
  repository: string;
  /**
   * Name of the chart. Default: the last part of an oci:// address.
   */
  chart?: string;
  /**
   * Version of the chart, pinned.
   */
  version: string;
  /**
   * Name of the Helm release. Default: the name of the component.
   */
  release?: string;
  /**
   * Credentials of Argo CD for a private repository or registry; the usual keys are username and password.
   */
  credentials?: WrittenSecretReference;
}

/**
 * A folder of a Git repository.
 */
export interface WrittenOwnRepository {
  /**
   * Address of the repository: https, ssh, scp-like or file.
   */
  repository: string;
  /**
   * Folder in the repository.
   */
  path?: string;
  /**
   * Tag or commit, so that nothing changes by itself. A branch is followed.
   */
  revision: string;
  /**
   * Credentials of Argo CD for a private repository. The usual keys are username and password, for an ssh address sshPrivateKey.
   */
  credentials?: WrittenSecretReference;
}

/**
 * Secrets of a component, by name.
 */
export interface WrittenComponentSecrets {
  [k: string]: {
    /**
     * Keys of the Secret, each with the origin of its value. {}: a value that you set.
     */
    keys: {
      [k: string]: WrittenSecretOrigin;
    };
    /**
     * platform: one secret for all environments.
     */
    scope?: 'environment' | 'platform';
  };
}

/**
 * Where a value comes from.
 */
export interface WrittenSecretOrigin {
  /**
   * Generated by secrets init. password: letters and digits; base64 and hex: random bytes; token: in the form of kubeadm.
   */
  generate?: 'password' | 'base64' | 'hex' | 'token';
  /**
   * Characters of a password, bytes of base64 and hex. Default: 32.
   */
  length?: number;
  /**
   * The system that issues it, and where; shown when it must be set.
   */
  from?: string;
}

export interface WrittenApplications {
  /**
   * The repository of applications.
   */
  repository: string;
  /**
   * The folder of this cluster in the repository.
   */
  path?: string;
  /**
   * Branch, tag or commit.
   */
  revision?: string;
  /**
   * Credentials of Argo CD for a private repository. The usual keys are username and password, for an ssh address sshPrivateKey.
   */
  credentials?: WrittenSecretReference;
}

export interface WrittenBackup {
  /**
   * Snapshots of etcd, the database of the Kubernetes API.
   */
  etcd?: WrittenEtcdBackup;
}

export interface WrittenEtcdBackup {
  /**
   * How often.
   */
  every?: string;
  /**
   * Number of snapshots that are kept.
   */
  keep?: number;
  /**
   * Where snapshots are stored.
   */
  s3: WrittenS3Target;
}

export interface WrittenS3Target {
  /**
   * Name of the bucket.
   */
  bucket: string;
  /**
   * Region of the bucket.
   */
  region: string;
  /**
   * Address of a server that is not AWS.
   */
  endpoint?: string;
  /**
   * Secret with the keys AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
   */
  secret: string;
  /**
   * Prefix of the two keys in the secret, if it contains several pairs.
   */
  key?: string;
}

export interface WrittenWatchdog {
  /**
   * Device of the watchdog. A virtual machine on Proxmox is given one.
   */
  device?: string;
  /**
   * How long Talos may be unresponsive. At least 10 seconds.
   */
  timeout?: string;
}

export interface WrittenSwapVolume {
  /**
   * A CEL expression that matches the disk.
   */
  match?: string;
  /**
   * Minimum size.
   */
  minSize?: string;
  /**
   * Maximum size: a size, a percentage of what is free (80%), or with Talos 1.13 and newer a size to leave free (-10Gi).
   */
  maxSize?: string;
  /**
   * Grow with its disk, up to maxSize. Default: that of Talos, only system volumes grow.
   */
  grow?: boolean;
  /**
   * Its size: sets both minSize and maxSize.
   */
  size?: string;
  /**
   * Its disk, one of `disks` of the machine.
   */
  disk?: string;
  /**
   * Its keys, by slot.
   */
  encryption?: {
    [k: string]: WrittenEncryptionKey;
  };
}

export interface WrittenPodSecurity {
  /**
   * Pods that violate this level are rejected.
   */
  enforce?: 'privileged' | 'baseline' | 'restricted';
  /**
   * Pods that violate this level are recorded in the audit log.
   */
  audit?: 'privileged' | 'baseline' | 'restricted';
  /**
   * Pods that violate this level cause a warning to the client.
   */
  warn?: 'privileged' | 'baseline' | 'restricted';
  /**
   * Exempt namespaces, in addition to kube-system.
   */
  exempt?: string[];
}

export interface WrittenBootManifest {
  /**
   * A file with the objects.
   */
  file?: string;
  /**
   * Where the objects are downloaded from.
   */
  url?: string;
}

export interface WrittenRawVolume {
  /**
   * A CEL expression that matches the disk.
   */
  match?: string;
  /**
   * Minimum size.
   */
  minSize?: string;
  /**
   * Maximum size: a size, a percentage of what is free (80%), or with Talos 1.13 and newer a size to leave free (-10Gi).
   */
  maxSize?: string;
  /**
   * Grow with its disk, up to maxSize. Default: that of Talos, only system volumes grow.
   */
  grow?: boolean;
  /**
   * Its size: sets both minSize and maxSize.
   */
  size?: string;
  /**
   * Its disk, one of `disks` of the machine.
   */
  disk?: string;
  /**
   * Its keys, by slot.
   */
  encryption?: {
    [k: string]: WrittenEncryptionKey;
  };
}

export interface WrittenExistingVolume {
  /**
   * A CEL expression that matches the volume.
   */
  match: string;
  /**
   * Mount it read-only.
   */
  readOnly?: boolean;
}

export interface WrittenAdmissionPlugin {
  /**
   * Configuration of the plugin, with apiVersion and kind.
   */
  configuration: {};
}

export interface WrittenKubeletMount {
  /**
   * Path on the machine. Default: the same path.
   */
  source?: string;
  /**
   * Mount options.
   */
  options?: string[];
}

// ---- What the program uses: defaults filled in. ----

/**
 * A whole platform, its environments, the clusters in each, their nodes and what runs on them.
 */
export interface ResolvedConfig {
  /**
   * Required versions of InfraFlux. Any other version stops before it reads the rest.
   */
  requires?: string;
  /**
   * Name of the platform, shared by all environments. Used in tags on the hypervisor, in Argo CD project names and in state keys.
   */
  name: string;
  /**
   * Free text. It is kept as text in every target and never interpreted.
   */
  description?: string;
  /**
   * Where machines come from, by name.
   */
  providers: {
    [k: string]: ResolvedProvider;
  };
  /**
   * Networks that clusters share, by name. Collisions are checked across all clusters of a network.
   */
  networks: {
    [k: string]: ResolvedNetwork;
  };
  /**
   * How secrets are stored in the repository.
   */
  secrets?: ResolvedSecretsSettings;
  /**
   * The engine that creates machines, and where it stores its state.
   */
  terraform: ResolvedTerraform;
  /**
   * The Git repository that Argo CD watches. Default: a bare repository under .infraflux/.
   */
  gitops?: ResolvedGitops;
  /**
   * Your own sizes, by name. A size with the name of a built-in size replaces it.
   */
  sizes: {
    [k: string]: ResolvedSize;
  };
  /**
   * Named fragments that clusters select in addition to their size. Merged over `defaults`, below the environment.
   */
  variants: {
    [k: string]: ResolvedVariant;
  };
  /**
   * Settings of every cluster, above its size.
   */
  defaults: ResolvedCluster;
  /**
   * The environments, by name. Each may also be written in environments/<name>.yaml, which is one layer above.
   */
  environments: {
    [k: string]: ResolvedEnvironment;
  };
}

export interface ResolvedSecretReference {
  /**
   * Name of the secret: secrets/<environment>/<name>.sops.yaml, or secrets/platform/ for secrets of all environments.
   */
  secret: string;
  /**
   * Key in the secret. Default: the usual key of the consumer.
   */
  key?: string;
}

/**
 * One of its types, each with its own keys.
 */
export type ResolvedProvider = ResolvedProxmoxProvider | ResolvedMetalProvider;

/**
 * A provider of type proxmox: creates virtual machines on Proxmox VE.
 */
export interface ResolvedProxmoxProvider {
  /**
   * Type of the provider.
   */
  type: 'proxmox';
  /**
   * Address of the Proxmox API, without /api2/json.
   */
  endpoint?: string;
  /**
   * The API token, as user@realm!id=uuid. Its usual key is token.
   */
  credentials?: ResolvedSecretReference;
  /**
   * A PEM file with the certificate authority of the endpoint, relative to infraflux.yaml. Certificate verification cannot be disabled.
   */
  ca?: string;
  /**
   * Range of VM IDs that only InfraFlux allocates. A pinned VM ID may be outside of it.
   */
  vmIds?: string;
  /**
   * Resource pool on the hypervisor that the machines join.
   */
  pool?: string;
  /**
   * Major version of Proxmox VE. It decides how anti-affinity of machines is configured: by rules (9) or by groups (8).
   */
  version: '8' | '9';
  /**
   * High availability of Proxmox for control planes: on different hosts, and started on another host when a host fails. Their disks must be on a datastore that the hosts share.
   */
  ha?: ResolvedProxmoxHa;
  /**
   * Shared datastores, by their name on the hypervisor. An image is downloaded there once, not once for each host.
   */
  sharedDatastores: string[];
  /**
   * Hosts of the hypervisor, by their name there.
   */
  hosts: {
    [k: string]: ResolvedProxmoxHost;
  };
}

export interface ResolvedProxmoxHa {
  /**
   * How often a machine is restarted on the same host. Default: that of Proxmox (1).
   */
  maxRestart?: number;
  /**
   * How often it is then started on another host. Default: that of Proxmox (1).
   */
  maxRelocate?: number;
}

export interface ResolvedProxmoxHost {
  /**
   * CPU threads of the host. Without it, CPU capacity is not checked.
   */
  cpu?: number;
  /**
   * Memory of the host. Without it, memory capacity is not checked.
   */
  memory?: string;
  /**
   * Memory reserved for the hypervisor itself, subtracted before machines are placed.
   */
  reserve: string;
  /**
   * How much may be allocated for each physical unit. More is a warning.
   */
  overcommit: ResolvedProxmoxOvercommit;
  /**
   * Datastores by role. disks is for disks of machines, images for downloaded images; other roles can be used by `datastore` of a disk.
   */
  datastores: {
    [k: string]: string;
  };
  /**
   * Bridge of this host for a network, if it has another name than in the network.
   */
  bridges: {
    [k: string]: string;
  };
  /**
   * GPUs that can be passed through to machines, by model.
   */
  gpus: {
    [k: string]: ResolvedProxmoxHostGpu;
  };
}

export interface ResolvedProxmoxOvercommit {
  /**
   * Virtual CPUs for each thread of the host.
   */
  cpu: number;
  /**
   * Allocated memory for each byte of physical memory.
   */
  memory: number;
}

export interface ResolvedProxmoxHostGpu {
  /**
   * PCI resource mappings of the hypervisor, one for each card. They must exist there (Datacenter, Resource Mappings): the device of a mapping is configured on Proxmox, not here.
   *
   * @minItems 1
   */
  mappings: [string, ...string[]];
}

/**
 * A provider of type metal: uses machines that exist already.
 */
export interface ResolvedMetalProvider {
  /**
   * Type of the provider.
   */
  type: 'metal';
}

export interface ResolvedNetwork {
  /**
   * The network, with no host bits set.
   */
  cidr: string;
  /**
   * Site of the network. Two networks with overlapping CIDRs need different sites.
   */
  site: string;
  /**
   * Address of the gateway. A network without one has no default route.
   */
  gateway?: string;
  /**
   * Name servers, in order of preference. Default: those of Talos (1.1.1.1 and 8.8.8.8).
   */
  dns: string[];
  /**
   * DNS search domains.
   */
  search: string[];
  /**
   * Time servers. Default: that of Talos (time.cloudflare.com).
   */
  ntp: string[];
  /**
   * Bridge of the hypervisor for this network. A host can override it, see `bridges` of the host.
   */
  bridge?: string;
  /**
   * VLAN tag of the network interfaces of machines.
   */
  vlan?: number;
  /**
   * MTU in bytes. Default: that of the bridge.
   */
  mtu?: number;
  /**
   * Enable the firewall of the hypervisor for the interfaces of machines on this network. Its rules are configured on the hypervisor.
   */
  firewall: boolean;
  /**
   * static allocates addresses from the range of the cluster; with dhcp a server assigns them: `address` of a node is the one that is reserved for it, or unknown.
   */
  addressing: 'static' | 'dhcp';
  /**
   * Additional routes, by name.
   */
  routes: {
    [k: string]: ResolvedRoute;
  };
}

export interface ResolvedRoute {
  /**
   * Destination of the route.
   */
  to: string;
  /**
   * The next hop. Default: none, for destinations that are reached directly, such as behind a tunnel.
   */
  via?: string;
  /**
   * Of several routes to the same destination, the one with the lowest metric is used.
   */
  metric?: number;
  /**
   * Source address of the machine.
   */
  source?: string;
  /**
   * MTU of the route in bytes.
   */
  mtu?: number;
  /**
   * Routing table. Default: the main one.
   */
  table?: number;
}

export interface ResolvedSecretsSettings {
  /**
   * SOPS files with age recipients, under secrets/.
   */
  sops?: ResolvedSops;
  /**
   * Values that look like secrets in clear and are none: the id that the finding names, and the reason. Each is answered by itself.
   */
  notSecret: {
    [k: string]: string;
  };
}

export interface ResolvedEnvironmentSecrets {
  /**
   * SOPS files with age recipients, under secrets/.
   */
  sops?: ResolvedSops;
  /**
   * Secrets of components come from a store outside Git, by ExternalSecret objects. Default: by encrypted objects in Git. The login to the store, and secrets that are needed before it, are always encrypted objects.
   */
  external?: ResolvedExternalSecrets;
}

export interface ResolvedClusterSecrets {
  /**
   * Secrets of components come from a store outside Git, by ExternalSecret objects. Default: by encrypted objects in Git. The login to the store, and secrets that are needed before it, are always encrypted objects.
   */
  external?: ResolvedExternalSecrets;
}

export interface ResolvedExternalSecrets {
  /**
   * Name of the store, defined at the component that reads stores.
   */
  store: string;
  /**
   * Name of a secret in the store. ${environment} is platform for secrets of all environments. Its keys are fields of the entry; with ${key}, each key is a separate entry. Default: depends on the kind of store, for example ${environment}/${name}.
   */
  path?: string;
  /**
   * How often the store is read again.
   */
  refresh: string;
}

export interface ResolvedSops {
  /**
   * age public keys that can read the secrets. At the top level they are the operators, who can decrypt all; those of an environment can decrypt its secrets too.
   *
   * @minItems 1
   */
  recipients: [string, ...string[]];
}

export interface ResolvedTerraform {
  /**
   * Terraform or OpenTofu.
   */
  engine: 'terraform' | 'tofu';
  /**
   * Where the engine stores its state: one of local, s3, http, pg, gcs, azurerm, kubernetes, cloud. Each cluster has a separate state in it.
   */
  backend: ResolvedBackend;
}

export interface ResolvedBackend {
  /**
   * A file under state/, next to infraflux.yaml.
   */
  local?: {};
  /**
   * An S3 bucket, or a compatible service.
   */
  s3?: ResolvedBackendS3;
  /**
   * An HTTP server that stores state.
   */
  http?: {
    /**
     * Address of the state; environment and cluster are appended.
     */
    address: string;
    /**
     * Lock with LOCK and UNLOCK at the same address.
     */
    locking: boolean;
  };
  /**
   * A PostgreSQL database.
   */
  pg?: {
    /**
     * Prefix of the schema name; environment and cluster are appended. The connection comes from PG_CONN_STR.
     */
    schema: string;
  };
  /**
   * A Google Cloud Storage bucket.
   */
  gcs?: {
    /**
     * Name of the bucket.
     */
    bucket: string;
    /**
     * Prefix before environment and cluster.
     */
    prefix: string;
  };
  /**
   * An Azure storage container.
   */
  azurerm?: {
    /**
     * Name of the storage account.
     */
    storageAccount: string;
    /**
     * Name of the container.
     */
    container: string;
    /**
     * Resource group of the account.
     */
    resourceGroup?: string;
  };
  /**
   * A Secret in a Kubernetes cluster (1 MiB at most).
   */
  kubernetes?: {
    /**
     * Namespace of the Secret with the state.
     */
    namespace: string;
  };
  /**
   * HCP Terraform or a compatible service.
   */
  cloud?: {
    /**
     * Name of the organization.
     */
    organization: string;
    /**
     * Host of the service.
     */
    hostname: string;
  };
}

export interface ResolvedBackendS3 {
  /**
   * Name of the bucket.
   */
  bucket: string;
  /**
   * Region of the bucket; most other servers accept any value.
   */
  region: string;
  /**
   * Address of a server that is not AWS.
   */
  endpoint?: string;
  /**
   * Prefix before environment and cluster in the key.
   */
  prefix: string;
  /**
   * Lock with a file next to the state (use_lockfile).
   */
  locking: boolean;
}

export interface ResolvedGitops {
  /**
   * Address of the repository that Argo CD reads: https, ssh, scp-like or file.
   */
  repository: string;
  /**
   * The branch. An environment can override it.
   */
  branch: string;
  /**
   * The folder for compiled files.
   */
  path: string;
  /**
   * Credentials of Argo CD for a private repository. The usual keys are username and password, for an ssh address sshPrivateKey. InfraFlux itself publishes with your own git configuration.
   */
  credentials?: ResolvedSecretReference;
  /**
   * A known_hosts file for ssh, relative to infraflux.yaml.
   */
  knownHosts?: string;
}

/**
 * A cluster-shaped fragment that sets no size.
 */
export interface ResolvedSize {
  /**
   * Provider of the machines, one of `providers`. Default: the only provider.
   */
  provider?: string;
  /**
   * DNS domain of the web pages of the platform, for example argocd.<domain>.
   */
  domain?: string;
  /**
   * No machine is destroyed, and no machine with data is replaced, unless allowed by name.
   */
  protect: boolean;
  /**
   * Versions of Talos and Kubernetes. Components pin their own.
   */
  versions: ResolvedVersions;
  /**
   * Addresses of machines, endpoint, load balancers, pods and services of the cluster.
   */
  network: ResolvedClusterNetwork;
  /**
   * The control plane: number and settings of its machines.
   */
  controlPlane: ResolvedControlPlane;
  /**
   * Pools of workers, by name.
   */
  pools: {
    [k: string]: ResolvedPool;
  };
  /**
   * Talos settings of the whole cluster. Pools and nodes can override them in their own `talos`.
   */
  talos: ResolvedClusterTalos;
  /**
   * The components of the cluster. {} enables one with defaults; null removes one that a lower layer enabled.
   */
  platform: ResolvedPlatform;
  /**
   * The repository of your applications. InfraFlux configures Argo CD for it and does not read it.
   */
  applications?: ResolvedApplications;
  /**
   * Regular backups, and where they are stored.
   */
  backup: ResolvedBackup;
}

/**
 * A cluster-shaped fragment that clusters select by its name.
 */
export interface ResolvedVariant {
  /**
   * Provider of the machines, one of `providers`. Default: the only provider.
   */
  provider?: string;
  /**
   * DNS domain of the web pages of the platform, for example argocd.<domain>.
   */
  domain?: string;
  /**
   * No machine is destroyed, and no machine with data is replaced, unless allowed by name.
   */
  protect: boolean;
  /**
   * Versions of Talos and Kubernetes. Components pin their own.
   */
  versions: ResolvedVersions;
  /**
   * Addresses of machines, endpoint, load balancers, pods and services of the cluster.
   */
  network: ResolvedClusterNetwork;
  /**
   * The control plane: number and settings of its machines.
   */
  controlPlane: ResolvedControlPlane;
  /**
   * Pools of workers, by name.
   */
  pools: {
    [k: string]: ResolvedPool;
  };
  /**
   * Talos settings of the whole cluster. Pools and nodes can override them in their own `talos`.
   */
  talos: ResolvedClusterTalos;
  /**
   * The components of the cluster. {} enables one with defaults; null removes one that a lower layer enabled.
   */
  platform: ResolvedPlatform;
  /**
   * The repository of your applications. InfraFlux configures Argo CD for it and does not read it.
   */
  applications?: ResolvedApplications;
  /**
   * Regular backups, and where they are stored.
   */
  backup: ResolvedBackup;
}

export interface ResolvedEnvironment {
  /**
   * Provider of the machines, one of `providers`. Default: the only provider.
   */
  provider?: string;
  /**
   * DNS domain of the web pages of the platform, for example argocd.<domain>.
   */
  domain?: string;
  /**
   * No machine is destroyed, and no machine with data is replaced, unless allowed by name.
   */
  protect: boolean;
  /**
   * Accepted warnings: the code and the reason. They are counted, but not shown.
   */
  accept: {
    [k: string]: string;
  };
  /**
   * Versions of Talos and Kubernetes. Components pin their own.
   */
  versions: ResolvedVersions;
  /**
   * A predefined fragment, the lowest layer: single, small, ha, edge, gpu, storage, or one of `sizes`.
   */
  size: string;
  /**
   * Fragments of `variants` that are merged over `defaults`, in this order. The list of an upper layer replaces that of a lower one.
   */
  variants: string[];
  /**
   * Addresses of machines, endpoint, load balancers, pods and services of the cluster.
   */
  network: ResolvedClusterNetwork;
  /**
   * The control plane: number and settings of its machines.
   */
  controlPlane: ResolvedControlPlane;
  /**
   * Pools of workers, by name.
   */
  pools: {
    [k: string]: ResolvedPool;
  };
  /**
   * Single nodes by name: overrides of a generated node, or (with `pool`) an additional node.
   */
  nodes: {
    [k: string]: ResolvedNode;
  };
  /**
   * Talos settings of the whole cluster. Pools and nodes can override them in their own `talos`.
   */
  talos: ResolvedClusterTalos;
  /**
   * The components of the cluster. {} enables one with defaults; null removes one that a lower layer enabled.
   */
  platform: ResolvedPlatform;
  /**
   * The repository of your applications. InfraFlux configures Argo CD for it and does not read it.
   */
  applications?: ResolvedApplications;
  /**
   * Regular backups, and where they are stored.
   */
  backup: ResolvedBackup;
  /**
   * Additional recipients for the secrets of this environment, and how its clusters get their secrets.
   */
  secrets?: ResolvedEnvironmentSecrets;
  /**
   * The clusters of this environment, by name.
   */
  clusters: {
    [k: string]: ResolvedCluster;
  };
  /**
   * Where this environment is published, if that differs.
   */
  gitops?: {
    /**
     * The branch that the clusters of this environment read.
     */
    branch?: string;
  };
}

export interface ResolvedCluster {
  /**
   * Provider of the machines, one of `providers`. Default: the only provider.
   */
  provider?: string;
  /**
   * DNS domain of the web pages of the platform, for example argocd.<domain>.
   */
  domain?: string;
  /**
   * No machine is destroyed, and no machine with data is replaced, unless allowed by name.
   */
  protect: boolean;
  /**
   * Accepted warnings: the code and the reason. They are counted, but not shown.
   */
  accept: {
    [k: string]: string;
  };
  /**
   * Versions of Talos and Kubernetes. Components pin their own.
   */
  versions: ResolvedVersions;
  /**
   * A predefined fragment, the lowest layer: single, small, ha, edge, gpu, storage, or one of `sizes`.
   */
  size: string;
  /**
   * Fragments of `variants` that are merged over `defaults`, in this order. The list of an upper layer replaces that of a lower one.
   */
  variants: string[];
  /**
   * Addresses of machines, endpoint, load balancers, pods and services of the cluster.
   */
  network: ResolvedClusterNetwork;
  /**
   * The control plane: number and settings of its machines.
   */
  controlPlane: ResolvedControlPlane;
  /**
   * Pools of workers, by name.
   */
  pools: {
    [k: string]: ResolvedPool;
  };
  /**
   * Single nodes by name: overrides of a generated node, or (with `pool`) an additional node.
   */
  nodes: {
    [k: string]: ResolvedNode;
  };
  /**
   * Talos settings of the whole cluster. Pools and nodes can override them in their own `talos`.
   */
  talos: ResolvedClusterTalos;
  /**
   * The components of the cluster. {} enables one with defaults; null removes one that a lower layer enabled.
   */
  platform: ResolvedPlatform;
  /**
   * The repository of your applications. InfraFlux configures Argo CD for it and does not read it.
   */
  applications?: ResolvedApplications;
  /**
   * Regular backups, and where they are stored.
   */
  backup: ResolvedBackup;
  /**
   * How the cluster gets the secrets of its components.
   */
  secrets?: ResolvedClusterSecrets;
}

export interface ResolvedVersions {
  /**
   * Version of Talos Linux, with or without a leading v.
   */
  talos: string;
  /**
   * Version of Kubernetes, with or without a leading v.
   */
  kubernetes: string;
}

export interface ResolvedClusterNetwork {
  /**
   * Network of the machines, one of `networks`. Default: the only network.
   */
  attach?: string;
  /**
   * Range to allocate addresses of machines from. A pinned address may be anywhere in the network.
   */
  nodes?: string;
  /**
   * The Kubernetes API. An address in the network is a virtual address of the control plane; host:port is an external load balancer.
   */
  endpoint?: string;
  /**
   * Addresses for Services of type LoadBalancer. Outside of every network only with BGP; must not contain the address of a machine.
   */
  loadBalancers?: string;
  /**
   * Addresses of pods. Comma-separated for dual stack.
   */
  pods: string;
  /**
   * Addresses of Services. Comma-separated for dual stack.
   */
  services: string;
  /**
   * DNS domain inside the cluster.
   */
  clusterDomain: string;
  /**
   * Additional names and addresses in the certificate of the API server.
   */
  certificateNames: string[];
  /**
   * Pod network without a component. Default: none if a component provides it, else the flannel of Talos.
   */
  cni?: ResolvedCni;
}

export interface ResolvedCni {
  /**
   * The flannel that Talos includes.
   */
  flannel?: {};
  /**
   * None; it is installed separately.
   */
  none?: {};
  /**
   * Addresses of the manifests.
   */
  manifests?: {
    /**
     * Manifests that Talos applies at bootstrap.
     *
     * @minItems 1
     */
    urls: [string, ...string[]];
  };
}

export interface ResolvedControlPlane {
  /**
   * Provider of these machines, one of `providers`. Default: that of the cluster.
   */
  provider?: string;
  /**
   * Hosts that these machines may run on. Default: all hosts of the provider.
   *
   * @minItems 1
   */
  hosts?: [string, ...string[]];
  /**
   * CPU cores.
   */
  cpu: number;
  /**
   * Memory.
   */
  memory: string;
  /**
   * Hardware of the virtual machine, or of a metal machine.
   */
  machine: ResolvedMachine;
  /**
   * GPUs by model; the host must have them.
   */
  gpus: {
    [k: string]: ResolvedGpuRequest;
  };
  /**
   * Disks by name. Talos is installed on `system`.
   */
  disks: {
    [k: string]: ResolvedDisk;
  };
  /**
   * Network interfaces in addition to the one in the network of the cluster. An interface with the `network` of the cluster configures that one.
   */
  interfaces: {
    [k: string]: ResolvedInterface;
  };
  /**
   * Name servers of these machines, instead of those of the network.
   */
  dns?: string[];
  /**
   * Search domains of these machines, instead of those of the network. [] disables them.
   */
  search?: string[];
  /**
   * Time servers of these machines, instead of those of the network.
   */
  ntp?: string[];
  /**
   * Kubernetes labels of the nodes.
   */
  labels: {
    [k: string]: string;
  };
  /**
   * Kubernetes annotations of the nodes.
   */
  annotations: {
    [k: string]: string;
  };
  /**
   * Kubernetes taints of the nodes, by key.
   */
  taints: {
    [k: string]: ResolvedTaint;
  };
  /**
   * Free text, kept as text on the hypervisor.
   */
  description?: string;
  /**
   * Talos settings of these machines, merged over those of the cluster.
   */
  talos: ResolvedTalos;
  /**
   * Number of control planes: 1, 3 or 5. Default: that of the size.
   */
  count?: number;
  /**
   * Template for the names of the machines. ${n} is the number, ${nn} the number with two digits.
   */
  name: string;
  /**
   * Number of the first machine.
   */
  first: number;
  /**
   * Whether workloads may be scheduled on control planes.
   */
  schedulable: boolean;
}

export interface ResolvedPool {
  /**
   * Provider of these machines, one of `providers`. Default: that of the cluster.
   */
  provider?: string;
  /**
   * Hosts that these machines may run on. Default: all hosts of the provider.
   *
   * @minItems 1
   */
  hosts?: [string, ...string[]];
  /**
   * CPU cores.
   */
  cpu: number;
  /**
   * Memory.
   */
  memory: string;
  /**
   * Hardware of the virtual machine, or of a metal machine.
   */
  machine: ResolvedMachine;
  /**
   * GPUs by model; the host must have them.
   */
  gpus: {
    [k: string]: ResolvedGpuRequest;
  };
  /**
   * Disks by name. Talos is installed on `system`.
   */
  disks: {
    [k: string]: ResolvedDisk;
  };
  /**
   * Network interfaces in addition to the one in the network of the cluster. An interface with the `network` of the cluster configures that one.
   */
  interfaces: {
    [k: string]: ResolvedInterface;
  };
  /**
   * Name servers of these machines, instead of those of the network.
   */
  dns?: string[];
  /**
   * Search domains of these machines, instead of those of the network. [] disables them.
   */
  search?: string[];
  /**
   * Time servers of these machines, instead of those of the network.
   */
  ntp?: string[];
  /**
   * Kubernetes labels of the nodes.
   */
  labels: {
    [k: string]: string;
  };
  /**
   * Kubernetes annotations of the nodes.
   */
  annotations: {
    [k: string]: string;
  };
  /**
   * Kubernetes taints of the nodes, by key.
   */
  taints: {
    [k: string]: ResolvedTaint;
  };
  /**
   * Free text, kept as text on the hypervisor.
   */
  description?: string;
  /**
   * Talos settings of these machines, merged over those of the cluster.
   */
  talos: ResolvedTalos;
  /**
   * Number of machines. A pool with neither count nor nodes is an error.
   */
  count?: number;
  /**
   * Template for the names of the machines. ${n} is the number, ${nn} the number with two digits.
   */
  name: string;
  /**
   * Number of the first machine.
   */
  first: number;
}

export interface ResolvedNode {
  /**
   * Provider of these machines, one of `providers`. Default: that of the cluster.
   */
  provider?: string;
  /**
   * Hosts that these machines may run on. Default: all hosts of the provider.
   *
   * @minItems 1
   */
  hosts?: [string, ...string[]];
  /**
   * CPU cores.
   */
  cpu: number;
  /**
   * Memory.
   */
  memory: string;
  /**
   * Hardware of the virtual machine, or of a metal machine.
   */
  machine: ResolvedMachine;
  /**
   * GPUs by model; the host must have them.
   */
  gpus: {
    [k: string]: ResolvedGpuRequest;
  };
  /**
   * Disks by name. Talos is installed on `system`.
   */
  disks: {
    [k: string]: ResolvedDisk;
  };
  /**
   * Network interfaces in addition to the one in the network of the cluster. An interface with the `network` of the cluster configures that one.
   */
  interfaces: {
    [k: string]: ResolvedInterface;
  };
  /**
   * Name servers of these machines, instead of those of the network.
   */
  dns?: string[];
  /**
   * Search domains of these machines, instead of those of the network. [] disables them.
   */
  search?: string[];
  /**
   * Time servers of these machines, instead of those of the network.
   */
  ntp?: string[];
  /**
   * Kubernetes labels of the nodes.
   */
  labels: {
    [k: string]: string;
  };
  /**
   * Kubernetes annotations of the nodes.
   */
  annotations: {
    [k: string]: string;
  };
  /**
   * Kubernetes taints of the nodes, by key.
   */
  taints: {
    [k: string]: ResolvedTaint;
  };
  /**
   * Free text, kept as text on the hypervisor.
   */
  description?: string;
  /**
   * Talos settings of these machines, merged over those of the cluster.
   */
  talos: ResolvedTalos;
  /**
   * Defines an additional node of that pool (or of controlPlane), with this name.
   */
  pool?: string;
  /**
   * This generated node is not created; the others keep their names and numbers.
   */
  retired: boolean;
  /**
   * Host of the hypervisor that it runs on. Default: chosen by capacity and recorded in infraflux.lock.
   */
  host?: string;
  /**
   * Its address in the network of the cluster. Default: allocated and recorded in infraflux.lock.
   */
  address?: string;
  /**
   * Its MAC address in the network of the cluster. Default: for a virtual machine derived from the node name and recorded in infraflux.lock; without it, a metal machine must have a single network interface.
   */
  mac?: string;
  /**
   * Its VM ID on the hypervisor. Default: allocated and recorded in infraflux.lock.
   */
  vmId?: number;
  /**
   * Its hostname. Default: the name of the node.
   */
  hostname?: string;
}

export interface ResolvedMachineSettings {
  /**
   * Provider of these machines, one of `providers`. Default: that of the cluster.
   */
  provider?: string;
  /**
   * Hosts that these machines may run on. Default: all hosts of the provider.
   *
   * @minItems 1
   */
  hosts?: [string, ...string[]];
  /**
   * CPU cores.
   */
  cpu: number;
  /**
   * Memory.
   */
  memory: string;
  /**
   * Hardware of the virtual machine, or of a metal machine.
   */
  machine: ResolvedMachine;
  /**
   * GPUs by model; the host must have them.
   */
  gpus: {
    [k: string]: ResolvedGpuRequest;
  };
  /**
   * Disks by name. Talos is installed on `system`.
   */
  disks: {
    [k: string]: ResolvedDisk;
  };
  /**
   * Network interfaces in addition to the one in the network of the cluster. An interface with the `network` of the cluster configures that one.
   */
  interfaces: {
    [k: string]: ResolvedInterface;
  };
  /**
   * Name servers of these machines, instead of those of the network.
   */
  dns?: string[];
  /**
   * Search domains of these machines, instead of those of the network. [] disables them.
   */
  search?: string[];
  /**
   * Time servers of these machines, instead of those of the network.
   */
  ntp?: string[];
  /**
   * Kubernetes labels of the nodes.
   */
  labels: {
    [k: string]: string;
  };
  /**
   * Kubernetes annotations of the nodes.
   */
  annotations: {
    [k: string]: string;
  };
  /**
   * Kubernetes taints of the nodes, by key.
   */
  taints: {
    [k: string]: ResolvedTaint;
  };
  /**
   * Free text, kept as text on the hypervisor.
   */
  description?: string;
  /**
   * Talos settings of these machines, merged over those of the cluster.
   */
  talos: ResolvedTalos;
}

export interface ResolvedMachine {
  /**
   * Processor architecture.
   */
  architecture: 'amd64' | 'arm64';
  /**
   * Emulated CPU type. host is fastest; x86-64-v2-AES and similar types allow live migration.
   */
  cpuType: string;
  /**
   * Enable NUMA for the machine.
   */
  numa: boolean;
  /**
   * uefi (OVMF, q35) or bios (SeaBIOS).
   */
  firmware: 'uefi' | 'bios';
  /**
   * Secure boot. Requires uefi; on Proxmox also Talos 1.14 or newer, whose disk image enrolls its keys.
   */
  secureBoot: boolean;
  /**
   * A TPM 2.0.
   */
  tpm: boolean;
  /**
   * Whether the hypervisor uses the guest agent of the image. Default: true, except with a schematic of your own, whose extensions are unknown.
   */
  guestAgent?: boolean;
  /**
   * Start the machine when its host boots.
   */
  startOnBoot: boolean;
  /**
   * Order in which the host starts its machines, lowest first.
   */
  startOrder?: number;
  /**
   * Additional tags on the hypervisor.
   */
  tags: string[];
}

export interface ResolvedGpuRequest {
  /**
   * Number of GPUs.
   */
  count: number;
}

export interface ResolvedDisk {
  /**
   * Size. A disk can grow, but never shrink.
   */
  size?: string;
  /**
   * Role of its datastore on the host.
   */
  datastore: string;
  /**
   * The disk outlives the machine: a recreated machine gets it back.
   */
  keep: boolean;
  /**
   * Component that stores its data on it.
   */
  use?: string;
  /**
   * Tags for the component in `use`.
   */
  tags: string[];
  /**
   * Cache mode of the hypervisor.
   */
  cache: 'none' | 'writethrough' | 'writeback' | 'directsync' | 'unsafe';
}

export interface ResolvedInterface {
  /**
   * Its network, one of `networks`.
   */
  network?: string;
  /**
   * Its address in that network, for a single node.
   */
  address?: string;
  /**
   * Addresses with prefix, for an interface without `network`.
   */
  addresses: string[];
  /**
   * Its MAC address, for a single node.
   */
  mac?: string;
  /**
   * Metal only: selects the network interface of the machine.
   */
  match?: ResolvedLinkMatch;
  /**
   * MTU in bytes. Default: that of its network.
   */
  mtu?: number;
  /**
   * Use DHCP.
   */
  dhcp: boolean;
  /**
   * Metric of the default route: of the gateway of its network, or of what DHCP brings. Default: 1024 on the network of the cluster; 2048 for DHCP on another link.
   */
  routeMetric?: number;
  /**
   * Routes of the interface, by name.
   */
  routes: {
    [k: string]: ResolvedRoute;
  };
  /**
   * Configures it as a bond of several interfaces.
   */
  bond?: ResolvedBond;
  /**
   * Configures it as a bridge.
   */
  bridge?: ResolvedBridge;
  /**
   * Configures it as a VLAN on another interface.
   */
  vlan?: ResolvedVlanLink;
  /**
   * Configures it as a WireGuard tunnel.
   */
  wireguard?: ResolvedWireguard;
}

export interface ResolvedLinkMatch {
  /**
   * Its MAC address; a trailing * matches any suffix.
   */
  mac?: string;
  /**
   * Name of its kernel driver.
   */
  driver?: string;
  /**
   * Its bus path; a trailing * matches any suffix.
   */
  bus?: string;
}

export interface ResolvedBond {
  /**
   * Bonding mode.
   */
  mode: 'balance-rr' | 'active-backup' | 'balance-xor' | 'broadcast' | '802.3ad' | 'balance-tlb' | 'balance-alb';
  /**
   * Names of its ports.
   */
  links: string[];
  /**
   * Selects its ports by their properties.
   */
  match?: ResolvedLinkMatch;
  /**
   * LACP rate (802.3ad).
   */
  lacpRate?: 'slow' | 'fast';
  /**
   * Transmit hash policy: how the port of a packet is chosen.
   */
  hashPolicy?: 'layer2' | 'layer2+3' | 'layer3+4' | 'encap2+3' | 'encap3+4';
  /**
   * Link monitoring interval, in milliseconds.
   */
  miimon?: number;
  /**
   * Delay before a port that is up is used, in milliseconds. A multiple of miimon.
   */
  updelay?: number;
  /**
   * Delay before a port that is down is disabled, in milliseconds. A multiple of miimon.
   */
  downdelay?: number;
  /**
   * Minimum number of active ports for the bond to be up (802.3ad).
   */
  minLinks?: number;
  /**
   * How the active aggregator is selected (802.3ad).
   */
  adSelect?: 'stable' | 'bandwidth' | 'count';
  /**
   * Which MAC address the bond uses (active-backup).
   */
  failOverMac?: 'none' | 'active' | 'follow';
  /**
   * When the primary port becomes active again (active-backup, balance-tlb, balance-alb).
   */
  primaryReselect?: 'always' | 'better' | 'failure';
  /**
   * ARP monitoring interval, in milliseconds. Instead of miimon.
   */
  arpInterval?: number;
  /**
   * ARP monitoring targets.
   */
  arpTargets?: string[];
  /**
   * Which ARP replies are validated.
   */
  arpValidate?: 'none' | 'active' | 'backup' | 'all' | 'filter' | 'filter-active' | 'filter-backup';
}

export interface ResolvedBridge {
  /**
   * Names of its ports.
   */
  links: string[];
  /**
   * Spanning tree protocol.
   */
  stp: boolean;
  /**
   * VLAN filtering of the bridge.
   */
  vlanFiltering?: boolean;
}

export interface ResolvedVlanLink {
  /**
   * VLAN tag.
   */
  id: number;
  /**
   * The parent interface.
   */
  parent: string;
}

export interface ResolvedWireguard {
  /**
   * The private key (`wg genkey`). Its usual key is privateKey.
   */
  privateKey: ResolvedSecretReference;
  /**
   * UDP port.
   */
  listenPort?: number;
  /**
   * Peers, by name.
   */
  peers: {
    [k: string]: ResolvedWireguardPeer;
  };
}

export interface ResolvedWireguardPeer {
  /**
   * Its public key.
   */
  publicKey: string;
  /**
   * Preshared key (`wg genpsk`). Its usual key is presharedKey.
   */
  presharedKey?: ResolvedSecretReference;
  /**
   * Its endpoint: an address and a port, because Talos does not resolve names. Default: the peer has to connect to this machine.
   */
  endpoint?: string;
  /**
   * Allowed addresses of the peer.
   */
  allowedIPs: string[];
  /**
   * Keepalive interval.
   */
  keepalive?: string;
}

export interface ResolvedTaint {
  /**
   * Value of the taint.
   */
  value: string;
  /**
   * Effect on pods that do not tolerate it.
   */
  effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

export interface ResolvedTalos {
  /**
   * System extensions, in addition to those of the provider and of components. Short names are siderolabs/<name>.
   */
  extensions: {
    [k: string]: ResolvedExtension;
  };
  /**
   * Id of your own Image Factory schematic, instead of the computed one.
   */
  schematic?: string;
  /**
   * Single-board computers: the overlay of the image.
   */
  overlay?: ResolvedOverlay;
  /**
   * Kernel modules to load.
   */
  kernelModules: {
    [k: string]: ResolvedKernelModule;
  };
  /**
   * Kernel arguments, as part of the schematic of the image.
   */
  kernelArguments: string[];
  /**
   * Kernel settings. Values are strings: quote numbers.
   */
  sysctls: {
    [k: string]: string;
  };
  /**
   * udev rules, by a name of your choice.
   */
  udev: {
    [k: string]: string;
  };
  /**
   * Environment variables of Talos services.
   */
  environment: {
    [k: string]: string;
  };
  /**
   * Files written to the machine, by path. Talos allows only /var and a few other paths.
   */
  files: {
    [k: string]: ResolvedMachineFile;
  };
  /**
   * Encryption of the system volumes of Talos, by volume.
   */
  encryption: ResolvedEncryption;
  /**
   * User volumes, by name: /var/mnt/<name>.
   */
  volumes: {
    [k: string]: ResolvedVolume;
  };
  /**
   * Placement of the system volumes of Talos.
   */
  systemVolumes: {
    /**
     * Placement of /var.
     */
    ephemeral?: ResolvedVolumePlacement;
    /**
     * Cache of the images on the installation medium; used only if set.
     */
    imageCache?: ResolvedVolumePlacement;
    /**
     * etcd's data, on a partition instead of in /var. Talos 1.14 and newer.
     */
    etcd?: ResolvedVolumePlacement;
    /**
     * Images and containers, on a partition instead of in /var. Talos 1.14 and newer.
     */
    cri?: ResolvedVolumePlacement;
    /**
     * The kubelet's data, on a partition instead of in /var. Talos 1.14 and newer.
     */
    kubelet?: ResolvedVolumePlacement;
    /**
     * Logs, on a partition instead of in /var. Talos 1.14 and newer.
     */
    log?: ResolvedVolumePlacement;
  };
  /**
   * Metal only: the disk that Talos is installed on.
   */
  installDisk?: ResolvedInstallDisk;
  /**
   * The kubelet.
   */
  kubelet: ResolvedKubelet;
  /**
   * Ingress firewall of the machines, with rules derived from enabled features.
   */
  firewall: ResolvedFirewall;
  /**
   * Additional names and addresses in the certificate of the Talos API.
   */
  certificateNames: string[];
  /**
   * Your own strategic merge patches, by name, applied last. Paths are relative to infraflux.yaml.
   */
  patches: {
    [k: string]: string;
  };
  /**
   * Additional trusted certificate authorities: PEM files by a name of your choice.
   */
  trustedRoots: {
    [k: string]: string;
  };
  /**
   * Hardware watchdog: resets the machine when Talos no longer responds.
   */
  watchdog?: ResolvedWatchdog;
  /**
   * Swap volumes by name. The kubelet does not use swap unless its own configuration enables it (memorySwap).
   */
  swap: {
    [k: string]: ResolvedSwapVolume;
  };
  /**
   * Partitions without a file system, by name: /dev/disk/by-partlabel/r-<name>.
   */
  rawVolumes: {
    [k: string]: ResolvedRawVolume;
  };
  /**
   * Volumes that already exist on the disks, by name: /var/mnt/<name>. Talos does not create or wipe them.
   */
  existingVolumes: {
    [k: string]: ResolvedExistingVolume;
  };
}

export interface ResolvedClusterTalos {
  /**
   * System extensions, in addition to those of the provider and of components. Short names are siderolabs/<name>.
   */
  extensions: {
    [k: string]: ResolvedExtension;
  };
  /**
   * Id of your own Image Factory schematic, instead of the computed one.
   */
  schematic?: string;
  /**
   * Single-board computers: the overlay of the image.
   */
  overlay?: ResolvedOverlay;
  /**
   * Kernel modules to load.
   */
  kernelModules: {
    [k: string]: ResolvedKernelModule;
  };
  /**
   * Kernel arguments, as part of the schematic of the image.
   */
  kernelArguments: string[];
  /**
   * Kernel settings. Values are strings: quote numbers.
   */
  sysctls: {
    [k: string]: string;
  };
  /**
   * udev rules, by a name of your choice.
   */
  udev: {
    [k: string]: string;
  };
  /**
   * Environment variables of Talos services.
   */
  environment: {
    [k: string]: string;
  };
  /**
   * Files written to the machine, by path. Talos allows only /var and a few other paths.
   */
  files: {
    [k: string]: ResolvedMachineFile;
  };
  /**
   * Encryption of the system volumes of Talos, by volume.
   */
  encryption: ResolvedEncryption;
  /**
   * User volumes, by name: /var/mnt/<name>.
   */
  volumes: {
    [k: string]: ResolvedVolume;
  };
  /**
   * Placement of the system volumes of Talos.
   */
  systemVolumes: {
    /**
     * Placement of /var.
     */
    ephemeral?: ResolvedVolumePlacement;
    /**
     * Cache of the images on the installation medium; used only if set.
     */
    imageCache?: ResolvedVolumePlacement;
    /**
     * etcd's data, on a partition instead of in /var. Talos 1.14 and newer.
     */
    etcd?: ResolvedVolumePlacement;
    /**
     * Images and containers, on a partition instead of in /var. Talos 1.14 and newer.
     */
    cri?: ResolvedVolumePlacement;
    /**
     * The kubelet's data, on a partition instead of in /var. Talos 1.14 and newer.
     */
    kubelet?: ResolvedVolumePlacement;
    /**
     * Logs, on a partition instead of in /var. Talos 1.14 and newer.
     */
    log?: ResolvedVolumePlacement;
  };
  /**
   * Metal only: the disk that Talos is installed on.
   */
  installDisk?: ResolvedInstallDisk;
  /**
   * The kubelet.
   */
  kubelet: ResolvedKubelet;
  /**
   * Ingress firewall of the machines, with rules derived from enabled features.
   */
  firewall: ResolvedFirewall;
  /**
   * Additional names and addresses in the certificate of the Talos API.
   */
  certificateNames: string[];
  /**
   * Your own strategic merge patches, by name, applied last. Paths are relative to infraflux.yaml.
   */
  patches: {
    [k: string]: string;
  };
  /**
   * Additional trusted certificate authorities: PEM files by a name of your choice.
   */
  trustedRoots: {
    [k: string]: string;
  };
  /**
   * Hardware watchdog: resets the machine when Talos no longer responds.
   */
  watchdog?: ResolvedWatchdog;
  /**
   * Swap volumes by name. The kubelet does not use swap unless its own configuration enables it (memorySwap).
   */
  swap: {
    [k: string]: ResolvedSwapVolume;
  };
  /**
   * Partitions without a file system, by name: /dev/disk/by-partlabel/r-<name>.
   */
  rawVolumes: {
    [k: string]: ResolvedRawVolume;
  };
  /**
   * Volumes that already exist on the disks, by name: /var/mnt/<name>. Talos does not create or wipe them.
   */
  existingVolumes: {
    [k: string]: ResolvedExistingVolume;
  };
  /**
   * Log in to Kubernetes with an identity provider.
   */
  oidc?: ResolvedOidc;
  /**
   * Audit log of the API server.
   */
  audit?: ResolvedAudit;
  /**
   * The Kubernetes API server.
   */
  apiServer: {
    /**
     * Additional flags of the API server.
     */
    extraArgs: ResolvedExtraArgs;
  };
  /**
   * Container registries that are mirrored or need credentials, by host.
   */
  registries: {
    [k: string]: ResolvedRegistry;
  };
  /**
   * Cluster discovery: how machines of a cluster find each other.
   */
  discovery: {
    /**
     * Use the discovery service.
     */
    enabled: boolean;
  };
  /**
   * Destinations of machine logs, by a name of your choice.
   */
  logs: {
    [k: string]: string;
  };
  /**
   * Default Pod Security of namespaces.
   */
  podSecurity: ResolvedPodSecurity;
  /**
   * etcd, the database of the Kubernetes API.
   */
  etcd: {
    /**
     * Serve metrics without a certificate on port 2381 of the control planes.
     */
    metrics: boolean;
    /**
     * Additional flags of etcd.
     */
    extraArgs: ResolvedExtraArgs;
  };
  /**
   * Kubernetes objects that the control planes create at bootstrap, by a name of your choice.
   */
  manifests: {
    [k: string]: ResolvedBootManifest;
  };
  /**
   * The controller manager.
   */
  controllerManager: {
    /**
     * Additional flags of the controller manager.
     */
    extraArgs: ResolvedExtraArgs;
  };
  /**
   * The scheduler.
   */
  scheduler: {
    /**
     * Additional flags of the scheduler.
     */
    extraArgs: ResolvedExtraArgs;
  };
  /**
   * Admission plugins of the API server, by name. A plugin that is disabled by default is enabled. Levels and namespaces of Pod Security are set in podSecurity; other settings here are added.
   */
  admission: {
    [k: string]: ResolvedAdmissionPlugin;
  };
  /**
   * The Kubernetes API on localhost of every machine, independent of its endpoint (KubePrism).
   */
  kubePrism: {
    /**
     * Serve the Kubernetes API on every machine.
     */
    enabled: boolean;
    /**
     * The port on localhost.
     */
    port: number;
  };
}

export interface ResolvedExtension {
  /**
   * Configuration files of the extension service, by path.
   */
  files: {
    [k: string]: ResolvedContent;
  };
  /**
   * Environment variables of the extension service.
   */
  environment: {
    [k: string]: string;
  };
}

export interface ResolvedContent {
  /**
   * Content of the file.
   */
  content?: string;
  /**
   * A secret with the content. Its usual key is content.
   */
  from?: ResolvedSecretReference;
}

export interface ResolvedMachineFile {
  /**
   * Content of the file.
   */
  content?: string;
  /**
   * A secret with the content. Its usual key is content.
   */
  from?: ResolvedSecretReference;
  /**
   * Permissions, in octal.
   */
  permissions: string;
}

export interface ResolvedOverlay {
  /**
   * Name of the overlay.
   */
  name: string;
  /**
   * Its image.
   */
  image: string;
}

export interface ResolvedKernelModule {
  /**
   * Parameters of the module.
   */
  parameters: string[];
}

export interface ResolvedEncryption {
  /**
   * The volume with the machine configuration.
   */
  state?: ResolvedEncryptionKey;
  /**
   * The volume of /var.
   */
  ephemeral?: ResolvedEncryptionKey;
  /**
   * The volume of the image cache.
   */
  imageCache?: ResolvedEncryptionKey;
  /**
   * The volume of etcd, defined in systemVolumes.etcd.
   */
  etcd?: ResolvedEncryptionKey;
  /**
   * The volume of containers, defined in systemVolumes.cri.
   */
  cri?: ResolvedEncryptionKey;
  /**
   * The volume of the kubelet, defined in systemVolumes.kubelet.
   */
  kubelet?: ResolvedEncryptionKey;
  /**
   * The volume of logs, defined in systemVolumes.log.
   */
  log?: ResolvedEncryptionKey;
}

export interface ResolvedEncryptionKey {
  /**
   * A key derived from the SMBIOS UUID of the machine: protects a disk that is removed from it. The UUID of a virtual machine is in the compiled Terraform files; anyone who has those and the disk can decrypt it.
   */
  nodeId?: {};
  /**
   * A key sealed in the TPM of the machine.
   */
  tpm?: {};
  /**
   * A key sealed by a KMS server.
   */
  kms?: {
    /**
     * Address of the KMS server.
     */
    endpoint: string;
  };
  /**
   * A passphrase. Its usual key is passphrase. Talos stores that of the state volume in plain text on the same disk (partition META).
   */
  static?: ResolvedSecretReference;
}

export interface ResolvedVolume {
  /**
   * A CEL expression that matches the disk.
   */
  match?: string;
  /**
   * Minimum size.
   */
  minSize?: string;
  /**
   * Maximum size: a size, a percentage of what is free (80%), or with Talos 1.13 and newer a size to leave free (-10Gi).
   */
  maxSize?: string;
  /**
   * Grow with its disk, up to maxSize. Default: that of Talos, only system volumes grow.
   */
  grow?: boolean;
  /**
   * Its size: sets both minSize and maxSize.
   */
  size?: string;
  /**
   * Its disk, one of `disks` of the machine.
   */
  disk?: string;
  /**
   * Its file system. btrfs: Talos 1.14 and newer.
   */
  filesystem: 'xfs' | 'ext4' | 'btrfs';
  /**
   * Its keys, by slot.
   */
  encryption: {
    [k: string]: ResolvedEncryptionKey;
  };
  /**
   * A partition of a disk (the default), a whole disk, or a directory of /var.
   */
  kind?: 'partition' | 'disk' | 'directory';
  /**
   * Project quotas, on xfs.
   */
  projectQuota?: boolean;
  /**
   * Whether executables and devices on it are blocked, as Talos does by default. Talos 1.13 and newer.
   */
  secure?: boolean;
  /**
   * Whether access times are recorded (atime). Talos 1.13 and newer.
   */
  accessTime?: boolean;
}

export interface ResolvedVolumePlacement {
  /**
   * A CEL expression that matches the disk.
   */
  match?: string;
  /**
   * Minimum size.
   */
  minSize?: string;
  /**
   * Maximum size: a size, a percentage of what is free (80%), or with Talos 1.13 and newer a size to leave free (-10Gi).
   */
  maxSize?: string;
  /**
   * Grow with its disk, up to maxSize. Default: that of Talos, only system volumes grow.
   */
  grow?: boolean;
}

export interface ResolvedInstallDisk {
  /**
   * A device. Names such as /dev/sda can change at each boot; prefer a selector or /dev/disk/by-id/...
   */
  path?: string;
  /**
   * Its size, exactly or by comparison, as in the diskSelector of Talos.
   */
  size?: string;
  /**
   * Type of the disk.
   */
  type?: 'ssd' | 'hdd' | 'nvme' | 'sd';
  /**
   * Its model; a trailing * matches any suffix.
   */
  model?: string;
  /**
   * Its serial number.
   */
  serial?: string;
  /**
   * Its WWID.
   */
  wwid?: string;
}

export interface ResolvedKubelet {
  /**
   * Additional flags of the kubelet.
   */
  extraArgs: ResolvedExtraArgs;
  /**
   * Additional fields of the KubeletConfiguration.
   */
  config: {};
  /**
   * Extra mounts of the kubelet, by their path in it. Not in a cluster that was created with Talos 1.14 or newer, where the kubelet sees volumes without them.
   */
  mounts?: {
    [k: string]: ResolvedKubeletMount;
  };
}

export interface ResolvedExtraArgs {
  [k: string]: string;
}

export interface ResolvedFirewall {
  /**
   * Block traffic that no rule allows. Traffic that Talos, Kubernetes and the components need between machines is always allowed.
   */
  enabled: boolean;
  /**
   * Rules in addition to the derived ones, by name. A rule with the name of a derived rule (talos-api, kubelet, flannel, kubernetes-api, talos-trust, etcd, etcd-metrics, wireguard) replaces it.
   */
  rules: {
    [k: string]: ResolvedFirewallRule;
  };
}

export interface ResolvedFirewallRule {
  /**
   * Ports and port ranges.
   *
   * @minItems 1
   */
  ports: [string, ...string[]];
  /**
   * The protocol.
   */
  protocol: 'tcp' | 'udp' | 'icmp' | 'icmpv6';
  /**
   * Allowed sources, by CIDR.
   */
  from: {
    [k: string]: {
      /**
       * A range that is excluded.
       */
      except?: string;
    };
  };
}

export interface ResolvedOidc {
  /**
   * Address of the identity provider.
   */
  issuer: string;
  /**
   * Client id of the tokens.
   */
  clientId: string;
  /**
   * Claim with the user name.
   */
  usernameClaim: string;
  /**
   * Prefix of user names.
   */
  usernamePrefix?: string;
  /**
   * Claim with the groups of the user.
   */
  groupsClaim: string;
  /**
   * Prefix of group names.
   */
  groupsPrefix?: string;
}

export interface ResolvedAudit {
  /**
   * One level for everything.
   */
  level?: 'None' | 'Metadata' | 'Request' | 'RequestResponse';
  /**
   * A file with an audit policy.
   */
  policy?: string;
}

export interface ResolvedRegistry {
  /**
   * Mirrors that are used before the registry.
   */
  mirrors: string[];
  /**
   * A PEM file with the certificate authority of the registry.
   */
  ca?: string;
  /**
   * User name and password, for the mirrors if there are any, else for the registry. The keys are username and password; `key` replaces the key of the password.
   */
  credentials?: ResolvedSecretReference;
  /**
   * The addresses of the mirrors contain the path of the API; /v2 is not appended.
   */
  overridePath?: boolean;
  /**
   * Use only the mirrors, never the registry itself.
   */
  skipFallback?: boolean;
}

/**
 * Components by name, each with the options of its blueprint.
 */
export interface ResolvedPlatform {
  [k: string]: {
    [k: string]: unknown;
  };
}

/**
 * A component without a blueprint. One of helm, path and git says where it comes from.
 */
export interface ResolvedOwnComponent {
  /**
   * The Helm chart that it is installed from.
   */
  helm?: ResolvedOwnChart;
  /**
   * A folder next to infraflux.yaml: plain manifests, or a kustomization. It is copied to the compiled files.
   */
  path?: string;
  /**
   * A folder of another Git repository: plain manifests, a kustomization or a chart.
   */
  git?: ResolvedOwnRepository;
  /**
   * Its namespace. Default: the name of the component.
   */
  namespace?: string;
  /**
   * Pod Security level that its namespace enforces. The default is the one that Talos enforces.
   */
  podSecurity: 'privileged' | 'baseline' | 'restricted';
  /**
   * Helm values. {secret: name} stands for the name of a Secret where the chart takes one, {secret: name, key: key} for a value of an environment variable.
   */
  values?: {};
  /**
   * Secrets that are created in its namespace, by name.
   */
  secrets: ResolvedComponentSecrets;
  /**
   * A folder next to infraflux.yaml with further objects.
   */
  manifests?: string;
  /**
   * Capabilities that it provides.
   */
  provides?: string[];
  /**
   * Capabilities, or names of components, that must be installed before it.
   */
  requires?: string[];
  /**
   * Capabilities, or names of components, that are installed before it if the cluster has them.
   */
  after?: string[];
  /**
   * Whether Argo CD deletes objects that are no longer part of it. Default: true for a folder of manifests without custom resource definitions, namespaces and volume claims, else false.
   */
  prune?: boolean;
  /**
   * Additional sync options of Argo CD.
   */
  syncOptions?: string[];
  /**
   * Fields that other controllers write, as in an Application of Argo CD.
   */
  ignoreDifferences?: {}[];
}

/**
 * A Helm chart.
 */
export interface ResolvedOwnChart {
  /**
   * Address of the Helm repository, or oci:// and the registry with the folder of the chart.
   */
  repository: string;
  /**
   * Name of the chart. Default: the last part of an oci:// address.
   */
  chart?: string;
  /**
   * Version of the chart, pinned.
   */
  version: string;
  /**
   * Name of the Helm release. Default: the name of the component.
   */
  release?: string;
  /**
   * Credentials of Argo CD for a private repository or registry; the usual keys are username and password.
   */
  credentials?: ResolvedSecretReference;
}

/**
 * A folder of a Git repository.
 */
export interface ResolvedOwnRepository {
  /**
   * Address of the repository: https, ssh, scp-like or file.
   */
  repository: string;
  /**
   * Folder in the repository.
   */
  path: string;
  /**
   * Tag or commit, so that nothing changes by itself. A branch is followed.
   */
  revision: string;
  /**
   * Credentials of Argo CD for a private repository. The usual keys are username and password, for an ssh address sshPrivateKey.
   */
  credentials?: ResolvedSecretReference;
}

/**
 * Secrets of a component, by name.
 */
export interface ResolvedComponentSecrets {
  [k: string]: {
    /**
     * Keys of the Secret, each with the origin of its value. {}: a value that you set.
     */
    keys: {
      [k: string]: ResolvedSecretOrigin;
    };
    /**
     * platform: one secret for all environments.
     */
    scope: 'environment' | 'platform';
  };
}

/**
 * Where a value comes from.
 */
export interface ResolvedSecretOrigin {
  /**
   * Generated by secrets init. password: letters and digits; base64 and hex: random bytes; token: in the form of kubeadm.
   */
  generate?: 'password' | 'base64' | 'hex' | 'token';
  /**
   * Characters of a password, bytes of base64 and hex. Default: 32.
   */
  length?: number;
  /**
   * The system that issues it, and where; shown when it must be set.
   */
  from?: string;
}

export interface ResolvedApplications {
  /**
   * The repository of applications.
   */
  repository: string;
  /**
   * The folder of this cluster in the repository.
   */
  path: string;
  /**
   * Branch, tag or commit.
   */
  revision: string;
  /**
   * Credentials of Argo CD for a private repository. The usual keys are username and password, for an ssh address sshPrivateKey.
   */
  credentials?: ResolvedSecretReference;
}

export interface ResolvedBackup {
  /**
   * Snapshots of etcd, the database of the Kubernetes API.
   */
  etcd?: ResolvedEtcdBackup;
}

export interface ResolvedEtcdBackup {
  /**
   * How often.
   */
  every: string;
  /**
   * Number of snapshots that are kept.
   */
  keep: number;
  /**
   * Where snapshots are stored.
   */
  s3: ResolvedS3Target;
}

export interface ResolvedS3Target {
  /**
   * Name of the bucket.
   */
  bucket: string;
  /**
   * Region of the bucket.
   */
  region: string;
  /**
   * Address of a server that is not AWS.
   */
  endpoint?: string;
  /**
   * Secret with the keys AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
   */
  secret: string;
  /**
   * Prefix of the two keys in the secret, if it contains several pairs.
   */
  key?: string;
}

export interface ResolvedWatchdog {
  /**
   * Device of the watchdog. A virtual machine on Proxmox is given one.
   */
  device: string;
  /**
   * How long Talos may be unresponsive. At least 10 seconds.
   */
  timeout: string;
}

export interface ResolvedSwapVolume {
  /**
   * A CEL expression that matches the disk.
   */
  match?: string;
  /**
   * Minimum size.
   */
  minSize?: string;
  /**
   * Maximum size: a size, a percentage of what is free (80%), or with Talos 1.13 and newer a size to leave free (-10Gi).
   */
  maxSize?: string;
  /**
   * Grow with its disk, up to maxSize. Default: that of Talos, only system volumes grow.
   */
  grow?: boolean;
  /**
   * Its size: sets both minSize and maxSize.
   */
  size?: string;
  /**
   * Its disk, one of `disks` of the machine.
   */
  disk?: string;
  /**
   * Its keys, by slot.
   */
  encryption: {
    [k: string]: ResolvedEncryptionKey;
  };
}

export interface ResolvedPodSecurity {
  /**
   * Pods that violate this level are rejected.
   */
  enforce: 'privileged' | 'baseline' | 'restricted';
  /**
   * Pods that violate this level are recorded in the audit log.
   */
  audit: 'privileged' | 'baseline' | 'restricted';
  /**
   * Pods that violate this level cause a warning to the client.
   */
  warn: 'privileged' | 'baseline' | 'restricted';
  /**
   * Exempt namespaces, in addition to kube-system.
   */
  exempt: string[];
}

export interface ResolvedBootManifest {
  /**
   * A file with the objects.
   */
  file?: string;
  /**
   * Where the objects are downloaded from.
   */
  url?: string;
}

export interface ResolvedRawVolume {
  /**
   * A CEL expression that matches the disk.
   */
  match?: string;
  /**
   * Minimum size.
   */
  minSize?: string;
  /**
   * Maximum size: a size, a percentage of what is free (80%), or with Talos 1.13 and newer a size to leave free (-10Gi).
   */
  maxSize?: string;
  /**
   * Grow with its disk, up to maxSize. Default: that of Talos, only system volumes grow.
   */
  grow?: boolean;
  /**
   * Its size: sets both minSize and maxSize.
   */
  size?: string;
  /**
   * Its disk, one of `disks` of the machine.
   */
  disk?: string;
  /**
   * Its keys, by slot.
   */
  encryption: {
    [k: string]: ResolvedEncryptionKey;
  };
}

export interface ResolvedExistingVolume {
  /**
   * A CEL expression that matches the volume.
   */
  match: string;
  /**
   * Mount it read-only.
   */
  readOnly?: boolean;
}

export interface ResolvedAdmissionPlugin {
  /**
   * Configuration of the plugin, with apiVersion and kind.
   */
  configuration: {};
}

export interface ResolvedKubeletMount {
  /**
   * Path on the machine. Default: the same path.
   */
  source?: string;
  /**
   * Mount options.
   */
  options: string[];
}
