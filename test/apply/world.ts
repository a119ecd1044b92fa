import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ApplyContext } from '../../src/apply/apply-context.ts';
import { type ApplyReport, applyPlan } from '../../src/apply/apply-plan.ts';
import type { Catalog, DeclaredSecret } from '../../src/blueprints/catalog.ts';
import { talosNeeds } from '../../src/blueprints/talos-needs.ts';
import { type Artifact, type ArtifactSet } from '../../src/emit/artifact.ts';
import { artifactPathOf } from '../../src/identity/artifact-path.ts';
import { formatInputsFile } from '../../src/emit/inputs-file.ts';
import { leavesOf } from '../plan/leaves.ts';
import type { Cluster, Platform } from '../../src/model/platform.ts';
import { observe } from '../../src/observe/observe.ts';
import type { RunCommand } from '../../src/observe/run-command.ts';
import { runCommand } from '../fakes/run-command.ts';
import { buildPlan } from '../../src/plan/build-plan.ts';
import type { PlanOptions } from '../../src/plan/compare-environment.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { Json } from '../../src/source/tree.ts';
import { blueprint, cluster, environment, platform } from '../builders/model.ts';
import { proxmoxProvider } from '../providers/build.ts';
import { stateOf } from '../state-of.ts';

/** A platform by hand: environments with their clusters, and where they are published. */
export interface Wish {
  readonly environments: Readonly<Record<string, readonly string[]>>;
  readonly repository?: string;
  readonly branch?: string;
  readonly path?: string;
  /** Resolved inputs of an environment. */
  readonly inputs?: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  /** Further files, by path below out/. */
  readonly files?: Readonly<Record<string, string>>;
  readonly version?: string;
  readonly options?: Readonly<Record<string, Json>>;
}

const dns: DeclaredSecret = { keys: ['api-token'], origins: new Map(), scope: 'environment' };

export const catalog: Catalog = {
  files: new Map(),
  capabilities: new Map(),
  sizes: new Map(),
  needKinds: talosNeeds,
  digest: 'c',
  components: new Map([
    ['issuer', blueprint('issuer', { secrets: new Map([['dns', dns]]) })],
    ['disks', blueprint('disks', { disks: { volume: 'disks' } })],
  ]),
};

/** No program of the machine that runs the tests is started for it. */
const noEngine = 'terraform-that-is-not-there' as unknown as Platform['terraform']['engine'];

export function platformOf(wish: Wish): Platform {
  const branch = wish.branch ?? 'main';
  const clusterOf = (environment: string, name: string): Cluster =>
    cluster({
      environment,
      name,
      provider: proxmoxProvider('home'),
      nodes: [],
      components: [
        { name: 'issuer', options: wish.options ?? {}, version: undefined, values: {}, wave: 0, impliedBy: undefined },
      ],
    });
  return platform([], {
    name: 'home',
    terraform: { engine: noEngine, backend: {} },
    gitops:
      wish.repository === undefined ? undefined : { repository: wish.repository, branch, path: wish.path ?? 'out' },
    environments: Object.entries(wish.environments).map(([name, clusters]) =>
      environment(
        clusters.map((each) => clusterOf(name, each)),
        { name, branch },
      ),
    ),
  });
}

export function artifactsOf(wish: Wish): ArtifactSet {
  const artifacts: Artifact[] = [];
  const add = (environment: string, cluster: string | undefined, path: string, text: string): void => {
    artifacts.push({
      path: artifactPathOf(path),
      text,
      layer: 'gitops',
      environment,
      cluster,
      subject: undefined,
      template: undefined,
    });
  };
  for (const [environment, clusters] of Object.entries(wish.environments)) {
    const inputs = wish.inputs?.[environment] ?? {};
    for (const cluster of clusters) {
      add(
        environment,
        cluster,
        `${environment}/terraform/${cluster}/nodes.tf`,
        `memory = ${inputs[`${cluster}.memory`] ?? 1}\n`,
      );
      add(
        environment,
        cluster,
        `${environment}/platform/${cluster}/issuer/values.yaml`,
        `replicas: ${inputs[`${cluster}.platform.issuer.replicas`] ?? 1}\n`,
      );
    }
    for (const [path, text] of Object.entries(wish.files ?? {}))
      if (path.startsWith(`${environment}/`)) add(environment, undefined, path, text);
    const own = artifacts.filter((artifact) => artifact.environment === environment);
    add(
      environment,
      undefined,
      `${environment}/inputs.json`,
      formatInputsFile(wish.version ?? '0.1.0', 'c', leavesOf(inputs), environment, own),
    );
  }
  return { artifacts: artifacts.sort((a, b) => (a.path < b.path ? -1 : 1)), lock: '' };
}

export interface World {
  readonly root: string;
  plan(wish: Wish, options?: PlanOptions & { readonly run?: RunCommand }): Promise<Plan>;
  apply(wish: Wish, options?: PlanOptions & { readonly plan?: Plan } & Partial<ApplyContext>): Promise<ApplyReport>;
  /** What is published, by path: of the embedded repository, or of `repository`. */
  published(repository?: string, branch?: string): Record<string, string>;
}

export function newWorld(root = mkdtempSync(join(tmpdir(), 'infraflux-'))): World {
  const output = join(root, 'out');
  const world: World = {
    root,
    async plan(wish, options = {}) {
      const platform = platformOf(wish);
      const seen = await observe(platform, {
        root,
        state: stateOf(root),
        output,
        environments: options.environments,
        run: options.run ?? runCommand,
        env: process.env,
      });
      return buildPlan(platform, catalog, artifactsOf(wish), seen, options);
    },
    async apply(wish, options = {}) {
      const plan = options.plan ?? (await world.plan(wish, options));
      const set = artifactsOf(wish);
      const wanted = set.artifacts.filter(
        (artifact) => plan.environments === null || plan.environments.includes(artifact.environment),
      );
      return applyPlan(plan, set, {
        root,
        state: stateOf(root),
        output,
        referenced: [],
        run: options.run ?? runCommand,
        report: options.report ?? (() => {}),
        isStopping: options.isStopping ?? (() => false),
        writer: options.writer ?? {
          isWritten: () =>
            wanted.every(
              (artifact) =>
                existsSync(join(output, artifact.path)) &&
                readFileSync(join(output, artifact.path), 'utf8') === artifact.text,
            ),
          write() {
            const names = plan.environments ?? Object.keys(wish.environments);
            for (const name of names) rmSync(join(output, name), { recursive: true, force: true });
            for (const artifact of wanted) write(join(output, artifact.path), artifact.text);
            return [];
          },
        },
      });
    },
    published: (repository = join(root, '.infraflux/gitops.git'), branch = 'main') => {
      const names = git(repository, 'ls-tree', '-r', '--name-only', branch).split('\n').filter(Boolean);
      return Object.fromEntries(names.map((name) => [name, git(repository, 'show', `${branch}:${name}`)]));
    },
  };
  return world;
}

export function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

export function git(directory: string, ...args: string[]): string {
  return execFileSync(
    'git',
    ['-C', directory, '-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.org', ...args],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
}

/** A bare repository with one commit that has nothing to do with us. */
export function newRemote(): string {
  const bare = mkdtempSync(join(tmpdir(), 'infraflux-remote-'));
  git(bare, 'init', '-q', '--bare', '-b', 'main');
  return bare;
}

/** Somebody else commits to a branch: null removes a file. */
export function commitThere(bare: string, files: Readonly<Record<string, string | null>>, branch = 'main'): void {
  const clone = mkdtempSync(join(tmpdir(), 'infraflux-clone-'));
  git(clone, 'init', '-q', '-b', branch);
  git(clone, 'remote', 'add', 'origin', bare);
  try {
    git(clone, 'pull', '-q', 'origin', branch);
  } catch {
    // The first commit of the branch.
  }
  for (const [path, text] of Object.entries(files)) {
    if (text === null) rmSync(join(clone, path));
    else write(join(clone, path), text);
  }
  git(clone, 'add', '-A');
  git(clone, 'commit', '-q', '-m', 'by hand');
  git(clone, 'push', '-q', 'origin', branch);
  rmSync(clone, { recursive: true });
}
