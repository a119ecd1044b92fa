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
} as const satisfies Readonly<Record<string, CodeEntry>>;
