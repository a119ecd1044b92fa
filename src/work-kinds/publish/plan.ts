import { diagnostic } from '../../diagnostics/catalogue.ts';
import { sha256Hex } from '../../diagnostics/digest.ts';
import { count, firstOf } from '../../diagnostics/count.ts';
import type { OwnRepository, PublishedFile, PublishSource } from '../../observe/observations.ts';
import { printableAddress } from '../../identity/repository-address.ts';
import type { Gate } from '../../plan/gate.ts';
import type { Publication } from '../../plan/publication.ts';
import type { WorkPlan } from '../../plan/work-plan.ts';
import { scanClear } from '../../plan/scan/scan-clear.ts';
import type { PublishWork } from '../../plan/work.ts';

/** What is at the other end, and in the user's own working copy of it. */
export interface PublishFacts {
  /** Newest commit of the branch; undefined: there is no such branch yet. */
  readonly head: string | undefined;
  /** What is published there, by path below the target's path. */
  readonly files: ReadonlyMap<string, PublishedFile>;
  /** Every compiled file, by path below the output directory. */
  readonly texts: ReadonlyMap<string, string>;
  readonly own: OwnRepository | undefined;
  /** Where the inputs come from. Absent: from no Git repository. */
  readonly source?: PublishSource | undefined;
  /** The working copy is at the branch's head; or behind it, because an earlier apply was interrupted after it pushed. */
  readonly isAtHead: boolean;
}

type PublishGate = Gate<Pick<PublishWork, 'publication'>, PublishFacts>;

/** Nothing that the plan relied on has changed there. */
const notMoved: PublishGate = {
  name: 'branch-not-moved',
  ask: ({ publication }, facts) => {
    if ((facts.head ?? '') === publication.head) return [];
    const moved = movedFiles(publication, facts);
    if (moved.length === 0) return [];
    const message = `${branchText(publication)} moved: ${firstOf(moved, 5)} changed there`;
    return [diagnostic('publish/moved', undefined, message)];
  },
};

/** Inputs and compiled files lie in one repository, so the output directory has to be what is published. */
const outputIsPublished: PublishGate = {
  name: 'output-is-published',
  ask: ({ publication: { target } }, { own }) => {
    if (own === undefined || target.path === own.output) return [];
    const message = `gitops.path is "${target.path}", the output directory is ${own.output} in this repository`;
    return [diagnostic('publish/other-path', undefined, message)];
  },
};

const noOtherWork: PublishGate = {
  name: 'no-other-work',
  ask: (_, { own }) => {
    const foreign = own?.foreign ?? [];
    if (foreign.length === 0) return [];
    const verb = foreign.length === 1 ? 'has' : 'have';
    const message = `${firstOf(foreign)} ${verb} changes that are not committed`;
    return [diagnostic('publish/other-work', undefined, message)];
  },
};

const atHead: PublishGate = {
  name: 'working-copy-at-head',
  ask: ({ publication }, { own, head, isAtHead }) => {
    if (own === undefined || isAtHead) return [];
    const { branch } = publication.target;
    const message = `${branch} here is at ${short(own.head)}, ${branchText(publication)} at ${short(head)}`;
    return [diagnostic('publish/not-at-head', undefined, message)];
  },
};

/**
 * A branch that has inputs gets compiled files of these inputs alone. Another branch brings its own inputs along, once it was asked for
 * by name; a detached commit whose inputs are the same is that branch.
 */
const fromOwnBranch: PublishGate = {
  name: 'from-own-branch',
  ask: ({ publication }, { source }) => {
    if (source?.differing === undefined) return [];
    const { branch, differing } = source;
    if (branch === undefined && differing.length === 0) return [];
    const name = branch ?? 'HEAD';
    if (publication.fromBranch === name) return [];
    const inputs = differing.length === 0 ? '' : `, whose inputs are others (${firstOf(differing)})`;
    const message = `${sourceText(source)} would be published to ${branchText(publication)}${inputs}`;
    const help = `merge it into ${publication.target.branch} first; or, to publish it together with its inputs: --from-branch ${name}`;
    return [diagnostic('publish/other-branch', undefined, message, { help })];
  },
};

/** Of the folders of inputs, only files that InfraFlux reads are committed. */
const onlyKnownFiles: PublishGate = {
  name: 'only-known-files',
  ask: (_, { own, source }) => {
    const unknown = [...(own?.unknown ?? []), ...(source?.unknown ?? [])];
    if (unknown.length === 0) return [];
    const message = `${firstOf(unknown)} ${unknown.length === 1 ? 'is no file' : 'are no files'} of InfraFlux, and would not be committed`;
    return [diagnostic('publish/unknown-input', undefined, message)];
  },
};

/** Every byte that is published is searched, each time before it is: compiled files that change, and inputs that go with them. */
const noClearSecret: PublishGate = {
  name: 'no-clear-secret',
  ask: ({ publication }, { texts, own, source }) => {
    const { target, files, accepted } = publication;
    const compiled = Object.entries(files).flatMap(([path, digest]) =>
      digest === null
        ? []
        : scanClear(texts.get(path) ?? '').map((finding) => ({
            ...finding,
            file: target.path === '' ? path : `${target.path}/${path}`,
          })),
    );
    const inputs = [...(own?.findings ?? []), ...(source?.findings ?? [])];
    return [...inputs, ...compiled]
      .filter(({ id }) => !accepted.includes(id))
      .map(({ file, line, column, what, id }) => {
        const message = `${file}:${line}:${column} contains ${what}, and would be published`;
        const answer = `if it is no secret: secrets: {notSecret: {"${id}": "why"}} in infraflux.yaml`;
        const help = `move the value into a secret (\`infraflux secrets set\`)${id === '' ? '' : `; ${answer}`}`;
        return diagnostic('publish/clear-secret', undefined, message, { help });
      });
  },
};

export const publishGates: readonly PublishGate[] = [
  notMoved,
  fromOwnBranch,
  outputIsPublished,
  noOtherWork,
  onlyKnownFiles,
  noClearSecret,
  atHead,
];

export const publishPlan: WorkPlan<PublishWork, PublishFacts> = {
  title: ({ publication }) => `publish ${publication.target.branch}`,
  gates: publishGates,
};

/** Whether the branch has all that would be published. */
export function isPublished({ files }: Publication, there: PublishFacts['files']): boolean {
  return Object.entries(files).every(([path, digest]) => digestOf(there.get(path)) === digest);
}

/** `feature at 1a2b3c4 with 2 uncommitted inputs` */
export function sourceText({ branch, commit, changedInputs }: PublishSource): string {
  const where = commit === undefined ? (branch ?? 'no branch') : `${branch ?? 'detached HEAD'} at ${short(commit)}`;
  return changedInputs === 0 ? where : `${where} with ${count(changedInputs, 'uncommitted input')}`;
}

/** `main of the embedded repository`; without what an address may hold of a secret. */
export function branchText({ target: { repository, branch } }: Publication): string {
  return repository === undefined
    ? `${branch} of the embedded repository`
    : `${branch} of ${printableAddress(repository)}`;
}

/**
 * What the plan relied on and no longer holds. Files that the plan changes must be as it saw them (or as it wants them),
 * the rest of its environments as compiled. Everything else in the repository may move as it likes.
 */
function movedFiles(publication: Publication, { files, texts }: PublishFacts): readonly string[] {
  const moved: string[] = [];
  for (const [path, expected] of Object.entries(publication.expected)) {
    const there = files.get(path);
    if ((there?.blob ?? null) !== expected && digestOf(there) !== publication.files[path]) moved.push(path);
  }
  for (const [path, text] of texts) {
    if (!publication.environments.includes(path.split('/')[0] ?? '') || Object.hasOwn(publication.files, path))
      continue;
    if (files.get(path)?.text !== text) moved.push(path);
  }
  return moved.sort();
}

function digestOf(file: PublishedFile | undefined): string | null {
  if (file === undefined) return null;
  return file.text === undefined ? '' : sha256Hex(file.text);
}

function short(commit: string | undefined): string {
  return commit?.slice(0, 7) ?? 'no commit';
}
