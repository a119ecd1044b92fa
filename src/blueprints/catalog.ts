import type { Span } from '../diagnostics/diagnostic.ts';
import type { SourceTree } from '../source/tree.ts';
import type { Declared } from './declared.ts';
import type { SecretOrigin } from './secret-origin.ts';
import type { DeclaredNeeds, NeedKinds } from './talos-needs.ts';

/** A file of a blueprint folder, as text. */
export interface BlueprintFile {
  /** `blueprints/platform/longhorn/values.yaml.hbs`: relative to the folder that holds `blueprints/`. */
  readonly path: string;
  /** The path that diagnostics print: `infraflux:blueprints/...` when it is built in, else as in the user's repository. */
  readonly source: string;
  readonly text: string;
}

/**
 * Everything that shapes output, read once and handed to the stages: built-in folders with the user's own laid over them,
 * file by file.
 */
export interface Catalog {
  /** By `path`, sorted. */
  readonly files: ReadonlyMap<string, BlueprintFile>;
  /** Components by name, sorted. */
  readonly components: ReadonlyMap<string, Blueprint>;
  /** Capabilities by name: what it is, and whether two providers exclude each other. */
  readonly capabilities: ReadonlyMap<string, Capability>;
  /** Built-in sizes by name: cluster-shaped fragments. */
  readonly sizes: ReadonlyMap<string, SourceTree>;
  /** The kinds of needs that blueprints may declare of Talos. */
  readonly needKinds: NeedKinds;
  /** Changes when any file changes: part of every cache key. */
  readonly digest: string;
}

export interface Capability {
  readonly name: string;
  readonly description: string;
  /** At most one provider a cluster. */
  readonly exclusive: boolean;
  /** How a component without a blueprint needs it, unless it provides something itself. Absent: only if it says so. */
  readonly usual?: 'requires' | 'after';
}

export type PodSecurity = 'privileged' | 'baseline' | 'restricted';

/** blueprint.yaml of a component, read: what the component is. Nothing outside the folder names it. */
export interface Blueprint {
  readonly name: string;
  readonly description: string;
  /** Folder in `Catalog.files`: `blueprints/platform/longhorn`. */
  readonly folder: string;
  /** Where the blueprint is written, for diagnostics that name it. */
  readonly span: Span;
  /** Where Argo CD takes the component from. A component of manifests alone has none. */
  readonly source: HelmSource | GitSource | undefined;
  /** A folder next to infraflux.yaml that it is made of, copied to the compiled files: of a component without a blueprint. */
  readonly copies?: string;
  readonly namespace: { readonly name: string; readonly podSecurity: PodSecurity };
  /** Name of the Helm release: objects are called by it, so it never changes for a running cluster. */
  readonly release: string;
  readonly provides: readonly Declared<string>[];
  /** Capabilities that must be provided in the cluster, by whichever component. They come in earlier waves. */
  readonly requires: readonly Declared<string>[];
  /** Capabilities that, if a component provides them, must be in earlier waves. */
  readonly after: readonly Declared<string>[];
  /** Other components that this one implies. */
  readonly implies: readonly Declared<string>[];
  /** What it needs of Talos on every node. */
  readonly talos: DeclaredNeeds;
  /** How it stores data on machines' disks that name it in `use`. Absent: no disk can. */
  readonly disks: { readonly volume: string } | undefined;
  /**
   * What the API calls of the component need of a secret, by the path of the option that refers to it
   * (`issuer.acme.dns01.cloudflare`): keys of the Secret in the cluster, and where their values come from as far as that
   * was said. `scope` platform: one for all environments.
   */
  readonly secrets: ReadonlyMap<string, DeclaredSecret>;
  /** Makes Secrets of what a store outside Git holds, by objects of `secret.yaml.hbs`. Absent: it does not. */
  readonly secretStores?: SecretStores;
  /** Argo CD: is it dangerous to prune (data, CRDs, the network itself)? */
  readonly sync: {
    readonly prune: boolean;
    readonly selfHeal: boolean;
    readonly options: readonly string[];
    readonly ignoreDifferences: readonly { readonly [key: string]: unknown }[];
  };
  /**
   * The Secret of its namespace, and the key in it, that the cluster's age key is placed in by the bootstrap: it decrypts
   * with it what stands encrypted in Git. Absent: it needs none.
   */
  readonly clusterKey: { readonly secret: string; readonly key: string } | undefined;
  /** Labels by which it finds the Secrets that let it into private repositories. Absent: it reads none. */
  readonly repositoryLabels: Readonly<Record<string, string>> | undefined;
  /** Installed by the bootstrap before Argo CD is there, with the very same values file. */
  readonly bootstrap: boolean;
}

export interface DeclaredSecret {
  readonly keys: readonly string[];
  /** By key. */
  readonly origins: ReadonlyMap<string, SecretOrigin>;
  readonly scope: 'environment' | 'platform';
}

/** What a component that reads stores declares about them. */
export interface SecretStores {
  /** The option that holds the stores, by name. */
  readonly option: string;
  /**
   * By the kind of store, which is a key of its entry in that option: what a secret is called there. Of `${platform}`,
   * `${environment}`, `${cluster}` and `${name}`; with `${key}`, each key of a secret is an entry of its own.
   */
  readonly names: ReadonlyMap<string, string>;
}

export interface HelmSource {
  readonly kind: 'helm';
  /** As Argo CD wants it: OCI registries without `oci://`. */
  readonly repository: string;
  readonly chart: string;
  readonly version: string;
}

export interface GitSource {
  readonly kind: 'git';
  readonly repository: string;
  readonly path: string;
  readonly revision: string;
}
