import { formatAddress, parseAddress, parseCidr } from '../config/addresses.ts';

export interface FirstAnswers {
  readonly name: string;
  readonly endpoint: string;
  readonly network: string;
  /** Empty: the first address of the network. */
  readonly gateway: string;
}

/** The text of a first infraflux.yaml: one small cluster in one environment, with room to grow. */
export function firstConfig(answers: FirstAnswers): { readonly text: string } | { readonly fault: string } {
  const cidr = parseCidr(answers.network);
  if (cidr === undefined) return { fault: `"${answers.network}" is not a network; write it as 10.10.0.0/16` };
  if (cidr.family !== 4 || cidr.prefix > 25)
    return { fault: `${answers.network} is too small; a /25 or larger is needed` };
  if (!/^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/.test(answers.name)) {
    return { fault: `"${answers.name}" is not a name; use lower-case letters, digits and hyphens, as in homelab` };
  }
  if (!/^https:\/\/[^\s"\\]+$/.test(answers.endpoint)) {
    return {
      fault: `"${answers.endpoint}" is not an address of a Proxmox API; write it as https://pve.home.arpa:8006/`,
    };
  }
  if (answers.gateway !== '' && parseAddress(answers.gateway) === undefined) {
    return { fault: `"${answers.gateway}" is not an address; write it as 10.10.0.1` };
  }
  const at = (offset: number): string => formatAddress({ family: 4, value: cidr.first + BigInt(offset) });
  const gateway = answers.gateway === '' ? at(1) : answers.gateway;
  return {
    text: `# yaml-language-server: $schema=./schema/infraflux.schema.json
#
# The whole platform. \`npx infraflux plan\` says what would change, \`npx infraflux apply\` changes it.

name: ${answers.name}

providers:                       # where machines come from
  home:
    type: proxmox
    endpoint: ${answers.endpoint}
    credentials: {secret: proxmox}
    vmIds: 2000-2999             # ids that only InfraFlux hands out
    hosts:                       # your hosts by their names there; add cpu and memory for capacity checks
      pve1: {datastores: {disks: local-lvm, images: local}}

networks:
  lab: {cidr: ${answers.network}, gateway: ${gateway}, dns: [${gateway}], bridge: vmbr0}

defaults:
  network: {pods: 10.244.0.0/16, services: 10.96.0.0/12}
  controlPlane: {cpu: 2, memory: 4Gi, disks: {system: {size: 32Gi}}}
  pools:
    workers: {cpu: 4, memory: 8Gi, disks: {system: {size: 64Gi}}}
  platform:                      # {} is "on, with defaults"
    cilium: {}
    argocd: {}
    local-path: {}

environments:
  dev:
    clusters:
      dev:
        size: small              # one control plane, two workers
        network: {nodes: ${at(10)}-${at(29)}, endpoint: ${at(5)}, loadBalancers: ${at(100)}-${at(119)}}
`,
  };
}
