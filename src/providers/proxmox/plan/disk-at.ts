/** Where blueprints/providers/proxmox/module puts the disk at a position; the one that Talos is on is at 0. */
export function diskAt(slot: number): string {
  return `scsi${slot}`;
}
