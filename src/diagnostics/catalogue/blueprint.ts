import type { CodeEntry } from './entry.ts';

export const blueprintCodes = {
  'blueprint/invalid': {
    severity: 'error',
    title: 'Invalid blueprint.yaml.',
    advice: 'schema/blueprint.schema.json names every key of a blueprint.yaml',
    explanation:
      'A blueprint.yaml says what a component is: its chart, its namespace, what it provides and requires. Only keys that ' +
      'InfraFlux knows are allowed, so that a misspelt one is not silently without effect.',
    example: [
      '# blueprints/platform/ours/blueprint.yaml',
      'description: What is ours.',
      'namespace: {name: ours, podSecurty: restricted}',
    ].join('\n'),
  },
  'blueprint/unknown-capability': {
    severity: 'error',
    title: 'Unknown capability.',
    advice: 'declare it in blueprints/capabilities.yaml, or use one that is there',
    explanation:
      'Components find each other by capabilities. A name that nobody declared is most often a misspelt one, and would ' +
      'leave a requirement that nothing can meet.',
    example: [
      '# blueprints/platform/ours/blueprint.yaml',
      'description: What is ours.',
      'namespace: {name: ours, podSecurity: restricted}',
      'requires: [network/pod]',
    ].join('\n'),
  },
  'blueprint/unknown-component': {
    severity: 'error',
    title: 'Unknown component in blueprint.',
    advice: 'name a folder below blueprints/platform',
    explanation: 'What stands in `implies` is switched on together with the component, so it must be in the catalog.',
    example: [
      '# blueprints/platform/ours/blueprint.yaml',
      'description: What is ours.',
      'namespace: {name: ours, podSecurity: restricted}',
      'implies: [gateway-apis]',
    ].join('\n'),
  },
  'blueprint/unknown-option': {
    severity: 'error',
    title: 'Unknown option in blueprint.',
    advice: 'use the path of an option of this component',
    explanation:
      '`when` and `secrets` are keyed by the path of an option. A path that no option has would never hold, and what it ' +
      'declares would never happen.',
    example: [
      '# blueprints/platform/ours/blueprint.yaml',
      'description: What is ours.',
      'namespace: {name: ours, podSecurity: restricted}',
      'when: {pages: {requires: [gateway/api-crds]}}',
    ].join('\n'),
  },
  'blueprint/missing-file': {
    severity: 'error',
    title: 'Missing file in blueprint folder.',
    advice: 'add the file that is named',
    explanation: 'Every folder below blueprints/platform needs its blueprint.yaml: without one there is no component.',
    example: [
      '# blueprints/platform/theirs/README.md',
      'No blueprint.yaml beside it.',
      '# blueprints/platform/theirs/options.schema.json',
      '{"type": "object", "additionalProperties": false, "properties": {}}',
    ].join('\n'),
  },
  'blueprint/incomplete': {
    severity: 'warning',
    title: 'Missing options schema or README in blueprint folder.',
    advice: 'add the file that is named',
    explanation:
      'Without options.schema.json the component takes no options but `version` and `values`; without README.md nobody ' +
      'can read what it is.',
    example: [
      '# blueprints/platform/theirs/blueprint.yaml',
      'description: What is theirs.',
      'namespace: {name: theirs, podSecurity: restricted}',
    ].join('\n'),
  },
  'blueprint/unknown-file': {
    severity: 'warning',
    title: 'Unused file in blueprint folder.',
    advice: 'templates are values.yaml.hbs and manifests/<name>.yaml.hbs',
    explanation:
      'Only files with a name that InfraFlux knows have an effect; another name is most often a misspelt one.',
    example: '# blueprints/platform/ours/value.yaml.hbs\nreplicaCount: 2',
  },
  'blueprint/invalid-options-schema': {
    severity: 'error',
    title: 'Invalid options.schema.json.',
    advice: 'write a JSON schema (draft 2020-12) of an object, with additionalProperties false',
    explanation: 'The options of a component are composed into the schema of infraflux.yaml, so they must be a schema.',
    example: '# blueprints/platform/ours/options.schema.json\n{"type": "object", "properties": {}}',
  },
  'blueprint/template-syntax': {
    severity: 'error',
    title: 'Template syntax error.',
    advice: 'templates know {{yaml x}}, {{hcl x}}, {{text x}}, {{#if x}}, {{#unless x}} and {{#each list as |item|}}',
    explanation:
      'Templates lay out text and do not think. A value is only printed through the helper of its target language, for ' +
      'that is what quotes it: a bare {{x}} would let `no`, `1.10` or `${` through as they are.',
    example: [
      'platform: {ours: {}}',
      '# blueprints/platform/ours/values.yaml.hbs',
      'replicaCount: {{options.replicas}}',
    ].join('\n'),
  },
  'blueprint/template-value': {
    severity: 'error',
    title: 'Undefined value in template.',
    advice: 'an option that is not in options.schema.json does not reach the templates',
    explanation:
      'A path that leads nowhere would print as nothing, or make a condition false, without anybody noticing. So it is ' +
      'an error wherever it stands.',
    example: [
      'platform: {ours: {}}',
      '# blueprints/platform/ours/values.yaml.hbs',
      'replicaCount: {{yaml options.replcas}}',
    ].join('\n'),
  },
  'blueprint/broken-yaml': {
    severity: 'error',
    title: 'Rendered template is not valid YAML.',
    advice: 'the line of the template that gave it is shown',
    explanation: 'Everything that is rendered is parsed again before it is written, so a fault never reaches a file.',
    example: [
      'platform: {ours: {}}',
      '# blueprints/platform/ours/manifests/page.yaml.hbs',
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata: {name: ours}',
      'data:',
      '  page: "hello"',
      ' other: [',
    ].join('\n'),
  },
  'blueprint/broken-hcl': {
    severity: 'error',
    title: 'Rendered template is not valid HCL.',
    advice: 'the line of the template that gave it is shown',
    explanation: 'Everything that is rendered is parsed again before it is written, so a fault never reaches a file.',
    example: '# blueprints/talos/root/versions.tf.hbs\nterraform {\n  required_version = = 1\n}',
  },
  'blueprint/unknown-value': {
    severity: 'error',
    title: 'Unknown chart value in values.yaml.hbs.',
    advice: 'use a key of the chart at the pinned version',
    explanation: 'Helm takes unknown values without a word, so a misspelt one would have no effect.',
    example: 'platform: {ours: {}}\n# blueprints/platform/ours/values.yaml.hbs\nreplicaCounts: 2',
  },
  'blueprint/invalid-object': {
    severity: 'error',
    title: 'Invalid Kubernetes object in manifest.',
    advice: 'compare it with the schema of its kind in blueprints/schemas',
    explanation:
      'Objects are checked against the structural schema of their kind: unknown fields, wrong types and missing required ' +
      'fields, which the Kubernetes API would refuse or drop.',
    example: [
      'platform: {ours: {}}',
      '# blueprints/platform/ours/manifests/page.yaml.hbs',
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata: {name: ours}',
      'dta:',
      '  page: "hello"',
    ].join('\n'),
  },
  'blueprint/duplicate-release': {
    severity: 'error',
    title: 'Duplicate Helm release name.',
    advice: 'give one of them another `release`',
    explanation:
      'Helm names what it installs by release and namespace; the second would take over the objects of the first.',
    example: [
      '# blueprints/platform/theirs/blueprint.yaml',
      'description: What is theirs.',
      'helm: {repository: https://charts.example.org, chart: ours, version: 1.2.3}',
      'namespace: {name: ours, podSecurity: restricted}',
      'release: ours',
      '# blueprints/platform/theirs/options.schema.json',
      '{"type": "object", "additionalProperties": false, "properties": {}}',
      '# blueprints/platform/theirs/README.md',
      'What is theirs.',
    ].join('\n'),
  },
  'values/unknown-key': {
    severity: 'warning',
    title: 'Unknown chart value.',
    advice: "use a key of the chart's values.yaml",
    explanation:
      'Helm takes unknown values without a word, so a misspelt one has no effect. It is a warning because the list of ' +
      'keys is that of the pinned version and yours may be another.',
    example: 'platform: {longhorn: {values: {persistance: {}}}}',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
