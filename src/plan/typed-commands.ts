import { formatClusterId, idOfCluster } from '../identity/cluster-id.ts';
import type { Cluster } from '../model/platform.ts';

/**
 * What commands must look like for the person who reads them: as this one was started, and from the folder that they are
 * in. Made where the command line is known, passed to whatever suggests a command.
 */
export interface TypedCommands {
  /** What starts InfraFlux: `infraflux` or `npx infraflux`. */
  readonly infraflux: string;
  /** Flags without which it would read another configuration. */
  readonly flags: readonly string[];
  /** Path of the output directory. */
  readonly output: string;
}

/** From the directory of infraflux.yaml, with nothing but what is usual. */
export const usualCommands: TypedCommands = { infraflux: 'npx infraflux', flags: [], output: 'out' };

/** `infraflux secrets init --config ../home.yaml` */
export function infrafluxCommand({ infraflux, flags }: TypedCommands, ...words: readonly string[]): string {
  return [infraflux, ...[...words, ...flags].map(shellWord)].join(' ');
}

/** Terraform in the compiled files of a cluster: `terraform -chdir=out/prod/terraform/main untaint '...'`. */
export function engineCommand(
  typed: TypedCommands,
  engine: string,
  cluster: ClusterFiles,
  ...words: readonly string[]
): string {
  return [engine, `-chdir=${terraformFolder(typed, cluster)}/${cluster.name}`, ...words].map(shellWord).join(' ');
}

/** What makes Terraform do something in a cluster's files: `init`, and the command with the cluster's secrets. */
export function engineByHand(
  typed: TypedCommands,
  engine: string,
  cluster: ClusterFiles,
  ...words: readonly string[]
): string {
  const exec = infrafluxCommand(typed, 'secrets', 'exec', formatClusterId(idOfCluster(cluster)));
  return `${engineCommand(typed, engine, cluster, 'init')}; ${exec} -- ${engineCommand(typed, engine, cluster, ...words)}`;
}

/** Where a cluster's root module and the modules of its environment stand. */
export function terraformFolder({ output }: TypedCommands, { environment }: ClusterFiles): string {
  return `${output}/${environment}/terraform`;
}

/** Quoted for a shell where that is necessary. */
export function shellWord(word: string): string {
  return /^[\w./:@=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

type ClusterFiles = Pick<Cluster, 'environment' | 'name'>;
