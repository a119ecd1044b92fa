// Made from schema/blueprint-core.schema.json by `npm run generate`. Do not edit.

// What a blueprint.yaml may hold. Everything is optional: what is missing is reported, and the rest is used.

/**
 * Capabilities that it provides; names from capabilities.yaml.
 */
export type Provides = string[];
/**
 * Capabilities that a component of the cluster must provide, in an earlier sync wave.
 */
export type Requires = string[];
/**
 * Capabilities that, if a component provides them, have an earlier sync wave.
 */
export type After = string[];
/**
 * Components that are enabled together with this one.
 */
export type Implies = string[];

/**
 * blueprint.yaml of a component: what it is, what it provides and what it requires.
 */
export interface WrittenBlueprint {
  /**
   * false: this folder replaces the built-in folder of that name, instead of overriding single files of it.
   */
  extends?: boolean;
  /**
   * What it is, in one sentence.
   */
  description?: string;
  /**
   * The Helm chart of the component.
   */
  helm?: {
    /**
     * Address of the Helm repository, or of the registry.
     */
    repository?: string;
    /**
     * Name of the chart.
     */
    chart?: string;
    /**
     * Pinned version of the chart.
     */
    version?: string;
  };
  /**
   * The folder in a Git repository that it is installed from.
   */
  git?: {
    /**
     * Address of the repository.
     */
    repository?: string;
    /**
     * Folder in it.
     */
    path?: string;
    /**
     * Pinned tag or commit.
     */
    revision?: string;
  };
  /**
   * The namespace of the component.
   */
  namespace?: {
    /**
     * Name of the namespace.
     */
    name?: string;
    /**
     * Pod Security level that its pods require.
     */
    podSecurity?: 'privileged' | 'baseline' | 'restricted';
  };
  /**
   * Name of the Helm release. Default: the name of the component.
   */
  release?: string;
  provides?: Provides;
  requires?: Requires;
  after?: After;
  implies?: Implies;
  talos?: Talos;
  /**
   * Declarations that apply only if an option, given by its path, is set and not false.
   */
  when?: {
    [k: string]: {
      provides?: Provides;
      requires?: Requires;
      after?: After;
      implies?: Implies;
      talos?: Talos;
    };
  };
  /**
   * Disks of machines may refer to the component in `use`.
   */
  disks?: {
    /**
     * Name of the Talos user volume.
     */
    volume?: string;
  };
  /**
   * By the path of the option that refers to a secret: the contents of the Secret in the cluster. `*` matches any name in a map.
   */
  secrets?: {
    [k: string]: {
      /**
       * Keys of the Secret, the usual key first: a list of names, or a map with the origin of each value.
       */
      keys?:
        | string[]
        | {
            [k: string]: Origin;
          };
      /**
       * platform: one secret for all environments.
       */
      scope?: 'environment' | 'platform';
    };
  };
  /**
   * The component creates Secrets from a store outside Git: one object from secret.yaml.hbs for each.
   */
  secretStores?: {
    /**
     * The option that contains the stores, by name.
     */
    option?: string;
    /**
     * By kind of store (a key of its entry): the name of a secret there. Made of ${platform}, ${environment}, ${cluster} and ${name}; with ${key}, each key of a secret is a separate entry.
     */
    names?: {
      [k: string]: string;
    };
  };
  /**
   * Labels of the Secrets with credentials for private repositories.
   */
  repositoryLabels?: {
    [k: string]: string;
  };
  /**
   * Where the component reads the age key of the cluster: the bootstrap creates this Secret.
   */
  clusterKey?: {
    /**
     * Name of the Secret, in the namespace of the component.
     */
    secret?: string;
    /**
     * Key of the Secret.
     */
    key?: string;
  };
  /**
   * How Argo CD syncs it.
   */
  sync?: {
    /**
     * Whether objects that were removed from Git may be deleted. False for components with data or CRDs.
     */
    prune?: boolean;
    /**
     * Whether changes in the cluster are reverted.
     */
    selfHeal?: boolean;
    /**
     * Additional sync options.
     */
    options?: string[];
    /**
     * Fields that other controllers write, as in an Application of Argo CD.
     */
    ignoreDifferences?: {
      group?: string;
      kind?: string;
      name?: string;
      namespace?: string;
      jsonPointers?: string[];
      jqPathExpressions?: string[];
      managedFieldsManagers?: string[];
    }[];
  };
  /**
   * Installed by the bootstrap before Argo CD, with the same values.
   */
  bootstrap?: boolean;
}
/**
 * What it requires of Talos on every node.
 */
export interface Talos {
  /**
   * System extensions by short name.
   */
  extensions?: {
    [k: string]: {};
  };
  /**
   * Kernel modules by name.
   */
  kernelModules?: {
    [k: string]: {
      /**
       * Parameters of the module.
       */
      parameters?: string[];
    };
  };
  /**
   * Kernel settings by name; the values are text.
   */
  sysctls?: {
    [k: string]: string;
  };
  /**
   * Host ports that the machines of a cluster must reach on each other, by name. Opened if the firewall is enabled.
   */
  ports?: {
    [k: string]: {
      /**
       * A port, or a range of ports.
       */
      port?: string;
      /**
       * Default: tcp.
       */
      protocol?: 'tcp' | 'udp';
    };
  };
  /**
   * Flags of the kubelet by name; the values are text.
   */
  kubeletArguments?: {
    [k: string]: string;
  };
  /**
   * Whether it is the cloud controller manager of the cluster: kubelets wait until it has initialized their node.
   */
  externalCloudProvider?: boolean;
  /**
   * Roles of Talos' own API that pods of a namespace may have, by namespace.
   */
  apiAccess?: {
    [k: string]: string[];
  };
}
/**
 * Generated by InfraFlux in the form that the consumer needs, or issued by another system.
 */
export interface Origin {
  /**
   * password: letters and digits; base64 and hex: random bytes; token: in the form of kubeadm.
   */
  generate?: 'password' | 'base64' | 'hex' | 'token';
  /**
   * Characters of a password (at least 22), bytes of base64 and hex. Default: 32.
   */
  length?: number;
  /**
   * The system that issues it, and where; shown when it should be generated.
   */
  from?: string;
}
