import type { CodeEntry } from '../catalogue.ts';

export const modelCodes = {
  // ---- lock/: infraflux.lock ----
  'lock/unknown-format': {
    severity: 'error',
    title: 'infraflux.lock is of a format that this InfraFlux does not know.',
    advice: 'use the InfraFlux that wrote it, or a newer one',
    explanation:
      'The first line of infraflux.lock names its format. A format that is not known cannot be kept: numbers that were handed out would be handed out anew. If the line was lost by hand, `infraflux lock fix` writes it again.',
    example: 'infraflux-lock 99',
  },
  'lock/malformed-line': {
    severity: 'error',
    title: 'A line of infraflux.lock cannot be read.',
    advice: 'restore the line from Git, or run `infraflux lock fix`, which drops it',
    explanation:
      'Each line is `<environment>/<cluster>/<node> <kind> <value>`, with `gone` behind it for a node that is no more. A line that cannot be read may hold a number that a running machine has, so it is never passed over.',
    example: 'prod/main/main-cp-1 address 10.10.40',
  },
  'lock/conflict-markers': {
    severity: 'error',
    title: 'infraflux.lock holds a conflict that Git could not merge.',
    advice: 'run `infraflux lock fix`: it keeps both sides, and the older line where they contradict each other',
    explanation:
      'Lines between the markers come from two branches. They seldom contradict each other: two branches added a machine each. `infraflux lock fix` takes the markers out and keeps what can be kept.',
    example: '<<<<<<< HEAD',
  },
  'lock/handed-out-twice': {
    severity: 'error',
    title: 'infraflux.lock hands one thing out to two owners.',
    advice: 'run `infraflux lock fix`: the older one keeps it, the other gets a new one',
    explanation:
      'Two branches that each added a machine may have handed out the same number, and Git merges their lines without a conflict. One of the two has to get another.',
    example: 'prod/main/main-cp-1 address 10.10.40.10\nprod/main/main-cp-2 address 10.10.40.10',
  },
  'lock/said-twice': {
    severity: 'error',
    title: 'Two lines of infraflux.lock contradict each other.',
    advice: 'run `infraflux lock fix`: it keeps the older one',
    explanation: 'A machine has one address, one VM id and one host. Two lines for the same thing come from a merge.',
    example: 'prod/main/main-cp-1 vm-id 2001\nprod/main/main-cp-1 vm-id 2002',
  },

  // ---- platform/: what components need of each other ----
  'platform/missing-capability': {
    severity: 'error',
    title: 'A component needs a capability that nobody in the cluster provides.',
    advice: 'switch on one of the components that provide it',
    explanation:
      'A blueprint says what its component requires of others. Without a provider the component would never become healthy, and every wave behind it would wait.',
    example: 'platform: {external-dns: {sources: [gateway]}}',
  },
  'platform/two-providers': {
    severity: 'error',
    title: 'Two components provide a capability that only one may provide.',
    advice: 'take one of the two out: write null for it',
    explanation:
      'Some capabilities exclude a second provider: two pod networks, or two owners of the same definitions, would undo each other. blueprints/capabilities.yaml says which.',
    example: 'platform: {cilium: {}, calico: {}}',
  },
  'platform/capability-cycle': {
    severity: 'error',
    title: 'Components wait for each other in a circle.',
    advice: 'switch off the option that makes one wait for the other, or mend the blueprint',
    explanation:
      'Sync waves are the longest path through what components require of each other. In a circle nobody can come first.',
  },
  'platform/use-of-disabled': {
    severity: 'error',
    title: 'A disk is for a component that is off, or that stores nothing on disks.',
    advice: 'switch the component on, or take `use` out',
    explanation:
      'A disk with `use: <component>` becomes a volume of the name that the component looks for. With the component off the disk would be there and empty.',
    example: 'disks: {data: {size: 200Gi, use: longhorn}}   # and platform: {longhorn: null}',
  },

  // ---- file/ and node/incomplete: what the model needs to be complete ----
  'file/missing': {
    severity: 'error',
    title: 'A file that the configuration refers to is not there.',
    advice: 'create the file, or mend the path: it is relative to infraflux.yaml',
    explanation: 'Patches and certificates stand in files of their own, named by a path relative to infraflux.yaml.',
    example: 'talos: {patches: {audit: patches/audit.yaml}}',
  },
  'node/incomplete': {
    severity: 'error',
    title: 'Something that a machine or cluster needs is written nowhere and cannot be worked out.',
    advice: 'write the value, in the cluster or in defaults',
    explanation:
      'Addresses, VM ids and hosts are handed out where there is something to hand out from: a range of the cluster, of the provider, and hosts with room. Without it they have to be pinned.',
    example: 'providers: {home: {type: proxmox}}   # neither vmIds nor hosts',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
