import type { CodeEntry } from './entry.ts';

/** Faults of files as files: what is read, and what is written. */
export const fileCodes = {
  'input/missing': {
    severity: 'error',
    title: 'Input file not found.',
    advice: 'run `infraflux init` for a first infraflux.yaml, or name another file with --config',
    explanation:
      'The configuration file is looked for in the current directory, or where --config says. Files that it refers to (patches, certificates, audit policies) are relative to its directory.',
  },
  'input/not-a-file': {
    severity: 'error',
    title: 'Input path is not a regular file.',
    advice: 'put a regular file there',
    explanation:
      'A directory, a FIFO, a socket or a device is never read: reading it could block for ever or never end.',
  },
  'input/unreadable': {
    severity: 'error',
    title: 'Input file unreadable.',
    advice: 'check the permissions of the file',
    explanation: 'The operating system refused to open or read it; its own words are in the message.',
  },
  'input/outside-root': {
    severity: 'error',
    title: 'Path outside the configuration directory.',
    advice: 'move the file below the directory of infraflux.yaml and name it by a relative path',
    explanation:
      'Inputs are read below the directory of infraflux.yaml alone, after symbolic links were followed. So a configuration from somebody else cannot make InfraFlux publish a file of yours.',
  },
  'input/too-large': {
    severity: 'error',
    title: 'Input too large.',
    advice: 'split it, or take out what does not belong there',
    explanation:
      'Configuration files may have 1 MiB, files that they refer to 4 MiB. The size is looked at before the file is read.',
  },
  'output/edited-by-hand': {
    severity: 'error',
    title: 'Compiled file modified manually.',
    advice:
      'put the change into infraflux.yaml or a blueprint of your own; `infraflux compile --discard` writes over it',
    explanation:
      'inputs.json of each environment holds the digest of every file that was compiled. A file with another digest was changed since by somebody, and compiling would lose that change.',
  },
  'output/unknown-file': {
    severity: 'warning',
    title: 'Unknown file in output directory.',
    advice: 'move it elsewhere; it is kept as it is',
    explanation:
      'Everything in out/ is compiled, except what somebody put there. Such a file is left alone and named each time.',
  },
  'output/not-a-directory': {
    severity: 'error',
    title: 'Output path is not a directory.',
    advice: 'remove what stands there, or choose another directory with --out',
    explanation:
      'The output directory must be a real directory below the directory of infraflux.yaml: never a symbolic link, a file or a device.',
  },
  'output/not-ours': {
    severity: 'error',
    title: 'Output directory not created by InfraFlux.',
    advice: 'choose an empty or a new directory with --out',
    explanation:
      'Compiling swaps the whole output directory for a fresh one. So it must be a directory of its own: not that of infraflux.yaml or one above it, not one of the inputs, and outside the repository only one that is empty or was compiled by InfraFlux.',
  },
  'output/not-writable': {
    severity: 'error',
    title: 'Output directory not writable.',
    advice: 'check its permissions and the free space on the disk; what was there before is whole',
    explanation: 'A fresh tree is written beside the old one and takes its place only when it is complete.',
  },
  'cli/unknown-name': {
    severity: 'error',
    title: 'Unknown environment or cluster.',
    advice: 'name one that infraflux.yaml has',
    explanation:
      '`--environment` takes the name of an environment, `--cluster` a cluster as main or prod/main. A filter that matches nothing would look like "no changes".',
  },
  'cli/usage': {
    severity: 'error',
    title: 'Invalid command line.',
    advice: 'run `infraflux --help`, or `infraflux COMMAND --help`',
    explanation: 'A command, an option or an argument that InfraFlux does not have. Nothing was read or written.',
  },
  'cli/nothing-there': {
    severity: 'error',
    title: 'Nothing to explain under that name.',
    advice: 'run `infraflux explain --help` for what can be asked',
    explanation:
      '`explain` takes a path (dev.main.pools.workers.memory), a cluster (dev.main), a line of a compiled file (out/dev/inputs.json:3) or a code (address/in-use).',
  },
  'cli/refused': {
    severity: 'error',
    title: 'Operation refused by the operating system.',
    advice: 'check permissions, free space and what stands at that path, then run the same command again',
    explanation:
      "A file or directory outside out/ could not be read or written; the name of the fault is the system's own.",
  },
  'cli/bug': {
    severity: 'error',
    title: 'Internal error.',
    advice: 'please report it with the output of the same command under INFRAFLUX_DEBUG=1',
    explanation:
      'Bad input never ends like this. What was there before is whole: files are written beside the old ones and take their place when they are complete.',
  },
  'cli/not-confirmed': {
    severity: 'error',
    title: 'Confirmation required.',
    advice: '--yes applies without asking',
    explanation:
      '`apply` asks before it changes anything. Without a terminal, or with --json, there is nobody to ask, so it changes nothing unless --yes says so.',
  },
  'cli/exists': {
    severity: 'error',
    title: 'File already exists.',
    advice: 'edit it, or begin another with --config',
    explanation: '`init` writes over no file, and `plan --save` over nothing but an older saved plan.',
  },
  'cli/bad-answer': {
    severity: 'error',
    title: 'Invalid answer for init.',
    advice: 'run `infraflux init` again',
    explanation: 'The first configuration is written only when it would be free of faults.',
  },
  'cli/lock-not-mendable': {
    severity: 'error',
    title: 'infraflux.lock cannot be repaired.',
    advice: 'restore it from Git: git checkout -- infraflux.lock',
    explanation:
      'The file is not a lock of this format. Dropping every line would hand out all numbers anew, so it is left as it is.',
  },
  'schema/stale': {
    severity: 'warning',
    title: 'Outdated editor schema.',
    advice: 'run `infraflux schema`',
    explanation:
      'schema/ is written for the editor alone; commands compose the schema anew each time. It is stale after an upgrade of InfraFlux or a change to blueprints/.',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
