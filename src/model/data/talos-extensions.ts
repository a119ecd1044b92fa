/**
 * Official system extensions by minor of Talos, as the Image Factory knows them: names below `siderolabs/`. From the
 * catalog of siderolabs/extensions at its tags v1.12.0 to v1.12.11, v1.13.0 to v1.13.9 and v1.14.0-rc.1. A release that
 * is newer than `last` may know more.
 */
export interface KnownExtensions {
  readonly names: ReadonlySet<string>;
  /** Number of the last release of the minor that was looked at. */
  readonly last: number;
}

const in112 = `
  amazon-ena amd-ucode amdgpu binfmt-misc bird2 bnx2-bnx2x btrfs chelsio-drivers chelsio-firmware cloudflared crun
  ctr drbd dvb-cx23885 dvb-m88ds3103 ecr-credential-provider fuse3 gasket-driver glibc gpio-pinctrl gvisor
  gvisor-debug hailort i915 intel-ice-firmware intel-ucode iscsi-tools kata-containers lldpd mdadm mei
  mellanox-mstflint metal-agent multipath-tools nebula netbird newt nfs-utils nfsd nfsrahead nonfree-kmod-nvidia-lts
  nonfree-kmod-nvidia-production nut-client nvidia-container-toolkit-lts nvidia-container-toolkit-production
  nvidia-fabricmanager-lts nvidia-fabricmanager-production nvidia-gdrdrv-device nvidia-open-gpu-kernel-modules-lts
  nvidia-open-gpu-kernel-modules-production nvme-cli panfrost qemu-guest-agent qlogic-firmware realtek-firmware
  revpi-firmware soci-snapshotter spin stargz-snapshotter tailscale tenstorrent thunderbolt trident-iscsi-tools
  uinput usb-audio-drivers usb-modem-drivers util-linux-tools v4l-uvc-drivers vc4 vmtoolsd-guest-agent wasmedge
  xdma-driver xe xen-guest-agent youki zerotier zfs
`;
const since113 = 'intel-npu joydev px-fuse rockchip-rknn uhid';
const since114 = 'harbor-credential-provider hyperv-guest-agent kata-containers-snp qemu';

/** Names that the factory still takes for what they were called before (image-factory, extension aliases). */
const formerNames =
  'v4l-uvc usb-modem gasket talos-vmtoolsd xe-guest-utilities nvidia-container-toolkit nvidia-open-gpu-kernel-modules nonfree-kmod-nvidia nvidia-fabricmanager i915-ucode amdgpu-firmware';

export const talosExtensions: ReadonlyMap<number, KnownExtensions> = new Map([
  [12, { names: named(in112, formerNames), last: 11 }],
  [13, { names: named(in112, since113, formerNames), last: 9 }],
  [14, { names: named(in112, since113, since114, formerNames), last: 0 }],
]);

function named(...lists: readonly string[]): ReadonlySet<string> {
  return new Set(lists.flatMap((list) => list.trim().split(/\s+/)));
}
