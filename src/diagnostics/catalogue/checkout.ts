import type { CodeEntry } from './entry.ts';

/** Faults of what a checkout holds beside the inputs: files that InfraFlux or Terraform wrote there, and where it would write. */
export const checkoutCodes = {
  'checkout/tracked': {
    severity: 'error',
    title: 'Working files tracked by Git.',
    advice:
      'look at who committed them; `git rm -r` removes them. Where they are yours, `git rm -r --cached` keeps the files and stops tracking them',
    explanation:
      'A branch can bring along everything that Git tracks. Terraform state, a repository, a kubeconfig or a cache that came with a branch would decide what is run here, and with which credentials. So nothing of .infraflux/ and no local Terraform state is used while Git tracks any of it.',
  },
  'checkout/link': {
    severity: 'error',
    title: 'Symbolic link in working directory.',
    advice: 'remove the link; put a directory or file of its own there where you need one',
    explanation:
      'A branch can commit a symbolic link that leads anywhere. Writing through it would change a file outside of the checkout, and reading through it would take foreign files for those that InfraFlux wrote.',
  },
  'checkout/other-owner': {
    severity: 'error',
    title: 'Working file owned by another user.',
    advice: 'change its owner (chown), or run InfraFlux as its owner',
    explanation:
      'What InfraFlux wrote belongs to the user that ran it. A file of another user may hold anything. Root may use files of another user only where that user owns the whole checkout, as in a container.',
  },
  'checkout/not-checked': {
    severity: 'error',
    title: 'Tracked files cannot be listed.',
    advice: 'see that `git ls-files` works in the directory of infraflux.yaml',
    explanation:
      'Before InfraFlux uses .infraflux/ or a local Terraform state it asks Git whether any of it is tracked. Without an answer nothing of it is used.',
  },
  'checkout/foreign-objects': {
    severity: 'error',
    title: 'Embedded repository uses objects of another repository.',
    advice: 'remove .infraflux/gitops.git: it holds nothing but what was published, and the next apply makes it again',
    explanation:
      '`objects/info/alternates` names another repository whose objects count as its own. InfraFlux never writes that file.',
  },
  'checkout/tracked-setting': {
    severity: 'error',
    title: 'Environment variable refers to a tracked file.',
    advice: 'copy it to a place outside of the checkout, and let the variable name that',
    explanation:
      'TF_CLI_CONFIG_FILE, TERRAFORM_CONFIG and TF_PLUGIN_CACHE_DIR say where Terraform takes providers from: programs that run with your credentials. A file that Git tracks in the checkout is decided by the branch.',
  },
  'state/temporary': {
    severity: 'warning',
    title: 'Working state in a temporary directory.',
    advice: 'set XDG_STATE_HOME to a directory outside of the checkout that is kept and that this user can write',
    explanation:
      'The cache, Terraform stages and providers, the journal of applies and their lock are kept in $XDG_STATE_HOME/infraflux (~/.local/state/infraflux), never in the checkout. Where that cannot be, a private folder among the temporary files takes its place: everything works, but is downloaded and worked out again once the system has emptied it, and an interrupted apply is forgotten.',
  },
  'state/not-writable': {
    severity: 'error',
    title: 'State directory not writable.',
    advice: 'set XDG_STATE_HOME to a directory outside of the checkout that this user can write',
    explanation:
      'Planning and applying need a directory for repositories, Terraform stages and the journal. Neither $XDG_STATE_HOME (~/.local/state) nor the directory of temporary files could be used.',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
