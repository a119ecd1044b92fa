import { isFaulty } from '../../../config/read.ts';
import { closest } from '../../../diagnostics/did-you-mean.ts';
import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import { replace } from '../../../diagnostics/fix.ts';
import type { Draft } from '../../../model/draft.ts';
import { isRecorded } from '../../../model/version-lines.ts';
import { blame, type Place, whoIs, writtenAt } from '../../../model/rules/places.ts';
import { hasMinor } from '../../../versions/cluster-versions.ts';
import { formatVersion } from '../../../versions/version.ts';
import { bootableCpuTypes, isCustomCpuType, newerCpuTypes, tooOldCpuTypes } from './cpu-types.ts';
import { onProxmoxNodes } from './settings.ts';

/** Emulated CPUs on which Talos does not start, and names that neither Proxmox nor its Terraform provider knows. */
export function cpuTypesThatCannotBoot(draft: Draft): readonly Diagnostic[] {
  return onProxmoxNodes(draft, (node) => {
    const cpuType = node.value.machine?.cpuType;
    if (cpuType === undefined || bootableCpuTypes.has(cpuType) || isCustomCpuType(cpuType)) return [];
    const place = { span: writtenAt(node.tree, 'machine', 'cpuType'), who: whoIs(node) };
    if (tooOldCpuTypes.has(cpuType)) {
      const message = `CPU type ${cpuType} of ${node.name.value} lacks instructions of x86-64-v2, which Talos is built for`;
      const fix = replace(place.span, 'x86-64-v2-AES');
      return [blame('machine/cpu-type-too-old', place, [], message, { fix })];
    }
    const meant = closest(cpuType, [...bootableCpuTypes]);
    const message = newerCpuTypes.has(cpuType)
      ? `CPU type ${cpuType} of ${node.name.value} is not supported by the Terraform provider bpg/proxmox 0.112`
      : `unknown CPU type ${cpuType} of ${node.name.value}`;
    const help = `use ${meant === undefined ? '' : `${meant}, `}host, x86-64-v2-AES or x86-64-v3; a type that the hypervisor defines is custom-NAME`;
    const fix = replace(place.span, meant ?? 'host');
    return [blame('machine/cpu-type-unknown', place, [], message, { help, fix })];
  });
}

/** Machines are of the type q35, which Proxmox has for x86-64 alone. */
export function architecturesThatCannotRun(draft: Draft): readonly Diagnostic[] {
  return onProxmoxNodes(draft, (node) => {
    const { architecture } = node.value.machine ?? {};
    if (architecture === undefined || architecture === 'amd64') return [];
    const place = { span: writtenAt(node.tree, 'machine', 'architecture'), who: whoIs(node) };
    const message = `${node.name.value} is ${architecture}, but provider ${node.provider.name} creates machines of type q35, which are amd64`;
    return [blame('machine/architecture', place, [], message, { fix: replace(place.span, 'amd64') })];
  });
}

/**
 * The disk image of Talos enrolls the keys of secure boot since 1.14; until then, only the ISO does. Without keys the firmware stays in
 * setup mode, where it verifies nothing. On machines that exist they may have been enrolled manually.
 */
export function secureBootWithoutKeys(draft: Draft): readonly Diagnostic[] {
  return onProxmoxNodes(draft, (node, cluster) => {
    const talos = cluster.versions.talos?.value;
    const { secureBoot, firmware } = node.value.machine ?? {};
    // Without UEFI there is no secure boot at all, which is reported elsewhere.
    if (secureBoot !== true || firmware === 'bios' || talos === undefined || hasMinor(talos, 14)) return [];
    if (isFaulty(node.tree, ['machine', 'secureBoot'])) return [];
    const place = { span: writtenAt(node.tree, 'machine', 'secureBoot'), who: whoIs(node) };
    const isCreated = isRecorded(draft.lock.lines, cluster);
    const message = `the disk image of Talos ${formatVersion(talos)} enrolls no keys, so secure boot of ${node.name.value} verifies nothing`;
    return [
      isCreated
        ? blame('machine/secure-boot-keys-unknown', place, [], message, { cluster: cluster.id })
        : blame('machine/secure-boot-without-keys', place, [], message, { fix: replace(place.span, 'false') }),
    ];
  });
}

/** An image by the id of its schematic: only the user knows whether the guest agent is in it. */
export function guestAgentUnknown(draft: Draft): readonly Diagnostic[] {
  return onProxmoxNodes(draft, (node, cluster) => {
    const { machine, talos } = node.value;
    if (talos?.schematic === undefined || machine?.guestAgent !== undefined) return [];
    if (isFaulty(node.tree, ['machine', 'guestAgent'])) return [];
    const place: Place = { span: writtenAt(node.tree, 'talos', 'schematic'), who: whoIs(node) };
    const message = `whether the image of ${node.name.value} has the guest agent is unknown, so it is disabled`;
    return [blame('machine/guest-agent-unknown', place, [], message, { cluster: cluster.id })];
  });
}
