import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Draft, DraftNode } from '../draft.ts';
import { blame, whoIs, writtenAt, writtenNodes } from './places.ts';

/** Volumes whose key a TPM holds, on virtual machines without one. What a real machine has is not known here. */
export function tpmKeysWithoutTpm(draft: Draft): readonly Diagnostic[] {
  return eachWritten(draft, (node) => {
    if (node.provider?.settings.type !== 'proxmox' || node.value.machine?.tpm === true) return [];
    return tpmKeys(node).map((path) => ({
      path,
      message: `${node.name.value} has no TPM to keep the key of ${path[1] === 'encryption' ? path[2] : `volume ${path[2]}`}`,
    }));
  }).map(({ node, path, message, cluster }) => {
    const machine = { span: writtenAt(node.tree, 'machine', 'tpm'), who: 'no TPM' };
    const place = { span: writtenAt(node.tree, ...path), who: whoIs(node) };
    return blame('encryption/no-tpm', place, [machine], message, { cluster });
  });
}

function tpmKeys(node: DraftNode): readonly (readonly string[])[] {
  const { talos } = node.value;
  const system = Object.entries(talos?.encryption ?? {}).flatMap(([volume, key]) =>
    key?.tpm === undefined ? [] : [['talos', 'encryption', volume, 'tpm']],
  );
  const others = (['volumes', 'swap'] as const).flatMap((kind) =>
    Object.entries(talos?.[kind] ?? {}).flatMap(([name, { encryption }]) =>
      Object.entries(encryption ?? {}).flatMap(([slot, key]) =>
        key.tpm === undefined ? [] : [['talos', kind, name, 'encryption', slot, 'tpm']],
      ),
    ),
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
): readonly (Fault & { readonly node: DraftNode; readonly cluster: string })[] {
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
