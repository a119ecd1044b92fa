import type { CodeEntry } from './entry.ts';

/** Faults of what InfraFlux works with: git, the repository that is published to, and another apply. */
export const engineCodes = {
  'engine/git-missing': {
    severity: 'error',
    title: 'Git not found.',
    advice: 'install git 2.30 or newer',
    explanation:
      'InfraFlux publishes with git. Where `gitops` is not set, it publishes to a bare repository, .infraflux/gitops.git.',
  },
  'engine/verification-off': {
    severity: 'error',
    title: 'Certificate verification turned off.',
    advice:
      'unset the variable; the authority of a private certificate goes into `ca` of the provider, or into SSL_CERT_FILE',
    explanation:
      'Without verification the API token of a hypervisor, or a commit, goes to any host that answers at the address. The variable is refused also where nothing is dialled in this run.',
  },
  'gitops/no-repository': {
    severity: 'warning',
    title: 'No Git repository for the clusters to read.',
    advice: 'set gitops.repository; or accept it, while you only try things',
    explanation:
      'Without `gitops.repository`, apply publishes to a bare repository under .infraflux/ that no cluster can reach. Machines and the bootstrap work; everything that Argo CD would install from Git is not installed.',
  },
  'publish/unreachable': {
    severity: 'error',
    title: 'Gitops repository unreachable.',
    advice: 'make `git ls-remote` work for that address in this shell; nothing was changed',
    explanation:
      'A plan compares with the published files, so it has to read them. Where they cannot be read, the plan shows the rest, compared with the output directory, and exits with 3; apply does nothing. git does not prompt here: credentials come from its credential helpers or the ssh agent, and the host key must already be known.',
  },
  'publish/bad-address': {
    severity: 'error',
    title: 'Invalid repository address.',
    advice: 'use an https, ssh, scp-like or file address',
    explanation:
      'git would read an address that starts with a dash as an option, and `helper::address` would start a program.',
  },
  'publish/edited-by-hand': {
    severity: 'error',
    title: 'Published file modified manually.',
    advice:
      'make the change in infraflux.yaml or a blueprint of your own, then revert it in the published file; `git log` of the file shows its author',
    explanation:
      'inputs.json of each environment contains the SHA-256 digest of every published file. A file with another digest was modified since, and publishing would lose that modification.',
  },
  'publish/unknown-file': {
    severity: 'warning',
    title: 'Unknown file in published directory.',
    advice: 'move it elsewhere; it is left unchanged',
    explanation: 'Only files that InfraFlux published are ever removed.',
  },
  'publish/other-work': {
    severity: 'error',
    title: 'Unrelated changes in working copy.',
    advice: 'commit or stash them first',
    explanation:
      'Where infraflux.yaml is in the repository that is published to, inputs and compiled files are committed together. Other changes would be left behind or mixed in.',
  },
  'publish/unknown-input': {
    severity: 'error',
    title: 'Unknown file among inputs.',
    advice: 'move it elsewhere, add it to .gitignore, or commit it yourself if it belongs into the repository',
    explanation:
      'In your own repository, apply commits the inputs together with the compiled files. In the folders secrets/, environments/, blueprints/ and schema/, it commits only files that it reads: a key, a note, or the swap file of an editor beside a secrets file must never be pushed.',
  },
  'publish/clear-secret': {
    severity: 'error',
    title: 'Secret in clear would be published.',
    advice: 'move the value into a secret (`infraflux secrets set`), and refer to it',
    explanation:
      'Everything that apply publishes is searched: for shapes of tokens and keys of the usual services, for values under names such as adminPassword, API_TOKEN or clientSecret, for passwords in addresses, and for objects of the kind Secret. What was pushed once stays in the history of the repository. A finding that is no secret is answered by its id, each by itself, under `secrets.notSecret`.',
  },
  'publish/not-at-head': {
    severity: 'error',
    title: 'Working copy not at branch head.',
    advice: 'pull or push first, then plan again',
    explanation:
      'Inputs and compiled files are committed together, on top of the remote branch. A working copy that is behind would revert commits of others; one that is ahead would publish unpushed commits.',
  },
  'publish/other-path': {
    severity: 'error',
    title: 'Gitops.path is not the output directory.',
    advice: 'set gitops.path to the path of the output directory in the repository',
    explanation:
      'Where infraflux.yaml is in the repository that is published to, the output directory itself is published.',
  },
  'publish/moved': {
    severity: 'error',
    title: 'Published branch changed after the plan.',
    advice: 'run plan again, review it, then apply',
    explanation:
      'Apply does exactly what the plan shows. Another user published to the same environments in between, so the plan is out of date.',
  },
  'publish/other-branch': {
    severity: 'error',
    title: 'Checked out branch is not the published one.',
    advice: 'merge it first; or name it: --from-branch NAME',
    explanation:
      'The branch that is published to has inputs of its own. Compiled files of another branch would lie beside inputs that they were not compiled from. With `--from-branch`, the inputs of the branch that is checked out are committed together with them; `HEAD` names a detached commit.',
  },
  'publish/failed': {
    severity: 'error',
    title: 'Publishing failed.',
    advice: 'check the message of git; nothing else was changed, and the same apply can be run again',
    explanation: 'The branch is unchanged: a push is atomic.',
  },
  'apply/locked': {
    severity: 'error',
    title: 'Another apply is running.',
    advice: 'wait until it has finished',
    explanation:
      'Only one apply runs in a directory at a time. The lock in the state directory of the checkout names the process and its machine; a lock of a process that no longer exists, or that was not refreshed for a minute, is taken over.',
  },
  'apply/has-errors': {
    severity: 'error',
    title: 'Plan contains errors.',
    advice: 'fix the errors, then plan again',
    explanation: 'Something that the plan needs could not be read, so the plan may be incomplete.',
  },
  'apply/stale': {
    severity: 'error',
    title: 'Plan is out of date.',
    advice: 'run plan again, review it, then apply',
    explanation:
      'A plan is bound to the digests of its inputs and compiled files, and to each change that Terraform planned. Terraform plans again before it changes anything; if its plan differs by then, nothing of that cluster is changed. A saved plan is also bound to the blueprints, the release of InfraFlux, the program and version of Terraform and of its providers, the hypervisors, the newest published commits, and lineage, serial and content of each state; if one of them is another, nothing at all is done.',
  },
  'apply/write-failed': {
    severity: 'error',
    title: 'File write failed.',
    advice: 'check permissions and free space; the same apply can be run again',
    explanation:
      'The operating system reported an error; the message contains it, after the name of the step. No later step was started.',
  },
  'apply/interrupted': {
    severity: 'error',
    title: 'Apply interrupted.',
    advice: 'continue with `infraflux apply --resume`',
    explanation:
      'The running step was finished, the next steps were not started. Terraform is interrupted: it finishes the machines that it started, saves its state, and starts no others. Each step first checks whether it is already done.',
  },
  'apply/nothing-to-resume': {
    severity: 'error',
    title: 'No interrupted apply to resume.',
    advice: 'run `infraflux apply`',
    explanation:
      'The journal in the state directory records the steps that apply started and finished. It can be deleted without harm: a new apply detects what is already done.',
  },
  'bundle/unreadable': {
    severity: 'error',
    title: 'Saved plan unreadable.',
    advice: 'create a new one: infraflux plan --save FILE',
    explanation: 'The file is not a saved plan, or has another format.',
  },
  'bundle/expired': {
    severity: 'error',
    title: 'Saved plan expired.',
    advice: 'plan again; `plan --save FILE --valid-for 72h` keeps it for longer',
    explanation:
      'A saved plan is valid for 24 hours, or for as long as `--valid-for` says. A plan from the future means that the clock of one of the machines is wrong.',
  },
  'bundle/weak-key': {
    severity: 'error',
    title: 'Key for saved plans too short.',
    advice: 'set INFRAFLUX_PLAN_KEY to 32 characters or more, for example those of `openssl rand -hex 32`; or unset it',
    explanation:
      'With a guessed key anyone can write a plan that apply accepts. A variable that CI left empty counts as set: no other key takes its place.',
  },
  'bundle/tampered': {
    severity: 'error',
    title: 'Saved plan modified or signed with another key.',
    advice: 'create a new one; where plan and apply run on different machines, set INFRAFLUX_PLAN_KEY on both',
    explanation:
      'A saved plan is signed (HMAC-SHA-256) with a key in the state directory of the user, or with INFRAFLUX_PLAN_KEY. Nothing in it is used before the signature is checked.',
  },
  'terraform/failed': {
    severity: 'error',
    title: 'Terraform failed.',
    advice: 'fix the reported error and apply again: finished work is kept, and the plan shows what is left',
    explanation:
      'The messages are those of Terraform and its providers, without secrets. The state contains everything that was created; a copy of a local state from before is in .infraflux/states.',
  },
  'terraform/not-settled': {
    severity: 'error',
    title: 'Terraform plan not empty after apply.',
    advice: 'run plan: it shows the difference. If nothing else changed the machines, report it with that plan',
    explanation:
      'After new machines get their first configuration, a second run only records how later configurations are applied. Any other difference would come back on every run, or another user or process is changing the machines.',
  },
  'apply/not-allowed': {
    severity: 'error',
    title: 'Destructive change not allowed.',
    advice: 'if that is intended, name it: --allow NAME',
    explanation:
      'Recreating or destroying a machine, or destroying a disk, cannot be undone, so each has to be named; confirming the whole plan is not enough.',
  },
  'terraform/provider-pre-release': {
    severity: 'warning',
    title: 'Pre-release of the Talos provider required.',
    advice: 'stay with Talos 1.13 if you do not want a pre-release',
    explanation:
      'Talos 1.14 stores its configuration in documents that siderolabs/talos 0.11, built with the libraries of 1.13, cannot read. Until 0.12 is released, the pre-release is pinned exactly (terraform-provider-talos, releases of 0.12.0).',
    example: 'versions: {talos: 1.14.1}',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
