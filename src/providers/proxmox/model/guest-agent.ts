/** The extension by which Proxmox speaks with a machine's system: it shuts down when asked, and tells its addresses. */
export const guestAgent = 'siderolabs/qemu-guest-agent';
