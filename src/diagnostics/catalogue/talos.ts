import type { CodeEntry } from './entry.ts';

/** What is wrong with what a configuration asks of Talos, and with the patches that a user brings along. */
export const talosCodes = {
  'extension/unknown': {
    severity: 'error',
    title: 'Unknown system extension.',
    advice: 'see https://github.com/siderolabs/extensions for the names; `siderolabs/` may be left out',
    explanation:
      'Extensions are built into the image by the Image Factory, which rejects an unknown name. Extensions are added and removed with Talos minors; src/model/data/talos-extensions.ts lists them.',
    example: 'talos: {extensions: {qemu-guest-agnet: {}}}',
  },
  'extension/not-listed': {
    severity: 'warning',
    title: 'Unlisted system extension.',
    advice: 'check the name at https://github.com/siderolabs/extensions, then accept the warning under `accept`',
    explanation:
      'A newer Talos release may have extensions that this InfraFlux does not list. If the name is wrong, the Image Factory rejects the image.',
    example: 'versions: {talos: 1.14.9}\ntalos: {extensions: {something-new: {}}}',
  },
  'talos/conflicting-needs': {
    severity: 'warning',
    title: 'Conflicting Talos settings of two components.',
    advice: 'set the value yourself, under talos.sysctls or talos.kubelet.extraArgs, or accept the one that is used',
    explanation:
      'Two components require different values of the same kernel setting or kubelet flag, of which a node has only one. One of them does not get its value. A value in infraflux.yaml overrides both.',
    example: [
      'platform: {ours: {}, theirs: {}}',
      '# blueprints/platform/ours/blueprint.yaml',
      'description: What is ours.',
      'namespace: {name: ours, podSecurity: restricted}',
      'talos: {sysctls: {vm.max_map_count: "262144"}}',
      '# blueprints/platform/theirs/blueprint.yaml',
      'description: What others made.',
      'namespace: {name: theirs, podSecurity: restricted}',
      'talos: {sysctls: {vm.max_map_count: "524288"}}',
      '# blueprints/platform/theirs/options.schema.json',
      '{"type": "object", "additionalProperties": false}',
      '# blueprints/platform/theirs/README.md',
      'Theirs.',
    ].join('\n'),
  },
  'encryption/no-tpm': {
    severity: 'error',
    title: 'Disk encryption requires a TPM.',
    advice: 'add a TPM to the machine (machine: {tpm: true}), or use nodeId or kms',
    explanation: 'Talos would wait for the TPM when it unlocks the volume, and the machine would not boot.',
    example: 'talos: {encryption: {state: {tpm: {}}}}',
  },
  'versions/skips-minor': {
    severity: 'error',
    title: 'Minor version skipped.',
    advice: 'upgrade one minor at a time, each to its latest release',
    explanation:
      'Talos and Kubernetes are upgraded minor by minor: upgrades are tested only from the previous minor. infraflux.lock records the version that was last applied.',
    example: 'versions: {talos: 1.14.1}\n# infraflux.lock\ninfraflux-lock 1\nprod/main talos 1.12.4',
  },
  'versions/unknown-major': {
    severity: 'error',
    title: 'Unknown major version.',
    advice: 'use a release of major 1',
    explanation:
      'A machine configuration is compiled for the features of a known version. Nothing is known about another major, so nothing is guessed. The same applies to the versions in infraflux.lock that a cluster runs or was created with.',
    example: 'versions: {talos: 2.0.0}',
  },
  'versions/no-patch': {
    severity: 'error',
    title: 'Patch version missing.',
    advice: 'write the full version, such as 1.36.3',
    explanation:
      'Images and binaries exist for releases, which have three numbers. A minor alone does not identify a release.',
    example: 'versions: {kubernetes: "1.36"}',
  },
  'versions/newer-than-known': {
    severity: 'warning',
    title: 'Minor version newer than known.',
    advice: 'upgrade InfraFlux first, or review the machine configuration before it is applied',
    explanation:
      'It is compiled like the newest known minor. Its extensions, fields and version combinations cannot be checked.',
    example: 'versions: {talos: 1.99.0}',
  },
  'versions/talos-too-old': {
    severity: 'error',
    title: 'Talos version too old.',
    advice: 'upgrade to Talos 1.12 or newer with talosctl before you describe the cluster here',
    explanation:
      'Machine configurations are compiled for the contracts 1.12, 1.13 and 1.14. Before 1.12, Talos has no documents for hostnames, links and time, and a cluster that was created then stores these settings where they conflict with the documents.',
    example: 'versions: {talos: 1.10.4, kubernetes: 1.33.0}',
  },
  'talos/unsupported-in-version': {
    severity: 'error',
    title: 'Not supported by this Talos version.',
    advice: 'remove it, or use the version in the message',
    explanation:
      'Talos minors add fields and remove a few: a cluster that was created with 1.14 or newer has no extra mounts of the kubelet, which sees user volumes without them. Talos would reject the whole configuration. Partitions for etcd, containers, the kubelet and logs are created only together with a machine: Talos does not move them later.',
    example: 'versions: {talos: 1.13.6}\ntalos: {systemVolumes: {etcd: {maxSize: 10Gi}}}',
  },
  'talos/managed-field': {
    severity: 'error',
    title: 'Field managed by Talos.',
    advice: 'remove it, or use the setting in the message',
    explanation:
      'Talos manages the parts of the kubelet configuration that the machine depends on, and from 1.14 on also the authentication and authorization configuration of the API server. It rejects a configuration that sets them too.',
    example: 'talos: {kubelet: {config: {staticPodPath: /etc/pods}}}',
  },
  'talos/own-schematic': {
    severity: 'warning',
    title: 'Schematic without what is computed.',
    advice:
      'accept the warning if the schematic has all of it; otherwise remove `schematic`, or add to it what is missing',
    explanation:
      'With `schematic` the image is the one of that id. Extensions, kernel arguments and the overlay that are set here, and the extensions that components need, are not added to it, and what is in it is not known to InfraFlux.',
    example:
      'talos:\n  schematic: ce4c980550dd2ab1b17bbf2b08801c7eb59418eafe8f279833297925d67c7515\n  extensions: {iscsi-tools: {}}\ncontrolPlane: {machine: {guestAgent: false}}\npools: {workers: {machine: {guestAgent: false}}}',
  },
  'talos/schematic-lacks': {
    severity: 'error',
    title: 'Empty schematic although something is wanted in the image.',
    advice: 'remove `schematic`: the id is computed from what is wanted',
    explanation:
      'This id is that of the schematic without extensions and kernel arguments. What components need, such as iscsi-tools for storage, would be missing on the machine.',
    example:
      'talos:\n  schematic: 376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba\n  extensions: {iscsi-tools: {}}\ncontrolPlane: {machine: {guestAgent: false}}\npools: {workers: {machine: {guestAgent: false}}}',
  },
  'talos/invalid-selector': {
    severity: 'error',
    title: 'Selector that Talos cannot evaluate.',
    advice: 'correct the expression at the character shown',
    explanation:
      'Selectors of disks, volumes and links are expressions of the Common Expression Language (CEL) with `disk`, `system_disk`, `volume` or `link`. Talos parses them and checks their types when it loads a configuration, and rejects the whole configuration for a faulty one. Sizes are unsigned: `100u * GiB`, not `100 * GiB`. A whole disk (`kind: disk`) is selected with `disk` alone.',
    example: 'talos: {rawVolumes: {data: {match: "disk.size > 100 * GiB", minSize: 10Gi}}}',
  },
  'flag/conflict': {
    severity: 'error',
    title: 'Flags that exclude each other.',
    advice: 'remove one of the two',
    explanation:
      'Kubernetes refuses some flags together, and the program is started again and again. The API server takes the identity provider either from --oidc-* flags, which talos.oidc sets, or from the file of --authentication-config.',
    example:
      'talos: {oidc: {issuer: "https://id.example.org", clientId: kubernetes}, apiServer: {extraArgs: {authentication-config: /etc/a.yaml}}}',
  },
  'volume/contradiction': {
    severity: 'error',
    title: 'Contradicting volume settings.',
    advice: 'remove one of the contradicting settings',
    explanation:
      'A partition needs a size, a directory of /var and a whole disk have none, and a directory in /var cannot be encrypted separately. Talos would reject the configuration, or create another volume than intended.',
    example: 'talos: {volumes: {cache: {kind: directory, size: 20Gi}}}',
  },
  'route/no-next-hop': {
    severity: 'error',
    title: 'Default route without next hop.',
    advice: 'set `via`, or name the networks behind the link',
    explanation:
      'Only destinations that are reached without a router need no next hop, such as addresses behind a tunnel. Talos has no destination for "everywhere" (it rejects 0.0.0.0/0), so a default route without a gateway would be empty, and it would not even be known whether it is for IPv4 or IPv6.',
    example:
      'pools: {workers: {interfaces: {wg0: {wireguard: {privateKey: {secret: wireguard}}, addresses: [10.8.0.1/24], routes: {all: {to: 0.0.0.0/0}}}}}}',
  },
  'route/ambiguous-default': {
    severity: 'warning',
    title: 'Two default routes with the same metric.',
    advice: 'give one of them another metric',
    explanation:
      'Of several default routes the kernel uses the one with the lowest metric. With equal metrics it is not defined which one that is, and answers may leave over another link than questions came in. A route without `metric` has 1024; so has the gateway of a network, and what DHCP brings on the network of the cluster. On other links DHCP brings 2048.',
    example:
      'pools: {workers: {interfaces: {fast: {addresses: [], dhcp: true, routes: {default: {to: 0.0.0.0/0, via: 10.0.0.1}}}}}}',
  },
  'interface/conflict': {
    severity: 'error',
    title: 'Conflicting interfaces of a machine.',
    advice: 'change one of the two',
    explanation:
      'An interface is a port, a bond, a bridge, a VLAN or a tunnel. A tag is one VLAN on its parent, a port belongs to one bond or bridge and has no addresses of its own, and a VLAN cannot have a larger MTU than its parent. The kernel or Talos would leave one of the two out.',
    example: 'pools: {workers: {interfaces: {a: {vlan: {id: 30, parent: net0}}, b: {vlan: {id: 30, parent: net0}}}}}',
  },
  'interface/unknown-link': {
    severity: 'error',
    title: 'Unknown parent or port of an interface.',
    advice: 'use an interface of the machine, or describe the port as an interface',
    explanation:
      'A virtual machine has one port on the network of its cluster, called net0 unless an interface describes it, and one for each further interface. A VLAN or bond on another name is never created, and an address on it is unreachable.',
    example: 'pools: {workers: {interfaces: {v30: {vlan: {id: 30, parent: nope}, dhcp: true}}}}',
  },
  'interface/unlisted-link': {
    severity: 'warning',
    title: 'Undescribed parent or port of an interface.',
    advice: 'describe the port as an interface with `match`, or accept the warning if the machine has it',
    explanation:
      'A metal machine may have ports that are not described, by the names of the kernel such as enp3s0. Another name is most often a mistake, and then the link is never created.',
    example: [
      'providers: {rack: {type: metal}}',
      'defaults:',
      '  provider: home',
      '  pools:',
      '    metal:',
      '      provider: rack',
      '      count: 1',
      '      talos: {installDisk: {type: ssd}}',
      '      interfaces: {v30: {vlan: {id: 30, parent: uplink}, dhcp: true}}',
    ].join('\n'),
  },
  'interface/no-address': {
    severity: 'warning',
    title: 'Interface without address.',
    advice: 'set `address`, use `dhcp: true`, or accept the warning if the port is for pods or machines on it',
    explanation:
      'Addresses are allocated in the network of the cluster only. On a further static network each machine needs its own `address`; without one the port is up, and nothing can be reached over it.',
    example:
      'networks: {storage: {cidr: 10.20.0.0/24, bridge: vmbr1}}\nenvironments: {prod: {clusters: {main: {network: {attach: lab}, pools: {workers: {interfaces: {storage: {network: storage}}}}}}}}',
  },
  'bond/contradiction': {
    severity: 'error',
    title: 'Contradicting bond settings.',
    advice: 'remove the parameter, or use another mode',
    explanation:
      'Each mode of the bonding driver of the kernel has its own parameters, and delays are multiples of the monitoring interval. A bond with selected ports (`match`) is configured in the older interface list of Talos, which supports neither ARP monitoring nor additional routing tables.',
    example:
      'pools: {workers: {interfaces: {eth1: {}, eth2: {}, bond0: {bond: {mode: active-backup, links: [eth1, eth2], lacpRate: fast}}}}}',
  },
  'label/forbidden': {
    severity: 'error',
    title: 'Node label that a worker may not set.',
    advice: 'use a key below node.kubernetes.io, or one outside of kubernetes.io and k8s.io',
    explanation:
      'The admission plugin NodeRestriction lets a kubelet set only a few labels below kubernetes.io and k8s.io on its own node. Talos sets all labels of a worker in one request with the rights of its kubelet, so one forbidden label loses all of them. Control planes use the rights of an administrator. The flag --node-labels has the same limits on every machine: the kubelet does not start.',
    example: 'pools: {workers: {labels: {node-role.kubernetes.io/worker: ""}}}',
  },
  'label/set-by-kubelet': {
    severity: 'warning',
    title: 'Node label that the kubelet sets.',
    advice: 'remove the label, or set `hostname` of the node',
    explanation:
      'The kubelet sets the hostname, the operating system and the architecture when the node is created. Talos does not replace labels that it has not set itself.',
    example: 'pools: {workers: {labels: {kubernetes.io/hostname: other}}}',
  },
  'file/not-writable': {
    severity: 'error',
    title: 'File that Talos does not write.',
    advice: 'write the file below /var',
    explanation:
      'The file system of Talos is read-only. A file outside of /var stops the boot sequence, and the machine boots again and again. Below /etc, files of the image can be overwritten; with a cluster that was created with Talos 1.14 or newer files can be created there, apart from those that Talos manages.',
    example: 'talos: {files: {/opt/agent.conf: {content: hello}}}',
  },
  'file/not-in-image': {
    severity: 'warning',
    title: 'File to overwrite that may not exist.',
    advice: 'write the file below /var, or accept the warning if an extension brings the file',
    explanation:
      'In clusters that were created before Talos 1.14, files below /etc are overwritten, never created. If the file is not in the image, the boot sequence stops, and the machine boots again and again.',
    example: 'versions: {talos: 1.13.6}\ntalos: {files: {/etc/systemd/system.conf: {content: hello}}}',
  },
  'file/not-yaml': {
    severity: 'error',
    title: 'Referenced file is not valid YAML.',
    advice: 'correct the file',
    explanation: 'An audit policy and bootstrap manifests become part of the machine configuration unchanged.',
    example: 'talos: {audit: {policy: audit-policy.yaml}}\n# audit-policy.yaml\nkind: [Policy',
  },
  'file/not-known-hosts': {
    severity: 'error',
    title: 'No host keys in file.',
    advice: 'use the lines that `ssh-keyscan HOST` prints, after comparing their fingerprints',
    explanation:
      'Argo CD receives the file, so it is published: it is read as what ssh expects (names of hosts, the type of a key, the key), and nothing else may be in it. Lines that begin with # are comments.',
    example:
      'gitops: {repository: "ssh://git@git.example.org/platform.git", knownHosts: git-hosts}\n# git-hosts\nnot a host key',
  },
  'file/not-a-certificate': {
    severity: 'error',
    title: 'No certificate in file.',
    advice: 'use the PEM file of the certificate authority, without its key',
    explanation:
      'The file becomes part of the machine configurations, and so of out/, unchanged. Talos rejects anything but PEM certificates, and a private key must not be there.',
    example: 'talos: {trustedRoots: {house: certs/house.pem}}\n# certs/house.pem\nnot a certificate',
  },
  'patch/unreadable': {
    severity: 'error',
    title: 'Patch is not valid YAML.',
    advice: 'correct the file at the location shown',
    explanation:
      'Patches are parsed when the configuration is compiled, so that errors are found before a machine gets it.',
    example: [
      'talos: {patches: {own: patches/own.yaml}}',
      '# patches/own.yaml',
      'machine:',
      '  sysctls: {a.b: "1"',
      '  env: {}',
    ].join('\n'),
  },
  'patch/not-a-document': {
    severity: 'error',
    title: 'Unknown structure of patch.',
    advice: 'write the part of the configuration that differs, with its surrounding keys',
    explanation:
      'Since Talos 1.12 a machine configuration has several documents, and Talos rejects JSON patches (RFC 6902) for those. Use strategic merge patches: partial documents that are merged.',
    example: [
      'talos: {patches: {own: patches/own.yaml}}',
      '# patches/own.yaml',
      '- op: add',
      '  path: /machine/env',
      '  value: {A: b}',
    ].join('\n'),
  },
  'patch/duplicate-document': {
    severity: 'error',
    title: 'Duplicate document in patch.',
    advice: 'merge the two documents',
    explanation: 'A patch may contain each document (by kind and name) once; Talos rejects a patch with duplicates.',
    example: 'talos: {patches: {own: patches/own.yaml}}\n# patches/own.yaml\nmachine: {}\n---\ncluster: {}',
  },
  'patch/unknown-kind': {
    severity: 'error',
    title: 'Unknown document kind in patch.',
    advice: 'correct the kind, or use a Talos version that has it',
    explanation:
      'Talos rejects a configuration with an unknown document. The known kinds are the types of Talos itself, in blueprints/talos/fields/.',
    example: [
      'talos: {patches: {own: patches/own.yaml}}',
      '# patches/own.yaml',
      'apiVersion: v1alpha1',
      'kind: LinkConfg',
      'name: net0',
    ].join('\n'),
  },
  'patch/unknown-field': {
    severity: 'error',
    title: 'Unknown field in patch.',
    advice: 'correct the name, or move it to where it belongs',
    explanation:
      'Talos rejects a configuration with an unknown field, and the machine keeps its old one. The known fields are those of the types of Talos itself, in blueprints/talos/fields/.',
    example: [
      'talos: {patches: {own: patches/own.yaml}}',
      '# patches/own.yaml',
      'machine: {kernel: {module: [{name: nvidia}]}}',
    ].join('\n'),
  },
  'patch/wrong-type': {
    severity: 'error',
    title: 'Wrong type in patch.',
    advice: 'write a value of the expected type',
    explanation:
      'Talos rejects the whole configuration, and the machine keeps its old one. The types are those of Talos itself, in blueprints/talos/fields/. Talos accepts a number where text is expected, so the value of a sysctl needs no quotes in a patch; it does not accept text where a number is expected.',
    example: [
      'talos: {patches: {own: patches/own.yaml}}',
      '# patches/own.yaml',
      'machine: {kernel: {modules: nvidia}}',
    ].join('\n'),
  },
  'patch/missing-selector': {
    severity: 'error',
    title: 'Missing disk selector in patch.',
    advice: 'repeat the whole provisioning section in the patch, or configure the volume only in the patch',
    explanation:
      'When a later patch changes a document with a disk selector and does not repeat it, Talos 1.12 to 1.14 drops the selector and the sizes next to it: EPHEMERAL would be placed on the system disk, a user volume would be rejected.',
    example: [
      'talos:',
      '  systemVolumes: {ephemeral: {match: "!system_disk", minSize: 10Gi}}',
      '  patches: {own: patches/own.yaml}',
      '# patches/own.yaml',
      'apiVersion: v1alpha1',
      'kind: VolumeConfig',
      'name: EPHEMERAL',
      'mount: {secure: true}',
    ].join('\n'),
  },
  'patch/owned-field': {
    severity: 'error',
    title: 'Patched field that InfraFlux sets.',
    advice: 'use the setting in the message',
    explanation:
      'Patches are applied last and win. The install disk, the image, the names, the networks and the secrets of a cluster are used in other places too: in Terraform, in certificates, for the plan. With a patch the machine would differ from all of them.',
    example: [
      'talos: {patches: {own: patches/own.yaml}}',
      '# patches/own.yaml',
      'machine: {install: {disk: /dev/vda}}',
    ].join('\n'),
  },
  'patch/already-set': {
    severity: 'error',
    title: 'Field set in another document by this Talos contract.',
    advice: 'set it at the place in the message',
    explanation:
      'Settings that Talos 1.13 stores in one document, Talos 1.14 stores in many. A cluster keeps the form that it was created with, and Talos rejects a configuration that sets a field in both ("already set in v1alpha1").',
    example: [
      'versions: {talos: 1.14.1}',
      'talos: {patches: {own: patches/own.yaml}}',
      '# patches/own.yaml',
      'cluster: {apiServer: {extraArgs: {v: "2"}}}',
    ].join('\n'),
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
