import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { Artifact } from '../../emit/artifact.ts';
import { stateDirectoryName } from '../read-published.ts';

/** Where Terraform works for one cluster: a copy of what was compiled, so that neither `out/` nor a hand can get in its way. */
export interface Stage {
  readonly environment: string;
  readonly cluster: string;
  /** All of the below: `.infraflux/terraform/<environment>/<cluster>`, absolute. */
  readonly directory: string;
  /** The root module. */
  readonly root: string;
  /** TF_DATA_DIR: providers and the backend's settings. */
  readonly data: string;
  /** The plan that this process makes: of two that are at work in one directory, none may apply what the other planned. */
  readonly plan: string;
}

export function stageOf(root: string, environment: string, cluster: string): Stage {
  const directory = join(root, stateDirectoryName, 'terraform', environment, cluster);
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

/** Makes the stage hold exactly what the cluster's root module reads: modules, machine configuration, values files. */
export function writeStage(stage: Stage, artifacts: readonly Artifact[]): void {
  const { environment, cluster } = stage;
  const folders = [
    `${environment}/terraform/modules/`,
    `${environment}/terraform/${cluster}/`,
    `${environment}/clusters/${cluster}/`,
    `${environment}/platform/${cluster}/`,
  ];
  const wanted = new Map<string, string>(
    artifacts
      .filter(({ path }) => folders.some((folder) => path.startsWith(folder)))
      .map(({ path, text }) => [path, text]),
  );
  const out = join(stage.directory, 'out');
  mkdirSync(stage.root, { recursive: true, mode: 0o700 });
  removeOldPlans(stage);
  for (const path of listFiles(out)) {
    if (!wanted.has(path) && !path.endsWith(`/${kept}`)) rmSync(join(out, path));
  }
  for (const [path, text] of wanted) {
    const file = join(out, path);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, text);
  }
}

/** Regular files below a folder, by path below it. */
function listFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

/** Plans of processes that were killed. They hold the whole configuration, and are of no use to anybody. */
function removeOldPlans({ directory }: Stage): void {
  for (const name of readdirSync(directory)) {
    const pid = /^tfplan(?:-(\d+))?$/.exec(name);
    if (pid !== null && !isAlive(Number(pid[1] ?? 0))) rmSync(join(directory, name), { force: true });
  }
}

function isAlive(pid: number): boolean {
  if (pid === 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
