import type { CodeEntry } from './entry.ts';

/** Addresses, ranges, VM IDs and MACs. */
export const addressCodes = {
  'address/in-use': {
    severity: 'error',
    title: 'Address already in use.',
    advice: 'pin another address, or remove it so that a free one is allocated',
    explanation:
      'Addresses are unique for each network, across all clusters and environments, including machines, additional interfaces and virtual endpoints. Two machines with one address disturb both clusters.',
    example: 'nodes: {main-workers-1: {address: 10.10.40.42}, main-workers-2: {address: 10.10.40.42}}',
  },
  'address/outside-network': {
    severity: 'error',
    title: 'Address outside its network.',
    advice: 'choose an address in the network',
    explanation:
      'The address would be unreachable from the network. An external load balancer is written as an endpoint with its port.',
    example: 'nodes: {main-workers-1: {address: 10.11.0.7}}',
  },
  'address/reserved': {
    severity: 'error',
    title: 'Reserved address.',
    advice: 'choose another address in the network',
    explanation:
      'The first and last address of an IPv4 network belong to the network itself (RFC 1122, section 3.2.1.3), and the gateway address is already in use.',
    example: 'nodes: {main-workers-1: {address: 10.10.0.1}}',
  },
  'address/in-load-balancers': {
    severity: 'error',
    title: 'Address inside a load balancer range.',
    advice: 'pin another address, or make the range smaller',
    explanation:
      'Every address of the range may be assigned to a Service at any time, which would then answer instead of the machine.',
    example: 'nodes: {main-workers-1: {address: 10.10.40.205}}',
  },
  'address/server-in-range': {
    severity: 'warning',
    title: 'Server address inside a load balancer range.',
    advice: 'make the range smaller, or accept the warning if the server is a Service of the cluster with this address',
    explanation:
      'Name servers and time servers of a network are used by its machines. An address of the range may be assigned to any Service, which would then answer instead of the server.',
    example: 'networks: {lab: {dns: [10.10.40.210]}}',
  },
  'address/not-known': {
    severity: 'warning',
    title: 'Machine without a known address.',
    advice: 'set `address` of the node to the address that the DHCP server reserves for it',
    explanation:
      'On a network with `addressing: dhcp` a machine has the address that a server leases to it. Without `address`, Terraform, talosctl and the endpoints of the cluster use its hostname. DNS has to resolve that name before Talos is installed, because a machine in maintenance mode does not announce it. With `address`, that address is used, and the machine still asks DHCP.',
    example:
      'networks: {lab: {addressing: dhcp}}\nenvironments: {prod: {clusters: {main: {accept: {range/unused: machines that come later}}}}}',
  },
  'range/unused': {
    severity: 'warning',
    title: 'Unused address range.',
    advice: 'remove the range, or use `addressing: static` for the network',
    explanation: 'On a network with `addressing: dhcp` a server leases addresses; none are allocated from the range.',
    example:
      'networks: {lab: {addressing: dhcp}}\nenvironments: {prod: {clusters: {main: {accept: {address/not-known: DNS has all names}}}}}',
  },
  'range/overlap': {
    severity: 'error',
    title: 'Overlapping address ranges.',
    advice: 'move one of them',
    explanation:
      'Node addresses, endpoints and load balancer addresses of a site are assigned by different systems, which do not coordinate.',
    example: 'network: {nodes: 10.10.40.10-10.10.40.59, loadBalancers: 10.10.40.50-10.10.40.90}',
  },
  'range/outside-network': {
    severity: 'error',
    title: 'Address range outside its network.',
    advice: 'choose a range in the network',
    explanation: 'A machine with such an address could reach neither its gateway nor its neighbours.',
    example: 'network: {nodes: 10.11.40.10-10.11.40.59}',
  },
  'range/too-small': {
    severity: 'error',
    title: 'Address range too small.',
    advice: 'make the range larger',
    explanation:
      'Each machine needs an address and a VM ID, and each node a part of the pod range: a /24 of IPv4 or a /64 of IPv6 (defaults of kube-controller-manager).',
    example: 'network: {nodes: 10.10.40.10-10.10.40.12}',
  },
  'network/overlap': {
    severity: 'error',
    title: 'Overlapping networks.',
    advice: 'correct the CIDR, or assign the networks to different sites',
    explanation:
      'An address in two networks has two owners. Networks that intentionally use the same addresses are at different sites.',
    example: [
      'networks: {lab: {cidr: 10.10.0.0/16}, dmz: {cidr: 10.10.64.0/20}}',
      'defaults: {network: {attach: lab}}',
    ].join('\n'),
  },
  'range/pods-or-services-in-use': {
    severity: 'error',
    title: 'Pod or service range already in use.',
    advice: 'choose another range for pods or services',
    explanation:
      'Pods, Services and the surrounding networks must not overlap within a cluster, or packets reach the wrong destination. Ranges of different clusters may overlap, unless their pods reach each other directly.',
    example: 'network: {pods: 10.42.0.0/16, services: 10.42.128.0/17}',
  },
  'range/load-balancers-outside': {
    severity: 'error',
    title: 'Load balancer range not routed.',
    advice: 'choose a range in the network, or enable BGP in the CNI component',
    explanation:
      'Inside a network machines announce an address themselves (ARP, NDP). Outside of it, a router needs a route, which BGP provides.',
    example: 'network: {loadBalancers: 172.20.0.10-172.20.0.20}',
  },
  'vmid/in-use': {
    severity: 'error',
    title: 'VM ID already in use.',
    advice: 'pin another VM ID, or remove it so that a free one is allocated',
    explanation:
      'Proxmox VE identifies a virtual machine only by its VM ID, so a change to one machine would reach the other. The VM ID of a machine with a kept disk stays reserved after its node is removed, because the data still exists.',
    example: 'nodes: {main-workers-1: {vmId: 2042}, main-workers-2: {vmId: 2042}}',
  },
  'mac/in-use': {
    severity: 'error',
    title: 'MAC address already in use.',
    advice: 'pin another MAC address, or remove it so that it is derived',
    explanation: 'A switch forwards a packet to whichever of the two sent a packet last.',
    example: 'nodes: {main-workers-1: {mac: "BC:24:11:00:00:01"}, main-workers-2: {mac: "BC:24:11:00:00:01"}}',
  },
  'mac/multicast': {
    severity: 'error',
    title: 'Multicast MAC address.',
    advice: 'make the first byte even',
    explanation:
      'The lowest bit of the first byte marks a multicast address (IEEE 802). No interface can have such an address, and the hypervisor rejects it.',
    example: 'nodes: {main-workers-1: {mac: "01:24:11:00:00:01"}}',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
