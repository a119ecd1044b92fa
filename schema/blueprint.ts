// Made from schema/blueprint-core.schema.json by `npm run generate`. Do not edit.

// What a blueprint.yaml may hold. Everything is optional: what is missing is reported, and the rest is used.

/**
 * Capabilities that it gives to others; names as in capabilities.yaml.
 */
export type Provides = string[];
/**
 * Capabilities that somebody in the cluster must provide, in an earlier wave.
 */
export type Requires = string[];
/**
 * Capabilities that, if somebody provides them, come in an earlier wave.
 */
export type After = string[];
/**
 * Components that come along when nobody wrote them.
 */
export type Implies = string[];

/**
 * blueprint.yaml of a component: what it is, what it gives and what it needs.
 */
export interface WrittenBlueprint {
  /**
   * false: this folder takes the place of the built-in one of that name, instead of lying over it file by file.
   */
  extends?: boolean;
  /**
   * What it is, in one sentence.
   */
  description?: string;
  /**
   * The chart that it is installed by.
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
   * The folder of a Git repository that it is installed from.
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
   * The namespace that it lives in.
   */
  namespace?: {
    /**
     * Name of the namespace.
     */
    name?: string;
    /**
     * Pod Security level that its pods need.
     */
    podSecurity?: 'privileged' | 'baseline' | 'restricted';
  };
  /**
   * Name of the Helm release. Left out, the component's name.
   */
  release?: string;
  provides?: Provides;
  requires?: Requires;
  after?: After;
  implies?: Implies;
  talos?: Talos;
  /**
   * Declarations that hold only while an option, named by its path, is set and not false.
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
   * Disks of machines may name the component in `use`.
   */
  disks?: {
    /**
     * Name of the Talos user volume.
     */
    volume?: string;
  };
  /**
   * By the path of the option that refers to a secret: what the Secret in the cluster holds. `*` stands for any name in a map.
   */
  secrets?: {
    [k: string]: {
      /**
       * Keys of the Secret, the usual one first: their names, or a map that says where each value comes from.
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
   * It makes Secrets of what a store outside Git holds: an object of secret.yaml.hbs for each.
   */
  secretStores?: {
    /**
     * The option that holds the stores, by name.
     */
    option?: string;
    /**
     * By kind of store (a key of its entry): what a secret is called there. Of ${platform}, ${environment}, ${cluster} and ${name}; with ${key}, each key of a secret is an entry of its own.
     */
    names?: {
      [k: string]: string;
    };
  };
  /**
   * Labels by which the component finds the Secrets that let it into private repositories.
   */
  repositoryLabels?: {
    [k: string]: string;
  };
  /**
   * Where the component reads the cluster's age key: the bootstrap places it there.
   */
  clusterKey?: {
    /**
     * Name of the Secret, in the component's namespace.
     */
    secret?: string;
    /**
     * Key of the Secret.
     */
    key?: string;
  };
  /**
   * How Argo CD keeps it.
   */
  sync?: {
    /**
     * Whether objects that are no longer there may be deleted. False where data or CRDs live.
     */
    prune?: boolean;
    /**
     * Whether changes in the cluster are undone.
     */
    selfHeal?: boolean;
    /**
     * Further sync options.
     */
    options?: string[];
    /**
     * Fields that others write, as in an Application of Argo CD.
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
   * Installed before Argo CD is there, with the same values.
   */
  bootstrap?: boolean;
}
/**
 * What it needs of Talos on every node.
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
   * Ports of the machines themselves that the machines of a cluster must reach on each other, by name. Open where the firewall is on.
   */
  ports?: {
    [k: string]: {
      /**
       * A port, or a range of them.
       */
      port?: string;
      /**
       * tcp where nothing is said.
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
   * Whether it is the cluster's cloud controller: kubelets wait until it has said what their node is.
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
 * Made by InfraFlux as its reader needs it, or given out by somebody else.
 */
export interface Origin {
  /**
   * password: letters and digits; base64 and hex: random bytes; token: as kubeadm's.
   */
  generate?: 'password' | 'base64' | 'hex' | 'token';
  /**
   * Characters of a password (at least 22), bytes of base64 and hex. 32 when it is not said.
   */
  length?: number;
  /**
   * Who gives it out, and where; shown to whoever tries to generate it.
   */
  from?: string;
}
