import { type ClusterId } from '../../identity/cluster-id.ts';
import type { ResolvedEncryptionKey } from '../../../schema/config.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Draft, DraftNode } from '../draft.ts';
import { blame, whoIs, writtenAt, writtenNodes } from './places.ts';

/** Volumes whose key a TPM holds, on virtual machines without one. The hardware of a metal machine is not known here. */
export function tpmKeysWithoutTpm(draft: Draft): readonly Diagnostic[] {
  return eachWritten(draft, (node) => {
    if (node.provider?.traits?.makesMachines !== true || node.value.machine?.tpm === true) return [];
    return encryptedVolumes(node).flatMap(({ name, path, keys }) =>
      keys
        .filter(({ key }) => key.tpm !== undefined)
        .map(({ at }) => ({
          path: [...path, ...at, 'tpm'],
          message: `${node.name.value} has no TPM for the key of ${name}`,
        })),
    );
  }).map(({ node, path, message, cluster }) => {
    const machine = { span: writtenAt(node.tree, 'machine', 'tpm'), who: 'no TPM' };
    const place = { span: writtenAt(node.tree, ...path), who: whoIs(node) };
    return blame('encryption/no-tpm', place, [machine], message, { cluster });
  });
}

const volumeWords = { volumes: 'volume', rawVolumes: 'raw volume', swap: 'swap' } as const;

interface EncryptedVolume {
  /** `ephemeral`, `volume cache`, `swap main`. */
  readonly name: string;
  readonly path: readonly string[];
  /** `at` is what leads on to the key, below `path`. */
  readonly keys: readonly { readonly at: readonly string[]; readonly key: ResolvedEncryptionKey }[];
}

function encryptedVolumes(node: DraftNode): readonly EncryptedVolume[] {
  const { talos } = node.value;
  const system = Object.entries(talos?.encryption ?? {}).flatMap(([name, key]) =>
    key === undefined ? [] : [{ name, path: ['talos', 'encryption', name], keys: [{ at: [], key }] }],
  );
  const others = (['volumes', 'rawVolumes', 'swap'] as const).flatMap((kind) =>
    Object.entries(talos?.[kind] ?? {}).map(([name, { encryption }]) => ({
      name: `${volumeWords[kind]} ${name}`,
      path: ['talos', kind, name, 'encryption'],
      keys: Object.entries(encryption ?? {}).map(([slot, key]) => ({ at: [slot], key })),
    })),
  );
  return [...system, ...others];
}

interface Fault {
  readonly path: readonly string[];
  readonly message: string;
}

/** A line that many machines share is told once for each cluster, and names the first of them. */
function eachWritten(
  draft: Draft,
  check: (node: DraftNode) => readonly Fault[],
): readonly (Fault & { readonly node: DraftNode; readonly cluster: ClusterId })[] {
  return draft.clusters.flatMap((cluster) => {
    const seen = new Set<string>();
    return writtenNodes(cluster.nodes).flatMap((node) =>
      check(node).flatMap((fault) => {
        const span = writtenAt(node.tree, ...fault.path);
        const key = `${span?.file} ${span?.start}`;
        if (seen.has(key)) return [];
        seen.add(key);
        return [{ ...fault, node, cluster: cluster.id }];
      }),
    );
  });
}
