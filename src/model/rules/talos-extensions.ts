import { parseVersion } from '../../config/version.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { closest } from '../../diagnostics/did-you-mean.ts';
import { talosExtensions } from '../data/talos-extensions.ts';
import type { Draft, DraftCluster } from '../draft.ts';
import { fullExtensionName } from '../node-talos.ts';
import { blame, whoIs, writtenAt, writtenNodes } from './places.ts';

/**
 * Extensions that the Image Factory does not have: it would make no image. Where the release is newer than our list, or
 * of a minor without one, a name that no list has is only doubtful.
 */
export function unknownExtensions(draft: Draft): readonly Diagnostic[] {
  return draft.clusters.flatMap((cluster) => {
    const known = knownFor(cluster);
    const found = new Map<string, Diagnostic>();
    for (const node of writtenNodes(cluster.nodes)) {
      for (const name of Object.keys(node.value.talos?.extensions ?? {})) {
        const [vendor, short = ''] = fullExtensionName(name).split('/');
        if (vendor === 'siderolabs' && known.names.has(short)) continue;
        const span = writtenAt(node.tree, 'talos', 'extensions', name);
        const key = `${span?.file} ${span?.start} ${name}`;
        if (span === undefined || found.has(key)) continue;
        const meant = closest(short === '' ? name : short, known.names);
        const label = meant === undefined ? whoIs(node) : `did you mean "${meant}"?`;
        const talos = `Talos ${cluster.versions.talos?.value ?? ''}`;
        const code = known.complete ? 'extension/unknown' : 'extension/not-listed';
        const message = known.complete
          ? `${talos} has no extension "${name}"`
          : `"${name}" is no extension that is known here, and ${talos} is newer than what is`;
        found.set(key, blame(code, { span, who: label }, [], message, { cluster: cluster.id }));
      }
    }
    return [...found.values()];
  });
}

function knownFor(cluster: DraftCluster): { readonly names: ReadonlySet<string>; readonly complete: boolean } {
  const [major, minor, patch] = parseVersion(cluster.versions.talos?.value ?? '')?.numbers ?? [];
  const exact = major === 1 ? talosExtensions.get(minor ?? -1) : undefined;
  if (exact !== undefined) return { names: exact.names, complete: (patch ?? 0) <= exact.last };
  return { names: new Set([...talosExtensions.values()].flatMap(({ names }) => [...names])), complete: false };
}
