/** Types of the resources of bpg/proxmox that blueprints/providers/proxmox uses. */
export const machineType = 'proxmox_virtual_environment_vm';
export const imageType = 'proxmox_download_file';
export const haResourceType = 'proxmox_haresource';
