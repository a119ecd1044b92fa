import type { Catalog } from '../blueprints/catalog.ts';
import type { ClusterConfig } from '../config/config.ts';
import type { Folded, FoldedMap } from '../config/folded.ts';
import { valueOf } from '../config/read.ts';
import { catalogLanguage, type Language } from '../config/schema.ts';
import { fillDefaults } from '../config/with-defaults.ts';
import type { Span } from '../diagnostics/diagnostic.ts';
import type { Json } from '../source/tree.ts';
import { holding } from './capability-graph.ts';
import type { DraftComponent } from './draft.ts';
import { ownBlueprint } from './own/own-blueprint.ts';
import { mapAt } from './written.ts';

type Options = Readonly<Record<string, Json>>;

/**
 * The components that are on in a cluster, sorted by name: configured ones, and those that are implied by
 * them. A name that is neither in the catalog nor has a source is not here: that is reported elsewhere.
 */
export function buildComponents(cluster: ClusterConfig, catalog: Catalog): readonly DraftComponent[] {
  const written = (cluster.value.platform ?? {}) as Readonly<Record<string, unknown>>;
  const tree = mapAt(cluster.tree, 'platform');
  const byName = new Map<string, DraftComponent>();
  for (const [name, options] of Object.entries(written)) {
    if (typeof options !== 'object' || options === null) continue;
    const own = tree?.entries.get(name);
    const ownTree = own?.kind === 'map' ? own : undefined;
    const blueprint = catalog.components.get(name) ?? ownBlueprint(name, options as Options, catalog, ownTree);
    if (blueprint === undefined) continue;
    byName.set(name, {
      name,
      blueprint,
      tree: ownTree,
      options: options as Options,
      span: spanOf(own),
      impliedBy: undefined,
    });
  }
  // A component that was removed with null is still enabled when another one requires it.
  const open = [...byName.values()].sort(byComponentName);
  for (let component = open.shift(); component !== undefined; component = open.shift()) {
    for (const { value: name } of holding(component.blueprint.implies, component.options)) {
      const blueprint = catalog.components.get(name);
      if (blueprint === undefined || byName.has(name)) continue;
      const implied: DraftComponent = {
        name,
        blueprint,
        tree: undefined,
        options: defaultOptions(catalog, name),
        span: undefined,
        impliedBy: component.name,
      };
      byName.set(name, implied);
      open.push(implied);
    }
  }
  return [...byName.values()].sort(byComponentName);
}

/** The place to blame for a component: where it is switched on, or where the one that brought it is. */
export function componentSpan(component: DraftComponent, components: readonly DraftComponent[]): Span {
  let blamed: DraftComponent | undefined = component;
  while (blamed !== undefined && blamed.span === undefined && blamed.impliedBy !== undefined) {
    const bringer: string = blamed.impliedBy;
    blamed = components.find(({ name }) => name === bringer);
  }
  return blamed?.span ?? component.blueprint.span;
}

const languages = new WeakMap<Catalog, Language>();

/** The default options of a component. The schema is analysed once for each catalog. */
function defaultOptions(catalog: Catalog, name: string): Options {
  const language = languages.get(catalog) ?? catalogLanguage(catalog);
  languages.set(catalog, language);
  const nothing: FoldedMap = { kind: 'map', entries: new Map(), provenances: [] };
  const schema = language.options.get(name);
  return schema === undefined ? {} : (valueOf(fillDefaults(language, nothing, schema, new Set())) as Options);
}

function spanOf(folded: Folded | undefined): Span | undefined {
  if (folded === undefined) return undefined;
  return folded.kind === 'map' ? folded.provenances.at(-1)?.span : folded.saying.span;
}

function byComponentName(a: DraftComponent, b: DraftComponent): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
