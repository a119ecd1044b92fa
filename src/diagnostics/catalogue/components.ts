import type { CodeEntry } from './entry.ts';

/** What components need of each other. */
export const componentCodes = {
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
  'platform/component-without-source': {
    severity: 'error',
    title: 'Component without a source.',
    advice: 'set helm, path or git, in this cluster or in defaults, or remove the component with null',
    explanation:
      'A component without a blueprint is a Helm chart, a folder next to infraflux.yaml, or a folder of a Git repository. A layer may set further values alone, but in each cluster some layer must say where the component comes from.',
    example: [
      'variants: {demo: {platform: {podinfo: {path: manifests/podinfo}}}}',
      'environments: {prod: {clusters: {main: {platform: {podinfo: {namespace: demo}}}}}}',
    ].join('\n'),
  },
  'platform/component-name': {
    severity: 'error',
    title: 'Invalid name of a component.',
    advice: 'use a to z, 0 to 9 and -, at most 53 characters, and a name that is not reserved',
    explanation:
      'The name of a component is the name of a folder, of an Application and by default of a namespace and a Helm release (at most 53 characters). `applications`, `backup`, `gitops` and `talos` are parts of each cluster, and Argo CD has further Applications of the platform.',
    example:
      'platform: {Pod_Info: {path: manifests/podinfo}}\n# manifests/podinfo/a.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}',
  },
  'platform/unknown-dependency': {
    severity: 'error',
    title: 'Unknown dependency.',
    advice: 'use a capability of blueprints/capabilities.yaml, or the name of a component',
    explanation:
      'A component without a blueprint lists under `requires` and `after` what is installed before it: a capability, which any component may provide, or another component by name.',
    example:
      'platform: {podinfo: {path: manifests/podinfo, after: [certificate]}}\n# manifests/podinfo/a.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}',
  },
  'platform/duplicate-release': {
    severity: 'error',
    title: 'Helm release used twice.',
    advice: 'set helm.release or namespace of one of them',
    explanation:
      'Helm names objects after the release: two charts under one name in one namespace overwrite each other.',
    example: [
      'platform:',
      '  one: {helm: {repository: "https://charts.example.org", chart: one, version: 1.0.0, release: same}, namespace: apps}',
      '  two: {helm: {repository: "https://charts.example.org", chart: two, version: 1.0.0, release: same}, namespace: apps}',
    ].join('\n'),
  },
  'platform/no-chart': {
    severity: 'error',
    title: 'Chart without a name.',
    advice: 'set helm.chart',
    explanation:
      'A Helm repository has many charts. Only the address of an OCI registry can end in the name of the chart: oci://registry.example.org/charts/podinfo.',
    example: 'platform: {podinfo: {helm: {repository: "https://charts.example.org", version: 1.0.0}}}',
  },
  'values/secret-place': {
    severity: 'error',
    title: 'Secret reference at an unknown place of Helm values.',
    advice: 'use it where the chart takes the name of a Secret, or as an environment variable with its key',
    explanation:
      'A chart never reads `{secret: name}`. It stands for the name of the Secret in fields such as existingSecret and secretName, for the name of its key in fields such as existingSecretPasswordKey, and for valueFrom.secretKeyRef of an environment variable (`env: {TOKEN: {secret: name, key: token}}`, or `value` in a list of variables). Elsewhere the chart would have to take the value itself, which would then be readable in Git.',
    example: 'platform: {cilium: {values: {cluster: {name: {secret: login}}}}}',
  },
  'manifests/invalid-yaml': {
    severity: 'error',
    title: 'Invalid YAML in a manifest.',
    advice: 'correct the file',
    explanation: 'Files of a folder of manifests are copied unchanged, so they are checked before.',
    example: 'platform: {podinfo: {path: manifests/podinfo}}\n# manifests/podinfo/broken.yaml\nkind: [',
  },
  'manifests/invalid-object': {
    severity: 'error',
    title: 'Manifest without a complete object.',
    advice: 'set apiVersion, kind and metadata.name',
    explanation:
      'Argo CD stops the sync of the whole component at a file that it cannot read as an object of Kubernetes.',
    example: 'platform: {podinfo: {path: manifests/podinfo}}\n# manifests/podinfo/a.yaml\nkind: ConfigMap',
  },
  'manifests/unexpected-field': {
    severity: 'warning',
    title: 'Unexpected field in a manifest.',
    advice: 'check the field against the version of the kind in the cluster',
    explanation:
      'The known schema of the kind does not have the field or wants another type. The API server drops or refuses it, unless the cluster has another version of the definition.',
    example: [
      'platform: {podinfo: {path: manifests/podinfo}}',
      '# manifests/podinfo/a.yaml',
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata: {name: a}',
      'dta: {}',
    ].join('\n'),
  },
  'manifests/duplicate-object': {
    severity: 'error',
    title: 'Object defined twice.',
    advice: 'remove one of the two',
    explanation: 'The one that is applied last would win, and Argo CD would never agree with itself.',
    example: [
      'platform: {podinfo: {path: manifests/podinfo}}',
      '# manifests/podinfo/a.yaml',
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata: {name: a}',
      '---',
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata: {name: a}',
    ].join('\n'),
  },
  'manifests/unused-file': {
    severity: 'warning',
    title: 'File of a folder of manifests is not used.',
    advice: 'remove it, or add a kustomization that uses it',
    explanation: 'Without a kustomization, only files that end in .yaml, .yml or .json are objects.',
    example: [
      'platform: {podinfo: {path: manifests/podinfo}}',
      '# manifests/podinfo/a.yaml',
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata: {name: a}',
      '# manifests/podinfo/run.sh',
      'true',
    ].join('\n'),
  },
  'manifests/missing-resource': {
    severity: 'error',
    title: 'Resource of a kustomization not found.',
    advice: 'correct the path, or move the file into the folder: only the folder is copied',
    explanation: 'The folder is copied to the compiled files, where nothing outside of it can be read.',
    example: [
      'platform: {podinfo: {path: manifests/podinfo}}',
      '# manifests/podinfo/kustomization.yaml',
      'resources: [../base]',
    ].join('\n'),
  },
  'manifests/empty': {
    severity: 'error',
    title: 'Folder without manifests.',
    advice: 'add a manifest or a kustomization, or correct the path',
    explanation: 'Argo CD would report an Application without objects as healthy.',
    example: 'platform: {podinfo: {path: manifests/podinfo}}\n# manifests/podinfo/README.md\nNothing yet.',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
