import type { CodeEntry } from './entry.ts';

/** Faults of files as files: what is read, and what is written. */
export const fileCodes = {
  'input/not-found': {
    severity: 'error',
    title: 'Input file not found.',
    advice: 'run `infraflux init` to create infraflux.yaml, or pass another file with --config',
    explanation:
      'The configuration file is expected in the current directory, or at the path of --config. Paths of referenced files (patches, certificates, audit policies) are relative to its directory.',
  },
  'input/ignored-file': {
    severity: 'warning',
    title: 'File that is not read.',
    advice: 'remove one of the two files',
    explanation:
      'Next to the configuration is a file of the same name with the other suffix, .yml or .yaml. What is changed there has no effect.',
  },
  'input/not-a-file': {
    severity: 'error',
    title: 'Input path is not a regular file.',
    advice: 'replace it with a regular file',
    explanation:
      'A directory, a FIFO, a socket or a device is never read: reading it could block indefinitely or never end.',
  },
  'input/reserved-folder': {
    severity: 'error',
    title: 'Reserved folder.',
    advice: 'use a file or a folder of its own, such as certs/house.pem or manifests/podinfo',
    explanation:
      'Secrets, state, working state and the repository itself are never inputs, also not by a symbolic link or in another case: what is read is compiled and published. Compiled files and blueprints are no manifests either.',
  },
  'input/unreadable': {
    severity: 'error',
    title: 'Input file unreadable.',
    advice: 'check the permissions of the file',
    explanation: 'The operating system refused to open or read the file; the message contains its error.',
  },
  'input/outside-root': {
    severity: 'error',
    title: 'Path outside the configuration directory.',
    advice: 'move the file below the directory of infraflux.yaml and use a relative path',
    explanation:
      'Inputs are read only below the directory of infraflux.yaml, after symbolic links are resolved. So a configuration of another author cannot make InfraFlux publish one of your files.',
  },
  'input/too-large': {
    severity: 'error',
    title: 'Input too large.',
    advice: 'split the file, or remove what does not belong there',
    explanation:
      'A configuration file is limited to 1 MiB, a referenced file to 4 MiB. The size is checked before the file is read.',
  },
  'output/edited-by-hand': {
    severity: 'error',
    title: 'Compiled file modified manually.',
    advice:
      'make the change in infraflux.yaml or a blueprint of your own; `infraflux compile --discard` overwrites the file',
    explanation:
      'inputs.json of each environment contains the digest of every compiled file. A file with another digest was modified since, and compiling would lose that modification.',
  },
  'output/unknown-file': {
    severity: 'warning',
    title: 'Unknown file in output directory.',
    advice: 'move it elsewhere; it is left unchanged',
    explanation: 'out/ is generated. A file that InfraFlux did not write is left unchanged and reported each time.',
  },
  'output/not-a-directory': {
    severity: 'error',
    title: 'Output path is not a directory.',
    advice: 'remove what is there, or choose another directory with --out',
    explanation:
      'The output directory must be a real directory below the directory of infraflux.yaml: not a symbolic link, a file or a device.',
  },
  'output/not-managed': {
    severity: 'error',
    title: 'Output directory not created by InfraFlux.',
    advice: 'choose an empty or a new directory with --out',
    explanation:
      'Compiling replaces the whole output directory. So it must be a dedicated directory: not the directory of infraflux.yaml or a parent of it, not an input, and outside of the repository only an empty directory or one that InfraFlux compiled.',
  },
  'output/not-writable': {
    severity: 'error',
    title: 'Output directory not writable.',
    advice: 'check its permissions and the free space on the disk; the previous output is unchanged',
    explanation: 'A new tree is written next to the old one and replaces it only when it is complete.',
  },
  'cli/unknown-name': {
    severity: 'error',
    title: 'Unknown environment or cluster.',
    advice: 'use a name that infraflux.yaml defines',
    explanation:
      '`--environment` takes the name of an environment, `--cluster` a cluster as main or prod/main. A filter without a match would look like "no changes".',
  },
  'cli/usage': {
    severity: 'error',
    title: 'Invalid command line.',
    advice: 'run `infraflux --help`, or `infraflux COMMAND --help`',
    explanation: 'The command, option or argument does not exist. Nothing was read or written.',
  },
  'cli/not-found': {
    severity: 'error',
    title: 'Nothing to explain under that name.',
    advice: 'run `infraflux explain --help` for what can be explained',
    explanation:
      '`explain` takes a path (dev.main.pools.workers.memory), a cluster (dev.main), a line of a compiled file (out/dev/inputs.json:3) or a code (address/in-use).',
  },
  'cli/system-error': {
    severity: 'error',
    title: 'Operation refused by the operating system.',
    advice: 'check permissions, free space and the file at that path, then run the same command again',
    explanation:
      'A file or directory outside out/ could not be read or written; the error is the one of the operating system.',
  },
  'cli/internal-error': {
    severity: 'error',
    title: 'Internal error.',
    advice: 'please report it with the output of the same command under INFRAFLUX_DEBUG=1',
    explanation:
      'Invalid input never ends like this. Existing files are unchanged: files are written next to the old ones and replace them when they are complete.',
  },
  'cli/not-confirmed': {
    severity: 'error',
    title: 'Confirmation required.',
    advice: 'use --yes to apply without confirmation',
    explanation:
      '`apply` asks for confirmation before it changes anything. Without a terminal, or with --json, it cannot ask, so it changes nothing unless --yes is given.',
  },
  'cli/exists': {
    severity: 'error',
    title: 'File already exists.',
    advice: 'edit it, or create another with --config',
    explanation: '`init` never overwrites a file, and `plan --save` overwrites only an older saved plan.',
  },
  'cli/invalid-answer': {
    severity: 'error',
    title: 'Invalid answer for init.',
    advice: 'run `infraflux init` again',
    explanation: 'The first configuration is written only when it has no errors.',
  },
  'cli/lock-not-repairable': {
    severity: 'error',
    title: 'infraflux.lock cannot be repaired.',
    advice: 'restore it from Git: git checkout -- infraflux.lock',
    explanation:
      'The file is not a lock file of this format. Dropping every line would allocate all numbers again, so it is left unchanged.',
  },
  'schema/stale': {
    severity: 'warning',
    title: 'Outdated editor schema.',
    advice: 'run `infraflux schema`',
    explanation:
      'schema/ is written for the editor only; commands compose the schema themselves. It is outdated after an upgrade of InfraFlux or a change to blueprints/.',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
