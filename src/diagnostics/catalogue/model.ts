import type { CodeEntry } from './entry.ts';

export const modelCodes = {
  // ---- lock/: infraflux.lock ----
  'lock/unknown-format': {
    severity: 'error',
    title: 'Unknown format of infraflux.lock.',
    advice: 'use the InfraFlux that wrote it, or a newer one',
    explanation:
      'The first line of infraflux.lock names its format. A format that is not known cannot be kept: numbers that were handed out would be handed out anew. If the line was lost by hand, `infraflux lock fix` writes it again.',
    example: '# infraflux.lock\ninfraflux-lock 99',
  },
  'lock/malformed-line': {
    severity: 'error',
    title: 'Malformed line in infraflux.lock.',
    advice: 'restore the line from Git, or run `infraflux lock fix`, which drops it',
    explanation:
      'Each line is `<environment>/<cluster>/<node> <kind> <value>`, with `gone` behind it for a node that is no more. A line that cannot be read may hold a number that a running machine has, so it is never passed over.',
    example: '# infraflux.lock\ninfraflux-lock 1\nprod/main/main-cp-1 address 10.10.40',
  },
  'lock/conflict-markers': {
    severity: 'error',
    title: 'Merge conflict in infraflux.lock.',
    advice: 'run `infraflux lock fix`: it keeps both sides, and the older line where they contradict each other',
    explanation:
      'Lines between the markers come from two branches. They seldom contradict each other: two branches added a machine each. `infraflux lock fix` takes the markers out and keeps what can be kept.',
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
  'lock/handed-out-twice': {
    severity: 'error',
    title: 'Duplicate allocation in infraflux.lock.',
    advice: 'run `infraflux lock fix`: the older one keeps it, the other gets a new one',
    explanation:
      'Two branches that each added a machine may have handed out the same number, and Git merges their lines without a conflict. One of the two has to get another.',
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
    advice: 'destroy it first: `infraflux explain cluster/retained` says how',
    explanation:
      '`lock forget` says that nothing of a cluster is left. As long as its state has resources, or cannot be read, that is not so.',
  },
  'lock/said-twice': {
    severity: 'error',
    title: 'Contradicting lines in infraflux.lock.',
    advice: 'run `infraflux lock fix`: it keeps the older one',
    explanation: 'A machine has one address, one VM id and one host. Two lines for the same thing come from a merge.',
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
    advice: 'switch on one of the components that provide it',
    explanation:
      'A blueprint says what its component requires of others. Without a provider the component would never become healthy, and every wave behind it would wait.',
    example: 'platform: {cilium: {}, monitoring: {}}',
  },
  'platform/two-providers': {
    severity: 'error',
    title: 'Capability provided more than once.',
    advice: 'take one of the two out: write null for it',
    explanation:
      'Some capabilities exclude a second provider: two pod networks, or two owners of the same definitions, would undo each other. blueprints/capabilities.yaml says which.',
    example: 'network: {cni: {flannel: {}}}\nplatform: {cilium: {}}',
  },
  'platform/capability-cycle': {
    severity: 'error',
    title: 'Dependency cycle between components.',
    advice: 'switch off the option that makes one wait for the other, or mend the blueprint',
    explanation:
      'Sync waves are the longest path through what components require of each other. In a circle nobody can come first.',
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
    advice: 'name a store of the component that reads stores, or describe this one there',
    explanation:
      'Each ExternalSecret names the store that it asks. One that is not there leaves every Secret of the cluster unmade, and what reads them waits. A store that somebody else makes is written with an empty map.',
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
    advice: 'switch on what makes Secrets of encrypted objects, or log in to the store without a secret',
    explanation:
      'A token that opens a store cannot come out of that store, and what the operator itself waits for (the pod network) cannot wait for the operator. Such secrets are files under secrets/ and come to the cluster as encrypted objects. Logging in by a ServiceAccount (vault.auth.kubernetes, jwt, workload identity) needs no secret at all.',
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
    advice: 'write the key beside the secret: {secret: name, key: token}',
    explanation:
      'With ${key} in secrets.external.path, each key is an entry of its own in the store. Which keys a component reads stands in its blueprint or in the reference.',
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
  'platform/use-of-disabled': {
    severity: 'error',
    title: 'Disk assigned to a disabled component.',
    advice: 'switch the component on, or take `use` out',
    explanation:
      'A disk with `use: <component>` becomes a volume of the name that the component looks for. With the component off the disk would be there and empty.',
    example: 'pools: {workers: {disks: {data: {size: 200Gi, use: longhorn}}}}',
  },

  // ---- file/ and node/incomplete: what the model needs to be complete ----
  'file/missing': {
    severity: 'error',
    title: 'Referenced file not found.',
    advice: 'create the file, or mend the path: it is relative to infraflux.yaml',
    explanation: 'Patches and certificates stand in files of their own, named by a path relative to infraflux.yaml.',
    example: 'talos: {patches: {audit: patches/audit.yaml}}',
  },
  'node/incomplete': {
    severity: 'error',
    title: 'Incomplete node or cluster.',
    advice: 'write the value, in the cluster or in defaults',
    explanation:
      'Addresses, VM ids and hosts are handed out where there is something to hand out from: a range of the cluster, of the provider, and hosts with room. Without it they have to be pinned.',
    example: `pools: {workers: {disks: {${Array.from({ length: 31 }, (_, at) => `d${at}: {size: 1Gi}`).join(', ')}}}}`,
  },

  // ---- names ----
  'node/duplicate-name': {
    severity: 'error',
    title: 'Duplicate node name.',
    advice: 'name one of them otherwise, with `name` in its group or another key under `nodes`',
    explanation:
      'The hypervisor, Terraform and infraflux.lock know a machine by its name, so names are unique for each provider, across all clusters and environments. Cluster names alone may repeat in another environment; then `name: ${environment}-${cluster}-cp-${n}` keeps their machines apart.',
    example: [
      'environments:',
      '  dev: {clusters: {main: {network: {nodes: 10.10.50.10-10.10.50.29, endpoint: 10.10.50.5}}}}',
    ].join('\n'),
  },
  'node/name-case': {
    severity: 'error',
    title: 'Node names differ only in case.',
    advice: 'write names in lower case, and different ones',
    explanation:
      'DNS does not know case (RFC 4343), and Kubernetes writes node names in lower case: the two would be one machine.',
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
      'A node name is a host name (RFC 1123) and the name of an object in Kubernetes. Anything but lower-case letters, digits and hyphens is refused there, after the machine was made.',
    example: 'controlPlane: {name: "${cluster}_cp_${n}"}',
  },
  'node/reserved-name': {
    severity: 'error',
    title: 'Reserved node name.',
    advice: 'choose another name',
    explanation:
      'Names such as `localhost` and `kubernetes` mean something else on every machine, and the name of a hypervisor host already has its DNS record.',
    example: 'nodes: {localhost: {pool: workers}}',
  },
  'node/name-too-long': {
    severity: 'error',
    title: 'Node name too long.',
    advice: 'shorten the cluster, the pool, or the template in `name`',
    explanation:
      'A DNS label has at most 63 characters (RFC 1035, section 2.3.4), and the host name of a machine is one.',
    example: 'controlPlane: {name: "a-control-plane-with-a-very-long-name-and-still-more-words-in-it-${n}"}',
  },
  'node/duplicate-hostname': {
    severity: 'error',
    title: 'Duplicate hostname.',
    advice: 'leave `hostname` out, or give each its own',
    explanation:
      'Kubernetes registers a node by its host name. Two machines with one host name replace each other in turn.',
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
      'put it back into infraflux.yaml; or destroy its machines by hand, then run `infraflux lock forget ENVIRONMENT/CLUSTER`',
    explanation:
      'Nothing in InfraFlux destroys a cluster yet, so one that leaves infraflux.yaml, or whose environment does, or that gets another name, is kept: its compiled files, its lines of infraflux.lock, its addresses, VM ids and hosts. Every plan says that it is blocked. A cluster goes at once only when it is proven that none of its machines was made: infraflux.lock records no versions of it, and its local state is not there or has no resource; with `protect: true` it has to be named even then (`apply --allow ENVIRONMENT/CLUSTER`). To destroy one by hand: (1) put it back into infraflux.yaml and run `npx infraflux compile`; (2) run `terraform -chdir=out/ENVIRONMENT/terraform/CLUSTER init`, then `npx infraflux secrets exec ENVIRONMENT/CLUSTER -- terraform -chdir=out/ENVIRONMENT/terraform/CLUSTER destroy`, where guarded machines and kept disks refuse until you do what out/ENVIRONMENT/terraform/modules/proxmox-vm/README.md says; (3) take it out of infraflux.yaml again, run `npx infraflux lock forget ENVIRONMENT/CLUSTER`, then `npx infraflux apply`.',
  },
  'cluster/retained-file-lost': {
    severity: 'error',
    title: 'Missing or modified file of a removed cluster.',
    advice: 'restore it (git checkout -- FILE), or put the cluster back into infraflux.yaml and compile',
    explanation:
      'Files of a cluster that is no longer in infraflux.yaml cannot be compiled again, and its machines cannot be destroyed without them. So they are never written over, and not given up with --discard.',
  },
  'node/nobody-makes': {
    severity: 'error',
    title: 'Unknown node.',
    advice: 'correct the name, or say which `pool` one more node belongs to',
    explanation:
      'A name that a group makes (`<cluster>-<pool>-<n>`) is overridden by its entry under `nodes`; any other name is one more node and says its pool. An entry that is neither has no effect, most often because of a misspelt name.',
    example: 'nodes: {main-worker-2: {host: pve2}}',
  },

  // ---- references ----
  'provider/unknown': {
    severity: 'error',
    title: 'Unknown provider.',
    advice: 'name one of those under `providers`',
    explanation: 'Machines come from a provider, which says where its hosts and its API are.',
    example: 'defaults: {provider: homme}',
  },
  'provider/field-not-taken': {
    severity: 'error',
    title: 'Field of another provider type.',
    advice: 'remove the field, or choose a provider that takes it',
    explanation:
      'Some fields of a machine mean something to certain types of provider only: `host`, `hosts`, `vmId`, `gpus` and the `datastore` of a disk belong to machines that are made on a hypervisor. Written about a machine that exists already, such a field would have no effect.',
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
    advice: 'name one of those under `networks`',
    explanation: 'Addresses, gateways and bridges come from the network, so it must be there.',
    example: 'defaults: {network: {attach: labb}}',
  },
  'host/unknown': {
    severity: 'error',
    title: 'Unknown host.',
    advice: "name one of the provider's `hosts`",
    explanation: 'A machine can only run on a host of the provider that makes it.',
    example: 'nodes: {main-workers-2: {host: pve9}}',
  },
  'pool/unknown': {
    severity: 'error',
    title: 'Unknown pool.',
    advice: "name one of the cluster's pools, or controlPlane",
    explanation: 'One more node takes what it does not say itself from its pool.',
    example: 'nodes: {nas: {pool: worker}}',
  },
  'datastore/unknown': {
    severity: 'error',
    title: 'Unknown datastore.',
    advice: "add the role to the host's `datastores`, or let the disk use another one",
    explanation:
      'A disk names the role of its datastore, and each host says which of its datastores has that role. `disks` is the role where nobody says otherwise.',
    example: 'pools: {workers: {disks: {data: {size: 200Gi, datastore: bulk}}}}',
  },
  'gpu/missing': {
    severity: 'error',
    title: 'GPU not available on host.',
    advice: "pin the machine to a host that has them, or add them to the host's `gpus`",
    explanation:
      'A card is passed through to one machine at a time, so the machines of a host can have as many as it has.',
    example: 'pools: {workers: {gpus: {a2000: {count: 2}}}}',
  },
  'pool/no-count': {
    severity: 'error',
    title: 'Pool without count or nodes.',
    advice: 'write `count`, or add nodes with `pool`',
    explanation:
      'Sizes name a count for `workers` and the control plane; a pool of your own says it itself. `count: 0` is a pool that is empty on purpose.',
    example: 'pools: {gpu: {cpu: 8}}',
  },

  // ---- what is missing ----
  'missing/provider': {
    severity: 'error',
    title: 'Missing provider.',
    advice: 'write `provider`',
    explanation: 'With one provider alone, that one is meant. With several somebody has to choose.',
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
    advice: 'write `network: {attach: ...}`',
    explanation: 'With one network alone, that one is meant. With several somebody has to choose.',
    example: 'networks: {dmz: {cidr: 10.20.0.0/16, bridge: vmbr1}}',
  },
  'missing/endpoint': {
    severity: 'error',
    title: 'Missing endpoint.',
    advice: 'write `network: {endpoint: ...}`: a free address in the network, or host:port of a load balancer',
    explanation:
      'The Kubernetes API needs an address that outlives any one machine: a virtual one that the control plane holds, or that of a load balancer. It stands in every certificate and kubeconfig, so it is never chosen for you.',
    example: 'environments:\n  dev: {clusters: {lab: {network: {nodes: 10.10.50.10-10.10.50.29}}}}',
  },
  'missing/node-range': {
    severity: 'error',
    title: 'Missing node address range.',
    advice: 'write `network: {nodes: ...}`, or pin an `address` for each node',
    explanation:
      'Addresses are handed out from the range and kept in infraflux.lock. On a network with `addressing: dhcp` none are.',
    example: 'environments:\n  dev: {clusters: {lab: {network: {endpoint: 10.10.50.5}}}}',
  },
  'missing/provider-setting': {
    severity: 'error',
    title: 'Missing provider setting.',
    advice: 'add the key that is named to the provider',
    explanation:
      'Proxmox VE is driven over its API, on hosts that are named, with ids from a range that only InfraFlux uses.',
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
    advice: 'write `disks: {system: {size: 40Gi}}`',
    explanation:
      'Talos is installed on the disk `system`. Sizes are not guessed: a disk can grow later and never shrinks.',
    example: 'pools: {db: {count: 1, cpu: 2, memory: 4Gi}}',
  },
  'missing/port': {
    severity: 'error',
    title: 'Bond without ports.',
    advice: 'name its ports in `links`, or say in `match` what they are',
    explanation: 'A bond shares its work among ports of the machine. Talos refuses one that has none.',
    example: 'pools: {workers: {interfaces: {bond0: {bond: {mode: active-backup}}}}}',
  },
  'missing/bridge': {
    severity: 'error',
    title: 'Network without bridge.',
    advice: 'write `bridge` for the network, or `bridges` for the host',
    explanation: 'The port of a virtual machine hangs on a bridge of its host.',
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
    advice: 'pin another address, or leave it out and one is handed out',
    explanation:
      'Addresses are unique for each network, across all clusters and environments, machines, further interfaces and virtual endpoints together. Two machines with one address answer in turn, and both clusters suffer.',
    example: 'nodes: {main-workers-1: {address: 10.10.40.42}, main-workers-2: {address: 10.10.40.42}}',
  },
  'address/outside-network': {
    severity: 'error',
    title: 'Address outside its network.',
    advice: 'take an address in the network',
    explanation:
      "Nobody on the network would look for it there. An endpoint that is somebody else's load balancer is written with its port.",
    example: 'nodes: {main-workers-1: {address: 10.11.0.7}}',
  },
  'address/reserved': {
    severity: 'error',
    title: 'Reserved address.',
    advice: 'take another address in the network',
    explanation:
      'The first and last address of an IPv4 network belong to the network itself (RFC 1122, section 3.2.1.3), and the gateway has a machine already.',
    example: 'nodes: {main-workers-1: {address: 10.10.0.1}}',
  },
  'address/in-load-balancers': {
    severity: 'error',
    title: 'Address inside a load balancer range.',
    advice: 'pin another address, or make the range smaller',
    explanation:
      'Every address of the range may be given to a Service at any time, which would then answer instead of the machine.',
    example: 'nodes: {main-workers-1: {address: 10.10.40.205}}',
  },
  'range/overlap': {
    severity: 'error',
    title: 'Overlapping address ranges.',
    advice: 'move one of them',
    explanation:
      'Node addresses, endpoints and load balancers of all clusters on a site are given out by different hands, which do not ask each other.',
    example: 'network: {nodes: 10.10.40.10-10.10.40.59, loadBalancers: 10.10.40.50-10.10.40.90}',
  },
  'range/outside-network': {
    severity: 'error',
    title: 'Address range outside its network.',
    advice: 'take a range in the network',
    explanation: 'A machine with such an address would find neither its gateway nor its neighbours.',
    example: 'network: {nodes: 10.11.40.10-10.11.40.59}',
  },
  'range/too-small': {
    severity: 'error',
    title: 'Address range too small.',
    advice: 'make the range larger',
    explanation:
      "Machines need an address and an id each, and each node a piece of the pods' range: /24 of IPv4 or /64 of IPv6 (defaults of kube-controller-manager).",
    example: 'network: {nodes: 10.10.40.10-10.10.40.12}',
  },
  'network/overlap': {
    severity: 'error',
    title: 'Overlapping networks.',
    advice: 'correct the CIDR, or give them different sites',
    explanation:
      'An address in two networks has two owners. Networks that really repeat the same addresses are at different sites.',
    example: [
      'networks: {lab: {cidr: 10.10.0.0/16}, dmz: {cidr: 10.10.64.0/20}}',
      'defaults: {network: {attach: lab}}',
    ].join('\n'),
  },
  'range/pods-or-services': {
    severity: 'error',
    title: 'Pod or service range already in use.',
    advice: 'choose another range for pods or services',
    explanation:
      "Pods, Services and the networks around them must differ within a cluster, or packets for one reach the other. Across clusters ranges may repeat, unless the clusters' pods reach each other directly.",
    example: 'network: {pods: 10.42.0.0/16, services: 10.42.128.0/17}',
  },
  'range/load-balancers-outside': {
    severity: 'error',
    title: 'Load balancer range not routed.',
    advice: 'take a range in the network, or switch BGP on in the component that connects pods',
    explanation:
      'Inside a network machines answer for an address themselves (ARP, NDP). Outside, a router has to be told, which is what BGP does.',
    example: 'network: {loadBalancers: 172.20.0.10-172.20.0.20}',
  },
  'vmid/in-use': {
    severity: 'error',
    title: 'VM ID already in use.',
    advice: 'pin another id, or leave it out and one is handed out',
    explanation:
      'A virtual machine on Proxmox VE has no identity but its id. A change to one machine would reach the other. The id of a machine that holds a kept disk stays reserved when its node is gone, because the data is still there.',
    example: 'nodes: {main-workers-1: {vmId: 2042}, main-workers-2: {vmId: 2042}}',
  },
  'mac/in-use': {
    severity: 'error',
    title: 'MAC address already in use.',
    advice: 'pin another MAC address, or leave it out and one is derived',
    explanation: 'A switch sends a packet to whichever of the two spoke last.',
    example: 'nodes: {main-workers-1: {mac: "BC:24:11:00:00:01"}, main-workers-2: {mac: "BC:24:11:00:00:01"}}',
  },
  'mac/multicast': {
    severity: 'error',
    title: 'Multicast MAC address.',
    advice: 'make the first byte even',
    explanation:
      'The lowest bit of the first byte marks a multicast address (IEEE 802): no single port can have it, and the hypervisor refuses it.',
    example: 'nodes: {main-workers-1: {mac: "01:24:11:00:00:01"}}',
  },

  // ---- topology, capacity, versions ----
  'topology/no-control-plane': {
    severity: 'error',
    title: 'No control plane.',
    advice: 'write a count of 1, 3 or 5',
    explanation: 'The control plane holds etcd and the Kubernetes API; without one there is no cluster.',
    example: 'controlPlane: {count: 0}',
  },
  'topology/even-control-planes': {
    severity: 'error',
    title: 'Even number of control planes.',
    advice: 'write 1, 3 or 5',
    explanation:
      'etcd needs more than half of its members. Four can lose one, as three can, and two can lose none: the further member only adds something that may fail (etcd documentation, "failure tolerance").',
    example: 'controlPlane: {count: 2}',
  },
  'topology/one-control-plane': {
    severity: 'warning',
    title: 'Single control plane in a protected cluster.',
    advice: 'take three, or say under `accept` why one is enough',
    explanation:
      "With the one machine, or its disk, the whole cluster's state is gone, and every upgrade is an outage of the API.",
    example: 'protect: true\ncontrolPlane: {count: 1}',
  },
  'topology/majority-on-one-host': {
    severity: 'warning',
    title: 'Quorum of control planes on one host.',
    advice: 'spread them with `host`, or leave `host` out',
    explanation: 'When that host is down, etcd has no majority, and three control planes were no better than one.',
    example: 'nodes: {main-cp-1: {host: pve1}, main-cp-2: {host: pve1}}',
  },
  'capacity/machine-exceeds-host': {
    severity: 'error',
    title: 'Machine larger than its host.',
    advice: 'make it smaller, or let it run on a larger host',
    explanation:
      'The memory that a host has for machines is its own less `reserve`. Overcommit is about many machines together: a single one cannot have more than is there.',
    example: 'pools: {workers: {cpu: 64}}',
  },
  'capacity/overcommit': {
    severity: 'warning',
    title: 'Host overcommitted.',
    advice: "move or shrink machines, raise the host's `overcommit`, or answer it under `accept`",
    explanation:
      '`overcommit` says how much may be asked for each unit that is there: 4 virtual CPUs for a thread and no more memory than there is, less `reserve`, where nobody says otherwise. Beyond that machines slow each other down, and with too little memory the host ends some of them.',
    example: 'pools: {workers: {count: 12, memory: 40Gi}}',
  },
  'versions/unsupported-kubernetes': {
    severity: 'error',
    title: 'Unsupported Kubernetes version.',
    advice: 'change one of the two versions',
    explanation:
      'Each minor of Talos supports a range of minors of Kubernetes and refuses others (pkg/machinery/compatibility in siderolabs/talos). Versions of Talos that are newer than this InfraFlux are not judged.',
    example: 'versions: {talos: 1.12.4, kubernetes: 1.36.0}',
  },
  'hostnames/claimed-twice': {
    severity: 'warning',
    title: 'Hostnames claimed by two clusters.',
    advice: 'give each cluster its own `domain`',
    explanation:
      "Pages of the platform are named `<page>.<domain>`. With one domain two clusters write the same DNS records, each over the other's.",
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
    advice: 'put ${environment} and ${cluster} into the path',
    explanation:
      'Whatever is in the folder would run in both clusters, with the same host names, buckets and databases.',
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
    advice: 'take 10Gi or more; 40Gi leaves room for images',
    explanation: "Talos' system requirements name 10 GiB. Below that images and logs fill the disk, and upgrades fail.",
    example: 'pools: {workers: {disks: {system: {size: 8Gi}}}}',
  },
  'disk/unstable-path': {
    severity: 'warning',
    title: 'Unstable device path.',
    advice: 'use /dev/disk/by-id/..., or a selector such as {serial: ...} or {type: ssd, size: "< 100GB"}',
    explanation:
      'The kernel names disks in the order in which it finds them. Talos would be installed over whatever disk has the name that day.',
    example: 'talos: {installDisk: {path: /dev/sda}}',
  },
  'disk/keep-removed': {
    severity: 'error',
    title: 'Keep removed from disk.',
    advice: 'say `keep: true` again, or give it up on purpose by taking its line out of infraflux.lock',
    explanation:
      'A kept disk belongs to a machine of its own that never starts, and is lent to the one that uses it. Without `keep` the machine gets a new, empty disk, and nobody uses the old one any more; destroying it stays refused (prevent_destroy).',
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
    advice: 'take the disk off (its data first), apply, then add it again with keep: true',
    explanation:
      'A kept disk belongs to a machine of its own, so that it outlives the one that uses it. A volume cannot change its owner, so on a machine that is there already the plan is blocked. On a machine that was never made there is nothing to lose.',
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
    advice: 'put the data on a disk of its own and keep that',
    explanation: 'The system disk is made from the Talos image when the machine is made.',
    example: 'pools: {workers: {disks: {system: {size: 40Gi, keep: true}}}}',
  },
  'disk/shrinks': {
    severity: 'warning',
    title: 'Disk cannot shrink.',
    advice: 'take the old size or a larger one; a machine that was never made can have any',
    explanation:
      "Proxmox grows disks and never shrinks them: Terraform's plan would pass and its apply would fail. What was published last stands in inputs.json.",
    example: [
      'pools: {workers: {disks: {data: {size: 100Gi}}}}',
      '# published',
      'pools: {workers: {disks: {data: {size: 200Gi}}}}',
    ].join('\n'),
  },
  'disk/grows-by-hand': {
    severity: 'warning',
    title: 'Manual resize of kept disk required.',
    advice: 'run the command on the hypervisor; then Terraform finds nothing left to do',
    explanation:
      'A kept disk belongs to another machine and is only lent. bpg/proxmox 0.112 refuses to resize such a disk; Proxmox does it at the machine that uses it, and the guest sees it at once.',
    example: [
      'pools: {workers: {disks: {data: {size: 300Gi, keep: true}}}}',
      '# published',
      'pools: {workers: {disks: {data: {size: 200Gi, keep: true}}}}',
    ].join('\n'),
  },
  'machine/needs-uefi': {
    severity: 'error',
    title: 'UEFI firmware required.',
    advice: 'take firmware: uefi (the default), or leave the other out',
    explanation:
      'SeaBIOS starts whatever is on the disk and measures nothing. Talos seals keys to a TPM 2.0 by what UEFI measured, and its signed image starts by UEFI alone.',
    example: 'pools: {workers: {machine: {firmware: bios, tpm: true}}}',
  },
  'advisory/known-bad': {
    severity: 'warning',
    title: 'Known broken combination of versions.',
    advice: 'take another version of one of them, or answer it under `accept`',
    explanation:
      'Advisories are data in blueprints/advisories/, each with a link to the report that it comes from. A folder of your own beside infraflux.yaml adds to them.',
    example: 'versions: {talos: 1.13.8}\nplatform: {longhorn: {}}',
  },
  'advisory/invalid': {
    severity: 'error',
    title: 'Invalid advisory.',
    advice: 'write affects (a map of names to versions such as ">=1.2 <1.3"), summary, advice and link (https)',
    explanation:
      'blueprints/advisories/*.yaml hold a map of advisories by name. One that cannot be read would never warn.',
    example: [
      '# blueprints/advisories/ours.yaml',
      'no-link:',
      '  affects: {talos: ">=1.13.0"}',
      '  summary: something is wrong',
      '  advice: take another one',
    ].join('\n'),
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
