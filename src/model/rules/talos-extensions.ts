import { hasMinor, minorOf, patchOf } from '../../versions/cluster-versions.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { closest } from '../../diagnostics/did-you-mean.ts';
import { talosExtensions } from '../data/talos-extensions.ts';
import { holding } from '../capability-graph.ts';
import type { Draft, DraftCluster } from '../draft.ts';
import { fullExtensionName } from '../node-talos.ts';
import { blame, type Place, whoIs, writtenAt, writtenNodes } from './places.ts';

/**
 * Extensions that the Image Factory does not have: it would make no image. Where the release is newer than our list, or
 * of a minor without one, a name that no list has is only doubtful.
 */
export function unknownExtensions(draft: Draft): readonly Diagnostic[] {
  return draft.clusters.flatMap((cluster) => {
    const known = knownFor(cluster);
    if (known === undefined) return [];
    const found = new Map<string, Diagnostic>();
    for (const { name, span, who } of namedExtensions(cluster)) {
      const [vendor, short = ''] = fullExtensionName(name).split('/');
      const key = `${span?.file} ${span?.start} ${name}`;
      if ((vendor === 'siderolabs' && known.names.has(short)) || span === undefined || found.has(key)) continue;
      const meant = closest(short === '' ? name : short, known.names);
      const label = meant === undefined ? who : `did you mean "${meant}"?`;
      const talos = `Talos ${cluster.versions.talos?.value}`;
      const code = known.complete ? 'extension/unknown' : 'extension/not-listed';
      const message = known.complete
        ? `${talos} has no extension "${name}"`
        : `unknown extension "${name}"; ${talos} is newer than the known lists`;
      found.set(key, blame(code, { span, who: label }, [], message, { cluster: cluster.id }));
    }
    return [...found.values()];
  });
}

/** What users write, and what components' blueprints ask for. */
function namedExtensions(cluster: DraftCluster): readonly (Place & { readonly name: string })[] {
  const written = writtenNodes(cluster.nodes).flatMap((node) =>
    Object.keys(node.value.talos?.extensions ?? {}).map((name) => ({
      name,
      span: writtenAt(node.tree, 'talos', 'extensions', name),
      who: whoIs(node),
    })),
  );
  const asked = cluster.components.flatMap(({ name: component, blueprint, options }) =>
    holding(blueprint.talos.extensions, options).map(({ value, span }) => ({ name: value, span, who: component })),
  );
  return [...written, ...asked];
}

/** Undefined before the oldest list: then Talos itself is too old, which is reported elsewhere. */
function knownFor(
  cluster: DraftCluster,
): { readonly names: ReadonlySet<string>; readonly complete: boolean } | undefined {
  const talos = cluster.versions.talos?.value;
  if (talos === undefined) return undefined;
  const exact = talosExtensions.get(minorOf(talos));
  if (exact !== undefined) return { names: exact.names, complete: patchOf(talos) <= exact.last };
  if (!hasMinor(talos, Math.min(...talosExtensions.keys()))) return undefined;
  return { names: new Set([...talosExtensions.values()].flatMap(({ names }) => [...names])), complete: false };
}
