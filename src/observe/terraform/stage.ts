import { artifactPlace, rootModulePath } from '../../identity/artifact-path.ts';
import {
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { isRunning } from '../../secrets/is-running.ts';
import type { Artifact } from '../../emit/artifact.ts';
import { type StateDirectory, terraformFolder } from '../state-directory.ts';

/** Where Terraform works for one cluster: a copy of what was compiled, so that neither `out/` nor a hand can get in its way. */
export interface Stage {
  readonly environment: string;
  readonly cluster: string;
  /** All of the below, absolute. */
  readonly directory: string;
  /** The root module. */
  readonly root: string;
  /** TF_DATA_DIR: providers and the backend's settings. */
  readonly data: string;
  /** The plan that this process makes: of two that are at work in one directory, none may apply what the other planned. */
  readonly plan: string;
}

export function stageOf(state: StateDirectory, environment: string, cluster: string): Stage {
  const directory = terraformFolder(state, environment, cluster);
  return {
    environment,
    cluster,
    directory,
    root: join(directory, 'out', environment, 'terraform', cluster),
    data: join(directory, 'data'),
    plan: join(directory, `tfplan-${process.pid}`),
  };
}

/** The lock of the providers stays: it says which bytes were trusted first. */
const kept = '.terraform.lock.hcl';

/** Modules of the environment, and of the cluster what it has but its applications. */
function isRead(path: string, environment: string, cluster: string): boolean {
  const place = artifactPlace(path);
  if (place.environment !== environment) return false;
  if (place.area === 'modules') return true;
  return 'cluster' in place && place.cluster === cluster && place.area !== 'applications';
}

/** Makes the stage hold exactly what the cluster's root module reads: modules, machine configuration, values files. */
export function writeStage(stage: Stage, artifacts: readonly Artifact[]): void {
  const { environment, cluster } = stage;
  const wanted = new Map<string, string>(
    artifacts.filter(({ path }) => isRead(path, environment, cluster)).map(({ path, text }) => [path, text]),
  );
  const out = join(stage.directory, 'out');
  mkdirSync(stage.root, { recursive: true, mode: 0o700 });
  removeOldPlans(stage);
  const files = new Set([...wanted.keys(), rootModulePath(environment, cluster, kept)]);
  removeOthers(out, '', files, foldersOf(files));
  for (const [path, text] of wanted) {
    const file = join(out, path);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const descriptor = openSync(file, overwrite, 0o600);
    try {
      writeFileSync(descriptor, text);
    } finally {
      closeSync(descriptor);
    }
  }
}

const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants;
const overwrite = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW;

/** Terraform reads every file and directory that is there, and follows links: none stays that was not put there. */
function removeOthers(out: string, folder: string, files: ReadonlySet<string>, folders: ReadonlySet<string>): void {
  for (const entry of readdirSync(join(out, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory() && folders.has(path)) removeOthers(out, path, files, folders);
    else if (!entry.isFile() || !files.has(path)) rmSync(join(out, path), { recursive: true, force: true });
  }
}

function foldersOf(files: Iterable<string>): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const file of files) {
    for (let folder = dirname(file); folder !== '.'; folder = dirname(folder)) folders.add(folder);
  }
  return folders;
}

/** Plans of processes that were killed. They hold the whole configuration, and are of no further use. */
function removeOldPlans({ directory }: Stage): void {
  for (const name of readdirSync(directory)) {
    const pid = /^tfplan(?:-(\d+))?$/.exec(name);
    if (pid !== null && !isRunning(Number(pid[1] ?? 0))) rmSync(join(directory, name), { force: true });
  }
}
