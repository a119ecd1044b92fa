import type { CodeEntry } from './entry.ts';

/** Faults of what a checkout holds beside the inputs: files that InfraFlux or Terraform wrote there, and where it would write. */
export const checkoutCodes = {
  'checkout/tracked': {
    severity: 'error',
    title: 'Working files tracked by Git.',
    advice:
      'check who committed them; `git rm -r` removes them. If they are yours, `git rm -r --cached` keeps the files and stops tracking them',
    explanation:
      'A branch can contain any tracked file. Terraform state, a repository, a kubeconfig or a cache from a branch would decide what is executed here, and with which credentials. So nothing in .infraflux/ and no local Terraform state is used while Git tracks any of it.',
  },
  'checkout/link': {
    severity: 'error',
    title: 'Symbolic link in working directory.',
    advice: 'remove the link; create a regular directory or file instead if you need one',
    explanation:
      'A branch can commit a symbolic link to any path. Writing through it would change a file outside of the checkout, and reading through it would treat foreign files as files that InfraFlux wrote.',
  },
  'checkout/other-owner': {
    severity: 'error',
    title: 'Working file owned by another user.',
    advice: 'change its owner (chown), or run InfraFlux as its owner',
    explanation:
      'Files that InfraFlux wrote belong to the user that ran it; a file of another user may contain anything. Root may use files of another user only where that user owns the whole checkout, as in a container.',
  },
  'checkout/not-checked': {
    severity: 'error',
    title: 'Tracked files cannot be listed.',
    advice: 'make `git ls-files` work in the directory of infraflux.yaml',
    explanation:
      'Before InfraFlux uses .infraflux/ or a local Terraform state it checks whether Git tracks any of it. Without an answer it uses none of it.',
  },
  'checkout/foreign-objects': {
    severity: 'error',
    title: 'Embedded repository uses objects of another repository.',
    advice: 'remove .infraflux/gitops.git: it contains only what was published, and the next apply creates it again',
    explanation:
      '`objects/info/alternates` includes the objects of another repository. InfraFlux never writes that file.',
  },
  'checkout/tracked-setting': {
    severity: 'error',
    title: 'Environment variable refers to a tracked file.',
    advice: 'copy the file to a place outside of the checkout, and set the variable to that path',
    explanation:
      'TF_CLI_CONFIG_FILE, TERRAFORM_CONFIG and TF_PLUGIN_CACHE_DIR control where Terraform installs providers from: programs that run with your credentials. The content of a tracked file is controlled by the branch.',
  },
  'state/temporary': {
    severity: 'warning',
    title: 'Working state in a temporary directory.',
    advice: 'set XDG_STATE_HOME to a persistent directory outside of the checkout that this user can write',
    explanation:
      'The cache, Terraform stages and providers, the journal of applies and their lock are stored in $XDG_STATE_HOME/infraflux (~/.local/state/infraflux), never in the checkout. Where that is not possible, a private temporary directory is used instead: everything works, but once the system has emptied it, providers are downloaded and results computed again, and an interrupted apply cannot be resumed.',
  },
  'state/not-restorable': {
    severity: 'error',
    title: 'Terraform state cannot be restored.',
    advice: 'infraflux state list ENVIRONMENT/CLUSTER shows the copies',
    explanation:
      'A copy takes the place of a state that is gone, empty or damaged. One that can be read and has resources is only replaced with --replace, and a copy of it is kept. States in another backend are kept by that backend.',
  },
  'state/not-writable': {
    severity: 'error',
    title: 'State directory not writable.',
    advice: 'set XDG_STATE_HOME to a directory outside of the checkout that this user can write',
    explanation:
      'Plan and apply need a directory for repositories, Terraform stages and the journal. Neither $XDG_STATE_HOME (~/.local/state) nor the temporary directory is usable.',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
