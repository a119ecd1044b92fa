import type { Publication } from './publication.ts';
import type { TerraformRun } from './terraform/run.ts';

/** What every piece of work has. */
export interface WorkItem {
  readonly kind: string;
  /** Unique in a plan, and the same in the next plan for the same work: `terraform prod/main`. */
  readonly id: string;
  /** Ids of work that is done first. */
  readonly needs: readonly string[];
}

/** out/ and infraflux.lock are written. */
export interface WriteWork extends WorkItem {
  readonly kind: 'write';
}

/** One commit on one branch. */
export interface PublishWork extends WorkItem {
  readonly kind: 'publish';
  readonly publication: Publication;
}

/** Terraform makes the machines of one cluster what the plan showed. */
export interface TerraformWork extends WorkItem {
  readonly kind: 'terraform';
  readonly run: TerraformRun;
  readonly consents: readonly Consent[];
}

/** kubeconfig and talosconfig of one cluster are written. */
export interface ClientFilesWork extends WorkItem {
  readonly kind: 'client-files';
  readonly environment: string;
  readonly cluster: string;
}

/** infraflux.lock, as it is after the machines were made, is committed with the inputs. */
export interface RecordWork extends WorkItem {
  readonly kind: 'record';
  readonly publication: Publication;
}

/** The kinds of work: each has a folder in src/work-kinds/, with a record for each stage. */
export type Work = WriteWork | PublishWork | TerraformWork | ClientFilesWork | RecordWork;

export type WorkOfKind<K extends Work['kind']> = Extract<Work, { readonly kind: K }>;

/** Something that cannot be taken back, or goes to a machine that may be another: it is done only when it was named. */
export interface Consent {
  /** What `--allow` takes for it: the name where no other has it, else `environment/cluster/name`. */
  readonly allow: string;
  /** What it takes as well. */
  readonly also: readonly string[];
  /** What would happen. */
  readonly message: string;
  readonly help: string;
}

export function workOfKind<K extends Work['kind']>(
  { work }: { readonly work: readonly Work[] },
  kind: K,
): readonly WorkOfKind<K>[] {
  return work.filter((item): item is WorkOfKind<K> => item.kind === kind);
}
