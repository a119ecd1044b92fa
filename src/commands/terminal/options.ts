import { Option } from '@commander-js/extra-typings';
import { configName } from '../input/file-names.ts';

// Options that more than one command takes. A command lists those that it uses; the others are refused.

export interface ConfigOption {
  /** Path of the configuration file, relative to the working directory. */
  readonly config: string;
}

export interface SelectOptions {
  /** Environments to look at; without any, all. */
  readonly environment?: readonly string[] | undefined;
  /** Clusters to look at, as `main` or `prod/main`; without any, all. */
  readonly cluster?: readonly string[] | undefined;
}

export interface OutputOption {
  /** The output directory, relative to the directory of the configuration file. */
  readonly out: string;
}

export interface CacheOption {
  /** False: compute everything, whatever the cache remembers. The result is the same. */
  readonly cache: boolean;
}

export interface AllowOption {
  /** What may be destroyed, recreated or given up, by name. */
  readonly allow?: readonly string[] | undefined;
}

export interface FromBranchOption {
  /** A branch that may be published to the branch of another name. */
  readonly fromBranch?: string | undefined;
}

export interface PrintOptions {
  readonly json?: boolean | undefined;
  readonly color: boolean;
}

/** For a branch that was not reviewed. */
export interface UntrustedOption {
  readonly untrusted?: true | undefined;
}

/** What a command takes that compiles. */
export type CompileOptions = ConfigOption & SelectOptions & OutputOption & CacheOption & PrintOptions;

export const configOption = new Option('--config <file>', 'configuration file').default(configName);
export const environmentOption = new Option('--environment <name>', 'only this environment (repeatable)').argParser(
  repeatable,
);
export const clusterOption = new Option(
  '--cluster <name>',
  'only the environment of this cluster, for example main or prod/main (repeatable)',
).argParser(repeatable);
export const outOption = new Option(
  '--out <directory>',
  'directory of compiled files, relative to the directory of the configuration file',
).default('out');
export const fromBranchOption = new Option(
  '--from-branch <name>',
  'publish the inputs and files of this branch, although it is not the one that is published to',
);
export const noCacheOption = new Option('--no-cache', 'compute everything again; the result is the same');
export const jsonOption = new Option('--json', 'print JSON for programs');
export const noColorOption = new Option('--no-color', 'print without colors');

/** All of them: each may stand in front of the command as well. */
export const sharedOptions: readonly Option[] = [
  configOption,
  environmentOption,
  clusterOption,
  outOption,
  noCacheOption,
  jsonOption,
  noColorOption,
];

export function repeatable(value: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), value];
}
