import type { Catalog } from '../blueprints/catalog.ts';
import type { ClusterConfig } from '../config/config.ts';
import type { Folded, FoldedMap } from '../config/folded.ts';
import type { Span } from '../diagnostics/diagnostic.ts';
import type { Json } from '../source/tree.ts';
import { holding } from './capability-graph.ts';
import type { DraftComponent } from './draft.ts';

type Options = Readonly<Record<string, Json>>;

/**
 * The components that are on in a cluster, sorted by name: those that somebody wrote, and those that come along with
 * them. A name that the catalog does not know is not here; the schema has reported it.
 */
export function buildComponents(cluster: ClusterConfig, catalog: Catalog): readonly DraftComponent[] {
  const written = (cluster.value.platform ?? {}) as Readonly<Record<string, unknown>>;
  const tree = mapAt(cluster.tree, 'platform');
  const byName = new Map<string, DraftComponent>();
  for (const [name, options] of Object.entries(written)) {
    const blueprint = catalog.components.get(name);
    if (blueprint === undefined || typeof options !== 'object' || options === null) continue;
    const own = tree?.entries.get(name);
    byName.set(name, {
      name,
      blueprint,
      tree: own?.kind === 'map' ? own : undefined,
      options: options as Options,
      span: spanOf(own),
      impliedBy: undefined,
    });
  }
  // A component that somebody took out with null comes along all the same when another one cannot be without it.
  const open = [...byName.values()].sort(byComponentName);
  for (let component = open.shift(); component !== undefined; component = open.shift()) {
    for (const { value: name } of holding(component.blueprint.implies, component.options)) {
      const blueprint = catalog.components.get(name);
      if (blueprint === undefined || byName.has(name)) continue;
      const implied: DraftComponent = {
        name,
        blueprint,
        tree: undefined,
        options: defaultOptions(catalog, blueprint.folder),
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

const defaultsByCatalog = new WeakMap<Catalog, Map<string, Options>>();

/** What the options of a component are when nobody sets any: a reading of its schema, kept for as long as the catalog. */
export function defaultOptions(catalog: Catalog, folder: string): Options {
  const known = defaultsByCatalog.get(catalog) ?? new Map<string, Options>();
  defaultsByCatalog.set(catalog, known);
  const before = known.get(folder);
  if (before !== undefined) return before;
  const text = catalog.files.get(`${folder}/options.schema.json`)?.text;
  const defaults = text === undefined ? {} : (fill({}, JSON.parse(text)) as Options);
  known.set(folder, defaults);
  return defaults;
}

function fill(value: Json, schema: unknown): Json {
  const properties = (schema as { readonly properties?: Readonly<Record<string, { readonly default?: Json }>> })
    .properties;
  if (properties === undefined || typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const filled: Record<string, Json> = { ...(value as Options) };
  for (const [name, property] of Object.entries(properties)) {
    const inner = Object.hasOwn(filled, name) ? filled[name] : property.default;
    if (inner !== undefined) filled[name] = fill(inner, property);
  }
  return filled;
}

function mapAt(tree: FoldedMap, key: string): FoldedMap | undefined {
  const entry = tree.entries.get(key);
  return entry?.kind === 'map' ? entry : undefined;
}

function spanOf(folded: Folded | undefined): Span | undefined {
  if (folded === undefined) return undefined;
  return folded.kind === 'map' ? folded.sayings.at(-1)?.span : folded.saying.span;
}

function byComponentName(a: DraftComponent, b: DraftComponent): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
