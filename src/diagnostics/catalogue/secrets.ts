import type { CodeEntry } from './entry.ts';

/** Faults of secrets: their files, their keys, and what is found in clear. None of them ever holds a value. */
export const secretsCodes = {
  'secrets/not-delivered': {
    severity: 'warning',
    title: 'Secrets are not brought to the cluster.',
    advice:
      'enable a component that decrypts secrets, or set secrets.external; or accept it, where you create the Secrets yourself',
    explanation:
      'Components read Secrets of the cluster. Files under secrets/ reach it only by a component that decrypts them there, or by a store outside of Git. Without either, they stay files, and what reads them waits without end.',
  },
  'secrets/unreadable': {
    severity: 'error',
    title: 'Secrets file unreadable.',
    advice: 'restore the file from Git, or create it again with `infraflux secrets set`',
    explanation:
      'Secrets are plain SOPS files with age recipients (https://getsops.io). Aliases, anchors and multiple documents are not allowed.',
  },
  'secrets/tampered': {
    severity: 'error',
    title: 'Secrets file modified without its key.',
    advice: 'restore the file from Git (`git log` of it shows its authors); nothing of it was used',
    explanation:
      'SOPS binds each value to its path, and all values to the file by a MAC. Merging two changes, moving a value manually, or a change without the key breaks that. InfraFlux has no option to ignore it.',
  },
  'secrets/misplaced': {
    severity: 'error',
    title: 'Secrets file in another place than it was written for.',
    advice:
      'restore the file from Git, and set the values here with `infraflux secrets set`; after an intended move, `sops edit FILE` changes infraflux_unencrypted.path',
    explanation:
      'A file records its path among the values that its MAC covers, so a copy cannot give the secrets of one environment to the readers of another. Only who can decrypt the file can change the record.',
  },
  'secrets/not-bound': {
    severity: 'warning',
    title: 'Secrets file not bound to its path.',
    advice: 'run `infraflux secrets rotate`, which records path and recipients in each file',
    explanation:
      'The file was not written by InfraFlux, or by an earlier version. Until its path and its recipients are recorded in it, a copy in another environment and an added recipient are not detected.',
  },
  'secrets/new-recipient': {
    severity: 'error',
    title: 'New recipient not confirmed.',
    advice: 'check where the recipient comes from; `--accept-recipient RECIPIENT` confirms it',
    explanation:
      'A branch can add a recipient to infraflux.yaml, and the secrets that are written next would be encrypted to it. So a recipient that the files were not encrypted to when they were last written has to be confirmed, in a prompt or by the option.',
  },
  'secrets/other-endpoint': {
    severity: 'error',
    title: 'Secret written for another endpoint.',
    advice: 'check who changed the endpoint; `infraflux secrets rotate --accept-endpoint URL` accepts it',
    explanation:
      'The token of a provider is sent to the endpoint that infraflux.yaml names, and a branch can change it. So the endpoint is recorded in the secrets file, authenticated by its key, when the secret is set; the token is sent to no other.',
  },
  'secrets/cluster-key-mismatch': {
    severity: 'error',
    title: 'Cluster key of another recipient than infraflux.lock records.',
    advice: 'restore the file from Git (`git log` of it shows its authors)',
    explanation:
      "Anyone who knows the recipients can encrypt a file to them. A replaced cluster key would make its author a reader of all secrets of the environment's clusters, so infraflux.lock records its public half.",
  },
  'secrets/plain-text': {
    severity: 'error',
    title: 'Plain text value in secrets file.',
    advice: 'treat the value as leaked: replace it, then write it with `infraflux secrets set`',
    explanation: 'Everything under secrets/ is committed, so all of it must be encrypted.',
  },
  'secrets/no-key': {
    severity: 'error',
    title: 'No age key for secrets file.',
    advice:
      'set SOPS_AGE_KEY_FILE to your key, or ask an operator to add your recipient (`infraflux secrets init` creates a key)',
    explanation:
      'Keys are searched where sops searches them: SOPS_AGE_KEY, SOPS_AGE_KEY_FILE, and sops/age/keys.txt in the user configuration directory.',
  },
  'secrets/needs-sops': {
    severity: 'error',
    title: 'Sops required to decrypt.',
    advice: 'install sops 3.9 or newer, or add an age recipient with `sops updatekeys`',
    explanation: 'InfraFlux itself reads and writes age recipients. KMS, PGP and Vault need the sops program.',
  },
  'secrets/invalid-key-file': {
    severity: 'error',
    title: 'Invalid age key file.',
    advice: 'each line must be an age identity (AGE-SECRET-KEY-...), empty, or a comment',
    explanation: 'The line is not shown, because it may contain a key.',
  },
  'secrets/key-in-repository': {
    severity: 'error',
    title: 'Private key inside the repository.',
    advice: 'store it elsewhere: without SOPS_AGE_KEY_FILE it is stored in the user configuration directory',
    explanation: 'The key that decrypts all secrets must never be committed together with them.',
  },
  'secrets/no-recipients': {
    severity: 'error',
    title: 'No recipients.',
    advice: 'run `infraflux secrets init`, or set secrets.sops.recipients in infraflux.yaml',
    explanation: 'Files are encrypted to the recipients of infraflux.yaml; without any, they could never be decrypted.',
  },
  'secrets/invalid-recipient': {
    severity: 'error',
    title: 'Invalid age recipient.',
    advice: 'copy the whole value from the line `# public key:` of the key file',
    explanation:
      'An age recipient has a checksum. A mismatch is a typing error, and the files could never be decrypted.',
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
    advice: 'check that the change of recipients is intended, then run `infraflux secrets rotate`',
    explanation:
      'The recipients of a file are listed in the file itself, outside of its MAC. infraflux.yaml lists the intended ones; they differ after a recipient was added or removed, or when the file was replaced.',
  },
  'secrets/extra-recipient': {
    severity: 'error',
    title: 'Recipient not in infraflux.yaml.',
    advice: 'check who added the recipient (`git log` of the file), then run `infraflux secrets rotate`',
    explanation:
      'SOPS does not prove who encrypted a file: anyone can encrypt to a public key. So no value is added to a file that an unlisted recipient can decrypt.',
  },
  'secrets/concurrent-change': {
    severity: 'error',
    title: 'Secrets file changed concurrently.',
    advice: 'run the command again',
    explanation: 'Another process wrote the file after it was read. Overwriting it would lose that change.',
  },
  'secrets/one-recipient': {
    severity: 'warning',
    title: 'Single recipient.',
    advice: 'add a second recipient whose key is kept offline',
    explanation: 'If the only key is lost, all secrets are lost, and with the machine secrets the clusters too.',
    example: [
      'secrets:',
      '  sops:',
      '    recipients: [age17dmr2vf5y6wqj537j8tesdk6z8gkxzl2ymu04mw6vf5nwjmgxunqpjme7q]',
    ].join('\n'),
  },
  'secrets/invalid-name': {
    severity: 'error',
    title: 'Invalid secret name.',
    advice: 'names are lower-case letters, digits and dashes; keys are letters, digits, `.`, `_` and `-`',
    explanation:
      'The name is a file name and the name of a Kubernetes Secret. In SOPS the key `sops` is reserved, and a key that ends in _unencrypted would stay in plain text.',
  },
  'secrets/missing': {
    severity: 'error',
    title: 'Secret not found.',
    advice: 'add it with `infraflux secrets set`',
    explanation:
      'infraflux.yaml or a blueprint refers to it. Only its consumers wait; the rest can be planned and applied.',
  },
  'secrets/missing-key': {
    severity: 'error',
    title: 'Missing key in secret.',
    advice: 'add it with `infraflux secrets set ENVIRONMENT NAME --key KEY`',
    explanation: 'Key names are not encrypted, so this is checked without a private key.',
  },
  'secrets/unused': {
    severity: 'warning',
    title: 'Unused secret.',
    advice: 'remove the file if nothing else uses it',
    explanation: 'Nothing in infraflux.yaml and no blueprint refers to it.',
  },
  'secrets/loose-mode': {
    severity: 'warning',
    title: 'Permissions of private file too open.',
    advice: 'consider which users could have read it until now',
    explanation: 'Key files and files with secrets have the mode 0600, their directories 0700.',
  },
  'secrets/not-written': {
    severity: 'error',
    title: 'Secrets file write failed.',
    advice: 'check permissions and free space; the old file is unchanged',
    explanation: 'A file is written next to the old one and renamed, so it is either the old one or the new one.',
  },
  'secrets/invalid-value': {
    severity: 'error',
    title: 'Missing or invalid secret value.',
    advice: 'enter the value at the prompt, or pass it by stdin or --file',
    explanation:
      'A value is text of at most 512 KiB. It is never read from the command line, where other users of the machine could see it.',
  },
  'secrets/leaked': {
    severity: 'error',
    title: 'Plain text secret in file.',
    advice: 'replace the secret (`infraflux secrets rotate`): removing the line does not make it secret again',
    explanation:
      'Files are searched for the values of the secrets files (plain, base64, URL- and JSON-escaped) and for patterns of private keys and tokens.',
  },
  'secrets/machine-secrets-missing': {
    severity: 'error',
    title: 'Machine secrets missing.',
    advice: 'restore the file from Git, or import a copy: infraflux secrets import CLUSTER FILE',
    explanation:
      'infraflux.lock records the fingerprint of the secrets that the cluster was created with. New secrets would lock out every client of the running cluster, so they are never generated a second time.',
  },
  'secrets/machine-secrets-mismatch': {
    severity: 'error',
    title: 'Machine secrets of another cluster.',
    advice: 'restore the file from Git, or import the right one: infraflux secrets import CLUSTER FILE',
    explanation: 'The fingerprint in infraflux.lock covers the certificate authorities and ids of the bundle.',
  },
  'secrets/invalid-bundle': {
    severity: 'error',
    title: 'Invalid Talos secrets bundle.',
    advice:
      'use the file that `talosctl gen secrets` or `talhelper gensecret` wrote, in plain text or decryptable with a key of this machine',
    explanation:
      'A bundle contains cluster, secrets, trustdinfo and certs, as defined in pkg/machinery/config/generate/secrets of Talos.',
  },
  'secrets/unknown-cluster': {
    severity: 'error',
    title: 'Unknown environment or cluster.',
    advice: 'use a name from infraflux.yaml, for example prod/main',
    explanation: 'Secrets belong to an environment, machine secrets to a cluster.',
  },
  'secrets/stale-object': {
    severity: 'warning',
    title: 'Outdated encrypted object.',
    advice: 'run `infraflux secrets sync`',
    explanation:
      'SOPS binds a value to its path, so the object that a cluster decrypts is a separate file. It contains the digest of its source.',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
