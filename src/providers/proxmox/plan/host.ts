import type { InputFault, NodeValueChange } from '../../../plan/provider-plan.ts';

/**
 * Terraform ignores the host of an existing machine (lifecycle of blueprints/providers/proxmox/module), so that a machine that was
 * migrated in Proxmox is not moved back. Changing it here would look like a change and do nothing.
 */
export function changedHost({ node, path, before, isCreated, observed }: NodeValueChange): InputFault | undefined {
  if (path.join() !== 'host' || !isCreated || before === undefined || node.host === undefined) return undefined;
  const there = observed?.machines?.find(({ id }) => id === node.vmId);
  if (there?.host === node.host) return undefined;
  const command = `qm migrate ${node.vmId} ${node.host} --online`;
  if (there === undefined)
    return {
      code: 'node/host-not-checked',
      message: `host of ${node.name} is ${node.host} now and was ${String(before)}: Terraform does not move existing machines, and the hypervisor was not asked where it is`,
    };
  return {
    code: 'node/host-unchanged',
    message: `${node.name} is on ${there.host}, and Terraform does not move existing machines to ${node.host}: "${command}" on ${there.host} does`,
  };
}
