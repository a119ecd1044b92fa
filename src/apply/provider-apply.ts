import type { ProviderType } from '../model/provider-traits.ts';

/** What a provider owes the apply stage: `src/providers/<type>/apply.ts`. */
export interface ProviderApply {
  /** How many resources of a cluster with such machines Terraform may work on at once. */
  readonly parallelism: number;
}

/** One for each type of the language: a type without one is a type error. */
export type ProviderApplies = Readonly<Record<ProviderType, ProviderApply>>;
