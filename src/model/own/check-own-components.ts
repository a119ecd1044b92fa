import { componentSources } from '../../config/own-components.ts';
import { isFaulty, keySpanAt, spanAt } from '../../config/read.ts';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { add, remove, replace } from '../../diagnostics/fix.ts';
import { closest } from '../../diagnostics/did-you-mean.ts';
import { type Found, keyOf, once } from '../check-components.ts';
import { componentOfCapability } from '../component-names.ts';
import { componentSpan } from '../components.ts';
import type { Draft, DraftCluster, DraftComponent } from '../draft.ts';
import { mapAt } from '../written.ts';

/** Helm's limit for the name of a release, which is the component's unless it is set (helm.sh, chart best practices). */
const longestName = 53;
/** Parts of a cluster beside its components: folders of its compiled files, and readers of secrets. */
const reservedNames: ReadonlySet<string> = new Set(['applications', 'backup', 'gitops', 'talos']);

/** What is wrong with components that have no blueprint. A fault that several clusters have from one line is reported once. */
export function checkOwnComponents(draft: Draft): readonly Diagnostic[] {
  const everywhere = new Set(draft.clusters.flatMap((cluster) => cluster.components.map(({ name }) => name)));
  const found = draft.clusters.flatMap((cluster) => {
    const own = cluster.components.filter(({ name }) => !draft.catalog.components.has(name));
    return [
      ...withoutSource(draft, cluster),
      ...own.flatMap((component) => [
        ...invalidName(draft, cluster, component),
        ...unknownDependencies(draft, cluster, component, everywhere),
      ]),
      ...sameRelease(draft, cluster),
    ];
  });
  return once(found);
}

function withoutSource(draft: Draft, cluster: DraftCluster): readonly Found[] {
  const { tree } = cluster.config;
  const names = [...(mapAt(tree, 'platform')?.entries ?? [])].flatMap(([name, entry]) =>
    entry.kind === 'map' && !draft.catalog.components.has(name) && !isFaulty(tree, ['platform', name]) ? [name] : [],
  );
  return names.flatMap((name): Found[] => {
    if (cluster.components.some((component) => component.name === name)) return [];
    const written = componentSources.find((source) => mapAt(tree, 'platform', name)?.entries.has(source));
    // What a source lacks is reported by the schema.
    const inner = written === undefined ? [] : ['platform', name, written];
    if (written !== undefined && !lacksOnlyChart(cluster, name)) return [];
    const span = spanAt(tree, written === undefined ? ['platform', name] : inner);
    return [
      {
        key: `source ${name} ${keyOf(span)}`,
        cluster: cluster.id,
        report: (clusters) =>
          written === undefined
            ? diagnostic('platform/component-without-source', span, `${name} has no source in ${clusters}`, {
                fix: remove(keySpanAt(tree, ['platform', name]), name),
              })
            : diagnostic('platform/no-chart', span, `${name} has no helm.chart`, { fix: add(span, ['chart'], name) }),
      },
    ];
  });
}

/** A Helm source with all that the schema requires, which is still no chart. */
function lacksOnlyChart(cluster: DraftCluster, name: string): boolean {
  const helm = mapAt(cluster.config.tree, 'platform', name, 'helm');
  const isWritten = (key: string): boolean => helm?.entries.get(key)?.kind === 'leaf' && !isFaulty(helm, [key]);
  return helm !== undefined && !helm.faulty && !helm.entries.has('chart') && ['repository', 'version'].every(isWritten);
}

function invalidName(draft: Draft, cluster: DraftCluster, { name }: DraftComponent): readonly Found[] {
  const taken = [`${draft.config.root.name}-applications`, `${draft.config.root.name}-root`];
  const fault = (): string | undefined => {
    if (!/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(name))
      return 'is not a name of lower-case letters, digits and dashes';
    if (name.length > longestName) return `has ${name.length} characters; the limit is ${longestName}`;
    return reservedNames.has(name) || taken.includes(name) ? 'is reserved' : undefined;
  };
  const why = fault();
  if (why === undefined) return [];
  const { tree } = cluster.config;
  const span = keySpanAt(tree, ['platform', name]) ?? spanAt(tree, ['platform', name]);
  return [
    {
      key: `name ${name} ${keyOf(span)}`,
      cluster: cluster.id,
      report: () =>
        diagnostic('platform/component-name', span, `the name "${name}" of a component ${why}`, {
          fix: replace(keySpanAt(tree, ['platform', name]), validName(name)),
        }),
    },
  ];
}

/** A name that is like it. */
function validName(name: string): string {
  const letters = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const like = letters
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, longestName - 4)
    .replace(/-+$/, '');
  if (like === '') return 'app';
  return like === name ? `${like}-app` : like;
}

function unknownDependencies(
  draft: Draft,
  cluster: DraftCluster,
  component: DraftComponent,
  everywhere: ReadonlySet<string>,
): readonly Found[] {
  const { catalog } = draft;
  const { provides, requires, after } = component.blueprint;
  const known = [...catalog.capabilities.keys(), ...catalog.components.keys(), ...everywhere];
  const needs = [...requires, ...after].flatMap(({ value, span }) => {
    const other = componentOfCapability(value);
    return other === undefined || catalog.components.has(other) || everywhere.has(other) ? [] : [{ name: other, span }];
  });
  const offers = provides.flatMap(({ value, span }) =>
    catalog.capabilities.has(value) ? [] : [{ name: value, span }],
  );
  return [...needs, ...offers].map(({ name, span }) => {
    const meant = closest(name, known);
    const keys = (['provides', 'requires', 'after'] as const).filter((key) => namesIn(component, key).includes(name));
    const [key = 'after'] = keys;
    const rest = namesIn(component, key).flatMap((each) => (each === name ? (meant ?? []) : each));
    return {
      key: `dependency ${name} ${keyOf(span)}`,
      cluster: cluster.id,
      report: () =>
        diagnostic(
          'platform/unknown-dependency',
          span,
          `${component.name} names "${name}", which is neither a capability nor a component`,
          {
            label: meant === undefined ? undefined : `did you mean "${meant}"?`,
            fix: replace(span, `[${rest.join(', ')}]`),
          },
        ),
    };
  });
}

function namesIn({ options }: DraftComponent, key: 'provides' | 'requires' | 'after'): readonly string[] {
  const names = options[key];
  return Array.isArray(names) ? names.map(String) : [];
}

/** Between two built-in ones, the catalog has looked. */
function sameRelease(draft: Draft, cluster: DraftCluster): readonly Found[] {
  const releases = new Map<string, DraftComponent>();
  return cluster.components.flatMap((component): Found[] => {
    const { source, namespace, release } = component.blueprint;
    if (source?.kind !== 'helm') return [];
    const id = `${namespace.name}/${release}`;
    const other = releases.get(id);
    releases.set(id, other ?? component);
    if (other === undefined || [component, other].every(({ name }) => draft.catalog.components.has(name))) return [];
    const [later, earlier] = draft.catalog.components.has(component.name) ? [other, component] : [component, other];
    const span = componentSpan(later, cluster.components);
    return [
      {
        key: `release ${id} ${keyOf(span)}`,
        cluster: cluster.id,
        report: (clusters) =>
          diagnostic(
            'platform/duplicate-release',
            span,
            `${later.name} and ${earlier.name} both use the Helm release ${release} in namespace ${namespace.name} of ${clusters}`,
            {
              related: [{ span: componentSpan(earlier, cluster.components), message: earlier.name }],
              fix: add(span, ['helm', 'release'], later.name),
            },
          ),
      },
    ];
  });
}
