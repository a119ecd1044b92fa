import type { ResolvedOwnChart, ResolvedOwnComponent, ResolvedOwnRepository } from '../../../schema/config.ts';
import type { Blueprint, Catalog, HelmSource } from '../../blueprints/catalog.ts';
import type { Declared } from '../../blueprints/declared.ts';
import { unreadableBlueprint } from '../../blueprints/parse-blueprint.ts';
import type { FoldedMap } from '../../config/folded.ts';
import { spanAt } from '../../config/read.ts';
import type { Span } from '../../diagnostics/diagnostic.ts';
import type { Json } from '../../source/tree.ts';
import { componentCapability } from '../component-names.ts';

/** A component without a blueprint as it is after folding: what has a fault is not there. */
type Own = Partial<ResolvedOwnComponent>;

/**
 * The blueprint of a component that has none in the catalog, made from its values. Undefined when they do not say where it
 * comes from. `tree`: where the values were written, for diagnostics.
 */
export function ownBlueprint(
  name: string,
  options: Readonly<Record<string, Json>>,
  catalog: Pick<Catalog, 'capabilities' | 'needKinds'>,
  tree?: FoldedMap,
): Blueprint | undefined {
  const own = options as Own;
  const source = sourceOf(own);
  const { path: copies } = own;
  if (source === undefined && copies === undefined) return undefined;
  const span = (tree && spanAt(tree, [])) ?? { file: 'infraflux.yaml', start: 0, end: 0 };
  const declared = (key: 'provides' | 'requires' | 'after', meaning: (name: string) => string) => {
    const place = (tree && spanAt(tree, [key])) ?? span;
    return (own[key] ?? []).map((value): Declared<string> => ({ value: meaning(value), when: undefined, span: place }));
  };
  const provides = declared('provides', (capability) => capability);
  const needs = (key: 'requires' | 'after') =>
    declared(key, (other) => (catalog.capabilities.has(other) ? other : componentCapability(other)));
  const usual = provides.length > 0 ? { requires: [], after: [] } : usualNeeds(catalog, span);
  return {
    // Nothing of Talos, no templates.
    ...unreadableBlueprint(name, '', span, catalog.needKinds),
    description: descriptionOf(own),
    source,
    ...(source === undefined && copies !== undefined ? { copies } : {}),
    namespace: { name: own.namespace ?? name, podSecurity: own.podSecurity ?? 'baseline' },
    release: own.helm?.release ?? name,
    provides,
    requires: [...usual.requires, ...needs('requires')],
    after: [...usual.after, ...needs('after')],
    sync: {
      // A chart or a repository may bring definitions and data that nothing here has looked at.
      prune: own.prune ?? source === undefined,
      selfHeal: true,
      // It may bring a definition and objects of it at once.
      options: ['SkipDryRunOnMissingResource=true', ...(own.syncOptions ?? [])],
      ignoreDifferences: (own.ignoreDifferences ?? []) as unknown as Blueprint['sync']['ignoreDifferences'],
    },
  };
}

/** What nearly every workload needs. A component that provides something may be needed for these, so it says so itself. */
function usualNeeds(
  { capabilities }: Pick<Catalog, 'capabilities'>,
  span: Span,
): { readonly [key in 'requires' | 'after']: readonly Declared<string>[] } {
  const of = (usual: 'requires' | 'after'): readonly Declared<string>[] =>
    [...capabilities.values()].flatMap((capability) =>
      capability.usual === usual ? [{ value: capability.name, when: undefined, span }] : [],
    );
  return { requires: of('requires'), after: of('after') };
}

function sourceOf({ helm, git }: Own): Blueprint['source'] {
  if (helm !== undefined) return helmSource(helm);
  return git === undefined ? undefined : gitSource(git);
}

/** Of `oci://registry/folder/chart` without `chart`, the last part is the chart. Argo CD wants OCI without its scheme. */
function helmSource({ repository, chart, version }: Partial<ResolvedOwnChart>): HelmSource | undefined {
  if (repository === undefined || version === undefined) return undefined;
  const isOci = repository.startsWith('oci://');
  const address = repository.replace(/^oci:\/\//, '').replace(/\/+$/, '');
  if (chart !== undefined) return { kind: 'helm', repository: isOci ? address : repository, chart, version };
  const slash = address.lastIndexOf('/');
  if (!isOci || slash < 0) return undefined;
  return { kind: 'helm', repository: address.slice(0, slash), chart: address.slice(slash + 1), version };
}

function gitSource({ repository, path, revision }: Partial<ResolvedOwnRepository>): Blueprint['source'] {
  if (repository === undefined || revision === undefined) return undefined;
  return { kind: 'git', repository, path: path ?? '.', revision };
}

function descriptionOf({ helm, git, path }: Own): string {
  if (helm !== undefined) return `The Helm chart ${helm.chart ?? helm.repository}.`;
  return git === undefined ? `The manifests in ${path}.` : `The manifests in ${git.repository}.`;
}
