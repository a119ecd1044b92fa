import type { Blueprint, Catalog } from '../blueprints/catalog.ts';
import type { Component } from './platform.ts';
import { ownBlueprint } from './own/own-blueprint.ts';

const ownBlueprints = new WeakMap<Component['options'], Blueprint>();

/**
 * What a component is: the blueprint of the catalog, or for one without, what its own values say. Undefined when neither
 * says where it comes from.
 */
export function blueprintOf(
  { name, options }: Pick<Component, 'name' | 'options'>,
  catalog: Catalog,
): Blueprint | undefined {
  const known = catalog.components.get(name) ?? ownBlueprints.get(options);
  if (known !== undefined) return known;
  const own = ownBlueprint(name, options, catalog);
  if (own !== undefined) ownBlueprints.set(options, own);
  return own;
}

/** Whether a blueprint was made of the component's own values: there is no folder of it. */
export function isOwn({ folder }: Pick<Blueprint, 'folder'>): boolean {
  return folder === '';
}
