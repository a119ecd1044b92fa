import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ProviderApplies } from '../../src/apply/provider-apply.ts';
import type { ProviderEmits } from '../../src/emit/provider-emit.ts';
import type { ProviderModel, ProviderModels } from '../../src/model/provider-model.ts';
import type { ProviderObserves } from '../../src/observe/provider-observe.ts';
import type { ProviderPlans } from '../../src/plan/provider-plan.ts';
import { providerApplies } from '../../src/providers/apply-registry.ts';
import { providerEmits } from '../../src/providers/emit-registry.ts';
import { providerModels } from '../../src/providers/model-registry.ts';
import { providerObserves } from '../../src/providers/observe-registry.ts';
import { providerPlans } from '../../src/providers/plan-registry.ts';
import type { ProviderType } from '../../src/providers/provider.ts';
import { providerSchemas } from '../../src/providers/schema-registry.ts';
import { cloudEmit } from './cloud/emit.ts';
import { cloudModel } from './cloud/model.ts';
import { cloudPlan } from './cloud/plan.ts';

// What the compiler must refuse: `npm run types` fails where one of these lines is no error.

/** A registry of the language with one more type in its list. */
type Grown<Registry> = Registry & { readonly hetzner: Registry[keyof Registry] };

// @ts-expect-error: a type without model.ts
export const models: Grown<ProviderModels> = providerModels;
// @ts-expect-error: a type without emit.ts
export const emits: Grown<ProviderEmits> = providerEmits;
// @ts-expect-error: a type without plan.ts
export const plans: Grown<ProviderPlans> = providerPlans;
// @ts-expect-error: a type without observe.ts
export const observes: Grown<ProviderObserves> = providerObserves;
// @ts-expect-error: a type without apply.ts
export const applies: Grown<ProviderApplies> = providerApplies;

/** All of one type: nothing else is owed. */
const whole: ProviderType = {
  schema: providerSchemas.metal,
  model: cloudModel,
  emit: cloudEmit,
  plan: cloudPlan,
  observe: providerObserves.metal,
  apply: providerApplies.metal,
};
const { rules: _rules, ...withoutRules } = cloudModel;
// @ts-expect-error: a record without one of its members
export const incomplete: ProviderModel = withoutRules;
const { apply: _apply, ...withoutApply } = whole;
// @ts-expect-error: a provider without one of its stages
export const halfway: ProviderType = withoutApply;

test('each type has a folder, with a file for each stage and a schema', () => {
  const root = join(import.meta.dirname, '..', '..');
  for (const type of Object.keys(providerModels)) {
    const files = readdirSync(join(root, 'src', 'providers', type));
    expect(files).toEqual(expect.arrayContaining(['apply.ts', 'emit.ts', 'model.ts', 'observe.ts', 'plan.ts']));
    expect(readdirSync(join(root, 'blueprints', 'providers', type))).toContain('provider.schema.json');
  }
});
