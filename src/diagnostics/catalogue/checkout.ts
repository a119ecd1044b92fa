import type { CodeEntry } from './entry.ts';

/** Faults of what a checkout holds beside the inputs: files that InfraFlux or Terraform wrote there, and where it would write. */
export const checkoutCodes = {
  'checkout/tracked': {
    severity: 'error',
    title: 'Working files of InfraFlux are tracked by Git.',
    advice:
      'look at who committed them; `git rm -r` removes them. Where they are yours, `git rm -r --cached` keeps the files and stops tracking them',
    explanation:
      'A branch can bring along everything that Git tracks. Terraform state, a repository, a kubeconfig or a cache that came with a branch would decide what is run here, and with which credentials. So nothing of .infraflux/ and no local Terraform state is used while Git tracks any of it.',
  },
  'checkout/link': {
    severity: 'error',
    title: 'A symbolic link in a place that InfraFlux reads back or writes.',
    advice: 'remove the link; put a directory or file of its own there where you need one',
    explanation:
      'A branch can commit a symbolic link that leads anywhere. Writing through it would change a file outside of the checkout, and reading through it would take foreign files for those that InfraFlux wrote.',
  },
  'checkout/other-owner': {
    severity: 'error',
    title: 'A working file belongs to another user.',
    advice: 'change its owner (chown), or run InfraFlux as its owner',
    explanation:
      'What InfraFlux wrote belongs to the user that ran it. A file of another user may hold anything. Root may use files of another user only where that user owns the whole checkout, as in a container.',
  },
  'checkout/not-checked': {
    severity: 'error',
    title: 'Git does not list the tracked files.',
    advice: 'see that `git ls-files` works in the directory of infraflux.yaml',
    explanation:
      'Before InfraFlux uses .infraflux/ or a local Terraform state it asks Git whether any of it is tracked. Without an answer nothing of it is used.',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
