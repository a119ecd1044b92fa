import type { CodeEntry } from './entry.ts';

/** Nodes and clusters: whether they are complete, and what they are called. */
export const nameCodes = {
  'file/not-found': {
    severity: 'error',
    title: 'Referenced file not found.',
    advice: 'create it, or correct the path: it is relative to infraflux.yaml',
    explanation: 'Patches and certificates are separate files, referenced by a path relative to infraflux.yaml.',
    example: 'talos: {patches: {audit: patches/audit.yaml}}',
  },
  'node/incomplete': {
    severity: 'error',
    title: 'Incomplete node or cluster.',
    advice: 'set the value, in the cluster or in defaults',
    explanation:
      'Addresses, VM IDs and hosts are allocated from a range of the cluster, a range of the provider, and hosts with free capacity. Without those, they have to be pinned.',
    example: `pools: {workers: {disks: {${Array.from({ length: 31 }, (_, at) => `d${at}: {size: 1Gi}`).join(', ')}}}}`,
  },
  'node/duplicate-name': {
    severity: 'error',
    title: 'Duplicate node name.',
    advice: 'rename one of them, with `name` in its group or another key under `nodes`',
    explanation:
      'The hypervisor, Terraform and infraflux.lock identify a machine by its name, so names are unique for each provider, across all clusters and environments. Cluster names may repeat in another environment; `name: ${environment}-${cluster}-cp-${n}` then keeps their machines apart.',
    example: [
      'environments:',
      '  dev: {clusters: {main: {network: {nodes: 10.10.50.10-10.10.50.29, endpoint: 10.10.50.5}}}}',
    ].join('\n'),
  },
  'node/name-case': {
    severity: 'error',
    title: 'Node names differ only in case.',
    advice: 'use lower case, and different names',
    explanation:
      'DNS ignores case (RFC 4343), and Kubernetes writes node names in lower case: the two would be one node.',
    example: [
      'pools:',
      '  web: {count: 1, name: "Web-${n}", disks: {system: {size: 40Gi}}}',
      '  other: {count: 1, name: "web-${n}", disks: {system: {size: 40Gi}}}',
    ].join('\n'),
  },
  'node/invalid-name': {
    severity: 'error',
    title: 'Invalid node name.',
    advice: 'use a to z, 0 to 9 and -, with a letter or digit at both ends',
    explanation:
      'A node name is a hostname (RFC 1123) and the name of a Kubernetes object. Kubernetes accepts only lower-case letters, digits and hyphens, and would reject anything else after the machine was created.',
    example: 'controlPlane: {name: "${cluster}_cp_${n}"}',
  },
  'node/reserved-name': {
    severity: 'error',
    title: 'Reserved node name.',
    advice: 'choose another name',
    explanation:
      'Names such as `localhost` and `kubernetes` have another meaning on every machine, and the name of a hypervisor host already has a DNS record.',
    example: 'nodes: {localhost: {pool: workers}}',
  },
  'node/name-too-long': {
    severity: 'error',
    title: 'Node name too long.',
    advice: 'shorten the cluster, the pool, or the template in `name`',
    explanation:
      'A DNS label has at most 63 characters (RFC 1035, section 2.3.4), and the hostname of a machine is a DNS label.',
    example: 'controlPlane: {name: "a-control-plane-with-a-very-long-name-and-still-more-words-in-it-${n}"}',
  },
  'node/duplicate-hostname': {
    severity: 'error',
    title: 'Duplicate hostname.',
    advice: 'remove `hostname`, or give each node its own',
    explanation:
      'Kubernetes registers a node by its hostname. Two machines with the same hostname keep replacing each other.',
    example: 'nodes: {main-workers-1: {hostname: w1}, main-workers-2: {hostname: w1}}',
  },
  'cluster/name-too-long': {
    severity: 'error',
    title: 'Cluster name too long.',
    advice: 'shorten one of the three names',
    explanation:
      '`<platform>-<environment>-<cluster>` names Argo CD projects and tags on the hypervisor, which take 63 characters.',
    example: [
      'environments:',
      '  the-environment-for-integration:',
      '    clusters:',
      '      cluster-of-the-measurement-group:',
      '        network: {nodes: 10.10.50.10-10.10.50.29, endpoint: 10.10.50.5}',
      '        controlPlane: {name: "m-${n}"}',
      '        pools: {workers: {name: "w-${n}"}}',
    ].join('\n'),
  },
  'cluster/retained': {
    severity: 'warning',
    title: 'Removed cluster may still have machines.',
    advice:
      'restore it in infraflux.yaml; or destroy its machines manually, then run `infraflux lock forget ENVIRONMENT/CLUSTER`',
    explanation:
      'InfraFlux does not destroy clusters yet. A cluster that is removed from infraflux.yaml (or whose environment is removed, or that is renamed) is therefore retained: its compiled files, its lines of infraflux.lock, its addresses, VM IDs and hosts. Every plan shows it as blocked. A cluster is removed at once only when it provably has no machines: infraflux.lock records no versions of it, and its local state is missing or has no resources; with `protect: true` it must be named even then (`apply --allow ENVIRONMENT/CLUSTER`). To destroy one manually: (1) restore it in infraflux.yaml and run `npx infraflux compile`; (2) run `terraform -chdir=out/ENVIRONMENT/terraform/CLUSTER init`, then `npx infraflux secrets exec ENVIRONMENT/CLUSTER -- terraform -chdir=out/ENVIRONMENT/terraform/CLUSTER destroy`; guarded machines and kept disks refuse until you follow out/ENVIRONMENT/terraform/modules/proxmox-vm/README.md; (3) remove it from infraflux.yaml again, run `npx infraflux lock forget ENVIRONMENT/CLUSTER`, then `npx infraflux apply`.',
  },
  'cluster/retained-file-lost': {
    severity: 'error',
    title: 'Missing or modified file of a removed cluster.',
    advice: 'restore it (git checkout -- FILE), or restore the cluster in infraflux.yaml and compile',
    explanation:
      'Files of a cluster that is no longer in infraflux.yaml cannot be compiled again, and its machines cannot be destroyed without them. They are never overwritten, not even with --discard.',
  },
  'node/unknown': {
    severity: 'error',
    title: 'Unknown node.',
    advice: 'correct the name, or set `pool` to define an additional node',
    explanation:
      'An entry under `nodes` overrides the node of a group with that name (`<cluster>-<pool>-<n>`), or defines an additional node and sets its `pool`. An entry that does neither has no effect; most often the name is misspelt.',
    example: 'nodes: {main-worker-2: {host: pve2}}',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
