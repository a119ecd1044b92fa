import type { CodeEntry } from './entry.ts';

/** Faults of secrets: their files, their keys, and what is found in clear. None of them ever holds a value. */
export const secretsCodes = {
  'secrets/unreadable': {
    severity: 'error',
    title: 'A secrets file is no SOPS file that can be read.',
    advice: 'take the file back from Git, or make it anew with `infraflux secrets set`',
    explanation:
      'Secrets are plain SOPS files with age recipients (https://getsops.io). The format knows no aliases, anchors or second documents.',
  },
  'secrets/tampered': {
    severity: 'error',
    title: 'A secrets file was changed by something that has not its key.',
    advice: 'take the file back from Git (`git log` of it says who changed it); nothing of it was used',
    explanation:
      'SOPS binds each value to its path, and all values by a MAC to the file. A merge of two changes, a value moved by hand, or somebody without the key breaks that. InfraFlux has no way to ignore it.',
  },
  'secrets/in-clear': {
    severity: 'error',
    title: 'A secrets file holds a value in clear.',
    advice: 'treat the value as known to others: replace it, then write it with `infraflux secrets set`',
    explanation: 'Everything under secrets/ is committed, so all of it must be encrypted.',
  },
  'secrets/no-key': {
    severity: 'error',
    title: 'No age key on this machine opens a secrets file.',
    advice:
      'set SOPS_AGE_KEY_FILE to your key, or ask an operator to add your recipient (`infraflux secrets init` makes a key)',
    explanation:
      'Keys are looked for where sops looks: SOPS_AGE_KEY, SOPS_AGE_KEY_FILE, and sops/age/keys.txt in the user configuration directory.',
  },
  'secrets/needs-sops': {
    severity: 'error',
    title: 'A secrets file is encrypted by something that only sops can use.',
    advice: 'install sops 3.9 or newer, or add an age recipient with `sops updatekeys`',
    explanation: 'InfraFlux itself reads and writes age recipients. KMS, PGP and Vault need the real sops.',
  },
  'secrets/bad-key-file': {
    severity: 'error',
    title: 'A file of age keys cannot be read.',
    advice: 'each line is an age identity (AGE-SECRET-KEY-...), empty, or a comment',
    explanation: 'The line is not shown, because it may hold a key.',
  },
  'secrets/key-in-repository': {
    severity: 'error',
    title: 'A private age key would lie in the repository.',
    advice: 'keep it elsewhere: without SOPS_AGE_KEY_FILE it goes to the user configuration directory',
    explanation: 'What opens all secrets must never be committed beside them.',
  },
  'secrets/no-recipients': {
    severity: 'error',
    title: 'Nobody is named who may read the secrets.',
    advice: 'run `infraflux secrets init`, or set secrets.sops.recipients in infraflux.yaml',
    explanation:
      'Files are encrypted to the recipients of infraflux.yaml; without any, nobody could ever read them again.',
  },
  'secrets/bad-recipient': {
    severity: 'error',
    title: 'A recipient is no age public key.',
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
    title: 'A secrets file is encrypted to others than infraflux.yaml says.',
    advice: 'see that the change of recipients was meant, then run `infraflux secrets rotate`',
    explanation:
      'Who may read a file stands in the file itself, outside of its MAC. infraflux.yaml says who should; a difference is somebody who was added or removed, or a file that somebody replaced.',
  },
  'secrets/extra-recipient': {
    severity: 'error',
    title: 'A new value would be readable by somebody whom infraflux.yaml does not name.',
    advice: 'find out who added the recipient (`git log` of the file), then run `infraflux secrets rotate`',
    explanation:
      'SOPS does not say who encrypted a file: anybody can encrypt to a public key. So nothing is added to a file that opens for others than it should.',
  },
  'secrets/changed-meanwhile': {
    severity: 'error',
    title: 'A secrets file changed while a command was at work on it.',
    advice: 'run the command again',
    explanation: 'Somebody else wrote the file after it was read. Writing over it would lose their change.',
  },
  'secrets/one-recipient': {
    severity: 'warning',
    title: 'Only one key opens the secrets.',
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
    title: 'A name cannot be that of a secret or of a key in it.',
    advice: 'names are lower-case letters, digits and dashes; keys are letters, digits, `.`, `_` and `-`',
    explanation:
      'The name is a file name and the name of a Kubernetes Secret. In SOPS the key `sops` is taken, and a key that ends in _unencrypted would stay in clear.',
  },
  'secrets/missing': {
    severity: 'error',
    title: 'A secret has no file.',
    advice: 'add it with `infraflux secrets set`',
    explanation:
      'infraflux.yaml or a blueprint refers to it. Only what reads it waits; the rest can be planned and applied.',
  },
  'secrets/missing-key': {
    severity: 'error',
    title: 'A secret lacks a key that somebody reads.',
    advice: 'add it with `infraflux secrets set ENVIRONMENT NAME --key KEY`',
    explanation: 'Names of keys are not encrypted, so this is known without any key.',
  },
  'secrets/unused': {
    severity: 'warning',
    title: 'A secret is read by nobody.',
    advice: 'remove the file when nothing else uses it',
    explanation: 'Nothing in infraflux.yaml and no blueprint refers to it.',
  },
  'secrets/loose-mode': {
    severity: 'warning',
    title: 'A private file could be read by others on this machine; that was mended.',
    advice: 'think about who could have read it until now',
    explanation: 'Key files and what holds secrets have the mode 0600, their directories 0700.',
  },
  'secrets/not-written': {
    severity: 'error',
    title: 'A secrets file could not be written.',
    advice: 'check permissions and free space; the old file is whole',
    explanation: 'A file is written beside the old one and renamed, so it is either the old one or the new one.',
  },
  'secrets/value': {
    severity: 'error',
    title: 'No value, or one that cannot be used.',
    advice: 'a value comes from the prompt, from stdin or from --file',
    explanation:
      'A value is text of at most 512 KiB. It is never taken from the command line, where other users of the machine could read it.',
  },
  'secrets/found-in-clear': {
    severity: 'error',
    title: 'A secret stands in clear in a file.',
    advice: 'replace the secret (`infraflux secrets rotate`): removing the line does not make it unknown again',
    explanation:
      'Files are searched for the values of the secrets files (as they are, in base64, URL- and JSON-escaped) and for shapes of private keys and tokens.',
  },
  'secrets/machine-secrets-missing': {
    severity: 'error',
    title: 'The machine secrets of a cluster are gone.',
    advice: 'take the file back from Git, or import a copy: infraflux secrets import CLUSTER FILE',
    explanation:
      'infraflux.lock remembers the fingerprint of the secrets that the cluster was made with. New ones would lock everybody out of the running cluster, so they are never minted a second time.',
  },
  'secrets/other-machine-secrets': {
    severity: 'error',
    title: 'The machine secrets are not those that the cluster was made with.',
    advice: 'take the file back from Git, or import the right one: infraflux secrets import CLUSTER FILE',
    explanation: 'The fingerprint in infraflux.lock is that of the certificate authorities and ids of the bundle.',
  },
  'secrets/bad-bundle': {
    severity: 'error',
    title: 'A file is no bundle of Talos machine secrets.',
    advice:
      'give the file that `talosctl gen secrets` or `talhelper gensecret` wrote, decrypted by a key of this machine or in clear',
    explanation:
      'A bundle holds cluster, secrets, trustdinfo and certs, as pkg/machinery/config/generate/secrets of Talos reads it.',
  },
  'secrets/unknown-cluster': {
    severity: 'error',
    title: 'There is no such environment or cluster.',
    advice: 'name it as infraflux.yaml does, for example prod/main',
    explanation: 'Secrets belong to an environment, machine secrets to a cluster.',
  },
  'secrets/stale-object': {
    severity: 'warning',
    title: 'An encrypted object no longer fits the secret that it is made from.',
    advice: 'run `infraflux secrets sync`',
    explanation:
      'SOPS binds a value to its path, so the object that a cluster decrypts is a file of its own. Each names the digest of its source.',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
