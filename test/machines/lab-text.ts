/** infraflux.yaml of a platform with one cluster, `dev/dev`: one control plane and a pool of workers, on two hosts. */
export function labText(lab: {
  readonly endpoint: string;
  readonly vmIds: string;
  /** The pool, in YAML. */
  readonly workers: string;
  /** A further key of the cluster. */
  readonly more?: string | undefined;
  /** The platform's `secrets`. */
  readonly secrets?: string;
}): string {
  return `
name: lab
${lab.secrets ?? ''}
providers:
  home:
    type: proxmox
    endpoint: ${lab.endpoint}
    credentials: {secret: proxmox}
    vmIds: ${lab.vmIds}
    hosts:
      pve1: {datastores: {disks: local-zfs, images: local}}
      pve2: {datastores: {disks: local-zfs, images: local}}
networks:
  lab: {cidr: 10.10.0.0/16, gateway: 10.10.0.1, dns: [10.10.0.1], bridge: vmbr0}
defaults:
  versions: {talos: 1.13.6, kubernetes: 1.36.3}
environments:
  dev:
    clusters:
      dev:
        network: {attach: lab, nodes: 10.10.10.10-10.10.10.29, endpoint: 10.10.10.5, loadBalancers: 10.10.10.200-10.10.10.219}
        controlPlane: {count: 1, cpu: 2, memory: 4Gi, disks: {system: {size: 20Gi}}}
        pools: {workers: ${lab.workers}}
        accept: {topology/one-control-plane: a lab}
        ${lab.more ?? ''}
`;
}
