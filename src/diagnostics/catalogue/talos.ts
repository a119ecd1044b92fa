import type { CodeEntry } from './entry.ts';

/** What is wrong with what a configuration asks of Talos, and with the patches that a user brings along. */
export const talosCodes = {
  'extension/unknown': {
    severity: 'error',
    title: 'Unknown system extension.',
    advice: 'see https://github.com/siderolabs/extensions for the names; `siderolabs/` may be left out',
    explanation:
      'Extensions are built into the image by the Image Factory, which refuses a list with a name that it does not know. Names come and go with minors of Talos; src/model/data/talos-extensions.ts holds them.',
    example: 'talos: {extensions: {qemu-guest-agnet: {}}}',
  },
  'extension/not-listed': {
    severity: 'warning',
    title: 'Unlisted system extension.',
    advice: 'look for it at https://github.com/siderolabs/extensions, then answer it under `accept`',
    explanation:
      'A newer release of Talos may have extensions that this InfraFlux has not heard of. If the name is wrong, the Image Factory refuses the image.',
    example: 'versions: {talos: 1.14.9}\ntalos: {extensions: {something-new: {}}}',
  },
  'talos/conflicting-needs': {
    severity: 'warning',
    title: 'Conflicting Talos settings of two components.',
    advice: 'set the value yourself, under talos.sysctls or talos.kubelet.extraArgs, or accept the one that is used',
    explanation:
      'Components ask for kernel settings and flags of the kubelet that every node has one of. Where two of them ask for different values, one does not get what it needs. A value in infraflux.yaml decides.',
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
    advice: 'give the machine one (machine: {tpm: true}), or take nodeId or kms',
    explanation: 'Talos would wait for the TPM when it opens the volume, and the machine would not start.',
    example: 'talos: {encryption: {state: {tpm: {}}}}',
  },
  'versions/skips-minor': {
    severity: 'error',
    title: 'Minor version skipped.',
    advice: 'go one minor at a time, each to its latest release',
    explanation:
      'Talos and Kubernetes both are upgraded minor by minor: an upgrade is tested from the minor before, and only there. infraflux.lock knows what was last applied.',
    example: 'versions: {talos: 1.14.1}\n# infraflux.lock\ninfraflux-lock 1\nprod/main talos 1.12.4',
  },
  'versions/unknown-major': {
    severity: 'error',
    title: 'Unknown major version.',
    advice: 'choose a release of major 1',
    explanation:
      'A machine configuration is compiled for what a version is known to take. Of another major nothing is known, so nothing is guessed. The same holds for what infraflux.lock says that a cluster runs or was born with.',
    example: 'versions: {talos: 2.0.0}',
  },
  'versions/no-patch': {
    severity: 'error',
    title: 'Patch version missing.',
    advice: 'write the whole version, such as 1.36.3',
    explanation:
      'Images and programs exist for releases, and a release has three numbers. A minor alone would be another release each time, or none.',
    example: 'versions: {kubernetes: "1.36"}',
  },
  'versions/newer-than-known': {
    severity: 'warning',
    title: 'Minor version newer than known.',
    advice: 'upgrade InfraFlux first, or look at the machine configuration before it is applied',
    explanation:
      'It is compiled as for the newest minor that is known. Which extensions, fields and combinations of versions it takes cannot be checked.',
    example: 'versions: {talos: 1.99.0}',
  },
  'versions/talos-too-old': {
    severity: 'error',
    title: 'Talos version too old.',
    advice: 'upgrade to Talos 1.12 or newer, with talosctl, before the cluster is described here',
    explanation:
      'Machine configurations are compiled for the contracts 1.12, 1.13 and 1.14. Before 1.12, Talos has no documents for host names, links and time, and a cluster that was born then says them in a place that is in the way of those.',
    example: 'versions: {talos: 1.10.4, kubernetes: 1.33.0}',
  },
  'talos/not-in-version': {
    severity: 'error',
    title: 'Not supported by this Talos version.',
    advice: 'take it out, or take the version that is named',
    explanation:
      'Fields come with minors of Talos, and a few go: a cluster that was born with 1.14 or newer has no place for mounts of the kubelet, which sees user volumes without any. Talos would refuse the whole configuration. Etcd, containers, the kubelet and logs get a partition only when a machine is made: Talos moves none of them later.',
    example: 'versions: {talos: 1.13.6}\ntalos: {systemVolumes: {etcd: {maxSize: 10Gi}}}',
  },
  'talos/keeps-for-itself': {
    severity: 'error',
    title: 'Field managed by Talos.',
    advice: 'take it out, or say it where it is said that it belongs',
    explanation:
      "Talos holds some of the kubelet's configuration for what the machine depends on, and from 1.14 on it writes the API server's configuration of authentication and authorization itself. It refuses a configuration that sets them beside it.",
    example: 'talos: {kubelet: {config: {staticPodPath: /etc/pods}}}',
  },
  'volume/contradiction': {
    severity: 'error',
    title: 'Contradicting volume settings.',
    advice: 'say what the volume is to be',
    explanation:
      'A partition needs a size, a directory of /var and a whole disk have none, and what lies in /var cannot be encrypted by itself. Talos would refuse the configuration, or make another volume than is meant.',
    example: 'talos: {volumes: {cache: {kind: directory, size: 20Gi}}}',
  },
  'route/no-next-hop': {
    severity: 'error',
    title: 'Default route without next hop.',
    advice: 'say `via`, or name what lies behind the link',
    explanation:
      'Only what is reached without a router may leave out the next hop, as the addresses behind a tunnel. Talos has no destination for "everywhere" (it refuses 0.0.0.0/0): without a gateway, nothing would be left of the route, not even whether it is for IPv4 or IPv6.',
    example:
      'pools: {workers: {interfaces: {wg0: {wireguard: {privateKey: {secret: wireguard}}, addresses: [10.8.0.1/24], routes: {all: {to: 0.0.0.0/0}}}}}}',
  },
  'bond/contradiction': {
    severity: 'error',
    title: 'Contradicting bond settings.',
    advice: 'take the parameter out, or another mode',
    explanation:
      "Each mode of the kernel's bonding driver has parameters of its own, and delays are multiples of the time between two looks at a port. A bond whose ports are chosen by what they are stands in Talos' older list of interfaces, which asks nobody by ARP and knows one routing table.",
    example:
      'pools: {workers: {interfaces: {bond0: {bond: {mode: active-backup, links: [eth1, eth2], lacpRate: fast}}}}}',
  },
  'file/not-yaml': {
    severity: 'error',
    title: 'Referenced file is not valid YAML.',
    advice: 'mend the file',
    explanation:
      'An audit policy and objects for the start of the cluster are put into the machine configuration as they are.',
    example: 'talos: {audit: {policy: audit-policy.yaml}}\n# audit-policy.yaml\nkind: [Policy',
  },
  'file/not-a-certificate': {
    severity: 'error',
    title: 'No certificate in file.',
    advice: 'take the PEM file of the certificate authority, without its key',
    explanation:
      'The file stands in machine configurations, and with them in out/, as it is. Talos refuses what is no certificate in PEM, and a private key has no business there.',
    example: 'talos: {trustedRoots: {house: certs/house.pem}}\n# certs/house.pem\nnot a certificate',
  },
  'patch/unreadable': {
    severity: 'error',
    title: 'Patch is not valid YAML.',
    advice: 'mend the file at the place shown',
    explanation:
      'Patches are read when the configuration is compiled, so that a slip is found here and not by a machine.',
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
    advice: 'write the part of the configuration that is to differ, as it stands there',
    explanation:
      'Since Talos 1.12 a machine configuration has several documents, and Talos refuses JSON patches (RFC 6902) for those. Strategic merge patches are left: parts of documents, laid over.',
    example: [
      'talos: {patches: {own: patches/own.yaml}}',
      '# patches/own.yaml',
      '- op: add',
      '  path: /machine/env',
      '  value: {A: b}',
    ].join('\n'),
  },
  'patch/document-twice': {
    severity: 'error',
    title: 'Duplicate document in patch.',
    advice: 'put the two together',
    explanation: 'Talos takes each document (by kind and name) from a patch once, and refuses a patch with two.',
    example: 'talos: {patches: {own: patches/own.yaml}}\n# patches/own.yaml\nmachine: {}\n---\ncluster: {}',
  },
  'patch/unknown-kind': {
    severity: 'error',
    title: 'Unknown document kind in patch.',
    advice: 'correct the kind, or take a Talos that has it',
    explanation:
      "Talos refuses a configuration with a document that it does not know. The kinds are those of Talos' own types, in blueprints/talos/fields/.",
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
    advice: 'correct the name, or put it where it belongs',
    explanation:
      "Talos refuses a configuration with a field that it does not know, and then the machine keeps its old one. The fields are those of Talos' own types, in blueprints/talos/fields/.",
    example: [
      'talos: {patches: {own: patches/own.yaml}}',
      '# patches/own.yaml',
      'machine: {kernel: {module: [{name: nvidia}]}}',
    ].join('\n'),
  },
  'patch/wrong-type': {
    severity: 'error',
    title: 'Wrong type in patch.',
    advice: 'write a value of the kind that is named',
    explanation:
      "Talos refuses the whole configuration, and the machine keeps its old one. The kinds are those of Talos' own types, in blueprints/talos/fields/. Talos takes a number for a text, so the value of a sysctl needs no quotes in a patch; the other way round it takes nothing.",
    example: [
      'talos: {patches: {own: patches/own.yaml}}',
      '# patches/own.yaml',
      'machine: {kernel: {modules: nvidia}}',
    ].join('\n'),
  },
  'patch/drops-selector': {
    severity: 'error',
    title: 'Missing disk selector in patch.',
    advice: 'repeat provisioning whole in the patch, or say it all there and nothing of it in infraflux.yaml',
    explanation:
      'When a later patch touches a document with a disk selector and does not repeat it, Talos 1.12 to 1.14 forgets the selector and the sizes beside it: EPHEMERAL would go to the system disk, a user volume would be refused.',
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
  'patch/already-set': {
    severity: 'error',
    title: 'Field set in another document by this Talos contract.',
    advice: 'say it in the place that is named',
    explanation:
      'What Talos 1.13 keeps in one document, Talos 1.14 keeps in many. A cluster stays with the form that it was born with, and Talos refuses a configuration that says one thing in both ("already set in v1alpha1").',
    example: [
      'versions: {talos: 1.14.1}',
      'talos: {patches: {own: patches/own.yaml}}',
      '# patches/own.yaml',
      'cluster: {apiServer: {extraArgs: {v: "2"}}}',
    ].join('\n'),
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
