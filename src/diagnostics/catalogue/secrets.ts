import type { CodeEntry } from './entry.ts';

/** Faults of secrets: their files, their keys, and what is found in clear. None of them ever holds a value. */
export const secretsCodes = {
  'secrets/unreadable': {
    severity: 'error',
    title: 'Secrets file unreadable.',
    advice: 'take the file back from Git, or make it anew with `infraflux secrets set`',
    explanation:
      'Secrets are plain SOPS files with age recipients (https://getsops.io). The format knows no aliases, anchors or second documents.',
  },
  'secrets/tampered': {
    severity: 'error',
    title: 'Secrets file modified without its key.',
    advice: 'take the file back from Git (`git log` of it says who changed it); nothing of it was used',
    explanation:
      'SOPS binds each value to its path, and all values by a MAC to the file. A merge of two changes, a value moved by hand, or somebody without the key breaks that. InfraFlux has no way to ignore it.',
  },
  'secrets/in-clear': {
    severity: 'error',
    title: 'Plain text value in secrets file.',
    advice: 'treat the value as known to others: replace it, then write it with `infraflux secrets set`',
    explanation: 'Everything under secrets/ is committed, so all of it must be encrypted.',
  },
  'secrets/no-key': {
    severity: 'error',
    title: 'No age key for secrets file.',
    advice:
      'set SOPS_AGE_KEY_FILE to your key, or ask an operator to add your recipient (`infraflux secrets init` makes a key)',
    explanation:
      'Keys are looked for where sops looks: SOPS_AGE_KEY, SOPS_AGE_KEY_FILE, and sops/age/keys.txt in the user configuration directory.',
  },
  'secrets/needs-sops': {
    severity: 'error',
    title: 'Sops required to decrypt.',
    advice: 'install sops 3.9 or newer, or add an age recipient with `sops updatekeys`',
    explanation: 'InfraFlux itself reads and writes age recipients. KMS, PGP and Vault need the real sops.',
  },
  'secrets/bad-key-file': {
    severity: 'error',
    title: 'Invalid age key file.',
    advice: 'each line is an age identity (AGE-SECRET-KEY-...), empty, or a comment',
    explanation: 'The line is not shown, because it may hold a key.',
  },
  'secrets/key-in-repository': {
    severity: 'error',
    title: 'Private key inside the repository.',
    advice: 'keep it elsewhere: without SOPS_AGE_KEY_FILE it goes to the user configuration directory',
    explanation: 'What opens all secrets must never be committed beside them.',
  },
  'secrets/no-recipients': {
    severity: 'error',
    title: 'No recipients.',
    advice: 'run `infraflux secrets init`, or set secrets.sops.recipients in infraflux.yaml',
    explanation:
      'Files are encrypted to the recipients of infraflux.yaml; without any, nobody could ever read them again.',
  },
  'secrets/bad-recipient': {
    severity: 'error',
    title: 'Invalid age recipient.',
    advice: 'copy it whole from the line `# public key:` of the key file',
    explanation: 'An age recipient has a checksum. What does not match it is a typing error, and nobody could decrypt.',
    example: [
      'secrets:',
      '  sops:',
      '    recipients:',
      '      - age17dmr2vf5y6wqj537j8tesdk6z8gkxzl2ymu04mw6vf5nwjmgxunqpjme7q',
      '      - age1nmj230cpyhzjl4xnhy0lh9jv2ysuvtwxrxdkd3z06xzfmh62zqgsfuzh8q',
    ].join('\n'),
  },
  'secrets/other-recipients': {
    severity: 'warning',
    title: 'Recipients differ from infraflux.yaml.',
    advice: 'see that the change of recipients was meant, then run `infraflux secrets rotate`',
    explanation:
      'Who may read a file stands in the file itself, outside of its MAC. infraflux.yaml says who should; a difference is somebody who was added or removed, or a file that somebody replaced.',
  },
  'secrets/extra-recipient': {
    severity: 'error',
    title: 'Recipient not in infraflux.yaml.',
    advice: 'find out who added the recipient (`git log` of the file), then run `infraflux secrets rotate`',
    explanation:
      'SOPS does not say who encrypted a file: anybody can encrypt to a public key. So nothing is added to a file that opens for others than it should.',
  },
  'secrets/changed-meanwhile': {
    severity: 'error',
    title: 'Secrets file changed concurrently.',
    advice: 'run the command again',
    explanation: 'Somebody else wrote the file after it was read. Writing over it would lose their change.',
  },
  'secrets/one-recipient': {
    severity: 'warning',
    title: 'Single recipient.',
    advice: 'add a second recipient whose key is kept offline',
    explanation: 'With the only key, all secrets are lost, and with the machine secrets the clusters themselves.',
    example: [
      'secrets:',
      '  sops:',
      '    recipients: [age17dmr2vf5y6wqj537j8tesdk6z8gkxzl2ymu04mw6vf5nwjmgxunqpjme7q]',
    ].join('\n'),
  },
  'secrets/bad-name': {
    severity: 'error',
    title: 'Invalid secret name.',
    advice: 'names are lower-case letters, digits and dashes; keys are letters, digits, `.`, `_` and `-`',
    explanation:
      'The name is a file name and the name of a Kubernetes Secret. In SOPS the key `sops` is taken, and a key that ends in _unencrypted would stay in clear.',
  },
  'secrets/missing': {
    severity: 'error',
    title: 'Secret not found.',
    advice: 'add it with `infraflux secrets set`',
    explanation:
      'infraflux.yaml or a blueprint refers to it. Only what reads it waits; the rest can be planned and applied.',
  },
  'secrets/missing-key': {
    severity: 'error',
    title: 'Missing key in secret.',
    advice: 'add it with `infraflux secrets set ENVIRONMENT NAME --key KEY`',
    explanation: 'Names of keys are not encrypted, so this is known without any key.',
  },
  'secrets/unused': {
    severity: 'warning',
    title: 'Unused secret.',
    advice: 'remove the file when nothing else uses it',
    explanation: 'Nothing in infraflux.yaml and no blueprint refers to it.',
  },
  'secrets/loose-mode': {
    severity: 'warning',
    title: 'Permissions of private file too open.',
    advice: 'think about who could have read it until now',
    explanation: 'Key files and what holds secrets have the mode 0600, their directories 0700.',
  },
  'secrets/not-written': {
    severity: 'error',
    title: 'Secrets file write failed.',
    advice: 'check permissions and free space; the old file is whole',
    explanation: 'A file is written beside the old one and renamed, so it is either the old one or the new one.',
  },
  'secrets/value': {
    severity: 'error',
    title: 'Missing or invalid secret value.',
    advice: 'a value comes from the prompt, from stdin or from --file',
    explanation:
      'A value is text of at most 512 KiB. It is never taken from the command line, where other users of the machine could read it.',
  },
  'secrets/found-in-clear': {
    severity: 'error',
    title: 'Plain text secret in file.',
    advice: 'replace the secret (`infraflux secrets rotate`): removing the line does not make it unknown again',
    explanation:
      'Files are searched for the values of the secrets files (as they are, in base64, URL- and JSON-escaped) and for shapes of private keys and tokens.',
  },
  'secrets/machine-secrets-missing': {
    severity: 'error',
    title: 'Machine secrets missing.',
    advice: 'take the file back from Git, or import a copy: infraflux secrets import CLUSTER FILE',
    explanation:
      'infraflux.lock remembers the fingerprint of the secrets that the cluster was made with. New ones would lock everybody out of the running cluster, so they are never minted a second time.',
  },
  'secrets/other-machine-secrets': {
    severity: 'error',
    title: 'Machine secrets of another cluster.',
    advice: 'take the file back from Git, or import the right one: infraflux secrets import CLUSTER FILE',
    explanation: 'The fingerprint in infraflux.lock is that of the certificate authorities and ids of the bundle.',
  },
  'secrets/bad-bundle': {
    severity: 'error',
    title: 'Invalid Talos secrets bundle.',
    advice:
      'give the file that `talosctl gen secrets` or `talhelper gensecret` wrote, decrypted by a key of this machine or in clear',
    explanation:
      'A bundle holds cluster, secrets, trustdinfo and certs, as pkg/machinery/config/generate/secrets of Talos reads it.',
  },
  'secrets/unknown-cluster': {
    severity: 'error',
    title: 'Unknown environment or cluster.',
    advice: 'name it as infraflux.yaml does, for example prod/main',
    explanation: 'Secrets belong to an environment, machine secrets to a cluster.',
  },
  'secrets/stale-object': {
    severity: 'warning',
    title: 'Outdated encrypted object.',
    advice: 'run `infraflux secrets sync`',
    explanation:
      'SOPS binds a value to its path, so the object that a cluster decrypts is a file of its own. Each names the digest of its source.',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
