import type { LayerPlan } from '../plan/layer.ts';
import type { Layer } from '../plan/plan.ts';
import { filesPlan } from './files/plan.ts';
import { gitopsPlan } from './gitops/plan.ts';
import { kubernetesPlan } from './kubernetes/plan.ts';
import { talosPlan } from './talos/plan.ts';
import { terraformPlan } from './terraform/plan.ts';

/** One for each layer, in the order in which they are applied. A layer without one is a type error. */
export const layerPlans: Readonly<Record<Layer, LayerPlan>> = {
  files: filesPlan,
  gitops: gitopsPlan,
  terraform: terraformPlan,
  talos: talosPlan,
  kubernetes: kubernetesPlan,
};
