import type { CodeEntry } from './entry.ts';

export const modelCodes = {
  // ---- lock/: infraflux.lock ----
  'lock/unknown-format': {
    severity: 'error',
    title: 'Unknown format of infraflux.lock.',
    advice: 'use the InfraFlux version that wrote the file, or a newer one',
    explanation:
      'The first line of infraflux.lock names its format. A file of an unknown format cannot be preserved, and the numbers allocated in it could be allocated a second time. If only the first line was lost, `infraflux lock fix` restores it.',
    example: '# infraflux.lock\ninfraflux-lock 99',
  },
  'lock/missing': {
    severity: 'error',
    title: 'Lock file missing.',
    advice:
      'restore it: git checkout -- infraflux.lock; if nothing was ever created, remove the output directory instead',
    explanation:
      'infraflux.lock holds the numbers of all machines: ids, addresses, MACs, owners of kept disks. Compiled files show that there was one. Without it numbers would be allocated again, and machines that run would be given those of others.',
  },
  'lock/out-of-date': {
    severity: 'error',
    title: 'Lock file older than the compiled files.',
    advice: 'restore the newest one: git log --oneline -- infraflux.lock, then git checkout COMMIT -- infraflux.lock',
    explanation:
      'infraflux.lock has no lines of nodes that were compiled before, so it is older than the compiled files, or lines were removed. Their numbers would be allocated again and differ.',
  },
  'lock/malformed-line': {
    severity: 'error',
    title: 'Malformed line in infraflux.lock.',
    advice: 'restore the line from Git, or run `infraflux lock fix`, which drops it',
    explanation:
      'Each line is `<environment>/<cluster>/<node> <kind> <value>`, followed by `gone` for a removed node. A malformed line may contain a number that a running machine uses, so it is never skipped.',
    example: '# infraflux.lock\ninfraflux-lock 1\nprod/main/main-cp-1 address 10.10.40',
  },
  'lock/conflict-markers': {
    severity: 'error',
    title: 'Merge conflict in infraflux.lock.',
    advice: 'run `infraflux lock fix`: it keeps both sides, and the older line where they contradict each other',
    explanation:
      'Lines between the markers come from two branches. Usually both can be kept: each branch added a machine. `infraflux lock fix` removes the markers and keeps every line that does not contradict another.',
    example: [
      '# infraflux.lock',
      'infraflux-lock 1',
      '<<<<<<< HEAD',
      'prod/main/main-cp-1 vm-id 2001',
      '=======',
      'prod/main/main-cp-1 vm-id 2002',
      '>>>>>>> other',
    ].join('\n'),
  },
  'lock/duplicate-allocation': {
    severity: 'error',
    title: 'Duplicate allocation in infraflux.lock.',
    advice: 'run `infraflux lock fix`: the older owner keeps the value, the other one gets a new value',
    explanation:
      'Two branches that each added a machine can allocate the same number, and Git merges their lines without a conflict. One of the two owners needs a new number.',
    example: [
      '# infraflux.lock',
      'infraflux-lock 1',
      'prod/main/main-cp-1 address 10.10.40.10',
      'prod/main/main-cp-2 address 10.10.40.10',
    ].join('\n'),
  },
  'lock/has-resources': {
    severity: 'error',
    title: 'Cluster still has Terraform resources.',
    advice: 'destroy it first: `infraflux explain cluster/retained` describes how',
    explanation:
      '`lock forget` is for a cluster that is completely destroyed. It is refused while the Terraform state contains resources or cannot be read.',
  },
  'lock/contradiction': {
    severity: 'error',
    title: 'Contradicting lines in infraflux.lock.',
    advice: 'run `infraflux lock fix`: it keeps the older line',
    explanation: 'A machine has one address, one VM ID and one host. Two lines for the same thing come from a merge.',
    example: [
      '# infraflux.lock',
      'infraflux-lock 1',
      'prod/main/main-cp-1 vm-id 2001',
      'prod/main/main-cp-1 vm-id 2002',
    ].join('\n'),
  },

  // ---- platform/: what components need of each other ----
  'platform/missing-capability': {
    severity: 'error',
    title: 'Missing capability.',
    advice: 'enable one of the components that provide it',
    explanation:
      'A blueprint lists the capabilities that its component requires. Without a provider the component would never become healthy, and every later sync wave would wait.',
    example: 'platform: {cilium: {}, monitoring: {}}',
  },
  'platform/duplicate-capability': {
    severity: 'error',
    title: 'Capability provided more than once.',
    advice: 'disable one of the two: set it to null',
    explanation:
      'Some capabilities allow only one provider: two pod networks, or two owners of the same custom resource definitions, would overwrite each other. blueprints/capabilities.yaml lists which.',
    example: 'network: {cni: {flannel: {}}}\nplatform: {cilium: {}}',
  },
  'platform/capability-cycle': {
    severity: 'error',
    title: 'Dependency cycle between components.',
    advice: 'disable the option that makes one wait for the other, or fix the blueprint',
    explanation:
      'A sync wave is the longest path through the required capabilities. In a cycle no component can be first.',
    example: [
      'platform: {egg: {}, hen: {}}',
      '# blueprints/capabilities.yaml',
      'test/egg: {description: what a hen comes out of}',
      'test/hen: {description: what an egg comes out of}',
      '# blueprints/platform/egg/blueprint.yaml',
      'description: What is egg.',
      'namespace: {name: egg, podSecurity: restricted}',
      'provides: [test/egg]',
      'requires: [test/hen]',
      '# blueprints/platform/egg/options.schema.json',
      '{"type": "object", "additionalProperties": false, "properties": {}}',
      '# blueprints/platform/egg/README.md',
      'What is egg.',
      '# blueprints/platform/hen/blueprint.yaml',
      'description: What is hen.',
      'namespace: {name: hen, podSecurity: restricted}',
      'provides: [test/hen]',
      'requires: [test/egg]',
      '# blueprints/platform/hen/options.schema.json',
      '{"type": "object", "additionalProperties": false, "properties": {}}',
      '# blueprints/platform/hen/README.md',
      'What is hen.',
    ].join('\n'),
  },
  'platform/unknown-secret-store': {
    severity: 'error',
    title: 'Unknown secret store.',
    advice: 'use a store of the component that reads stores, or define this store there',
    explanation:
      'Each ExternalSecret names the store that it reads. With an unknown store no Secret of the cluster is created, and every consumer waits. A store that is created outside of InfraFlux is declared with an empty map.',
    example: [
      'environments:',
      '  prod:',
      '    secrets: {external: {store: opnbao}}',
      '    platform:',
      '      cilium: {}',
      '      external-secrets: {stores: {openbao: {vault: {server: https://openbao.example.org, auth: {kubernetes: {role: home}}}}}}',
    ].join('\n'),
  },
  'platform/secret-before-its-store': {
    severity: 'error',
    title: 'Secret required before its store is ready.',
    advice: 'enable a component that decrypts encrypted objects, or log in to the store without a secret',
    explanation:
      'A token that opens a store cannot come from that store, and components that the operator itself requires (the pod network) cannot wait for the operator. Such secrets are files under secrets/ and reach the cluster as encrypted objects. Logging in by a ServiceAccount (vault.auth.kubernetes, jwt, workload identity) needs no secret.',
    example: [
      'environments:',
      '  prod:',
      '    secrets: {external: {store: openbao}}',
      '    platform:',
      '      cilium: {}',
      '      external-secrets: {stores: {openbao: {vault: {server: https://openbao.example.org, auth: {tokenSecretRef: {secret: openbao}}}}}}',
    ].join('\n'),
  },
  'platform/unknown-secret-keys': {
    severity: 'error',
    title: 'Unknown keys of secret.',
    advice: 'add the key to the reference: {secret: name, key: token}',
    explanation:
      'With ${key} in secrets.external.path, each key is a separate entry in the store. The keys that a component reads are listed in its blueprint or in the reference.',
    example: [
      'environments:',
      '  prod:',
      '    secrets: {external: {store: box, path: "${name}/${key}"}}',
      '    platform: {cilium: {}, external-secrets: {stores: {box: {}}}, ours: {account: {secret: ours}}}',
      '# blueprints/platform/ours/options.schema.json',
      '{"type": "object", "additionalProperties": false, "properties": {"account": {',
      '  "type": "object", "additionalProperties": false, "x-secret-reference": true, "description": "Account to log in with.",',
      '  "properties": {"secret": {"type": "string"}, "key": {"type": "string"}}, "required": ["secret"]}}}',
    ].join('\n'),
  },
  'platform/disk-for-disabled-component': {
    severity: 'error',
    title: 'Disk assigned to a disabled component.',
    advice: 'enable the component, or remove `use`',
    explanation:
      'A disk with `use: <component>` becomes a volume with the name that the component expects. With the component disabled the disk would stay empty.',
    example: 'pools: {workers: {disks: {data: {size: 200Gi, use: longhorn}}}}',
  },

  // ---- file/ and node/incomplete: what the model needs to be complete ----
  'file/not-found': {
    severity: 'error',
    title: 'Referenced file not found.',
    advice: 'create the file, or correct the path: it is relative to infraflux.yaml',
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

  // ---- names ----
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

  // ---- references ----
  'provider/unknown': {
    severity: 'error',
    title: 'Unknown provider.',
    advice: 'use a provider defined under `providers`',
    explanation: 'Machines belong to a provider, which defines their hosts and API.',
    example: 'defaults: {provider: homme}',
  },
  'provider/unsupported-field': {
    severity: 'error',
    title: 'Field of another provider type.',
    advice: 'remove the field, or choose a provider that takes it',
    explanation:
      'Some fields of a machine apply to certain provider types only: `host`, `hosts`, `vmId`, `gpus` and the `datastore` of a disk apply to machines that are created on a hypervisor. On a machine that already exists, such a field would have no effect.',
    example: [
      'providers: {rack: {type: metal}}',
      'defaults: {provider: home}',
      'environments:',
      '  prod:',
      '    clusters:',
      '      main:',
      '        nodes: {main-workers-1: {provider: rack, vmId: 2042, talos: {installDisk: {path: /dev/disk/by-id/nvme-1}}}}',
    ].join('\n'),
  },
  'network/unknown': {
    severity: 'error',
    title: 'Unknown network.',
    advice: 'use a network defined under `networks`',
    explanation: 'Addresses, gateways and bridges come from the network, so it must be defined.',
    example: 'defaults: {network: {attach: labb}}',
  },
  'host/unknown': {
    severity: 'error',
    title: 'Unknown host.',
    advice: "use one of the provider's `hosts`",
    explanation: 'A machine can only run on a host of its provider.',
    example: 'nodes: {main-workers-2: {host: pve9}}',
  },
  'pool/unknown': {
    severity: 'error',
    title: 'Unknown pool.',
    advice: "use one of the cluster's pools, or controlPlane",
    explanation: 'An additional node inherits every field that it does not set from its pool.',
    example: 'nodes: {nas: {pool: worker}}',
  },
  'datastore/unknown': {
    severity: 'error',
    title: 'Unknown datastore.',
    advice: "add the role to the host's `datastores`, or let the disk use another one",
    explanation:
      'A disk names the role of its datastore, and each host maps roles to its datastores. The default role is `disks`.',
    example: 'pools: {workers: {disks: {data: {size: 200Gi, datastore: bulk}}}}',
  },
  'gpu/unavailable': {
    severity: 'error',
    title: 'GPU not available on host.',
    advice: 'pin the machine to a host that has them, or add them to the `gpus` of the host',
    explanation:
      'A GPU is passed through to one machine at a time, so the machines of a host cannot have more GPUs than the host.',
    example: 'pools: {workers: {gpus: {a2000: {count: 2}}}}',
  },
  'pool/no-count': {
    severity: 'error',
    title: 'Pool without count or nodes.',
    advice: 'set `count`, or add nodes with `pool`',
    explanation:
      'Sizes set a count for `workers` and the control plane; any other pool sets its own. `count: 0` is an intentionally empty pool.',
    example: 'pools: {gpu: {cpu: 8}}',
  },

  // ---- what is missing ----
  'missing/provider': {
    severity: 'error',
    title: 'Missing provider.',
    advice: 'set `provider`',
    explanation: 'A single provider is the default. With more than one, the cluster has to choose.',
    example: [
      'providers:',
      '  office:',
      '    type: proxmox',
      '    endpoint: https://pve.office.arpa:8006/',
      '    credentials: {secret: office}',
      '    vmIds: 3000-3999',
      '    hosts: {pve9: {datastores: {disks: local, images: local}}}',
    ].join('\n'),
  },
  'missing/network': {
    severity: 'error',
    title: 'Missing network.',
    advice: 'set `network: {attach: ...}`',
    explanation: 'A single network is the default. With more than one, the cluster has to choose.',
    example: 'networks: {dmz: {cidr: 10.20.0.0/16, bridge: vmbr1}}',
  },
  'missing/endpoint': {
    severity: 'error',
    title: 'Missing endpoint.',
    advice: 'set `network: {endpoint: ...}`: a free address in the network, or host:port of a load balancer',
    explanation:
      'The Kubernetes API needs an address that does not depend on one machine: a virtual address of the control plane, or a load balancer. It is part of every certificate and kubeconfig, so it is never chosen automatically.',
    example: 'environments:\n  dev: {clusters: {lab: {network: {nodes: 10.10.50.10-10.10.50.29}}}}',
  },
  'missing/node-range': {
    severity: 'error',
    title: 'Missing node address range.',
    advice: 'set `network: {nodes: ...}`, or pin an `address` for each node',
    explanation:
      'Addresses are allocated from the range and recorded in infraflux.lock. On a network with `addressing: dhcp` none are allocated.',
    example: 'environments:\n  dev: {clusters: {lab: {network: {endpoint: 10.10.50.5}}}}',
  },
  'missing/provider-setting': {
    severity: 'error',
    title: 'Missing provider setting.',
    advice: 'add the missing key to the provider',
    explanation:
      'Proxmox VE is managed through its API, on hosts that are listed, with VM IDs from a range that only InfraFlux uses.',
    example: [
      'providers:',
      '  office: {type: proxmox, endpoint: "https://pve.office.arpa:8006/", credentials: {secret: office}}',
      'defaults:',
      '  provider: office',
    ].join('\n'),
  },
  'missing/disk': {
    severity: 'error',
    title: 'Missing system disk or disk size.',
    advice: 'set `disks: {system: {size: 40Gi}}`',
    explanation:
      'Talos is installed on the disk `system`. Sizes are not guessed: a disk can grow later but never shrink.',
    example: 'pools: {db: {count: 1, cpu: 2, memory: 4Gi}}',
  },
  'missing/port': {
    severity: 'error',
    title: 'Bond without ports.',
    advice: 'list its ports in `links`, or select them with `match`',
    explanation: 'A bond combines ports of the machine. Talos rejects a bond without ports.',
    example: 'pools: {workers: {interfaces: {bond0: {bond: {mode: active-backup}}}}}',
  },
  'missing/bridge': {
    severity: 'error',
    title: 'Network without bridge.',
    advice: 'set `bridge` for the network, or `bridges` for the host',
    explanation: 'The network interface of a virtual machine is attached to a bridge of its host.',
    example: [
      'networks: {dmz: {cidr: 10.20.0.0/16}}',
      'defaults:',
      '  network: {attach: lab}',
      '  pools: {workers: {interfaces: {eth1: {network: dmz}}}}',
    ].join('\n'),
  },

  // ---- addresses ----
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

  // ---- topology, capacity, versions ----
  'topology/no-control-plane': {
    severity: 'error',
    title: 'No control plane.',
    advice: 'set a count of 1, 3 or 5',
    explanation: 'The control plane runs etcd and the Kubernetes API; a cluster needs at least one.',
    example: 'controlPlane: {count: 0}',
  },
  'topology/even-control-planes': {
    severity: 'error',
    title: 'Even number of control planes.',
    advice: 'set 1, 3 or 5',
    explanation:
      'etcd needs more than half of its members. Four members tolerate one failure, as three do, and two tolerate none: the additional member only adds something that may fail (etcd documentation, "failure tolerance").',
    example: 'controlPlane: {count: 2}',
  },
  'topology/one-control-plane': {
    severity: 'warning',
    title: 'Single control plane in a protected cluster.',
    advice: 'use three, or state under `accept` why one is enough',
    explanation:
      'If that machine or its disk is lost, so is the state of the whole cluster, and every upgrade is an outage of the API.',
    example: 'protect: true\ncontrolPlane: {count: 1}',
  },
  'topology/quorum-on-one-host': {
    severity: 'warning',
    title: 'Quorum of control planes on one host.',
    advice: 'spread them with `host`, or remove `host`',
    explanation: 'When that host is down, etcd loses quorum, as it would with a single control plane.',
    example: 'nodes: {main-cp-1: {host: pve1}, main-cp-2: {host: pve1}}',
  },
  'capacity/machine-exceeds-host': {
    severity: 'error',
    title: 'Machine larger than its host.',
    advice: 'make it smaller, or move it to a larger host',
    explanation:
      'The memory available to machines is the memory of the host minus `reserve`. Overcommit applies to the sum of many machines: a single machine cannot exceed its host.',
    example: 'pools: {workers: {cpu: 64}}',
  },
  'capacity/overcommit': {
    severity: 'warning',
    title: 'Host overcommitted.',
    advice: 'move or shrink machines, raise `overcommit` of the host, or accept the warning under `accept`',
    explanation:
      '`overcommit` limits how much may be allocated for each physical unit: by default 4 virtual CPUs for a thread, and no more memory than the host has minus `reserve`. Beyond that machines slow each other down, and with too little memory the host kills some of them.',
    example: 'pools: {workers: {count: 12, memory: 40Gi}}',
  },
  'versions/unsupported-kubernetes': {
    severity: 'error',
    title: 'Unsupported Kubernetes version.',
    advice: 'change one of the two versions',
    explanation:
      'Each Talos minor supports a range of Kubernetes minors and rejects others (pkg/machinery/compatibility in siderolabs/talos). Talos versions newer than this InfraFlux are not checked.',
    example: 'versions: {talos: 1.12.4, kubernetes: 1.36.0}',
  },
  'hostnames/conflict': {
    severity: 'warning',
    title: 'Hostnames claimed by two clusters.',
    advice: 'give each cluster its own `domain`',
    explanation:
      "Web pages of the platform are named `<page>.<domain>`. Two clusters with the same domain overwrite each other's DNS records.",
    example: [
      'environments:',
      '  prod:',
      '    domain: example.org',
      '    platform: {cilium: {}, longhorn: {}}',
      '    clusters: {other: {network: {nodes: 10.10.50.10-10.10.50.29, endpoint: 10.10.50.5}}}',
    ].join('\n'),
  },
  'applications/same-path': {
    severity: 'warning',
    title: 'Shared applications folder.',
    advice: 'use ${environment} and ${cluster} in the path',
    explanation: 'Everything in the folder would run in both clusters, with the same hostnames, buckets and databases.',
    example: [
      'environments:',
      '  prod:',
      '    applications: {repository: https://example.org/apps.git, path: apps}',
      '    clusters: {other: {network: {nodes: 10.10.50.10-10.10.50.29, endpoint: 10.10.50.5}}}',
    ].join('\n'),
  },
  'disk/system-too-small': {
    severity: 'warning',
    title: 'System disk too small.',
    advice: 'use 10Gi or more; 40Gi leaves room for images',
    explanation:
      'The system requirements of Talos are 10 GiB. With less, images and logs fill the disk, and upgrades fail.',
    example: 'pools: {workers: {disks: {system: {size: 8Gi}}}}',
  },
  'disk/unstable-path': {
    severity: 'warning',
    title: 'Unstable device path.',
    advice: 'use /dev/disk/by-id/..., or a selector such as {serial: ...} or {type: ssd, size: "< 100GB"}',
    explanation:
      'The kernel names disks in the order of detection, which can change at any boot. Talos would be installed on whichever disk has the name at that time.',
    example: 'talos: {installDisk: {path: /dev/sda}}',
  },
  'disk/keep-removed': {
    severity: 'error',
    title: 'Keep removed from disk.',
    advice: 'set `keep: true` again, or release the disk by deleting its line from infraflux.lock',
    explanation:
      'A kept disk belongs to a separate virtual machine that never starts, and is attached to the machine that uses it. Without `keep` the machine gets a new, empty disk and the old one is unused; Terraform still refuses to destroy it (prevent_destroy).',
    example: [
      'pools: {workers: {disks: {data: {size: 200Gi}}}}',
      '# infraflux.lock',
      'infraflux-lock 1',
      'prod/main/main-workers-1 disk data=1',
      'prod/main/main-workers-1 keep data=2010',
    ].join('\n'),
  },
  'disk/newly-kept': {
    severity: 'warning',
    title: 'Keep added to existing disk.',
    advice: 'remove the disk (move its data first), apply, then add it again with keep: true',
    explanation:
      'A kept disk belongs to a separate virtual machine, so that it outlives the machine that uses it. An existing volume cannot change its owner, so the plan is blocked for a machine that already exists. A machine that was never created has no data to lose.',
    example: [
      'pools: {workers: {disks: {data: {size: 200Gi, keep: true}}}}',
      '# infraflux.lock',
      'infraflux-lock 1',
      'prod/main/main-workers-1 disk data=1',
    ].join('\n'),
  },
  'disk/system-kept': {
    severity: 'error',
    title: 'System disk cannot be kept.',
    advice: 'put the data on a separate disk and keep that one',
    explanation: 'The system disk is created from the Talos image together with the machine.',
    example: 'pools: {workers: {disks: {system: {size: 40Gi, keep: true}}}}',
  },
  'disk/shrinks': {
    severity: 'warning',
    title: 'Disk cannot shrink.',
    advice: 'use the old size or a larger one; a machine that was never created can have any size',
    explanation:
      'Proxmox grows disks but never shrinks them: the Terraform plan would pass and its apply would fail. The published size is in inputs.json.',
    example: [
      'pools: {workers: {disks: {data: {size: 100Gi}}}}',
      '# published',
      'pools: {workers: {disks: {data: {size: 200Gi}}}}',
    ].join('\n'),
  },
  'disk/grows-by-hand': {
    severity: 'warning',
    title: 'Manual resize of kept disk required.',
    advice: 'run the command on the hypervisor; Terraform then has nothing left to do',
    explanation:
      'A kept disk belongs to another virtual machine and is only attached. bpg/proxmox 0.112 refuses to resize such a disk; Proxmox can resize it through the machine that uses it, and the guest sees the new size at once.',
    example: [
      'pools: {workers: {disks: {data: {size: 300Gi, keep: true}}}}',
      '# published',
      'pools: {workers: {disks: {data: {size: 200Gi, keep: true}}}}',
    ].join('\n'),
  },
  'machine/needs-uefi': {
    severity: 'error',
    title: 'UEFI firmware required.',
    advice: 'use firmware: uefi (the default), or remove the other setting',
    explanation:
      'SeaBIOS has neither secure boot nor measured boot. Talos seals keys to a TPM 2.0 by UEFI measurements, and its signed image boots only with UEFI.',
    example: 'pools: {workers: {machine: {firmware: bios, tpm: true}}}',
  },
  'advisory/known-bad': {
    severity: 'warning',
    title: 'Known broken combination of versions.',
    advice: 'change one of the versions, or accept the warning under `accept`',
    explanation:
      'Advisories are data in blueprints/advisories/, each with a link to its source. A folder blueprints/advisories/ next to infraflux.yaml adds to them.',
    example: 'versions: {talos: 1.13.8}\nplatform: {longhorn: {}}',
  },
  'advisory/invalid': {
    severity: 'error',
    title: 'Invalid advisory.',
    advice: 'set affects (a map of names to versions such as ">=1.2 <1.3"), summary, advice and link (https)',
    explanation:
      'blueprints/advisories/*.yaml contain a map of advisories by name. An invalid advisory would never warn.',
    example: [
      '# blueprints/advisories/ours.yaml',
      'no-link:',
      '  affects: {talos: ">=1.13.0"}',
      '  summary: something is wrong',
      '  advice: take another one',
    ].join('\n'),
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
