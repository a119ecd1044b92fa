import type { Cluster, Node, Platform, Provider } from '../model/platform.ts';
import type { ProviderType } from '../model/provider-traits.ts';
import type { View } from './templates/render-template.ts';

/** What a provider owes the emit stage: `src/providers/<type>/emit.ts`. */
export interface ProviderEmit {
  /** How Terraform makes its machines. Undefined where it makes none: they exist already. */
  readonly terraform: TerraformMachines | undefined;
}

/** One for each type of the language: a type without one is a type error. */
export type ProviderEmits = Readonly<Record<ProviderType, ProviderEmit>>;

/** A provider's part of a cluster's Terraform: a module that makes one machine, and pieces of the root module that call it. */
export interface TerraformMachines {
  readonly module: {
    /** Name of its folder in `out/<environment>/terraform/modules`. */
    readonly name: string;
    /** Folder of the catalog that its templates are in. */
    readonly folder: string;
  };
  /**
   * Folder of the catalog with its pieces of the root module, a template for each of `rootPieces`; one that is not there
   * adds nothing.
   */
  readonly pieces: string;
  /** Name that the root module calls the module by. Another provider of the type adds its alias: `vm_office`. */
  readonly call: string;
  /** What the pieces print, beside what `commonView` has. */
  readonly view: (machines: MachinesOfType) => View;
}

/** Where the pieces go. `credentials.md` are rows of a table in the README, `notes.md` items of a list there. */
export const rootPieces = [
  'versions.tf',
  'providers.tf',
  'variables.tf',
  'nodes.tf',
  'main.tf',
  'credentials.md',
  'notes.md',
] as const;

export type RootPiece = (typeof rootPieces)[number];

/** What a cluster has of one type of provider. */
export interface MachinesOfType {
  readonly platform: Platform;
  readonly cluster: Cluster;
  /** Those of its machines, and those that only had some. */
  readonly providers: readonly MachineProvider[];
  readonly nodes: readonly Node[];
  /** Tags that all machines of the cluster have. */
  readonly tags: readonly string[];
}

/** A provider whose machines Terraform makes, with what tells its part of the root module apart. */
export interface MachineProvider {
  readonly provider: Provider;
  /**
   * Ending of names in Terraform, and alias of the provider: `office`. Undefined for the first one that there was, so that
   * its resources keep their addresses when another one is added.
   */
  readonly alias: string | undefined;
}

/** A name in the part of one provider: `vm`, or `vm_office`. */
export function aliased(name: string, alias: string | undefined): string {
  return alias === undefined ? name : `${name}_${alias}`;
}
