import type { Catalog } from '../blueprints/catalog.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import { emitEnvironment } from '../emit/emit-artifacts.ts';
import { type LeafPath, leafPlace } from '../identity/leaf-path.ts';
import { clusterFields } from '../model/fields/cluster-fields.ts';
import { hasLeaf, withLeaf } from '../model/fields/edit-form.ts';
import { type Form, fromForm, toForm } from '../model/fields/field.ts';
import { surroundingsFields, surroundingsOf } from '../model/fields/platform-fields.ts';
import { clusterForm } from '../model/inputs.ts';
import type { Cluster, Environment, Platform } from '../model/platform.ts';
import type { Json } from '../source/tree.ts';
import type { EmitWith } from './attribute.ts';

/** Leaves with the values that they had before (undefined: were not there). The paths are those of `resolvedInputs`. */
type Reverted = ReadonlyMap<LeafPath, Json | undefined>;

/**
 * The platform and an environment of it as they would be if some leaves had the values that they had before. What is made
 * of them is compared with what is made of the present: that is how a change in the output is traced to the input. They
 * are not checked again, so they are for nothing else. Throws an `IncompleteForm` where the leaves alone make no whole
 * environment.
 */
export function revertInputs(
  platform: Platform,
  environment: Environment,
  reverted: Reverted,
): { readonly platform: Platform; readonly environment: Environment } {
  const edits = new Map<string | undefined, Edit[]>();
  for (const [path, value] of reverted) {
    const { cluster, keys } = leafPlace(path);
    const known = edits.get(cluster) ?? [];
    known.push([keys, value]);
    edits.set(cluster, known);
  }
  const clusters = environment.clusters.flatMap((cluster) => revertCluster(cluster, edits.get(cluster.name)));
  const own = edits.get(undefined);
  if (own === undefined) return { platform, environment: { ...environment, clusters } };
  const present = surroundingsOf(platform, environment);
  const { branch, recipients, ...rest } = fromForm(
    surroundingsFields,
    edited(toForm(surroundingsFields, present), own),
    present,
  );
  return { platform: rest, environment: { ...environment, clusters, branch, recipients } };
}

type Edit = readonly [keys: readonly string[], value: Json | undefined];

/** Nothing, where all its leaves were taken away: then the cluster was not there. */
function revertCluster(cluster: Cluster, edits: readonly Edit[] | undefined): readonly Cluster[] {
  if (edits === undefined) return [cluster];
  const presentForm = clusterForm(cluster);
  const form = edited(presentForm, edits);
  return hasLeaf(form) ? [fromForm(clusterFields, form, { present: cluster, presentForm })] : [];
}

function edited(form: Form, edits: readonly Edit[]): Form {
  return edits.reduce((before, [keys, value]) => withLeaf(before, keys, value), form);
}

/** For `buildPlan`: compiles an environment with some leaves put back. Undefined when that cannot be compiled. */
export function emitReverted(platform: Platform, catalog: Catalog): EmitWith {
  return (name, reverted) => {
    const environment = platform.environments.find((known) => known.name === name);
    if (environment === undefined) return undefined;
    try {
      const before = revertInputs(platform, environment, reverted);
      const { value, diagnostics } = emitEnvironment(before.platform, before.environment, catalog);
      if (value === undefined || hasErrors(diagnostics)) return undefined;
      return new Map(value.map(({ path, text }) => [path, text]));
    } catch {
      // Some leaves alone do not make up an environment, or not one that can be emitted: it was never checked. Then this
      // way cannot tell which files they cause.
      return undefined;
    }
  };
}
