import { isFaulty } from '../../config/read.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { replace } from '../../diagnostics/fix.ts';
import type { Draft } from '../draft.ts';
import { blame, whoIs, writtenAt, writtenNodes } from './places.ts';

/** Virtual machines with a TPM or secure boot and the old firmware, which can do neither. */
export function firmwareWithoutUefi(draft: Draft): readonly Diagnostic[] {
  return draft.clusters.flatMap((cluster) =>
    writtenNodes(cluster.nodes).flatMap((node) => {
      const { machine } = node.value;
      if (node.provider?.traits?.makesMachines !== true || machine?.firmware !== 'bios') return [];
      return (['tpm', 'secureBoot'] as const)
        .filter((what) => machine[what] === true && !isFaulty(node.tree, ['machine', what]))
        .map((what) => {
          const place = { span: writtenAt(node.tree, 'machine', what), who: whoIs(node) };
          const firmware = { span: writtenAt(node.tree, 'machine', 'firmware'), who: 'the firmware' };
          const name = what === 'tpm' ? 'a TPM' : 'secure boot';
          return blame('machine/needs-uefi', place, [firmware], `${node.name.value} has ${name} and firmware bios`, {
            help: 'write firmware: uefi',
            fix: replace(firmware.span, 'uefi'),
          });
        });
    }),
  );
}
