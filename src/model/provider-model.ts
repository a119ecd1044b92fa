import type { ProviderTraits, ProviderType } from './provider-traits.ts';
import type { Rule } from './rules/rule.ts';

/** What a provider owes the model stage: `src/providers/<type>/model.ts`. */
export interface ProviderModel {
  readonly traits: ProviderTraits;
  /** Rules about its machines and its own settings, in addition to those of every provider. */
  readonly rules: readonly Rule[];
}

/** One for each type of the language: a type without one is a type error. */
export type ProviderModels = Readonly<Record<ProviderType, ProviderModel>>;
