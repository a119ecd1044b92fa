/**
 * Files below /etc of the image of Talos 1.12 and 1.13 (its Dockerfile), and those that it writes there itself. Others
 * cannot be overwritten: there is nothing to overwrite.
 */
const overwritable: ReadonlySet<string> = new Set([
  'containerd/config.toml',
  'cri/containerd.toml',
  'cri/conf.d/00-base.part',
  'cri/conf.d/20-customization.part',
  'extensions.yaml',
  'hosts',
  'lvm/lvm.conf',
  'machine-id',
  'nfsmount.conf',
  'os-release',
  'resolv.conf',
  'selinux/targeted/contexts/files/file_contexts',
  'ssl/certs/ca-certificates',
  'ssl/certs/ca-certificates.crt',
]);

export function isInImage(path: string): boolean {
  // Extensions add files there, and only there.
  return overwritable.has(path) || path.startsWith('cri/conf.d/');
}

/** What `EtcFileConfig` of Talos 1.14 does not accept (machinery, config/types/runtime/etc_file.go). */
const managedFiles: ReadonlySet<string> = new Set([
  'extensions.yaml',
  'hosts',
  'localtime',
  'machine-id',
  'os-release',
  'resolv.conf',
  'xattr.conf',
]);

const managedFolders = [
  'apparmor.d',
  'apparmor',
  'ca-certificates',
  'cni',
  'cri',
  'iscsi',
  'kubernetes',
  'lvm',
  'nvme',
  'pki',
  'selinux',
  'ssl',
] as const;

export function isManagedByTalos(path: string): boolean {
  return managedFiles.has(path) || managedFolders.some((folder) => path === folder || path.startsWith(`${folder}/`));
}

/** What replaces a file that Talos manages, where the configuration has a place for it. */
export function insteadOfFile(path: string): string {
  if (path === 'hosts') return 'use a patch of StaticHostConfig instead';
  if (path === 'resolv.conf') return 'use `dns` and `search` of the network instead';
  if (/^(?:ssl|ca-certificates|pki)(?:\/|$)/.test(path)) return 'use talos.trustedRoots instead';
  return 'write below /var, for example /var/etc/example.conf';
}
