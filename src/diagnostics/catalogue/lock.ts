import type { CodeEntry } from './entry.ts';

/** infraflux.lock: lines that contradict each other, are missing or cannot be read. */
export const lockCodes = {
  'lock/unknown-format': {
    severity: 'error',
    title: 'Unknown format of infraflux.lock.',
    advice: 'use the InfraFlux version that wrote the file, or a newer one',
    explanation:
      'The first line of infraflux.lock names its format. A file of an unknown format cannot be preserved, and the numbers allocated in it could be allocated a second time. If only the first line was lost, `infraflux lock fix` restores it.',
    example: '# infraflux.lock\ninfraflux-lock 99',
  },
  'lock/missing': {
    severity: 'error',
    title: 'Lock file missing.',
    advice:
      'restore it: git checkout -- infraflux.lock; if nothing was ever created, remove the output directory instead',
    explanation:
      'infraflux.lock holds the numbers of all machines: ids, addresses, MACs, owners of kept disks. Compiled files show that there was one. Without it numbers would be allocated again, and machines that run would be given those of others.',
  },
  'lock/out-of-date': {
    severity: 'error',
    title: 'Lock file older than the compiled files.',
    advice: 'restore the newest one: git log --oneline -- infraflux.lock, then git checkout COMMIT -- infraflux.lock',
    explanation:
      'infraflux.lock has no lines of nodes that were compiled before, so it is older than the compiled files, or lines were removed. Their numbers would be allocated again and differ.',
  },
  'lock/malformed-line': {
    severity: 'error',
    title: 'Malformed line in infraflux.lock.',
    advice: 'restore the line from Git, or run `infraflux lock fix`, which drops it',
    explanation:
      'Each line is `<environment>/<cluster>/<node> <kind> <value>`, followed by `gone` for a removed node. A malformed line may contain a number that a running machine uses, so it is never skipped.',
    example: '# infraflux.lock\ninfraflux-lock 1\nprod/main/main-cp-1 address 10.10.40',
  },
  'lock/conflict-markers': {
    severity: 'error',
    title: 'Merge conflict in infraflux.lock.',
    advice: 'run `infraflux lock fix`: it keeps both sides, and the older line where they contradict each other',
    explanation:
      'Lines between the markers come from two branches. Usually both can be kept: each branch added a machine. `infraflux lock fix` removes the markers and keeps every line that does not contradict another.',
    example: [
      '# infraflux.lock',
      'infraflux-lock 1',
      '<<<<<<< HEAD',
      'prod/main/main-cp-1 vm-id 2001',
      '=======',
      'prod/main/main-cp-1 vm-id 2002',
      '>>>>>>> other',
    ].join('\n'),
  },
  'lock/duplicate-allocation': {
    severity: 'error',
    title: 'Duplicate allocation in infraflux.lock.',
    advice: 'run `infraflux lock fix`: the older owner keeps the value, the other one gets a new value',
    explanation:
      'Two branches that each added a machine can allocate the same number, and Git merges their lines without a conflict. One of the two owners needs a new number.',
    example: [
      '# infraflux.lock',
      'infraflux-lock 1',
      'prod/main/main-cp-1 address 10.10.40.10',
      'prod/main/main-cp-2 address 10.10.40.10',
    ].join('\n'),
  },
  'lock/has-resources': {
    severity: 'error',
    title: 'Cluster still has Terraform resources.',
    advice: 'destroy it first: `infraflux explain cluster/retained` describes how',
    explanation:
      '`lock forget` is for a cluster that is completely destroyed. It is refused while the Terraform state contains resources or cannot be read.',
  },
  'lock/contradiction': {
    severity: 'error',
    title: 'Contradicting lines in infraflux.lock.',
    advice: 'run `infraflux lock fix`: it keeps the older line',
    explanation: 'A machine has one address, one VM ID and one host. Two lines for the same thing come from a merge.',
    example: [
      '# infraflux.lock',
      'infraflux-lock 1',
      'prod/main/main-cp-1 vm-id 2001',
      'prod/main/main-cp-1 vm-id 2002',
    ].join('\n'),
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
