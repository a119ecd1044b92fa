import type { CodeEntry } from './entry.ts';

export const blueprintCodes = {
  'blueprint/invalid': {
    severity: 'error',
    title: 'Invalid blueprint.yaml.',
    advice: 'schema/blueprint.schema.json lists every key of a blueprint.yaml',
    explanation:
      'A blueprint.yaml describes a component: its chart, its namespace, the capabilities that it provides and requires. Unknown keys are errors, because a misspelt key would have no effect.',
    example: [
      '# blueprints/platform/ours/blueprint.yaml',
      'description: What is ours.',
      'namespace: {name: ours, podSecurty: restricted}',
    ].join('\n'),
  },
  'blueprint/unknown-capability': {
    severity: 'error',
    title: 'Unknown capability.',
    advice: 'declare it in blueprints/capabilities.yaml, or use a declared capability',
    explanation:
      'Components depend on each other by capabilities. An undeclared name is most often misspelt, and would be a requirement that no component can meet.',
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
    advice: 'use the name of a folder in blueprints/platform',
    explanation: 'Components listed in `implies` are enabled together with this one, so they must be in the catalog.',
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
      'The keys of `when` and `secrets` are paths of options. With an unknown path, what is declared there would never apply.',
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
    advice: 'add the missing file',
    explanation: 'Every folder in blueprints/platform needs a blueprint.yaml, which defines the component.',
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
    advice: 'add the missing file',
    explanation:
      'Without options.schema.json the component takes no options but `version` and `values`; without README.md it is undocumented.',
    example: [
      '# blueprints/platform/theirs/blueprint.yaml',
      'description: What is theirs.',
      'namespace: {name: theirs, podSecurity: restricted}',
    ].join('\n'),
  },
  'blueprint/unused-file': {
    severity: 'warning',
    title: 'Unused file in blueprint folder.',
    advice: 'templates are values.yaml.hbs and manifests/<name>.yaml.hbs',
    explanation: 'Only files with known names have an effect; another name is most often misspelt.',
    example: '# blueprints/platform/ours/value.yaml.hbs\nreplicaCount: 2',
  },
  'blueprint/invalid-options-schema': {
    severity: 'error',
    title: 'Invalid options.schema.json.',
    advice: 'write a JSON schema (draft 2020-12) of an object, with additionalProperties false',
    explanation:
      'The options of a component become part of the schema of infraflux.yaml, so they must be a valid schema.',
    example: '# blueprints/platform/ours/options.schema.json\n{"type": "object", "properties": {}}',
  },
  'blueprint/template-syntax': {
    severity: 'error',
    title: 'Template syntax error.',
    advice:
      'templates support {{yaml x}}, {{hcl x}}, {{text x}}, {{#if x}}, {{#unless x}} and {{#each list as |item|}}',
    explanation:
      'Templates contain no logic. A value is printed only by the helper of its target language, which quotes it: a bare {{x}} would print `no`, `1.10` or `${` unquoted.',
    example: [
      'platform: {ours: {}}',
      '# blueprints/platform/ours/values.yaml.hbs',
      'replicaCount: {{options.replicas}}',
    ].join('\n'),
  },
  'blueprint/undefined-template-value': {
    severity: 'error',
    title: 'Undefined value in template.',
    advice: 'define the option in options.schema.json; templates see no other options',
    explanation:
      'An undefined path would print as nothing, or make a condition false, without a warning. So it is an error everywhere.',
    example: [
      'platform: {ours: {}}',
      '# blueprints/platform/ours/values.yaml.hbs',
      'replicaCount: {{yaml options.replcas}}',
    ].join('\n'),
  },
  'blueprint/invalid-yaml': {
    severity: 'error',
    title: 'Rendered template is not valid YAML.',
    advice: 'correct the line of the template that is shown',
    explanation: 'Everything that is rendered is parsed before it is written, so invalid output never reaches a file.',
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
  'blueprint/invalid-hcl': {
    severity: 'error',
    title: 'Rendered template is not valid HCL.',
    advice: 'correct the line of the template that is shown',
    explanation: 'Everything that is rendered is parsed before it is written, so invalid output never reaches a file.',
    example: '# blueprints/talos/module/versions.tf.hbs\nterraform {\n  required_version = = 1\n}',
  },
  'blueprint/unknown-value': {
    severity: 'error',
    title: 'Unknown chart value in values.yaml.hbs.',
    advice: 'use a key of the chart at the pinned version',
    explanation: 'Helm accepts unknown values without a warning, so a misspelt one would have no effect.',
    example: 'platform: {ours: {}}\n# blueprints/platform/ours/values.yaml.hbs\nreplicaCounts: 2',
  },
  'blueprint/invalid-object': {
    severity: 'error',
    title: 'Invalid Kubernetes object in manifest.',
    advice: 'compare it with the schema of its kind in blueprints/schemas',
    explanation:
      'Objects are validated against the structural schema of their kind: the Kubernetes API would reject or drop unknown fields, wrong types and missing required fields.',
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
    advice: 'set another `release` for one of them',
    explanation:
      'Helm identifies an installation by release name and namespace; the second would take over the objects of the first.',
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
      'Helm accepts unknown values without a warning, so a misspelt one has no effect. This is a warning because the known keys are those of the pinned version, and yours may be another version.',
    example: 'platform: {longhorn: {values: {persistance: {}}}}',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
