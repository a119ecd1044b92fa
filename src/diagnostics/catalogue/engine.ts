import type { CodeEntry } from './entry.ts';

/** Faults of what InfraFlux works with: git, the repository that is published to, and another apply. */
export const engineCodes = {
  'engine/git-missing': {
    severity: 'error',
    title: 'Git not found.',
    advice: 'install git 2.30 or newer',
    explanation:
      'InfraFlux publishes what it compiles by git, even where no `gitops` is set: then to a bare repository under .infraflux/.',
  },
  'publish/unreachable': {
    severity: 'error',
    title: 'Gitops repository unreachable.',
    advice: 'see that `git ls-remote` works for that address in this shell; nothing was changed',
    explanation:
      'A plan compares with what is published, so it needs to read it. git asks no questions here: credentials come from its own helpers or the ssh agent, and a host key must be known already.',
  },
  'publish/bad-address': {
    severity: 'error',
    title: 'Invalid repository address.',
    advice: 'write an https, ssh, scp-like or file address',
    explanation:
      'An address that starts with a dash would be read as an option by git, and `helper::address` would start a program.',
  },
  'publish/edited-by-hand': {
    severity: 'error',
    title: 'Published file modified manually.',
    advice:
      'put the change into infraflux.yaml or a blueprint of your own, then take it back there; git log of the file says whose it is',
    explanation:
      'inputs.json of each environment holds the SHA-256 of every file that was published. A file with another digest was changed since by somebody, and publishing would lose that change.',
  },
  'publish/unknown-file': {
    severity: 'warning',
    title: 'Unknown file in published directory.',
    advice: 'move it elsewhere; it is kept as it is',
    explanation: 'Only files that InfraFlux published itself are ever removed.',
  },
  'publish/other-work': {
    severity: 'error',
    title: 'Unrelated changes in working copy.',
    advice: 'commit or stash them first',
    explanation:
      'Where infraflux.yaml lies in the repository that is published to, inputs and compiled files go into one commit. Other changes would stay behind or get mixed up.',
  },
  'publish/not-at-head': {
    severity: 'error',
    title: 'Working copy not at branch head.',
    advice: 'pull or push first, then plan again',
    explanation:
      'Inputs and compiled files are committed together, on top of what the remote has. A working copy that is behind would undo what others did; one that is ahead would publish their commits unasked.',
  },
  'publish/other-path': {
    severity: 'error',
    title: 'Gitops.path is not the output directory.',
    advice: 'set gitops.path to the path of the output directory in the repository',
    explanation:
      'Where infraflux.yaml lies in the repository that is published to, the output directory is what is published.',
  },
  'publish/moved': {
    severity: 'error',
    title: 'Published branch changed after the plan.',
    advice: 'plan again, read it, apply again',
    explanation:
      'Apply does exactly what the plan said. Somebody published to the same environments in between, so it no longer holds.',
  },
  'publish/failed': {
    severity: 'error',
    title: 'Publishing failed.',
    advice: 'see what git says; nothing else was changed, and the same apply may be run again',
    explanation: 'The branch still is what it was: a commit is pushed whole or not at all.',
  },
  'apply/locked': {
    severity: 'error',
    title: 'Another apply is running.',
    advice: 'wait until it has ended',
    explanation:
      'One apply at a time works in a directory. The lock in the state directory of the checkout names the process and its machine; one whose process is gone, or that has not been touched for a minute, is taken over.',
  },
  'apply/has-errors': {
    severity: 'error',
    title: 'Plan contains errors.',
    advice: 'mend the errors, then plan again',
    explanation: 'Something that the plan needs could not be read, so it does not say all that would change.',
  },
  'apply/stale': {
    severity: 'error',
    title: 'Plan is out of date.',
    advice: 'plan again, read it, apply again',
    explanation:
      'A plan is bound to the digests of its inputs and of what they compile to, and to each change that Terraform said it would make. Terraform is asked again before it does anything; where it would do something else by now, nothing of that cluster is touched.',
  },
  'apply/write-failed': {
    severity: 'error',
    title: 'File write failed.',
    advice: 'check permissions and free space; the same apply may be run again',
    explanation:
      'The operating system refused; its own words are in the message, behind the name of the step. No step after it was begun.',
  },
  'apply/interrupted': {
    severity: 'error',
    title: 'Apply interrupted.',
    advice: 'go on with `infraflux apply --resume`',
    explanation:
      'The step at work was finished, the next ones were not begun. Terraform is told to end: it finishes the machines that it began, keeps its state, and begins no others. Each step asks first whether it is already true.',
  },
  'apply/nothing-to-resume': {
    severity: 'error',
    title: 'No interrupted apply to resume.',
    advice: 'run `infraflux apply`',
    explanation:
      'The journal in the state directory says what apply began and what it finished. Losing it loses nothing: a new apply finds out what is already true.',
  },
  'bundle/unreadable': {
    severity: 'error',
    title: 'Saved plan unreadable.',
    advice: 'make a new one: infraflux plan --save FILE',
    explanation: 'The file is no saved plan, or one of another format.',
  },
  'bundle/tampered': {
    severity: 'error',
    title: 'Saved plan modified or signed with another key.',
    advice: 'make a new one; where plan and apply run on different machines, set INFRAFLUX_PLAN_KEY on both',
    explanation:
      'A saved plan is signed (HMAC-SHA-256) with a key that lies in the state directory of its user, or with INFRAFLUX_PLAN_KEY. Nothing in it is used before that is checked.',
  },
  'terraform/refused': {
    severity: 'error',
    title: 'Terraform run blocked.',
    advice: 'the message says what stands in the way; nothing of this cluster was changed',
    explanation:
      'Before Terraform changes anything, the hypervisor is asked once more who has the ids that machines would get, the state is looked at, and Terraform plans anew. Its provider adopts a foreign machine that has a wanted id, and would destroy it one day as its own (tried with bpg/proxmox 0.112).',
  },
  'terraform/failed': {
    severity: 'error',
    title: 'Terraform failed.',
    advice: 'mend what it says and apply again: what is done stays done, and the plan shows what is left',
    explanation:
      'The sentences are those of Terraform and its providers, without secrets. Its state holds what was made; a copy of a local state from before is in .infraflux/states.',
  },
  'terraform/not-settled': {
    severity: 'error',
    title: 'Terraform plan not empty after apply.',
    advice: 'run plan: it shows what differs. If nobody changed anything, report it with that plan',
    explanation:
      'After new machines got their first configuration, a second run must have nothing left but to note how later configurations are applied. Anything else is a difference that would come back for ever, or somebody else at work.',
  },
  'apply/not-allowed': {
    severity: 'error',
    title: 'Destructive change not allowed.',
    advice: 'if that is what you want, name it: --allow NAME',
    explanation:
      'Making a machine anew, destroying one, or destroying a disk cannot be taken back, so each has to be named; a `yes` to the whole plan is not enough.',
  },
  'terraform/provider-pre-release': {
    severity: 'warning',
    title: 'Pre-release of the Talos provider required.',
    advice: 'stay with Talos 1.13 where a pre-release is not wanted',
    explanation:
      'Talos 1.14 keeps its configuration in documents that siderolabs/talos 0.11, built with the libraries of 1.13, cannot read. Until 0.12 is released, the pre-release is pinned exactly (terraform-provider-talos, releases of 0.12.0).',
    example: 'versions: {talos: 1.14.1}',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
