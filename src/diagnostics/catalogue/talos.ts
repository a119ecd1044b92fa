import type { CodeEntry } from '../catalogue.ts';

/** What is wrong with what a configuration asks of Talos, and with the patches that a user brings along. */
export const talosCodes = {
  'extension/unknown': {
    severity: 'error',
    title: 'A system extension is named that this release of Talos does not have.',
    advice: 'see https://github.com/siderolabs/extensions for the names; `siderolabs/` may be left out',
    explanation:
      'Extensions are built into the image by the Image Factory, which refuses a list with a name that it does not know. Names come and go with minors of Talos; src/model/data/talos-extensions.ts holds them.',
    example: 'talos: {extensions: {qemu-guest-agnet: {}}}',
  },
  'extension/not-listed': {
    severity: 'warning',
    title: 'A system extension is named that no list here has, and Talos is newer than the lists.',
    advice: 'look for it at https://github.com/siderolabs/extensions, then answer it under `accept`',
    explanation:
      'A newer release of Talos may have extensions that this InfraFlux has not heard of. If the name is wrong, the Image Factory refuses the image.',
    example: 'versions: {talos: 1.15.0}\ntalos: {extensions: {something-new: {}}}',
  },
  'encryption/no-tpm': {
    severity: 'error',
    title: 'The key of an encrypted volume is to be kept by a TPM, and the machine has none.',
    advice: 'give the machine one (machine: {tpm: true}), or take nodeId or kms',
    explanation: 'Talos would wait for the TPM when it opens the volume, and the machine would not start.',
    example: 'talos: {encryption: {state: {tpm: {}}}}',
  },
  'versions/skips-minor': {
    severity: 'error',
    title: 'A version is further from what the cluster runs than one upgrade goes.',
    advice: 'go one minor at a time, each to its latest release',
    explanation:
      'Talos and Kubernetes both are upgraded minor by minor: an upgrade is tested from the minor before, and only there. infraflux.lock knows what was last applied.',
    example: 'prod/main talos 1.12.4   # in infraflux.lock\nversions: {talos: 1.14.1}',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
