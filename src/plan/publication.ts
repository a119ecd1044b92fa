import type { OwnRepository, PublishSource } from '../observe/observations.ts';
import type { PublishTarget } from '../observe/publish-target.ts';

/** One commit to make: which files of which branch are replaced, and what was there when the plan was made. */
export interface Publication {
  readonly target: PublishTarget;
  /** The commit it was computed against; empty string: no such branch yet. */
  readonly head: string;
  /** Environments whose files are replaced. All others keep the bytes they have. */
  readonly environments: readonly string[];
  /** Files to write, by path below the target's path: the text's digest (SHA-256), undefined to take the file away. */
  readonly files: Readonly<Record<string, string | null>>;
  /** What lay at those paths: blob ids by path, null where nothing did. A moved branch is followed only while this holds. */
  readonly expected: Readonly<Record<string, string | null>>;
  readonly own: OwnRepository | null;
  /** Ids of values that look like secrets and are none. */
  readonly accepted: readonly string[];
  /** Where the inputs come from. Absent: from no Git repository. */
  readonly source?: PublishSource;
  /** A branch that may be published although it is not the target's, or `HEAD`: `--from-branch`. */
  readonly fromBranch?: string;
  /** First line of the commit's message. */
  readonly message: string;
}
