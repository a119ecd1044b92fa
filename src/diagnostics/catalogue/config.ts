import type { CodeEntry } from './entry.ts';

const language = 'The language is described in docs/configuration.md, which is made from schema/core.schema.json.';

export const configCodes = {
  'config/unknown-key': {
    severity: 'error',
    title: 'Unknown key.',
    advice: 'correct the spelling, move the key to where it belongs, or remove it',
    explanation: `A misspelt key would otherwise be ignored without a warning, and the default would apply. ${language}`,
    example: 'defaults:\n  controlPlane: {memroy: 8Gi}',
  },
  'config/unknown-component': {
    severity: 'error',
    title: 'Unknown component.',
    advice: 'use the name of a folder in blueprints/platform',
    explanation: 'Each component is a folder in blueprints/platform, built in or next to your infraflux.yaml.',
    example: 'defaults:\n  platform: {longhron: {}}',
  },
  'config/wrong-type': {
    severity: 'error',
    title: 'Wrong type of value.',
    advice: 'write a value of the expected type',
    explanation: `Values are never converted, because YAML parsers disagree about what is a number. ${language}`,
    example: 'defaults:\n  controlPlane: {cpu: "4"}',
  },
  'config/unquoted-version': {
    severity: 'error',
    title: 'Unquoted version number.',
    advice: 'put the version in quotes',
    explanation: 'In YAML, 1.10 without quotes is the number 1.1: the trailing zero is lost.',
    example: 'defaults:\n  versions: {kubernetes: 1.36}',
  },
  'config/unknown-value': {
    severity: 'error',
    title: 'Value not allowed.',
    advice: 'use one of the values in the message',
    explanation: language,
    example: 'terraform: {engine: terrafrom}',
  },
  'config/invalid-format': {
    severity: 'error',
    title: 'Invalid format.',
    advice: 'use the format in the message',
    explanation: `Sizes are 512Mi or 8Gi, durations 90s or 6h, networks have no host bits. ${language}`,
    example: 'defaults:\n  controlPlane: {memory: 8GB}',
  },
  'config/invalid-name': {
    severity: 'error',
    title: 'Invalid name.',
    advice: 'choose a name of the form in the message',
    explanation: `Names become machine names, DNS names and names of Kubernetes objects, which are restricted. ${language}`,
    example: 'environments:\n  Prod_EU: {}',
  },
  'config/out-of-range': {
    severity: 'error',
    title: 'Value out of range.',
    advice: 'stay within the limits in the message',
    explanation: language,
    example: 'defaults:\n  controlPlane: {cpu: 0}',
  },
  'config/duplicate-item': {
    severity: 'error',
    title: 'Duplicate list item.',
    advice: 'remove one of the two',
    explanation: 'The second item has no effect; probably one of them should be another value.',
    example: 'defaults:\n  controlPlane: {hosts: [pve1, pve1]}',
  },
  'config/missing-key': {
    severity: 'error',
    title: 'Missing required key.',
    advice: 'add the key in one of the layers',
    explanation: `A required key may come from any layer; the merged result is checked. ${language}`,
    example: 'defaults:\n  applications: {path: apps}',
  },
  'config/conflicting-alternatives': {
    severity: 'error',
    title: 'More than one alternative set.',
    advice: 'remove one of them; set an alternative of a lower layer to null',
    explanation:
      'Layers are merged, so an alternative of a lower layer stays set until an upper layer sets it to null.',
    example: 'terraform:\n  backend: {pg: {}, kubernetes: {}}',
  },
  'config/null-without-effect': {
    severity: 'error',
    title: 'Null without effect.',
    advice: 'remove the null, or correct its key',
    explanation:
      'null removes a value that a lower layer set. Where no lower layer sets the key, the null is most likely at the wrong place.',
    example: 'environments:\n  prod: {clusters: {main: {domain: null}}}',
  },
  'config/default-count-overrides-size': {
    severity: 'warning',
    title: 'Default count overrides size.',
    advice: 'remove the count from defaults, or set it in the cluster',
    explanation:
      'Sizes are a lower layer than defaults, so a count in defaults applies to every cluster, whatever its size.',
    example: 'defaults:\n  controlPlane: {count: 1}\nenvironments:\n  prod: {clusters: {main: {size: ha}}}',
  },
  'config/unknown-environment': {
    severity: 'error',
    title: 'Unknown environment.',
    advice: 'add the environment to infraflux.yaml (name: {} is enough), or remove the file',
    explanation: 'infraflux.yaml lists all environments, so that a file with a misspelt name does not create one.',
    example: '# environments/stagin.yaml\ndomain: staging.example.org',
  },
  'config/duplicate-environment-file': {
    severity: 'error',
    title: 'Two files of one environment.',
    advice: 'keep one of the two files',
    explanation:
      'environments/NAME.yaml and environments/NAME.yml are the same layer, and it is unknown which of the two counts.',
    example: '# environments/prod.yaml\ndomain: example.org\n# environments/prod.yml\ndomain: example.com',
  },
  'config/unknown-size': {
    severity: 'error',
    title: 'Unknown size.',
    advice: 'use single, small, ha, edge, gpu, storage, or one of your own sizes',
    explanation: 'Built-in sizes are files under blueprints/sizes; your own are defined in infraflux.yaml under sizes.',
    example: 'defaults: {size: larg}',
  },
  'config/unknown-variant': {
    severity: 'error',
    title: 'Unknown variant.',
    advice: 'define it under `variants`, or use a variant that is defined there',
    explanation:
      'Variants are your own cluster-shaped fragments; a cluster, an environment or defaults select them by name.',
    example: 'defaults: {variants: [with-gpu]}',
  },
  'config/unknown-template-variable': {
    severity: 'error',
    title: 'Unknown template variable.',
    advice: 'use one of the names in the message',
    explanation: 'Only a few values are templates, each with a fixed list of names. Nothing is evaluated.',
    example: 'defaults:\n  applications: {repository: "https://example.org/a.git", path: "${env}"}',
  },
  'config/unsupported-version': {
    severity: 'error',
    title: 'Unsupported InfraFlux version required.',
    advice: 'install the required version, or change requires',
    explanation: 'A file that needs a newer version could be misread, so the rest of it is not checked.',
    example: 'requires: ">=99.0"',
  },
  'config/environment-left-out': {
    severity: 'warning',
    title: 'Environment with errors left out of the plan.',
    advice: 'fix its errors: infraflux validate',
    explanation:
      '`plan --environment prod` does not need what is written of other environments. Where all errors are theirs, it plans without them: names, addresses and other things that environments share are not compared with them. Their allocated numbers stay theirs. apply, and a plan that is kept, need an input without errors.',
  },
  'config/unknown-acceptance': {
    severity: 'error',
    title: 'Unknown code in accept.',
    advice: 'copy the code from the warning that you want to accept',
    explanation: 'All codes are listed in docs/diagnostics.md.',
    example: 'defaults:\n  accept: {capacity/overcomit: known and fine}',
  },
  'config/accepts-error': {
    severity: 'error',
    title: 'Error in accept; only warnings can be accepted.',
    advice: 'correct the error, and remove it from accept',
    explanation: 'A platform with errors cannot be compiled.',
    example: 'defaults:\n  accept: {config/unknown-key: I know}',
  },
  'language/not-implemented': {
    severity: 'warning',
    title: 'Field not implemented yet.',
    advice: 'remove it until a later version, or use a patch under talos.patches',
    explanation: 'The value is validated, but has no effect on out/. src/config/not-emitted.ts lists all such fields.',
    example: [
      'defaults:',
      '  backup: {etcd: {every: 6h, keep: 28, s3: {bucket: etcd, region: eu-central-1, secret: backup}}}',
    ].join('\n'),
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
