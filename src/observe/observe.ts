import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { secretsFolder } from '../identity/secret-path.ts';
import type { Platform } from '../model/platform.ts';
import type { Secret } from '../secrets/secret.ts';
import { tokensOfEnvironment } from './api-providers.ts';
import type { Observations, Published, UnreadBranch } from './observations.ts';
import { readOwnRepository } from './own-repository.ts';
import { concernedTargets } from './publish-target.ts';
import { readEngines } from './read-engines.ts';
import { readHypervisors } from './read-hypervisors.ts';
import { readOutput } from './read-output.ts';
import { readPublished } from './read-published.ts';
import { readSecrets } from './read-secrets.ts';
import { namedSecrets } from '../secrets/secret-files.ts';
import type { RunCommand } from './run-command.ts';
import type { StateDirectory } from './state-directory.ts';

export interface ObserveOptions {
  /** Directory of infraflux.yaml, absolute. */
  readonly root: string;
  readonly state: StateDirectory;
  /** Output directory, absolute. */
  readonly output: string;
  /** Undefined: all. */
  readonly environments: readonly string[] | undefined;
  /** Files of the user's beside those with usual names and those that the platform refers to: --config names one. */
  readonly inputs?: readonly string[];
  readonly run: RunCommand;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Asks files, git and engines what is there. Changes nothing but caches in the state directory. */
export async function observe(platform: Platform, options: ObserveOptions): Promise<Observations> {
  const { root, run, env } = options;
  const diagnostics: Diagnostic[] = [];
  const output = readOutput(options.output, options.environments);
  diagnostics.push(...output.diagnostics);
  const secrets = namedSecrets(root);
  const engines = readEngines(run, root, options.state, platform, options.environments, secrets, env);
  const stored = await readSecrets(root, platform, env);
  diagnostics.push(...stored.diagnostics);
  const tokens = await givenTokens(platform, options);
  const hypervisors = readHypervisors(platform, options.environments, { root, env, tokens });
  const published: Published[] = [];
  const unread: UnreadBranch[] = [];
  const referenced = [...(options.inputs ?? []), ...platform.files.keys()];
  for (const target of concernedTargets(platform, options.environments)) {
    const read = await readPublished({ run, root, state: options.state }, target, referenced);
    const because = read.diagnostics.find(({ code }) => code === 'publish/unreachable');
    // The embedded repository is a part of the checkout: it does not answer later.
    if (read.value === undefined && because !== undefined && target.repository !== undefined) {
      unread.push({ target, because });
      continue;
    }
    diagnostics.push(...read.diagnostics);
    if (read.value === undefined) continue;
    const own = await readOwnRepository(run, root, options.output, target, referenced, read.value.head);
    published.push({ ...read.value, own });
  }
  return {
    output: output.value ?? new Map(),
    published,
    ...(unread.length === 0 ? {} : { unread }),
    engines: await engines,
    hypervisors: await hypervisors,
    secrets,
    secretKeys: stored.keys,
    secretFiles: { count: stored.files, verified: stored.verified },
    diagnostics,
  };
}

/** What opens secrets takes a tenth of a second to load: only where there are any. */
async function givenTokens(
  platform: Platform,
  { root, environments, env, run }: ObserveOptions,
): Promise<ReadonlyMap<string, Secret>> {
  if (!existsSync(join(root, secretsFolder))) return tokensOfEnvironment(platform, environments, env);
  const { providerTokens } = await import('./provider-tokens.ts');
  return providerTokens(root, platform, environments, env, run);
}
