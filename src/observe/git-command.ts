import { lstatSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { CommandResult, RunCommand } from './run-command.ts';

/** One git repository to run commands in, by its git directory. */
export interface GitRepository {
  readonly directory: string;
  /** A known_hosts file for ssh, absolute. */
  readonly knownHosts?: string | undefined;
  /** Where its objects are, when not in `directory`. */
  readonly objects?: string | undefined;
  /** Made by InfraFlux: whole, so that what is missing in it is never fetched. */
  readonly isOurs?: true | undefined;
}

/** Runs git in a repository. */
export type Git = (args: readonly string[], options?: GitOptions) => Promise<CommandResult>;

export interface GitOptions {
  readonly input?: string;
  readonly index?: string;
  readonly timeoutSeconds?: number;
  readonly workTree?: string;
}

// Nothing that is configured may run code, rewrite bytes or wait for an answer.
const settings = [
  // A folder with HEAD, objects and refs is a repository to git, and a branch can commit one with a configuration in it.
  'safe.bareRepository=explicit',
  'core.hooksPath=/dev/null',
  'core.autocrlf=false',
  'core.fsmonitor=false',
  'core.quotePath=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'push.gpgSign=false',
  'protocol.ext.allow=never',
  'http.lowSpeedLimit=1000',
  'http.lowSpeedTime=30',
];

/** Variables that point git at another repository: a hook or another tool that called us may have set them. */
const foreign = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_NAMESPACE',
  'GIT_PREFIX',
  'GIT_COMMON_DIR',
  'GIT_CEILING_DIRECTORIES',
  'GIT_EXTERNAL_DIFF',
  'GIT_TRACE',
  'GIT_CONFIG_PARAMETERS',
  'GIT_ATTR_SOURCE',
  'GIT_SHALLOW_FILE',
  'GIT_GRAFT_FILE',
  'GIT_REPLACE_REF_BASE',
  'GIT_TEMPLATE_DIR',
  'GIT_DEFAULT_HASH',
  'GIT_DEFAULT_REF_FORMAT',
];

export function gitIn(run: RunCommand, repository: GitRepository): Git {
  return (args, options = {}) => {
    const work = options.workTree === undefined ? [] : [`--work-tree=${options.workTree}`];
    return run('git', [`--git-dir=${repository.directory}`, ...work, ...hardened(), ...args], {
      defaults: gitDefaults(repository.knownHosts),
      env: {
        ...gitEnvironment,
        ...(repository.isOurs === true ? { GIT_NO_LAZY_FETCH: '1', GIT_NO_REPLACE_OBJECTS: '1' } : {}),
        ...(repository.objects === undefined ? {} : { GIT_OBJECT_DIRECTORY: repository.objects }),
        ...(options.index === undefined ? {} : { GIT_INDEX_FILE: options.index }),
      },
      cwd: options.workTree,
      input: options.input,
      timeoutSeconds: options.timeoutSeconds ?? 120,
    });
  };
}

/** For commands that find the repository by directory. Never one that lies open in a folder of a checkout. */
export function gitAt(run: RunCommand, directory: string): Git {
  return async (args, options = {}) => {
    const bare = openRepositoryAbove(directory);
    if (bare !== undefined)
      return { code: 128, stdout: '', bytes: new Uint8Array(), stderr: `fatal: ${bare} looks like a bare repository` };
    return run('git', ['-C', directory, ...hardened(), ...args], {
      defaults: gitDefaults(undefined),
      env: gitEnvironment,
      input: options.input,
      timeoutSeconds: options.timeoutSeconds ?? 60,
    });
  };
}

/**
 * A folder that git takes for a bare repository before it finds a `.git`: a branch can commit one, with a configuration
 * that runs commands. git before 2.38 does not know safe.bareRepository.
 */
function openRepositoryAbove(directory: string): string | undefined {
  const holds = (folder: string, name: string) =>
    lstatSync(join(folder, name), { throwIfNoEntry: false }) !== undefined;
  for (let folder = resolve(directory); !holds(folder, '.git'); folder = dirname(folder)) {
    if (holds(folder, 'HEAD') && (holds(folder, 'objects') || holds(folder, 'commondir'))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
  return undefined;
}

function hardened(): string[] {
  return ['--no-pager', '--literal-pathspecs', ...settings.flatMap((setting) => ['-c', setting])];
}

const gitEnvironment: Readonly<Record<string, string | undefined>> = {
  ...Object.fromEntries(foreign.map((name) => [name, undefined])),
  LC_ALL: 'C',
  LANGUAGE: undefined,
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  SSH_ASKPASS_REQUIRE: 'never',
};

/** A user's own ssh command stays: it may name a key or a jump host. */
function gitDefaults(knownHosts: string | undefined): Readonly<Record<string, string>> {
  const hosts = knownHosts === undefined ? '' : ` -o UserKnownHostsFile='${knownHosts.replaceAll("'", `'\\''`)}'`;
  return { GIT_SSH_COMMAND: `ssh -o BatchMode=yes -o ConnectTimeout=10 -o StrictHostKeyChecking=yes${hosts}` };
}

export const gitMissing = 'git is not on this machine';

/** The line of git's words that says most, without passwords in addresses. */
export function gitReason(result: Pick<CommandResult, 'code' | 'stderr'>): string {
  const lines = result.stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('hint:'));
  const telling =
    lines.find((line) => /^(fatal|error|remote|ssh|! )/i.test(line)) ?? lines.at(-1) ?? `git ended with ${result.code}`;
  return telling.replace(/^(fatal|error): /, '').replaceAll(/([a-z+]+:\/\/)[^/@\s]*:[^/@\s]*@/gi, '$1');
}
