import type { CodeEntry } from './entry.ts';

const language = 'The language is described in docs/configuration.md, which is made from schema/core.schema.json.';

export const configCodes = {
  'config/unknown-key': {
    severity: 'error',
    title: 'Unknown key.',
    advice: 'correct the spelling, move it to where it belongs, or take it out',
    explanation: `A misspelt key would otherwise be ignored in silence, and the default would stand. ${language}`,
    example: 'defaults:\n  controlPlane: {memroy: 8Gi}',
  },
  'config/unknown-component': {
    severity: 'error',
    title: 'Unknown component.',
    advice: 'use the name of a folder in blueprints/platform',
    explanation: 'Each component is a folder in blueprints/platform, built in or beside your infraflux.yaml.',
    example: 'defaults:\n  platform: {longhron: {}}',
  },
  'config/wrong-type': {
    severity: 'error',
    title: 'Wrong type of value.',
    advice: 'write a value of the expected kind',
    explanation: `Nothing is converted behind your back, because YAML readers differ in what they take for a number. ${language}`,
    example: 'defaults:\n  controlPlane: {cpu: "4"}',
  },
  'config/quote-version': {
    severity: 'error',
    title: 'Unquoted version number.',
    advice: 'put the version in quotes',
    explanation: 'In YAML, 1.10 without quotes is the number 1.1: the zero is lost before anybody can see it.',
    example: 'defaults:\n  versions: {kubernetes: 1.36}',
  },
  'config/unknown-value': {
    severity: 'error',
    title: 'Value not allowed.',
    advice: 'use one of the values that the message names',
    explanation: language,
    example: 'terraform: {engine: terrafrom}',
  },
  'config/bad-format': {
    severity: 'error',
    title: 'Invalid format.',
    advice: 'write it in the form that the message names',
    explanation: `Sizes are 512Mi or 8Gi, durations 90s or 6h, networks have no host bits. ${language}`,
    example: 'defaults:\n  controlPlane: {memory: 8GB}',
  },
  'config/bad-name': {
    severity: 'error',
    title: 'Invalid name.',
    advice: 'choose a name of the form that the message names',
    explanation: `Names become names of machines, DNS names and names in Kubernetes, which are strict about them. ${language}`,
    example: 'environments:\n  Prod_EU: {}',
  },
  'config/out-of-range': {
    severity: 'error',
    title: 'Value out of range.',
    advice: 'stay within the limits that the message names',
    explanation: language,
    example: 'defaults:\n  controlPlane: {cpu: 0}',
  },
  'config/repeated-item': {
    severity: 'error',
    title: 'Duplicate list item.',
    advice: 'take one of the two out',
    explanation: 'The second has no effect, so one of them was probably meant to be something else.',
    example: 'defaults:\n  controlPlane: {hosts: [pve1, pve1]}',
  },
  'config/missing-key': {
    severity: 'error',
    title: 'Missing required key.',
    advice: 'add the key in one of the layers',
    explanation: `What is required may come from any layer; this looks at the result of folding them. ${language}`,
    example: 'defaults:\n  applications: {path: apps}',
  },
  'config/two-alternatives': {
    severity: 'error',
    title: 'More than one alternative set.',
    advice: 'take one out; one that a lower layer set goes away with null',
    explanation:
      'Maps merge, so an alternative that a lower layer set stays beside the one of an upper layer until it is set to null.',
    example: 'terraform:\n  backend: {pg: {}, kubernetes: {}}',
  },
  'config/null-removes-nothing': {
    severity: 'error',
    title: 'Null without effect.',
    advice: 'take the null out, or correct the key that it stands at',
    explanation:
      'null removes what a lower layer set. Where no layer below set anything, it is most likely at the wrong place.',
    example: 'environments:\n  prod: {clusters: {main: {domain: null}}}',
  },
  'config/default-count-beats-size': {
    severity: 'warning',
    title: 'Default count overrides size.',
    advice: 'take the count out of defaults, or write it in the cluster',
    explanation: 'Sizes lie below defaults, so a count in defaults stands in every cluster, whatever size it has.',
    example: 'defaults:\n  controlPlane: {count: 1}\nenvironments:\n  prod: {clusters: {main: {size: ha}}}',
  },
  'config/unknown-environment': {
    severity: 'error',
    title: 'Unknown environment.',
    advice: 'name the environment in infraflux.yaml (name: {} is enough), or remove the file',
    explanation:
      'infraflux.yaml names all environments, so that a file with a misspelt name cannot make one of its own.',
    example: '# environments/stagin.yaml\ndomain: staging.example.org',
  },
  'config/unknown-size': {
    severity: 'error',
    title: 'Unknown size.',
    advice: 'use single, small, ha, edge, gpu, storage, or one of your own sizes',
    explanation: 'Built-in sizes are files under blueprints/sizes; your own stand in infraflux.yaml under sizes.',
    example: 'defaults: {size: larg}',
  },
  'config/unknown-variant': {
    severity: 'error',
    title: 'Unknown variant.',
    advice: 'name it under `variants`, or choose one of those that are there',
    explanation:
      'Variants are cluster-shaped fragments of your own; a cluster, an environment or defaults choose them by name.',
    example: 'defaults: {variants: [with-gpu]}',
  },
  'config/unknown-template-name': {
    severity: 'error',
    title: 'Unknown template variable.',
    advice: 'use one of the names that the message lists',
    explanation: 'Only a few texts are templates, each with a closed list of names. Nothing is evaluated.',
    example: 'defaults:\n  applications: {repository: "https://example.org/a.git", path: "${env}"}',
  },
  'config/unsupported-version': {
    severity: 'error',
    title: 'Unsupported InfraFlux version required.',
    advice: 'install the version that the file asks for, or change requires',
    explanation: 'A file that needs a newer language would be misread, so nothing else of it is looked at.',
    example: 'requires: ">=99.0"',
  },
  'config/unknown-acceptance': {
    severity: 'error',
    title: 'Unknown code in accept.',
    advice: 'copy the code from the warning that you want to answer',
    explanation: 'All codes are listed in docs/diagnostics.md.',
    example: 'defaults:\n  accept: {capacity/overcomit: known and fine}',
  },
  'config/accepts-error': {
    severity: 'error',
    title: 'Error in accept; only warnings can be accepted.',
    advice: 'correct the error, and take it out of accept',
    explanation: 'After an error there is no platform that could be compiled.',
    example: 'defaults:\n  accept: {config/unknown-key: I know}',
  },
  'language/not-emitted-yet': {
    severity: 'warning',
    title: 'Field not implemented yet.',
    advice: 'leave it out until a later version, or use a patch of your own under talos.patches',
    explanation:
      'The value is checked and kept, but out/ does not change with it. src/config/not-emitted.ts lists all such fields.',
    example: [
      'defaults:',
      '  backup: {etcd: {every: 6h, keep: 28, s3: {bucket: etcd, region: eu-central-1, secret: backup}}}',
    ].join('\n'),
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
