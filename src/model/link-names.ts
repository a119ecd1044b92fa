/** What machines call their port on the cluster's network, where it has no configured name. */
export const defaultLink = 'net0';

/** The VLAN on a link whose network has a tag; the kernel's names have 15 characters at most. */
export function addressedLink(name: string, tag: number): string {
  const tagged = `${name}.${tag}`;
  return tagged.length <= 15 ? tagged : `vlan${tag}`;
}
