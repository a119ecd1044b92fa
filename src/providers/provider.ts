import type { ProviderApply } from '../apply/provider-apply.ts';
import type { Schema } from '../config/compose-schema.ts';
import type { ProviderEmit } from '../emit/provider-emit.ts';
import type { ProviderModel } from '../model/provider-model.ts';
import type { ProviderObserve } from '../observe/provider-observe.ts';
import type { ProviderPlan } from '../plan/provider-plan.ts';

/**
 * All that one type of provider owes, stage by stage. Each member is a record in a file of its own, src/providers/<type>/,
 * and a line in the registry of its stage; the registries are total, so that leaving one out is a type error.
 */
export interface ProviderType {
  /** blueprints/providers/<type>/provider.schema.json: which keys its settings take. */
  readonly schema: Schema;
  /** Facts about its machines: what they are allocated, which fields they take, image, extensions, credentials; and its rules. */
  readonly model: ProviderModel;
  /** Arguments of its Terraform module, and its pieces of the root module. */
  readonly emit: ProviderEmit;
  /** Resource to subject, impact of each argument, what must not run, whose ids are taken, sentences about its machines. */
  readonly plan: ProviderPlan;
  /** Its API: which machines are there, whether they are ours; and how its resources read in Terraform's output. */
  readonly observe: ProviderObserve;
  /** How much may be done at once. */
  readonly apply: ProviderApply;
}
