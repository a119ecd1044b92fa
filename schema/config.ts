// Made from schema/core.schema.json by `npm run generate`. Do not edit.

// ---- What a person may write: everything is optional that has a default or may come from another layer. ----

/**
 * A whole platform, its environments, the clusters in each, their nodes and what runs on them.
 */
export interface WrittenConfig {
  /**
   * The versions of InfraFlux that understand this file. An older or newer one stops before it reads the rest.
   */
  requires?: string;
  /**
   * Name that all environments share. It stands in tags on the hypervisor, in Argo CD project names and in state keys.
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
   * How secrets are kept in the repository.
   */
  secrets?: WrittenSecretsSettings;
  /**
   * The engine that makes machines, and where it keeps its state.
   */
  terraform?: WrittenTerraform;
  /**
   * The Git repository that Argo CD watches. Without it, InfraFlux publishes to a bare repository under .infraflux/.
   */
  gitops?: WrittenGitops;
  /**
   * Your own sizes, by name. One with the name of a built-in size replaces it.
   */
  sizes?: {
    [k: string]: WrittenSize;
  };
  /**
   * Named fragments that clusters add to their size: with it, they are the cluster's class. Folded over `defaults`, below the environment.
   */
  variants?: {
    [k: string]: WrittenVariant;
  };
  /**
   * What every cluster starts from, above its size.
   */
  defaults?: WrittenCluster;
  /**
   * The environments, by name. Each may be written in environments/<name>.yaml as well, which is one layer above.
   */
  environments: {
    [k: string]: WrittenEnvironment;
  };
}

export interface WrittenSecretReference {
  /**
   * Name of the secret: secrets/<environment>/<name>.sops.yaml, or secrets/platform/ for what all environments share.
   */
  secret: string;
  /**
   * Which key of the secret. Left out, the reader's usual key.
   */
  key?: string;
}

/**
 * One of its types, each with its own keys.
 */
export type WrittenProvider = WrittenProxmoxProvider | WrittenMetalProvider;

/**
 * A provider of type proxmox: it makes virtual machines on Proxmox VE.
 */
export interface WrittenProxmoxProvider {
  /**
   * Which provider it is.
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
   * A PEM file with the certificate authority of the endpoint, relative to infraflux.yaml. Certificate checks are never switched off.
   */
  ca?: string;
  /**
   * The VM ids that only InfraFlux hands out. An id pinned by hand may lie outside.
   */
  vmIds?: string;
  /**
   * Resource pool on the hypervisor that the machines join.
   */
  pool?: string;
  /**
   * Major version of Proxmox VE. It decides how machines are kept apart: by rules (9) or by groups (8).
   */
  version?: '8' | '9';
  /**
   * Proxmox' own high availability for control planes: on different hosts, and started elsewhere when a host fails. Their disks must lie on a datastore that the hosts share.
   */
  ha?: WrittenProxmoxHa;
  /**
   * Datastores, by their name on the hypervisor, that all hosts see. An image is downloaded there once, not once for each host.
   */
  sharedDatastores?: string[];
  /**
   * The hypervisor's hosts, by their name there.
   */
  hosts?: {
    [k: string]: WrittenProxmoxHost;
  };
}

export interface WrittenProxmoxHa {
  /**
   * How often a machine is started again on the same host. Left out, Proxmox' own default (1).
   */
  maxRestart?: number;
  /**
   * How often it is then started on another one. Left out, Proxmox' own default (1).
   */
  maxRelocate?: number;
}

export interface WrittenProxmoxHost {
  /**
   * Threads that the host has. Without it, no capacity check of CPU.
   */
  cpu?: number;
  /**
   * Memory that the host has. Without it, no capacity check of memory.
   */
  memory?: string;
  /**
   * Memory kept for the hypervisor itself, taken off before anything is placed.
   */
  reserve?: string;
  /**
   * How much may be asked for each unit that is there. Beyond it, a warning.
   */
  overcommit?: WrittenProxmoxOvercommit;
  /**
   * Datastores by role. disks holds machines' disks, images holds downloaded images; further names are for disks to use.
   */
  datastores?: {
    [k: string]: string;
  };
  /**
   * This host's bridge for a network, where it has another name than the network says.
   */
  bridges?: {
    [k: string]: string;
  };
  /**
   * GPUs that machines can be given, by model.
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
   * Memory asked for each byte that is there.
   */
  memory?: number;
}

export interface WrittenProxmoxHostGpu {
  /**
   * PCI resource mappings of the hypervisor, one for each card. They must exist there (Datacenter, Resource Mappings): which device is behind one is said on Proxmox, not here.
   *
   * @minItems 1
   */
  mappings: [string, ...string[]];
}

/**
 * A provider of type metal: it takes machines that exist already.
 */
export interface WrittenMetalProvider {
  /**
   * Which provider it is.
   */
  type: 'metal';
}

export interface WrittenNetwork {
  /**
   * The network, with no host bits set.
   */
  cidr: string;
  /**
   * Where the network is. Two networks whose CIDRs overlap need different sites.
   */
  site?: string;
  /**
   * Address of the router. A network without one has no default route.
   */
  gateway?: string;
  /**
   * Name servers, first asked first. Without any, Talos' own defaults (1.1.1.1 and 8.8.8.8) stand.
   */
  dns?: string[];
  /**
   * DNS search domains.
   */
  search?: string[];
  /**
   * Time servers. Without any, Talos' own default (time.cloudflare.com) stands.
   */
  ntp?: string[];
  /**
   * The hypervisor's bridge for this network. A host may have another name for it, see bridges there.
   */
  bridge?: string;
  /**
   * VLAN tag that the machines' ports carry.
   */
  vlan?: number;
  /**
   * Largest packet in bytes. Left out, that of the bridge.
   */
  mtu?: number;
  /**
   * Let the hypervisor's firewall filter the machines' ports on this network. Which rules it has is said there.
   */
  firewall?: boolean;
  /**
   * static hands out addresses from the cluster's range; dhcp leaves them to a server, and a node's address is optional then.
   */
  addressing?: 'static' | 'dhcp';
  /**
   * Routes beyond the default one, by name.
   */
  routes?: {
    [k: string]: WrittenRoute;
  };
}

export interface WrittenRoute {
  /**
   * Where the route leads.
   */
  to: string;
  /**
   * The next hop. Left out, what is there is reached without one, as behind a tunnel.
   */
  via?: string;
  /**
   * Of several routes to the same place, the one with the lowest metric is taken.
   */
  metric?: number;
  /**
   * The address that the machine speaks from.
   */
  source?: string;
  /**
   * Largest packet in bytes on this way.
   */
  mtu?: number;
  /**
   * Routing table. Left out, the main one.
   */
  table?: number;
}

export interface WrittenSecretsSettings {
  /**
   * SOPS files with age recipients, under secrets/.
   */
  sops?: WrittenSops;
}

export interface WrittenEnvironmentSecrets {
  /**
   * SOPS files with age recipients, under secrets/.
   */
  sops?: WrittenSops;
  /**
   * Components' secrets come from a store outside Git, by ExternalSecret objects. Left out, by encrypted objects of Git. What opens the store, and what comes before it, always does.
   */
  external?: WrittenExternalSecrets;
}

export interface WrittenClusterSecrets {
  /**
   * Components' secrets come from a store outside Git, by ExternalSecret objects. Left out, by encrypted objects of Git. What opens the store, and what comes before it, always does.
   */
  external?: WrittenExternalSecrets;
}

export interface WrittenExternalSecrets {
  /**
   * Name of the store: one of those of the component that reads stores.
   */
  store: string;
  /**
   * What a secret is called in the store. ${environment} is platform for what all environments share. Its keys are fields of it, unless ${key} makes each an entry of its own. Left out, what suits the kind of store, as ${environment}/${name}.
   */
  path?: string;
  /**
   * How often the store is asked again.
   */
  refresh?: string;
}

export interface WrittenSops {
  /**
   * age public keys that can read the secrets. At the top they are the operators', who read all; an environment's own read its secrets as well.
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
   * Where the engine keeps its state: one of local, s3, http, pg, gcs, azurerm, kubernetes, cloud. Each environment and cluster has a state of its own in it.
   */
  backend?: WrittenBackend;
}

export interface WrittenBackend {
  /**
   * A file under state/, beside infraflux.yaml.
   */
  local?: {};
  /**
   * An S3 bucket, or what speaks its protocol.
   */
  s3?: WrittenBackendS3;
  /**
   * A server that keeps state by HTTP.
   */
  http?: {
    /**
     * Address of the state; environment and cluster are appended.
     */
    address: string;
    /**
     * Lock by LOCK and UNLOCK at the same address.
     */
    locking?: boolean;
  };
  /**
   * A PostgreSQL database.
   */
  pg?: {
    /**
     * Prefix of the schema's name; environment and cluster are appended. The connection comes from PG_CONN_STR.
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
     * What comes before environment and cluster.
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
     * Namespace of the Secret that holds the state.
     */
    namespace?: string;
  };
  /**
   * HCP Terraform or what speaks its protocol.
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
   * Region of the bucket; for most other servers any word will do.
   */
  region: string;
  /**
   * Address of a server that is not AWS.
   */
  endpoint?: string;
  /**
   * What comes before environment and cluster in the key.
   */
  prefix?: string;
  /**
   * Lock with a file beside the state (use_lockfile).
   */
  locking?: boolean;
}

export interface WrittenGitops {
  /**
   * Where Argo CD reads from: https, ssh, scp-like or file address.
   */
  repository: string;
  /**
   * The branch. An environment may have its own.
   */
  branch?: string;
  /**
   * The folder in it that holds what InfraFlux compiles.
   */
  path?: string;
  /**
   * How Argo CD reads the repository, where it is private. The usual keys are username and password, for an ssh address sshPrivateKey. InfraFlux itself publishes with your own git, as you set it up.
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
   * Which of `providers` makes the machines. With one provider alone, that one.
   */
  provider?: string;
  /**
   * DNS name below which the platform's own pages live, as argocd.<domain>.
   */
  domain?: string;
  /**
   * No destroy, and no replace of a machine with data, unless its name is typed.
   */
  protect?: boolean;
  /**
   * Versions of Talos and Kubernetes. Components pin their own.
   */
  versions?: WrittenVersions;
  /**
   * Where the cluster's machines, endpoint, load balancers, pods and services have their addresses.
   */
  network?: WrittenClusterNetwork;
  /**
   * The control plane: how many machines, and what each is like.
   */
  controlPlane?: WrittenControlPlane;
  /**
   * Pools of workers, by name.
   */
  pools?: {
    [k: string]: WrittenPool;
  };
  /**
   * Talos for the whole cluster. Pools and nodes say more in their own `talos`.
   */
  talos?: WrittenClusterTalos;
  /**
   * The components that run on the cluster. {} is on with defaults; null takes out what a lower layer put in.
   */
  platform?: WrittenPlatform;
  /**
   * The hand-off to a repository of applications. InfraFlux points Argo CD at it and never looks inside.
   */
  applications?: WrittenApplications;
  /**
   * What is saved regularly, and where.
   */
  backup?: WrittenBackup;
}

/**
 * A cluster-shaped fragment that clusters choose by its name.
 */
export interface WrittenVariant {
  /**
   * Which of `providers` makes the machines. With one provider alone, that one.
   */
  provider?: string;
  /**
   * DNS name below which the platform's own pages live, as argocd.<domain>.
   */
  domain?: string;
  /**
   * No destroy, and no replace of a machine with data, unless its name is typed.
   */
  protect?: boolean;
  /**
   * Versions of Talos and Kubernetes. Components pin their own.
   */
  versions?: WrittenVersions;
  /**
   * Where the cluster's machines, endpoint, load balancers, pods and services have their addresses.
   */
  network?: WrittenClusterNetwork;
  /**
   * The control plane: how many machines, and what each is like.
   */
  controlPlane?: WrittenControlPlane;
  /**
   * Pools of workers, by name.
   */
  pools?: {
    [k: string]: WrittenPool;
  };
  /**
   * Talos for the whole cluster. Pools and nodes say more in their own `talos`.
   */
  talos?: WrittenClusterTalos;
  /**
   * The components that run on the cluster. {} is on with defaults; null takes out what a lower layer put in.
   */
  platform?: WrittenPlatform;
  /**
   * The hand-off to a repository of applications. InfraFlux points Argo CD at it and never looks inside.
   */
  applications?: WrittenApplications;
  /**
   * What is saved regularly, and where.
   */
  backup?: WrittenBackup;
}

export interface WrittenEnvironment {
  /**
   * Which of `providers` makes the machines. With one provider alone, that one.
   */
  provider?: string;
  /**
   * DNS name below which the platform's own pages live, as argocd.<domain>.
   */
  domain?: string;
  /**
   * No destroy, and no replace of a machine with data, unless its name is typed.
   */
  protect?: boolean;
  /**
   * Warnings that were seen and answered: the code and why. They are counted from then on, not repeated.
   */
  accept?: {
    [k: string]: string;
  };
  /**
   * Versions of Talos and Kubernetes. Components pin their own.
   */
  versions?: WrittenVersions;
  /**
   * A ready-made shape below everything else: single, small, ha, edge, gpu, storage, or one of `sizes`.
   */
  size?: string;
  /**
   * Fragments of `variants` that are folded over `defaults`, in this order. A nearer list replaces a farther one.
   */
  variants?: string[];
  /**
   * Where the cluster's machines, endpoint, load balancers, pods and services have their addresses.
   */
  network?: WrittenClusterNetwork;
  /**
   * The control plane: how many machines, and what each is like.
   */
  controlPlane?: WrittenControlPlane;
  /**
   * Pools of workers, by name.
   */
  pools?: {
    [k: string]: WrittenPool;
  };
  /**
   * Single nodes by name: a generated one that differs, or (with `pool`) one more.
   */
  nodes?: {
    [k: string]: WrittenNode;
  };
  /**
   * Talos for the whole cluster. Pools and nodes say more in their own `talos`.
   */
  talos?: WrittenClusterTalos;
  /**
   * The components that run on the cluster. {} is on with defaults; null takes out what a lower layer put in.
   */
  platform?: WrittenPlatform;
  /**
   * The hand-off to a repository of applications. InfraFlux points Argo CD at it and never looks inside.
   */
  applications?: WrittenApplications;
  /**
   * What is saved regularly, and where.
   */
  backup?: WrittenBackup;
  /**
   * Recipients of this environment's secrets, besides the platform's, and how its clusters get them.
   */
  secrets?: WrittenEnvironmentSecrets;
  /**
   * The clusters of this environment, by name.
   */
  clusters?: {
    [k: string]: WrittenCluster;
  };
  /**
   * Where this environment is published, where that differs.
   */
  gitops?: {
    /**
     * The branch that this environment's clusters read.
     */
    branch?: string;
  };
}

export interface WrittenCluster {
  /**
   * Which of `providers` makes the machines. With one provider alone, that one.
   */
  provider?: string;
  /**
   * DNS name below which the platform's own pages live, as argocd.<domain>.
   */
  domain?: string;
  /**
   * No destroy, and no replace of a machine with data, unless its name is typed.
   */
  protect?: boolean;
  /**
   * Warnings that were seen and answered: the code and why. They are counted from then on, not repeated.
   */
  accept?: {
    [k: string]: string;
  };
  /**
   * Versions of Talos and Kubernetes. Components pin their own.
   */
  versions?: WrittenVersions;
  /**
   * A ready-made shape below everything else: single, small, ha, edge, gpu, storage, or one of `sizes`.
   */
  size?: string;
  /**
   * Fragments of `variants` that are folded over `defaults`, in this order. A nearer list replaces a farther one.
   */
  variants?: string[];
  /**
   * Where the cluster's machines, endpoint, load balancers, pods and services have their addresses.
   */
  network?: WrittenClusterNetwork;
  /**
   * The control plane: how many machines, and what each is like.
   */
  controlPlane?: WrittenControlPlane;
  /**
   * Pools of workers, by name.
   */
  pools?: {
    [k: string]: WrittenPool;
  };
  /**
   * Single nodes by name: a generated one that differs, or (with `pool`) one more.
   */
  nodes?: {
    [k: string]: WrittenNode;
  };
  /**
   * Talos for the whole cluster. Pools and nodes say more in their own `talos`.
   */
  talos?: WrittenClusterTalos;
  /**
   * The components that run on the cluster. {} is on with defaults; null takes out what a lower layer put in.
   */
  platform?: WrittenPlatform;
  /**
   * The hand-off to a repository of applications. InfraFlux points Argo CD at it and never looks inside.
   */
  applications?: WrittenApplications;
  /**
   * What is saved regularly, and where.
   */
  backup?: WrittenBackup;
  /**
   * How the cluster gets the secrets that its components read.
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
   * Which of `networks` the machines are on. With one network alone, that one.
   */
  attach?: string;
  /**
   * Addresses to hand out to machines. An address pinned by hand may lie elsewhere in the network.
   */
  nodes?: string;
  /**
   * The Kubernetes API. An address in the network is a virtual one that the control plane holds; host:port is somebody else's load balancer.
   */
  endpoint?: string;
  /**
   * Addresses for Services of type LoadBalancer. Outside every network only with BGP, never over a machine.
   */
  loadBalancers?: string;
  /**
   * Addresses of pods. Several families with commas between.
   */
  pods?: string;
  /**
   * Addresses of Services. Several families with commas between.
   */
  services?: string;
  /**
   * DNS domain inside the cluster.
   */
  clusterDomain?: string;
  /**
   * Further names and addresses that the API server's certificate carries.
   */
  certificateNames?: string[];
  /**
   * What connects pods where no component does. Left out: none when a component provides it, else Talos' own flannel.
   */
  cni?: WrittenCni;
}

export interface WrittenCni {
  /**
   * The one that Talos brings.
   */
  flannel?: {};
  /**
   * Nothing; somebody else installs one.
   */
  none?: {};
  /**
   * Manifests by address.
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
   * Which of `providers` makes these machines, where that differs from the cluster's.
   */
  provider?: string;
  /**
   * Hosts that these machines may run on. Left out, any host of the provider.
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
   * The virtual machine itself, or what a metal one is.
   */
  machine?: WrittenMachine;
  /**
   * GPUs by model; the host must have them.
   */
  gpus?: {
    [k: string]: WrittenGpuRequest;
  };
  /**
   * Disks by name. `system` is the one that Talos is installed on.
   */
  disks?: {
    [k: string]: WrittenDisk;
  };
  /**
   * Network interfaces beyond the one in the cluster's network. One whose `network` is the cluster's describes that one.
   */
  interfaces?: {
    [k: string]: WrittenInterface;
  };
  /**
   * Name servers of these machines, instead of the network's.
   */
  dns?: string[];
  /**
   * Search domains of these machines, instead of the network's. [] switches them off.
   */
  search?: string[];
  /**
   * Time servers of these machines, instead of the network's.
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
   * Talos of these machines, over what the cluster says.
   */
  talos?: WrittenTalos;
  /**
   * How many control planes: one, or three, or five. Sizes say it where you do not.
   */
  count?: number;
  /**
   * How the machines are named. ${n} is the number, ${nn} the number with two digits.
   */
  name?: string;
  /**
   * Number of the first machine.
   */
  first?: number;
  /**
   * Whether ordinary workloads may run on control planes.
   */
  schedulable?: boolean;
}

export interface WrittenPool {
  /**
   * Which of `providers` makes these machines, where that differs from the cluster's.
   */
  provider?: string;
  /**
   * Hosts that these machines may run on. Left out, any host of the provider.
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
   * The virtual machine itself, or what a metal one is.
   */
  machine?: WrittenMachine;
  /**
   * GPUs by model; the host must have them.
   */
  gpus?: {
    [k: string]: WrittenGpuRequest;
  };
  /**
   * Disks by name. `system` is the one that Talos is installed on.
   */
  disks?: {
    [k: string]: WrittenDisk;
  };
  /**
   * Network interfaces beyond the one in the cluster's network. One whose `network` is the cluster's describes that one.
   */
  interfaces?: {
    [k: string]: WrittenInterface;
  };
  /**
   * Name servers of these machines, instead of the network's.
   */
  dns?: string[];
  /**
   * Search domains of these machines, instead of the network's. [] switches them off.
   */
  search?: string[];
  /**
   * Time servers of these machines, instead of the network's.
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
   * Talos of these machines, over what the cluster says.
   */
  talos?: WrittenTalos;
  /**
   * How many machines. A pool with neither count nor nodes of its own is an error.
   */
  count?: number;
  /**
   * How the machines are named. ${n} is the number, ${nn} the number with two digits.
   */
  name?: string;
  /**
   * Number of the first machine.
   */
  first?: number;
}

export interface WrittenNode {
  /**
   * Which of `providers` makes these machines, where that differs from the cluster's.
   */
  provider?: string;
  /**
   * Hosts that these machines may run on. Left out, any host of the provider.
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
   * The virtual machine itself, or what a metal one is.
   */
  machine?: WrittenMachine;
  /**
   * GPUs by model; the host must have them.
   */
  gpus?: {
    [k: string]: WrittenGpuRequest;
  };
  /**
   * Disks by name. `system` is the one that Talos is installed on.
   */
  disks?: {
    [k: string]: WrittenDisk;
  };
  /**
   * Network interfaces beyond the one in the cluster's network. One whose `network` is the cluster's describes that one.
   */
  interfaces?: {
    [k: string]: WrittenInterface;
  };
  /**
   * Name servers of these machines, instead of the network's.
   */
  dns?: string[];
  /**
   * Search domains of these machines, instead of the network's. [] switches them off.
   */
  search?: string[];
  /**
   * Time servers of these machines, instead of the network's.
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
   * Talos of these machines, over what the cluster says.
   */
  talos?: WrittenTalos;
  /**
   * Makes this one more node of that pool (or of controlPlane), by its own name.
   */
  pool?: string;
  /**
   * Leaves a hole: this generated node is not made, and the others keep their names and numbers.
   */
  retired?: boolean;
  /**
   * The hypervisor's host that it runs on. Left out, one is chosen by capacity and kept in the lock file.
   */
  host?: string;
  /**
   * Its address in the cluster's network. Left out, one is handed out and kept in the lock file.
   */
  address?: string;
  /**
   * Its MAC address in the cluster's network. Left out, that of a virtual machine is derived from the node's name and kept in the lock file; a metal machine has one port then.
   */
  mac?: string;
  /**
   * Its id on the hypervisor. Left out, one is handed out and kept in the lock file.
   */
  vmId?: number;
  /**
   * Its host name, where that is not the node's name.
   */
  hostname?: string;
}

export interface WrittenMachineSettings {
  /**
   * Which of `providers` makes these machines, where that differs from the cluster's.
   */
  provider?: string;
  /**
   * Hosts that these machines may run on. Left out, any host of the provider.
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
   * The virtual machine itself, or what a metal one is.
   */
  machine?: WrittenMachine;
  /**
   * GPUs by model; the host must have them.
   */
  gpus?: {
    [k: string]: WrittenGpuRequest;
  };
  /**
   * Disks by name. `system` is the one that Talos is installed on.
   */
  disks?: {
    [k: string]: WrittenDisk;
  };
  /**
   * Network interfaces beyond the one in the cluster's network. One whose `network` is the cluster's describes that one.
   */
  interfaces?: {
    [k: string]: WrittenInterface;
  };
  /**
   * Name servers of these machines, instead of the network's.
   */
  dns?: string[];
  /**
   * Search domains of these machines, instead of the network's. [] switches them off.
   */
  search?: string[];
  /**
   * Time servers of these machines, instead of the network's.
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
   * Talos of these machines, over what the cluster says.
   */
  talos?: WrittenTalos;
}

export interface WrittenMachine {
  /**
   * Processor architecture.
   */
  architecture?: 'amd64' | 'arm64';
  /**
   * CPU type that the hypervisor shows. host is fastest; x86-64-v2-AES and the like can be moved live.
   */
  cpuType?: string;
  /**
   * Show the machine a NUMA layout.
   */
  numa?: boolean;
  /**
   * uefi (OVMF, q35) or bios (SeaBIOS).
   */
  firmware?: 'uefi' | 'bios';
  /**
   * Boot only what is signed. Needs uefi; Talos' own keys are enrolled.
   */
  secureBoot?: boolean;
  /**
   * A TPM 2.0.
   */
  tpm?: boolean;
  /**
   * Start the machine with its host.
   */
  startOnBoot?: boolean;
  /**
   * Order in which the host starts its machines, lowest first.
   */
  startOrder?: number;
  /**
   * Tags on the hypervisor, beyond InfraFlux' own.
   */
  tags?: string[];
}

export interface WrittenGpuRequest {
  /**
   * How many of them.
   */
  count?: number;
}

export interface WrittenDisk {
  /**
   * Size. A disk can grow; it never shrinks.
   */
  size?: string;
  /**
   * Role of the datastore on the host that it lies on.
   */
  datastore?: string;
  /**
   * Its data outlives the machine: a machine that is made anew gets this disk back.
   */
  keep?: boolean;
  /**
   * Component that stores its data there.
   */
  use?: string;
  /**
   * Tags that the component in `use` sees.
   */
  tags?: string[];
  /**
   * How the hypervisor caches it.
   */
  cache?: 'none' | 'writethrough' | 'writeback' | 'directsync' | 'unsafe';
}

export interface WrittenInterface {
  /**
   * Which of `networks` it is on.
   */
  network?: string;
  /**
   * Its address there, on a single node.
   */
  address?: string;
  /**
   * Addresses with their prefix, where no network of `networks` is behind it.
   */
  addresses?: string[];
  /**
   * Its MAC address, on a single node.
   */
  mac?: string;
  /**
   * Metal only: which of the machine's ports it is.
   */
  match?: WrittenLinkMatch;
  /**
   * Largest packet in bytes. Left out, that of its network.
   */
  mtu?: number;
  /**
   * Ask a server for its address.
   */
  dhcp?: boolean;
  /**
   * Routes through it, by name.
   */
  routes?: {
    [k: string]: WrittenRoute;
  };
  /**
   * Makes it a bond of several ports.
   */
  bond?: WrittenBond;
  /**
   * Makes it a bridge.
   */
  bridge?: WrittenBridge;
  /**
   * Makes it a VLAN on another interface.
   */
  vlan?: WrittenVlanLink;
  /**
   * Makes it a WireGuard tunnel.
   */
  wireguard?: WrittenWireguard;
}

export interface WrittenLinkMatch {
  /**
   * Its MAC address; * stands for any end.
   */
  mac?: string;
  /**
   * Name of its kernel driver.
   */
  driver?: string;
  /**
   * Its place on the bus; * stands for any end.
   */
  bus?: string;
}

export interface WrittenBond {
  /**
   * How the ports share the work.
   */
  mode: 'balance-rr' | 'active-backup' | 'balance-xor' | 'broadcast' | '802.3ad' | 'balance-tlb' | 'balance-alb';
  /**
   * Names of its ports.
   */
  links?: string[];
  /**
   * Its ports by what they are.
   */
  match?: WrittenLinkMatch;
  /**
   * How often 802.3ad partners talk.
   */
  lacpRate?: 'slow' | 'fast';
  /**
   * What decides which port a packet takes.
   */
  hashPolicy?: 'layer2' | 'layer2+3' | 'layer3+4' | 'encap2+3' | 'encap3+4';
  /**
   * How often the ports are watched, in milliseconds.
   */
  miimon?: number;
  /**
   * How long a port is up before it is used, in milliseconds. A multiple of miimon.
   */
  updelay?: number;
  /**
   * How long a port is down before it is given up, in milliseconds. A multiple of miimon.
   */
  downdelay?: number;
  /**
   * How many ports must be up for the bond to be up (802.3ad).
   */
  minLinks?: number;
  /**
   * Which group of ports is taken (802.3ad).
   */
  adSelect?: 'stable' | 'bandwidth' | 'count';
  /**
   * Whose MAC address the bond has (active-backup).
   */
  failOverMac?: 'none' | 'active' | 'follow';
  /**
   * When the first port is taken back (active-backup, balance-tlb, balance-alb).
   */
  primaryReselect?: 'always' | 'better' | 'failure';
  /**
   * How often targets are asked by ARP, in milliseconds. Instead of miimon.
   */
  arpInterval?: number;
  /**
   * Who is asked by ARP.
   */
  arpTargets?: string[];
  /**
   * Which answers by ARP count.
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
   * Ports of VLANs on the bridge.
   */
  vlanFiltering?: boolean;
}

export interface WrittenVlanLink {
  /**
   * VLAN tag.
   */
  id: number;
  /**
   * The interface that carries it.
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
   * The other ends, by name.
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
   * A further key that both ends share (`wg genpsk`). Its usual key is presharedKey.
   */
  presharedKey?: WrittenSecretReference;
  /**
   * Where it is: an address and a port. Talos looks up no name. Left out, it has to come to us.
   */
  endpoint?: string;
  /**
   * Addresses behind it.
   */
  allowedIPs?: string[];
  /**
   * How often a packet keeps the way open.
   */
  keepalive?: string;
}

export interface WrittenTaint {
  /**
   * Value of the taint.
   */
  value?: string;
  /**
   * What it does to pods that do not tolerate it.
   */
  effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

export interface WrittenTalos {
  /**
   * System extensions, beyond those that the provider and components ask for. Short names are siderolabs/<name>.
   */
  extensions?: {
    [k: string]: WrittenExtension;
  };
  /**
   * Id of an Image Factory schematic that was made by hand, instead of a computed one.
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
   * Kernel arguments, as part of the image's schematic.
   */
  kernelArguments?: string[];
  /**
   * Kernel settings. Values are strings: quote numbers.
   */
  sysctls?: {
    [k: string]: string;
  };
  /**
   * udev rules, by a name of yours.
   */
  udev?: {
    [k: string]: string;
  };
  /**
   * Environment variables of Talos' services.
   */
  environment?: {
    [k: string]: string;
  };
  /**
   * Files written to the machine, by path. Talos allows only /var and a few more.
   */
  files?: {
    [k: string]: WrittenMachineFile;
  };
  /**
   * Encryption of Talos' own volumes, by volume.
   */
  encryption?: WrittenEncryption;
  /**
   * User volumes, by name: /var/mnt/<name>.
   */
  volumes?: {
    [k: string]: WrittenVolume;
  };
  /**
   * Where Talos' own volumes lie.
   */
  systemVolumes?: {
    /**
     * Where /var lies.
     */
    ephemeral?: WrittenVolumePlacement;
    /**
     * Images that the installation medium brings along, which is used only where this is said.
     */
    imageCache?: WrittenVolumePlacement;
    /**
     * etcd's data, on a partition instead of in /var. Talos 1.14 and newer.
     */
    etcd?: WrittenVolumePlacement;
    /**
     * What containers are made of, on a partition instead of in /var. Talos 1.14 and newer.
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
   * Ingress rules of the machines, derived from what is on.
   */
  firewall?: WrittenFirewall;
  /**
   * Further names and addresses that the Talos API's certificate carries.
   */
  certificateNames?: string[];
  /**
   * Strategic merge patches of your own, by name, applied last. Paths are relative to infraflux.yaml.
   */
  patches?: {
    [k: string]: string;
  };
  /**
   * Certificate authorities that the machine trusts beyond the usual ones: PEM files by a name of yours.
   */
  trustedRoots?: {
    [k: string]: string;
  };
  /**
   * Reset the machine when Talos no longer answers.
   */
  watchdog?: WrittenWatchdog;
  /**
   * Swap volumes by name. The kubelet swaps nothing unless its own configuration says so (memorySwap).
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
   * Volumes that are on the disks already, by name: /var/mnt/<name>. Talos makes and wipes nothing there.
   */
  existingVolumes?: {
    [k: string]: WrittenExistingVolume;
  };
}

export interface WrittenClusterTalos {
  /**
   * System extensions, beyond those that the provider and components ask for. Short names are siderolabs/<name>.
   */
  extensions?: {
    [k: string]: WrittenExtension;
  };
  /**
   * Id of an Image Factory schematic that was made by hand, instead of a computed one.
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
   * Kernel arguments, as part of the image's schematic.
   */
  kernelArguments?: string[];
  /**
   * Kernel settings. Values are strings: quote numbers.
   */
  sysctls?: {
    [k: string]: string;
  };
  /**
   * udev rules, by a name of yours.
   */
  udev?: {
    [k: string]: string;
  };
  /**
   * Environment variables of Talos' services.
   */
  environment?: {
    [k: string]: string;
  };
  /**
   * Files written to the machine, by path. Talos allows only /var and a few more.
   */
  files?: {
    [k: string]: WrittenMachineFile;
  };
  /**
   * Encryption of Talos' own volumes, by volume.
   */
  encryption?: WrittenEncryption;
  /**
   * User volumes, by name: /var/mnt/<name>.
   */
  volumes?: {
    [k: string]: WrittenVolume;
  };
  /**
   * Where Talos' own volumes lie.
   */
  systemVolumes?: {
    /**
     * Where /var lies.
     */
    ephemeral?: WrittenVolumePlacement;
    /**
     * Images that the installation medium brings along, which is used only where this is said.
     */
    imageCache?: WrittenVolumePlacement;
    /**
     * etcd's data, on a partition instead of in /var. Talos 1.14 and newer.
     */
    etcd?: WrittenVolumePlacement;
    /**
     * What containers are made of, on a partition instead of in /var. Talos 1.14 and newer.
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
   * Ingress rules of the machines, derived from what is on.
   */
  firewall?: WrittenFirewall;
  /**
   * Further names and addresses that the Talos API's certificate carries.
   */
  certificateNames?: string[];
  /**
   * Strategic merge patches of your own, by name, applied last. Paths are relative to infraflux.yaml.
   */
  patches?: {
    [k: string]: string;
  };
  /**
   * Certificate authorities that the machine trusts beyond the usual ones: PEM files by a name of yours.
   */
  trustedRoots?: {
    [k: string]: string;
  };
  /**
   * Reset the machine when Talos no longer answers.
   */
  watchdog?: WrittenWatchdog;
  /**
   * Swap volumes by name. The kubelet swaps nothing unless its own configuration says so (memorySwap).
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
   * Volumes that are on the disks already, by name: /var/mnt/<name>. Talos makes and wipes nothing there.
   */
  existingVolumes?: {
    [k: string]: WrittenExistingVolume;
  };
  /**
   * Log in to Kubernetes with an identity provider.
   */
  oidc?: WrittenOidc;
  /**
   * What the API server writes to its audit log.
   */
  audit?: WrittenAudit;
  /**
   * The Kubernetes API server.
   */
  apiServer?: {
    /**
     * Further flags of the API server.
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
   * How the machines of a cluster find each other.
   */
  discovery?: {
    /**
     * Use the discovery service.
     */
    enabled?: boolean;
  };
  /**
   * Where machine logs are sent, by a name of yours.
   */
  logs?: {
    [k: string]: string;
  };
  /**
   * Pod Security where a namespace says nothing of its own.
   */
  podSecurity?: WrittenPodSecurity;
  /**
   * The store behind the Kubernetes API.
   */
  etcd?: {
    /**
     * Serve metrics without a certificate on port 2381 of the control planes.
     */
    metrics?: boolean;
    /**
     * Further flags of etcd.
     */
    extraArgs?: WrittenExtraArgs;
  };
  /**
   * Kubernetes objects that the control planes bring in when the cluster starts, by a name of yours.
   */
  manifests?: {
    [k: string]: WrittenBootManifest;
  };
  /**
   * The controller manager.
   */
  controllerManager?: {
    /**
     * Further flags of the controller manager.
     */
    extraArgs?: WrittenExtraArgs;
  };
  /**
   * The scheduler.
   */
  scheduler?: {
    /**
     * Further flags of the scheduler.
     */
    extraArgs?: WrittenExtraArgs;
  };
  /**
   * Admission plugins of the API server, by name. A plugin that is off by itself is turned on. Levels and namespaces of Pod Security are said in podSecurity; what stands here beside them is added.
   */
  admission?: {
    [k: string]: WrittenAdmissionPlugin;
  };
  /**
   * The Kubernetes API on localhost of every machine, whatever becomes of its address.
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
   * Configuration files of the extension's service, by path.
   */
  files?: {
    [k: string]: WrittenContent;
  };
  /**
   * Environment variables of the extension's service.
   */
  environment?: {
    [k: string]: string;
  };
}

export interface WrittenContent {
  /**
   * The text itself.
   */
  content?: string;
  /**
   * A secret that holds the text. Its usual key is content.
   */
  from?: WrittenSecretReference;
}

export interface WrittenMachineFile {
  /**
   * The text itself.
   */
  content?: string;
  /**
   * A secret that holds the text. Its usual key is content.
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
   * The volume that holds the machine's configuration.
   */
  state?: WrittenEncryptionKey;
  /**
   * The volume behind /var.
   */
  ephemeral?: WrittenEncryptionKey;
  /**
   * The volume behind the image cache.
   */
  imageCache?: WrittenEncryptionKey;
  /**
   * The volume that systemVolumes.etcd gives to etcd.
   */
  etcd?: WrittenEncryptionKey;
  /**
   * The volume that systemVolumes.cri gives to containers.
   */
  cri?: WrittenEncryptionKey;
  /**
   * The volume that systemVolumes.kubelet gives to the kubelet.
   */
  kubelet?: WrittenEncryptionKey;
  /**
   * The volume that systemVolumes.log gives to logs.
   */
  log?: WrittenEncryptionKey;
}

export interface WrittenEncryptionKey {
  /**
   * A key derived from the machine's SMBIOS UUID: against a disk that leaves alone. The UUID of a virtual machine stands in the compiled Terraform; who has that and the disk can read it.
   */
  nodeId?: {};
  /**
   * A key sealed in the machine's TPM.
   */
  tpm?: {};
  /**
   * A key that a server seals.
   */
  kms?: {
    /**
     * Address of the key server.
     */
    endpoint: string;
  };
  /**
   * A passphrase. Its usual key is passphrase. Talos keeps that of the state volume in clear on the same disk (partition META).
   */
  static?: WrittenSecretReference;
}

export interface WrittenVolume {
  /**
   * A CEL expression that the disk fulfils.
   */
  match?: string;
  /**
   * It is at least so large.
   */
  minSize?: string;
  /**
   * It is at most so large: a size, a share of the disk (80%), or with Talos 1.13 and newer all but so much (-10Gi).
   */
  maxSize?: string;
  /**
   * Grow with its disk, up to maxSize. Left out, as Talos does by itself: only its own volumes grow.
   */
  grow?: boolean;
  /**
   * Its size: the same as minSize and maxSize at once.
   */
  size?: string;
  /**
   * Which of the machine's `disks` it lies on.
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
   * A partition of a disk (where nothing is said), a whole disk, or a directory of /var.
   */
  kind?: 'partition' | 'disk' | 'directory';
  /**
   * Quotas of projects, on xfs.
   */
  projectQuota?: boolean;
  /**
   * Whether programs and devices on it are refused, as Talos does by itself. Talos 1.13 and newer.
   */
  secure?: boolean;
  /**
   * Whether the time of each reading is kept. Talos 1.13 and newer.
   */
  accessTime?: boolean;
}

export interface WrittenVolumePlacement {
  /**
   * A CEL expression that the disk fulfils.
   */
  match?: string;
  /**
   * It is at least so large.
   */
  minSize?: string;
  /**
   * It is at most so large: a size, a share of the disk (80%), or with Talos 1.13 and newer all but so much (-10Gi).
   */
  maxSize?: string;
  /**
   * Grow with its disk, up to maxSize. Left out, as Talos does by itself: only its own volumes grow.
   */
  grow?: boolean;
}

export interface WrittenInstallDisk {
  /**
   * A device. Names such as /dev/sda are handed out anew at each boot; prefer a selector or /dev/disk/by-id/...
   */
  path?: string;
  /**
   * Its size, exactly or by comparison, as in Talos' diskSelector.
   */
  size?: string;
  /**
   * What kind of disk it is.
   */
  type?: 'ssd' | 'hdd' | 'nvme' | 'sd';
  /**
   * Its model; * stands for any end.
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
   * Further flags of the kubelet.
   */
  extraArgs?: WrittenExtraArgs;
  /**
   * Further fields of the KubeletConfiguration.
   */
  config?: {};
  /**
   * Directories of the machine that the kubelet sees, by their path in it. Not in a cluster that was born with Talos 1.14 or newer, where a volume is seen without it.
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
   * Block what no rule lets in. What Talos, Kubernetes and the components need between machines is let in by itself.
   */
  enabled?: boolean;
  /**
   * Rules beyond the derived ones, by name. One with the name of a derived rule (talos-api, kubelet, flannel, kubernetes-api, talos-trust, etcd, etcd-metrics, wireguard) replaces it.
   */
  rules?: {
    [k: string]: WrittenFirewallRule;
  };
}

export interface WrittenFirewallRule {
  /**
   * Ports and ranges of ports.
   *
   * @minItems 1
   */
  ports: [string, ...string[]];
  /**
   * The protocol.
   */
  protocol?: 'tcp' | 'udp' | 'icmp' | 'icmpv6';
  /**
   * Who is let in, by CIDR.
   */
  from: {
    [k: string]: {
      /**
       * A part that is left out.
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
   * Client id that tokens are made for.
   */
  clientId: string;
  /**
   * Claim that holds the user's name.
   */
  usernameClaim?: string;
  /**
   * What is put before the user's name.
   */
  usernamePrefix?: string;
  /**
   * Claim that holds the user's groups.
   */
  groupsClaim?: string;
  /**
   * What is put before each group's name.
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
   * Where images are asked for first.
   */
  mirrors?: string[];
  /**
   * A PEM file with the registry's certificate authority.
   */
  ca?: string;
  /**
   * User name and password, for the mirrors where there are any, else for the registry. The keys are username and password; a `key` stands for the password.
   */
  credentials?: WrittenSecretReference;
  /**
   * The mirrors have the path to the API in their addresses; /v2 is not put behind.
   */
  overridePath?: boolean;
  /**
   * Ask the mirrors alone, and never the registry itself.
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

export interface WrittenApplications {
  /**
   * The repository of applications.
   */
  repository: string;
  /**
   * The folder in it that is this cluster's.
   */
  path?: string;
  /**
   * Branch, tag or commit.
   */
  revision?: string;
  /**
   * How Argo CD reads it, where it is private. The usual keys are username and password, for an ssh address sshPrivateKey.
   */
  credentials?: WrittenSecretReference;
}

export interface WrittenBackup {
  /**
   * Snapshots of etcd, which holds all of Kubernetes' objects.
   */
  etcd?: WrittenEtcdBackup;
}

export interface WrittenEtcdBackup {
  /**
   * How often.
   */
  every?: string;
  /**
   * How many snapshots are kept.
   */
  keep?: number;
  /**
   * Where they go.
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
   * Prefix of the two keys in the secret, where it holds several.
   */
  key?: string;
}

export interface WrittenWatchdog {
  /**
   * The watchdog. A virtual machine needs one of its own.
   */
  device?: string;
  /**
   * How long Talos may be silent. 10 seconds at least.
   */
  timeout?: string;
}

export interface WrittenSwapVolume {
  /**
   * A CEL expression that the disk fulfils.
   */
  match?: string;
  /**
   * It is at least so large.
   */
  minSize?: string;
  /**
   * It is at most so large: a size, a share of the disk (80%), or with Talos 1.13 and newer all but so much (-10Gi).
   */
  maxSize?: string;
  /**
   * Grow with its disk, up to maxSize. Left out, as Talos does by itself: only its own volumes grow.
   */
  grow?: boolean;
  /**
   * Its size: the same as minSize and maxSize at once.
   */
  size?: string;
  /**
   * Which of the machine's `disks` it lies on.
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
   * Pods beyond this level are refused.
   */
  enforce?: 'privileged' | 'baseline' | 'restricted';
  /**
   * Pods beyond this level are noted in the audit log.
   */
  audit?: 'privileged' | 'baseline' | 'restricted';
  /**
   * Who makes a pod beyond this level is warned.
   */
  warn?: 'privileged' | 'baseline' | 'restricted';
  /**
   * Namespaces that are not looked at, beside kube-system.
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
   * A CEL expression that the disk fulfils.
   */
  match?: string;
  /**
   * It is at least so large.
   */
  minSize?: string;
  /**
   * It is at most so large: a size, a share of the disk (80%), or with Talos 1.13 and newer all but so much (-10Gi).
   */
  maxSize?: string;
  /**
   * Grow with its disk, up to maxSize. Left out, as Talos does by itself: only its own volumes grow.
   */
  grow?: boolean;
  /**
   * Its size: the same as minSize and maxSize at once.
   */
  size?: string;
  /**
   * Which of the machine's `disks` it lies on.
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
   * A CEL expression that the volume fulfils.
   */
  match: string;
  /**
   * Mount it for reading alone.
   */
  readOnly?: boolean;
}

export interface WrittenAdmissionPlugin {
  /**
   * The plugin's own configuration, with apiVersion and kind.
   */
  configuration: {};
}

export interface WrittenKubeletMount {
  /**
   * Where it lies on the machine. Left out, at the same path.
   */
  source?: string;
  /**
   * Options of the mount.
   */
  options?: string[];
}

// ---- What the program uses: defaults filled in. ----

/**
 * A whole platform, its environments, the clusters in each, their nodes and what runs on them.
 */
export interface ResolvedConfig {
  /**
   * The versions of InfraFlux that understand this file. An older or newer one stops before it reads the rest.
   */
  requires?: string;
  /**
   * Name that all environments share. It stands in tags on the hypervisor, in Argo CD project names and in state keys.
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
   * How secrets are kept in the repository.
   */
  secrets?: ResolvedSecretsSettings;
  /**
   * The engine that makes machines, and where it keeps its state.
   */
  terraform: ResolvedTerraform;
  /**
   * The Git repository that Argo CD watches. Without it, InfraFlux publishes to a bare repository under .infraflux/.
   */
  gitops?: ResolvedGitops;
  /**
   * Your own sizes, by name. One with the name of a built-in size replaces it.
   */
  sizes: {
    [k: string]: ResolvedSize;
  };
  /**
   * Named fragments that clusters add to their size: with it, they are the cluster's class. Folded over `defaults`, below the environment.
   */
  variants: {
    [k: string]: ResolvedVariant;
  };
  /**
   * What every cluster starts from, above its size.
   */
  defaults: ResolvedCluster;
  /**
   * The environments, by name. Each may be written in environments/<name>.yaml as well, which is one layer above.
   */
  environments: {
    [k: string]: ResolvedEnvironment;
  };
}

export interface ResolvedSecretReference {
  /**
   * Name of the secret: secrets/<environment>/<name>.sops.yaml, or secrets/platform/ for what all environments share.
   */
  secret: string;
  /**
   * Which key of the secret. Left out, the reader's usual key.
   */
  key?: string;
}

/**
 * One of its types, each with its own keys.
 */
export type ResolvedProvider = ResolvedProxmoxProvider | ResolvedMetalProvider;

/**
 * A provider of type proxmox: it makes virtual machines on Proxmox VE.
 */
export interface ResolvedProxmoxProvider {
  /**
   * Which provider it is.
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
   * A PEM file with the certificate authority of the endpoint, relative to infraflux.yaml. Certificate checks are never switched off.
   */
  ca?: string;
  /**
   * The VM ids that only InfraFlux hands out. An id pinned by hand may lie outside.
   */
  vmIds?: string;
  /**
   * Resource pool on the hypervisor that the machines join.
   */
  pool?: string;
  /**
   * Major version of Proxmox VE. It decides how machines are kept apart: by rules (9) or by groups (8).
   */
  version: '8' | '9';
  /**
   * Proxmox' own high availability for control planes: on different hosts, and started elsewhere when a host fails. Their disks must lie on a datastore that the hosts share.
   */
  ha?: ResolvedProxmoxHa;
  /**
   * Datastores, by their name on the hypervisor, that all hosts see. An image is downloaded there once, not once for each host.
   */
  sharedDatastores: string[];
  /**
   * The hypervisor's hosts, by their name there.
   */
  hosts: {
    [k: string]: ResolvedProxmoxHost;
  };
}

export interface ResolvedProxmoxHa {
  /**
   * How often a machine is started again on the same host. Left out, Proxmox' own default (1).
   */
  maxRestart?: number;
  /**
   * How often it is then started on another one. Left out, Proxmox' own default (1).
   */
  maxRelocate?: number;
}

export interface ResolvedProxmoxHost {
  /**
   * Threads that the host has. Without it, no capacity check of CPU.
   */
  cpu?: number;
  /**
   * Memory that the host has. Without it, no capacity check of memory.
   */
  memory?: string;
  /**
   * Memory kept for the hypervisor itself, taken off before anything is placed.
   */
  reserve: string;
  /**
   * How much may be asked for each unit that is there. Beyond it, a warning.
   */
  overcommit: ResolvedProxmoxOvercommit;
  /**
   * Datastores by role. disks holds machines' disks, images holds downloaded images; further names are for disks to use.
   */
  datastores: {
    [k: string]: string;
  };
  /**
   * This host's bridge for a network, where it has another name than the network says.
   */
  bridges: {
    [k: string]: string;
  };
  /**
   * GPUs that machines can be given, by model.
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
   * Memory asked for each byte that is there.
   */
  memory: number;
}

export interface ResolvedProxmoxHostGpu {
  /**
   * PCI resource mappings of the hypervisor, one for each card. They must exist there (Datacenter, Resource Mappings): which device is behind one is said on Proxmox, not here.
   *
   * @minItems 1
   */
  mappings: [string, ...string[]];
}

/**
 * A provider of type metal: it takes machines that exist already.
 */
export interface ResolvedMetalProvider {
  /**
   * Which provider it is.
   */
  type: 'metal';
}

export interface ResolvedNetwork {
  /**
   * The network, with no host bits set.
   */
  cidr: string;
  /**
   * Where the network is. Two networks whose CIDRs overlap need different sites.
   */
  site: string;
  /**
   * Address of the router. A network without one has no default route.
   */
  gateway?: string;
  /**
   * Name servers, first asked first. Without any, Talos' own defaults (1.1.1.1 and 8.8.8.8) stand.
   */
  dns: string[];
  /**
   * DNS search domains.
   */
  search: string[];
  /**
   * Time servers. Without any, Talos' own default (time.cloudflare.com) stands.
   */
  ntp: string[];
  /**
   * The hypervisor's bridge for this network. A host may have another name for it, see bridges there.
   */
  bridge?: string;
  /**
   * VLAN tag that the machines' ports carry.
   */
  vlan?: number;
  /**
   * Largest packet in bytes. Left out, that of the bridge.
   */
  mtu?: number;
  /**
   * Let the hypervisor's firewall filter the machines' ports on this network. Which rules it has is said there.
   */
  firewall: boolean;
  /**
   * static hands out addresses from the cluster's range; dhcp leaves them to a server, and a node's address is optional then.
   */
  addressing: 'static' | 'dhcp';
  /**
   * Routes beyond the default one, by name.
   */
  routes: {
    [k: string]: ResolvedRoute;
  };
}

export interface ResolvedRoute {
  /**
   * Where the route leads.
   */
  to: string;
  /**
   * The next hop. Left out, what is there is reached without one, as behind a tunnel.
   */
  via?: string;
  /**
   * Of several routes to the same place, the one with the lowest metric is taken.
   */
  metric?: number;
  /**
   * The address that the machine speaks from.
   */
  source?: string;
  /**
   * Largest packet in bytes on this way.
   */
  mtu?: number;
  /**
   * Routing table. Left out, the main one.
   */
  table?: number;
}

export interface ResolvedSecretsSettings {
  /**
   * SOPS files with age recipients, under secrets/.
   */
  sops?: ResolvedSops;
}

export interface ResolvedEnvironmentSecrets {
  /**
   * SOPS files with age recipients, under secrets/.
   */
  sops?: ResolvedSops;
  /**
   * Components' secrets come from a store outside Git, by ExternalSecret objects. Left out, by encrypted objects of Git. What opens the store, and what comes before it, always does.
   */
  external?: ResolvedExternalSecrets;
}

export interface ResolvedClusterSecrets {
  /**
   * Components' secrets come from a store outside Git, by ExternalSecret objects. Left out, by encrypted objects of Git. What opens the store, and what comes before it, always does.
   */
  external?: ResolvedExternalSecrets;
}

export interface ResolvedExternalSecrets {
  /**
   * Name of the store: one of those of the component that reads stores.
   */
  store: string;
  /**
   * What a secret is called in the store. ${environment} is platform for what all environments share. Its keys are fields of it, unless ${key} makes each an entry of its own. Left out, what suits the kind of store, as ${environment}/${name}.
   */
  path?: string;
  /**
   * How often the store is asked again.
   */
  refresh: string;
}

export interface ResolvedSops {
  /**
   * age public keys that can read the secrets. At the top they are the operators', who read all; an environment's own read its secrets as well.
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
   * Where the engine keeps its state: one of local, s3, http, pg, gcs, azurerm, kubernetes, cloud. Each environment and cluster has a state of its own in it.
   */
  backend: ResolvedBackend;
}

export interface ResolvedBackend {
  /**
   * A file under state/, beside infraflux.yaml.
   */
  local?: {};
  /**
   * An S3 bucket, or what speaks its protocol.
   */
  s3?: ResolvedBackendS3;
  /**
   * A server that keeps state by HTTP.
   */
  http?: {
    /**
     * Address of the state; environment and cluster are appended.
     */
    address: string;
    /**
     * Lock by LOCK and UNLOCK at the same address.
     */
    locking: boolean;
  };
  /**
   * A PostgreSQL database.
   */
  pg?: {
    /**
     * Prefix of the schema's name; environment and cluster are appended. The connection comes from PG_CONN_STR.
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
     * What comes before environment and cluster.
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
     * Namespace of the Secret that holds the state.
     */
    namespace: string;
  };
  /**
   * HCP Terraform or what speaks its protocol.
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
   * Region of the bucket; for most other servers any word will do.
   */
  region: string;
  /**
   * Address of a server that is not AWS.
   */
  endpoint?: string;
  /**
   * What comes before environment and cluster in the key.
   */
  prefix: string;
  /**
   * Lock with a file beside the state (use_lockfile).
   */
  locking: boolean;
}

export interface ResolvedGitops {
  /**
   * Where Argo CD reads from: https, ssh, scp-like or file address.
   */
  repository: string;
  /**
   * The branch. An environment may have its own.
   */
  branch: string;
  /**
   * The folder in it that holds what InfraFlux compiles.
   */
  path: string;
  /**
   * How Argo CD reads the repository, where it is private. The usual keys are username and password, for an ssh address sshPrivateKey. InfraFlux itself publishes with your own git, as you set it up.
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
   * Which of `providers` makes the machines. With one provider alone, that one.
   */
  provider?: string;
  /**
   * DNS name below which the platform's own pages live, as argocd.<domain>.
   */
  domain?: string;
  /**
   * No destroy, and no replace of a machine with data, unless its name is typed.
   */
  protect: boolean;
  /**
   * Versions of Talos and Kubernetes. Components pin their own.
   */
  versions: ResolvedVersions;
  /**
   * Where the cluster's machines, endpoint, load balancers, pods and services have their addresses.
   */
  network: ResolvedClusterNetwork;
  /**
   * The control plane: how many machines, and what each is like.
   */
  controlPlane: ResolvedControlPlane;
  /**
   * Pools of workers, by name.
   */
  pools: {
    [k: string]: ResolvedPool;
  };
  /**
   * Talos for the whole cluster. Pools and nodes say more in their own `talos`.
   */
  talos: ResolvedClusterTalos;
  /**
   * The components that run on the cluster. {} is on with defaults; null takes out what a lower layer put in.
   */
  platform: ResolvedPlatform;
  /**
   * The hand-off to a repository of applications. InfraFlux points Argo CD at it and never looks inside.
   */
  applications?: ResolvedApplications;
  /**
   * What is saved regularly, and where.
   */
  backup: ResolvedBackup;
}

/**
 * A cluster-shaped fragment that clusters choose by its name.
 */
export interface ResolvedVariant {
  /**
   * Which of `providers` makes the machines. With one provider alone, that one.
   */
  provider?: string;
  /**
   * DNS name below which the platform's own pages live, as argocd.<domain>.
   */
  domain?: string;
  /**
   * No destroy, and no replace of a machine with data, unless its name is typed.
   */
  protect: boolean;
  /**
   * Versions of Talos and Kubernetes. Components pin their own.
   */
  versions: ResolvedVersions;
  /**
   * Where the cluster's machines, endpoint, load balancers, pods and services have their addresses.
   */
  network: ResolvedClusterNetwork;
  /**
   * The control plane: how many machines, and what each is like.
   */
  controlPlane: ResolvedControlPlane;
  /**
   * Pools of workers, by name.
   */
  pools: {
    [k: string]: ResolvedPool;
  };
  /**
   * Talos for the whole cluster. Pools and nodes say more in their own `talos`.
   */
  talos: ResolvedClusterTalos;
  /**
   * The components that run on the cluster. {} is on with defaults; null takes out what a lower layer put in.
   */
  platform: ResolvedPlatform;
  /**
   * The hand-off to a repository of applications. InfraFlux points Argo CD at it and never looks inside.
   */
  applications?: ResolvedApplications;
  /**
   * What is saved regularly, and where.
   */
  backup: ResolvedBackup;
}

export interface ResolvedEnvironment {
  /**
   * Which of `providers` makes the machines. With one provider alone, that one.
   */
  provider?: string;
  /**
   * DNS name below which the platform's own pages live, as argocd.<domain>.
   */
  domain?: string;
  /**
   * No destroy, and no replace of a machine with data, unless its name is typed.
   */
  protect: boolean;
  /**
   * Warnings that were seen and answered: the code and why. They are counted from then on, not repeated.
   */
  accept: {
    [k: string]: string;
  };
  /**
   * Versions of Talos and Kubernetes. Components pin their own.
   */
  versions: ResolvedVersions;
  /**
   * A ready-made shape below everything else: single, small, ha, edge, gpu, storage, or one of `sizes`.
   */
  size: string;
  /**
   * Fragments of `variants` that are folded over `defaults`, in this order. A nearer list replaces a farther one.
   */
  variants: string[];
  /**
   * Where the cluster's machines, endpoint, load balancers, pods and services have their addresses.
   */
  network: ResolvedClusterNetwork;
  /**
   * The control plane: how many machines, and what each is like.
   */
  controlPlane: ResolvedControlPlane;
  /**
   * Pools of workers, by name.
   */
  pools: {
    [k: string]: ResolvedPool;
  };
  /**
   * Single nodes by name: a generated one that differs, or (with `pool`) one more.
   */
  nodes: {
    [k: string]: ResolvedNode;
  };
  /**
   * Talos for the whole cluster. Pools and nodes say more in their own `talos`.
   */
  talos: ResolvedClusterTalos;
  /**
   * The components that run on the cluster. {} is on with defaults; null takes out what a lower layer put in.
   */
  platform: ResolvedPlatform;
  /**
   * The hand-off to a repository of applications. InfraFlux points Argo CD at it and never looks inside.
   */
  applications?: ResolvedApplications;
  /**
   * What is saved regularly, and where.
   */
  backup: ResolvedBackup;
  /**
   * Recipients of this environment's secrets, besides the platform's, and how its clusters get them.
   */
  secrets?: ResolvedEnvironmentSecrets;
  /**
   * The clusters of this environment, by name.
   */
  clusters: {
    [k: string]: ResolvedCluster;
  };
  /**
   * Where this environment is published, where that differs.
   */
  gitops?: {
    /**
     * The branch that this environment's clusters read.
     */
    branch?: string;
  };
}

export interface ResolvedCluster {
  /**
   * Which of `providers` makes the machines. With one provider alone, that one.
   */
  provider?: string;
  /**
   * DNS name below which the platform's own pages live, as argocd.<domain>.
   */
  domain?: string;
  /**
   * No destroy, and no replace of a machine with data, unless its name is typed.
   */
  protect: boolean;
  /**
   * Warnings that were seen and answered: the code and why. They are counted from then on, not repeated.
   */
  accept: {
    [k: string]: string;
  };
  /**
   * Versions of Talos and Kubernetes. Components pin their own.
   */
  versions: ResolvedVersions;
  /**
   * A ready-made shape below everything else: single, small, ha, edge, gpu, storage, or one of `sizes`.
   */
  size: string;
  /**
   * Fragments of `variants` that are folded over `defaults`, in this order. A nearer list replaces a farther one.
   */
  variants: string[];
  /**
   * Where the cluster's machines, endpoint, load balancers, pods and services have their addresses.
   */
  network: ResolvedClusterNetwork;
  /**
   * The control plane: how many machines, and what each is like.
   */
  controlPlane: ResolvedControlPlane;
  /**
   * Pools of workers, by name.
   */
  pools: {
    [k: string]: ResolvedPool;
  };
  /**
   * Single nodes by name: a generated one that differs, or (with `pool`) one more.
   */
  nodes: {
    [k: string]: ResolvedNode;
  };
  /**
   * Talos for the whole cluster. Pools and nodes say more in their own `talos`.
   */
  talos: ResolvedClusterTalos;
  /**
   * The components that run on the cluster. {} is on with defaults; null takes out what a lower layer put in.
   */
  platform: ResolvedPlatform;
  /**
   * The hand-off to a repository of applications. InfraFlux points Argo CD at it and never looks inside.
   */
  applications?: ResolvedApplications;
  /**
   * What is saved regularly, and where.
   */
  backup: ResolvedBackup;
  /**
   * How the cluster gets the secrets that its components read.
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
   * Which of `networks` the machines are on. With one network alone, that one.
   */
  attach?: string;
  /**
   * Addresses to hand out to machines. An address pinned by hand may lie elsewhere in the network.
   */
  nodes?: string;
  /**
   * The Kubernetes API. An address in the network is a virtual one that the control plane holds; host:port is somebody else's load balancer.
   */
  endpoint?: string;
  /**
   * Addresses for Services of type LoadBalancer. Outside every network only with BGP, never over a machine.
   */
  loadBalancers?: string;
  /**
   * Addresses of pods. Several families with commas between.
   */
  pods: string;
  /**
   * Addresses of Services. Several families with commas between.
   */
  services: string;
  /**
   * DNS domain inside the cluster.
   */
  clusterDomain: string;
  /**
   * Further names and addresses that the API server's certificate carries.
   */
  certificateNames: string[];
  /**
   * What connects pods where no component does. Left out: none when a component provides it, else Talos' own flannel.
   */
  cni?: ResolvedCni;
}

export interface ResolvedCni {
  /**
   * The one that Talos brings.
   */
  flannel?: {};
  /**
   * Nothing; somebody else installs one.
   */
  none?: {};
  /**
   * Manifests by address.
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
   * Which of `providers` makes these machines, where that differs from the cluster's.
   */
  provider?: string;
  /**
   * Hosts that these machines may run on. Left out, any host of the provider.
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
   * The virtual machine itself, or what a metal one is.
   */
  machine: ResolvedMachine;
  /**
   * GPUs by model; the host must have them.
   */
  gpus: {
    [k: string]: ResolvedGpuRequest;
  };
  /**
   * Disks by name. `system` is the one that Talos is installed on.
   */
  disks: {
    [k: string]: ResolvedDisk;
  };
  /**
   * Network interfaces beyond the one in the cluster's network. One whose `network` is the cluster's describes that one.
   */
  interfaces: {
    [k: string]: ResolvedInterface;
  };
  /**
   * Name servers of these machines, instead of the network's.
   */
  dns?: string[];
  /**
   * Search domains of these machines, instead of the network's. [] switches them off.
   */
  search?: string[];
  /**
   * Time servers of these machines, instead of the network's.
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
   * Talos of these machines, over what the cluster says.
   */
  talos: ResolvedTalos;
  /**
   * How many control planes: one, or three, or five. Sizes say it where you do not.
   */
  count?: number;
  /**
   * How the machines are named. ${n} is the number, ${nn} the number with two digits.
   */
  name: string;
  /**
   * Number of the first machine.
   */
  first: number;
  /**
   * Whether ordinary workloads may run on control planes.
   */
  schedulable: boolean;
}

export interface ResolvedPool {
  /**
   * Which of `providers` makes these machines, where that differs from the cluster's.
   */
  provider?: string;
  /**
   * Hosts that these machines may run on. Left out, any host of the provider.
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
   * The virtual machine itself, or what a metal one is.
   */
  machine: ResolvedMachine;
  /**
   * GPUs by model; the host must have them.
   */
  gpus: {
    [k: string]: ResolvedGpuRequest;
  };
  /**
   * Disks by name. `system` is the one that Talos is installed on.
   */
  disks: {
    [k: string]: ResolvedDisk;
  };
  /**
   * Network interfaces beyond the one in the cluster's network. One whose `network` is the cluster's describes that one.
   */
  interfaces: {
    [k: string]: ResolvedInterface;
  };
  /**
   * Name servers of these machines, instead of the network's.
   */
  dns?: string[];
  /**
   * Search domains of these machines, instead of the network's. [] switches them off.
   */
  search?: string[];
  /**
   * Time servers of these machines, instead of the network's.
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
   * Talos of these machines, over what the cluster says.
   */
  talos: ResolvedTalos;
  /**
   * How many machines. A pool with neither count nor nodes of its own is an error.
   */
  count?: number;
  /**
   * How the machines are named. ${n} is the number, ${nn} the number with two digits.
   */
  name: string;
  /**
   * Number of the first machine.
   */
  first: number;
}

export interface ResolvedNode {
  /**
   * Which of `providers` makes these machines, where that differs from the cluster's.
   */
  provider?: string;
  /**
   * Hosts that these machines may run on. Left out, any host of the provider.
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
   * The virtual machine itself, or what a metal one is.
   */
  machine: ResolvedMachine;
  /**
   * GPUs by model; the host must have them.
   */
  gpus: {
    [k: string]: ResolvedGpuRequest;
  };
  /**
   * Disks by name. `system` is the one that Talos is installed on.
   */
  disks: {
    [k: string]: ResolvedDisk;
  };
  /**
   * Network interfaces beyond the one in the cluster's network. One whose `network` is the cluster's describes that one.
   */
  interfaces: {
    [k: string]: ResolvedInterface;
  };
  /**
   * Name servers of these machines, instead of the network's.
   */
  dns?: string[];
  /**
   * Search domains of these machines, instead of the network's. [] switches them off.
   */
  search?: string[];
  /**
   * Time servers of these machines, instead of the network's.
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
   * Talos of these machines, over what the cluster says.
   */
  talos: ResolvedTalos;
  /**
   * Makes this one more node of that pool (or of controlPlane), by its own name.
   */
  pool?: string;
  /**
   * Leaves a hole: this generated node is not made, and the others keep their names and numbers.
   */
  retired: boolean;
  /**
   * The hypervisor's host that it runs on. Left out, one is chosen by capacity and kept in the lock file.
   */
  host?: string;
  /**
   * Its address in the cluster's network. Left out, one is handed out and kept in the lock file.
   */
  address?: string;
  /**
   * Its MAC address in the cluster's network. Left out, that of a virtual machine is derived from the node's name and kept in the lock file; a metal machine has one port then.
   */
  mac?: string;
  /**
   * Its id on the hypervisor. Left out, one is handed out and kept in the lock file.
   */
  vmId?: number;
  /**
   * Its host name, where that is not the node's name.
   */
  hostname?: string;
}

export interface ResolvedMachineSettings {
  /**
   * Which of `providers` makes these machines, where that differs from the cluster's.
   */
  provider?: string;
  /**
   * Hosts that these machines may run on. Left out, any host of the provider.
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
   * The virtual machine itself, or what a metal one is.
   */
  machine: ResolvedMachine;
  /**
   * GPUs by model; the host must have them.
   */
  gpus: {
    [k: string]: ResolvedGpuRequest;
  };
  /**
   * Disks by name. `system` is the one that Talos is installed on.
   */
  disks: {
    [k: string]: ResolvedDisk;
  };
  /**
   * Network interfaces beyond the one in the cluster's network. One whose `network` is the cluster's describes that one.
   */
  interfaces: {
    [k: string]: ResolvedInterface;
  };
  /**
   * Name servers of these machines, instead of the network's.
   */
  dns?: string[];
  /**
   * Search domains of these machines, instead of the network's. [] switches them off.
   */
  search?: string[];
  /**
   * Time servers of these machines, instead of the network's.
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
   * Talos of these machines, over what the cluster says.
   */
  talos: ResolvedTalos;
}

export interface ResolvedMachine {
  /**
   * Processor architecture.
   */
  architecture: 'amd64' | 'arm64';
  /**
   * CPU type that the hypervisor shows. host is fastest; x86-64-v2-AES and the like can be moved live.
   */
  cpuType: string;
  /**
   * Show the machine a NUMA layout.
   */
  numa: boolean;
  /**
   * uefi (OVMF, q35) or bios (SeaBIOS).
   */
  firmware: 'uefi' | 'bios';
  /**
   * Boot only what is signed. Needs uefi; Talos' own keys are enrolled.
   */
  secureBoot: boolean;
  /**
   * A TPM 2.0.
   */
  tpm: boolean;
  /**
   * Start the machine with its host.
   */
  startOnBoot: boolean;
  /**
   * Order in which the host starts its machines, lowest first.
   */
  startOrder?: number;
  /**
   * Tags on the hypervisor, beyond InfraFlux' own.
   */
  tags: string[];
}

export interface ResolvedGpuRequest {
  /**
   * How many of them.
   */
  count: number;
}

export interface ResolvedDisk {
  /**
   * Size. A disk can grow; it never shrinks.
   */
  size?: string;
  /**
   * Role of the datastore on the host that it lies on.
   */
  datastore: string;
  /**
   * Its data outlives the machine: a machine that is made anew gets this disk back.
   */
  keep: boolean;
  /**
   * Component that stores its data there.
   */
  use?: string;
  /**
   * Tags that the component in `use` sees.
   */
  tags: string[];
  /**
   * How the hypervisor caches it.
   */
  cache: 'none' | 'writethrough' | 'writeback' | 'directsync' | 'unsafe';
}

export interface ResolvedInterface {
  /**
   * Which of `networks` it is on.
   */
  network?: string;
  /**
   * Its address there, on a single node.
   */
  address?: string;
  /**
   * Addresses with their prefix, where no network of `networks` is behind it.
   */
  addresses: string[];
  /**
   * Its MAC address, on a single node.
   */
  mac?: string;
  /**
   * Metal only: which of the machine's ports it is.
   */
  match?: ResolvedLinkMatch;
  /**
   * Largest packet in bytes. Left out, that of its network.
   */
  mtu?: number;
  /**
   * Ask a server for its address.
   */
  dhcp: boolean;
  /**
   * Routes through it, by name.
   */
  routes: {
    [k: string]: ResolvedRoute;
  };
  /**
   * Makes it a bond of several ports.
   */
  bond?: ResolvedBond;
  /**
   * Makes it a bridge.
   */
  bridge?: ResolvedBridge;
  /**
   * Makes it a VLAN on another interface.
   */
  vlan?: ResolvedVlanLink;
  /**
   * Makes it a WireGuard tunnel.
   */
  wireguard?: ResolvedWireguard;
}

export interface ResolvedLinkMatch {
  /**
   * Its MAC address; * stands for any end.
   */
  mac?: string;
  /**
   * Name of its kernel driver.
   */
  driver?: string;
  /**
   * Its place on the bus; * stands for any end.
   */
  bus?: string;
}

export interface ResolvedBond {
  /**
   * How the ports share the work.
   */
  mode: 'balance-rr' | 'active-backup' | 'balance-xor' | 'broadcast' | '802.3ad' | 'balance-tlb' | 'balance-alb';
  /**
   * Names of its ports.
   */
  links: string[];
  /**
   * Its ports by what they are.
   */
  match?: ResolvedLinkMatch;
  /**
   * How often 802.3ad partners talk.
   */
  lacpRate?: 'slow' | 'fast';
  /**
   * What decides which port a packet takes.
   */
  hashPolicy?: 'layer2' | 'layer2+3' | 'layer3+4' | 'encap2+3' | 'encap3+4';
  /**
   * How often the ports are watched, in milliseconds.
   */
  miimon?: number;
  /**
   * How long a port is up before it is used, in milliseconds. A multiple of miimon.
   */
  updelay?: number;
  /**
   * How long a port is down before it is given up, in milliseconds. A multiple of miimon.
   */
  downdelay?: number;
  /**
   * How many ports must be up for the bond to be up (802.3ad).
   */
  minLinks?: number;
  /**
   * Which group of ports is taken (802.3ad).
   */
  adSelect?: 'stable' | 'bandwidth' | 'count';
  /**
   * Whose MAC address the bond has (active-backup).
   */
  failOverMac?: 'none' | 'active' | 'follow';
  /**
   * When the first port is taken back (active-backup, balance-tlb, balance-alb).
   */
  primaryReselect?: 'always' | 'better' | 'failure';
  /**
   * How often targets are asked by ARP, in milliseconds. Instead of miimon.
   */
  arpInterval?: number;
  /**
   * Who is asked by ARP.
   */
  arpTargets?: string[];
  /**
   * Which answers by ARP count.
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
   * Ports of VLANs on the bridge.
   */
  vlanFiltering?: boolean;
}

export interface ResolvedVlanLink {
  /**
   * VLAN tag.
   */
  id: number;
  /**
   * The interface that carries it.
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
   * The other ends, by name.
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
   * A further key that both ends share (`wg genpsk`). Its usual key is presharedKey.
   */
  presharedKey?: ResolvedSecretReference;
  /**
   * Where it is: an address and a port. Talos looks up no name. Left out, it has to come to us.
   */
  endpoint?: string;
  /**
   * Addresses behind it.
   */
  allowedIPs: string[];
  /**
   * How often a packet keeps the way open.
   */
  keepalive?: string;
}

export interface ResolvedTaint {
  /**
   * Value of the taint.
   */
  value: string;
  /**
   * What it does to pods that do not tolerate it.
   */
  effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

export interface ResolvedTalos {
  /**
   * System extensions, beyond those that the provider and components ask for. Short names are siderolabs/<name>.
   */
  extensions: {
    [k: string]: ResolvedExtension;
  };
  /**
   * Id of an Image Factory schematic that was made by hand, instead of a computed one.
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
   * Kernel arguments, as part of the image's schematic.
   */
  kernelArguments: string[];
  /**
   * Kernel settings. Values are strings: quote numbers.
   */
  sysctls: {
    [k: string]: string;
  };
  /**
   * udev rules, by a name of yours.
   */
  udev: {
    [k: string]: string;
  };
  /**
   * Environment variables of Talos' services.
   */
  environment: {
    [k: string]: string;
  };
  /**
   * Files written to the machine, by path. Talos allows only /var and a few more.
   */
  files: {
    [k: string]: ResolvedMachineFile;
  };
  /**
   * Encryption of Talos' own volumes, by volume.
   */
  encryption: ResolvedEncryption;
  /**
   * User volumes, by name: /var/mnt/<name>.
   */
  volumes: {
    [k: string]: ResolvedVolume;
  };
  /**
   * Where Talos' own volumes lie.
   */
  systemVolumes: {
    /**
     * Where /var lies.
     */
    ephemeral?: ResolvedVolumePlacement;
    /**
     * Images that the installation medium brings along, which is used only where this is said.
     */
    imageCache?: ResolvedVolumePlacement;
    /**
     * etcd's data, on a partition instead of in /var. Talos 1.14 and newer.
     */
    etcd?: ResolvedVolumePlacement;
    /**
     * What containers are made of, on a partition instead of in /var. Talos 1.14 and newer.
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
   * Ingress rules of the machines, derived from what is on.
   */
  firewall: ResolvedFirewall;
  /**
   * Further names and addresses that the Talos API's certificate carries.
   */
  certificateNames: string[];
  /**
   * Strategic merge patches of your own, by name, applied last. Paths are relative to infraflux.yaml.
   */
  patches: {
    [k: string]: string;
  };
  /**
   * Certificate authorities that the machine trusts beyond the usual ones: PEM files by a name of yours.
   */
  trustedRoots: {
    [k: string]: string;
  };
  /**
   * Reset the machine when Talos no longer answers.
   */
  watchdog?: ResolvedWatchdog;
  /**
   * Swap volumes by name. The kubelet swaps nothing unless its own configuration says so (memorySwap).
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
   * Volumes that are on the disks already, by name: /var/mnt/<name>. Talos makes and wipes nothing there.
   */
  existingVolumes: {
    [k: string]: ResolvedExistingVolume;
  };
}

export interface ResolvedClusterTalos {
  /**
   * System extensions, beyond those that the provider and components ask for. Short names are siderolabs/<name>.
   */
  extensions: {
    [k: string]: ResolvedExtension;
  };
  /**
   * Id of an Image Factory schematic that was made by hand, instead of a computed one.
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
   * Kernel arguments, as part of the image's schematic.
   */
  kernelArguments: string[];
  /**
   * Kernel settings. Values are strings: quote numbers.
   */
  sysctls: {
    [k: string]: string;
  };
  /**
   * udev rules, by a name of yours.
   */
  udev: {
    [k: string]: string;
  };
  /**
   * Environment variables of Talos' services.
   */
  environment: {
    [k: string]: string;
  };
  /**
   * Files written to the machine, by path. Talos allows only /var and a few more.
   */
  files: {
    [k: string]: ResolvedMachineFile;
  };
  /**
   * Encryption of Talos' own volumes, by volume.
   */
  encryption: ResolvedEncryption;
  /**
   * User volumes, by name: /var/mnt/<name>.
   */
  volumes: {
    [k: string]: ResolvedVolume;
  };
  /**
   * Where Talos' own volumes lie.
   */
  systemVolumes: {
    /**
     * Where /var lies.
     */
    ephemeral?: ResolvedVolumePlacement;
    /**
     * Images that the installation medium brings along, which is used only where this is said.
     */
    imageCache?: ResolvedVolumePlacement;
    /**
     * etcd's data, on a partition instead of in /var. Talos 1.14 and newer.
     */
    etcd?: ResolvedVolumePlacement;
    /**
     * What containers are made of, on a partition instead of in /var. Talos 1.14 and newer.
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
   * Ingress rules of the machines, derived from what is on.
   */
  firewall: ResolvedFirewall;
  /**
   * Further names and addresses that the Talos API's certificate carries.
   */
  certificateNames: string[];
  /**
   * Strategic merge patches of your own, by name, applied last. Paths are relative to infraflux.yaml.
   */
  patches: {
    [k: string]: string;
  };
  /**
   * Certificate authorities that the machine trusts beyond the usual ones: PEM files by a name of yours.
   */
  trustedRoots: {
    [k: string]: string;
  };
  /**
   * Reset the machine when Talos no longer answers.
   */
  watchdog?: ResolvedWatchdog;
  /**
   * Swap volumes by name. The kubelet swaps nothing unless its own configuration says so (memorySwap).
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
   * Volumes that are on the disks already, by name: /var/mnt/<name>. Talos makes and wipes nothing there.
   */
  existingVolumes: {
    [k: string]: ResolvedExistingVolume;
  };
  /**
   * Log in to Kubernetes with an identity provider.
   */
  oidc?: ResolvedOidc;
  /**
   * What the API server writes to its audit log.
   */
  audit?: ResolvedAudit;
  /**
   * The Kubernetes API server.
   */
  apiServer: {
    /**
     * Further flags of the API server.
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
   * How the machines of a cluster find each other.
   */
  discovery: {
    /**
     * Use the discovery service.
     */
    enabled: boolean;
  };
  /**
   * Where machine logs are sent, by a name of yours.
   */
  logs: {
    [k: string]: string;
  };
  /**
   * Pod Security where a namespace says nothing of its own.
   */
  podSecurity: ResolvedPodSecurity;
  /**
   * The store behind the Kubernetes API.
   */
  etcd: {
    /**
     * Serve metrics without a certificate on port 2381 of the control planes.
     */
    metrics: boolean;
    /**
     * Further flags of etcd.
     */
    extraArgs: ResolvedExtraArgs;
  };
  /**
   * Kubernetes objects that the control planes bring in when the cluster starts, by a name of yours.
   */
  manifests: {
    [k: string]: ResolvedBootManifest;
  };
  /**
   * The controller manager.
   */
  controllerManager: {
    /**
     * Further flags of the controller manager.
     */
    extraArgs: ResolvedExtraArgs;
  };
  /**
   * The scheduler.
   */
  scheduler: {
    /**
     * Further flags of the scheduler.
     */
    extraArgs: ResolvedExtraArgs;
  };
  /**
   * Admission plugins of the API server, by name. A plugin that is off by itself is turned on. Levels and namespaces of Pod Security are said in podSecurity; what stands here beside them is added.
   */
  admission: {
    [k: string]: ResolvedAdmissionPlugin;
  };
  /**
   * The Kubernetes API on localhost of every machine, whatever becomes of its address.
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
   * Configuration files of the extension's service, by path.
   */
  files: {
    [k: string]: ResolvedContent;
  };
  /**
   * Environment variables of the extension's service.
   */
  environment: {
    [k: string]: string;
  };
}

export interface ResolvedContent {
  /**
   * The text itself.
   */
  content?: string;
  /**
   * A secret that holds the text. Its usual key is content.
   */
  from?: ResolvedSecretReference;
}

export interface ResolvedMachineFile {
  /**
   * The text itself.
   */
  content?: string;
  /**
   * A secret that holds the text. Its usual key is content.
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
   * The volume that holds the machine's configuration.
   */
  state?: ResolvedEncryptionKey;
  /**
   * The volume behind /var.
   */
  ephemeral?: ResolvedEncryptionKey;
  /**
   * The volume behind the image cache.
   */
  imageCache?: ResolvedEncryptionKey;
  /**
   * The volume that systemVolumes.etcd gives to etcd.
   */
  etcd?: ResolvedEncryptionKey;
  /**
   * The volume that systemVolumes.cri gives to containers.
   */
  cri?: ResolvedEncryptionKey;
  /**
   * The volume that systemVolumes.kubelet gives to the kubelet.
   */
  kubelet?: ResolvedEncryptionKey;
  /**
   * The volume that systemVolumes.log gives to logs.
   */
  log?: ResolvedEncryptionKey;
}

export interface ResolvedEncryptionKey {
  /**
   * A key derived from the machine's SMBIOS UUID: against a disk that leaves alone. The UUID of a virtual machine stands in the compiled Terraform; who has that and the disk can read it.
   */
  nodeId?: {};
  /**
   * A key sealed in the machine's TPM.
   */
  tpm?: {};
  /**
   * A key that a server seals.
   */
  kms?: {
    /**
     * Address of the key server.
     */
    endpoint: string;
  };
  /**
   * A passphrase. Its usual key is passphrase. Talos keeps that of the state volume in clear on the same disk (partition META).
   */
  static?: ResolvedSecretReference;
}

export interface ResolvedVolume {
  /**
   * A CEL expression that the disk fulfils.
   */
  match?: string;
  /**
   * It is at least so large.
   */
  minSize?: string;
  /**
   * It is at most so large: a size, a share of the disk (80%), or with Talos 1.13 and newer all but so much (-10Gi).
   */
  maxSize?: string;
  /**
   * Grow with its disk, up to maxSize. Left out, as Talos does by itself: only its own volumes grow.
   */
  grow?: boolean;
  /**
   * Its size: the same as minSize and maxSize at once.
   */
  size?: string;
  /**
   * Which of the machine's `disks` it lies on.
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
   * A partition of a disk (where nothing is said), a whole disk, or a directory of /var.
   */
  kind?: 'partition' | 'disk' | 'directory';
  /**
   * Quotas of projects, on xfs.
   */
  projectQuota?: boolean;
  /**
   * Whether programs and devices on it are refused, as Talos does by itself. Talos 1.13 and newer.
   */
  secure?: boolean;
  /**
   * Whether the time of each reading is kept. Talos 1.13 and newer.
   */
  accessTime?: boolean;
}

export interface ResolvedVolumePlacement {
  /**
   * A CEL expression that the disk fulfils.
   */
  match?: string;
  /**
   * It is at least so large.
   */
  minSize?: string;
  /**
   * It is at most so large: a size, a share of the disk (80%), or with Talos 1.13 and newer all but so much (-10Gi).
   */
  maxSize?: string;
  /**
   * Grow with its disk, up to maxSize. Left out, as Talos does by itself: only its own volumes grow.
   */
  grow?: boolean;
}

export interface ResolvedInstallDisk {
  /**
   * A device. Names such as /dev/sda are handed out anew at each boot; prefer a selector or /dev/disk/by-id/...
   */
  path?: string;
  /**
   * Its size, exactly or by comparison, as in Talos' diskSelector.
   */
  size?: string;
  /**
   * What kind of disk it is.
   */
  type?: 'ssd' | 'hdd' | 'nvme' | 'sd';
  /**
   * Its model; * stands for any end.
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
   * Further flags of the kubelet.
   */
  extraArgs: ResolvedExtraArgs;
  /**
   * Further fields of the KubeletConfiguration.
   */
  config: {};
  /**
   * Directories of the machine that the kubelet sees, by their path in it. Not in a cluster that was born with Talos 1.14 or newer, where a volume is seen without it.
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
   * Block what no rule lets in. What Talos, Kubernetes and the components need between machines is let in by itself.
   */
  enabled: boolean;
  /**
   * Rules beyond the derived ones, by name. One with the name of a derived rule (talos-api, kubelet, flannel, kubernetes-api, talos-trust, etcd, etcd-metrics, wireguard) replaces it.
   */
  rules: {
    [k: string]: ResolvedFirewallRule;
  };
}

export interface ResolvedFirewallRule {
  /**
   * Ports and ranges of ports.
   *
   * @minItems 1
   */
  ports: [string, ...string[]];
  /**
   * The protocol.
   */
  protocol: 'tcp' | 'udp' | 'icmp' | 'icmpv6';
  /**
   * Who is let in, by CIDR.
   */
  from: {
    [k: string]: {
      /**
       * A part that is left out.
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
   * Client id that tokens are made for.
   */
  clientId: string;
  /**
   * Claim that holds the user's name.
   */
  usernameClaim: string;
  /**
   * What is put before the user's name.
   */
  usernamePrefix?: string;
  /**
   * Claim that holds the user's groups.
   */
  groupsClaim: string;
  /**
   * What is put before each group's name.
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
   * Where images are asked for first.
   */
  mirrors: string[];
  /**
   * A PEM file with the registry's certificate authority.
   */
  ca?: string;
  /**
   * User name and password, for the mirrors where there are any, else for the registry. The keys are username and password; a `key` stands for the password.
   */
  credentials?: ResolvedSecretReference;
  /**
   * The mirrors have the path to the API in their addresses; /v2 is not put behind.
   */
  overridePath?: boolean;
  /**
   * Ask the mirrors alone, and never the registry itself.
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

export interface ResolvedApplications {
  /**
   * The repository of applications.
   */
  repository: string;
  /**
   * The folder in it that is this cluster's.
   */
  path: string;
  /**
   * Branch, tag or commit.
   */
  revision: string;
  /**
   * How Argo CD reads it, where it is private. The usual keys are username and password, for an ssh address sshPrivateKey.
   */
  credentials?: ResolvedSecretReference;
}

export interface ResolvedBackup {
  /**
   * Snapshots of etcd, which holds all of Kubernetes' objects.
   */
  etcd?: ResolvedEtcdBackup;
}

export interface ResolvedEtcdBackup {
  /**
   * How often.
   */
  every: string;
  /**
   * How many snapshots are kept.
   */
  keep: number;
  /**
   * Where they go.
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
   * Prefix of the two keys in the secret, where it holds several.
   */
  key?: string;
}

export interface ResolvedWatchdog {
  /**
   * The watchdog. A virtual machine needs one of its own.
   */
  device: string;
  /**
   * How long Talos may be silent. 10 seconds at least.
   */
  timeout: string;
}

export interface ResolvedSwapVolume {
  /**
   * A CEL expression that the disk fulfils.
   */
  match?: string;
  /**
   * It is at least so large.
   */
  minSize?: string;
  /**
   * It is at most so large: a size, a share of the disk (80%), or with Talos 1.13 and newer all but so much (-10Gi).
   */
  maxSize?: string;
  /**
   * Grow with its disk, up to maxSize. Left out, as Talos does by itself: only its own volumes grow.
   */
  grow?: boolean;
  /**
   * Its size: the same as minSize and maxSize at once.
   */
  size?: string;
  /**
   * Which of the machine's `disks` it lies on.
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
   * Pods beyond this level are refused.
   */
  enforce: 'privileged' | 'baseline' | 'restricted';
  /**
   * Pods beyond this level are noted in the audit log.
   */
  audit: 'privileged' | 'baseline' | 'restricted';
  /**
   * Who makes a pod beyond this level is warned.
   */
  warn: 'privileged' | 'baseline' | 'restricted';
  /**
   * Namespaces that are not looked at, beside kube-system.
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
   * A CEL expression that the disk fulfils.
   */
  match?: string;
  /**
   * It is at least so large.
   */
  minSize?: string;
  /**
   * It is at most so large: a size, a share of the disk (80%), or with Talos 1.13 and newer all but so much (-10Gi).
   */
  maxSize?: string;
  /**
   * Grow with its disk, up to maxSize. Left out, as Talos does by itself: only its own volumes grow.
   */
  grow?: boolean;
  /**
   * Its size: the same as minSize and maxSize at once.
   */
  size?: string;
  /**
   * Which of the machine's `disks` it lies on.
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
   * A CEL expression that the volume fulfils.
   */
  match: string;
  /**
   * Mount it for reading alone.
   */
  readOnly?: boolean;
}

export interface ResolvedAdmissionPlugin {
  /**
   * The plugin's own configuration, with apiVersion and kind.
   */
  configuration: {};
}

export interface ResolvedKubeletMount {
  /**
   * Where it lies on the machine. Left out, at the same path.
   */
  source?: string;
  /**
   * Options of the mount.
   */
  options: string[];
}
