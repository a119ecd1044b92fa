import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Platform } from '../model/platform.ts';
import type { Observations, Published } from './observations.ts';
import { readOwnRepository } from './own-repository.ts';
import { publishTargets } from './publish-target.ts';
import { readEngines, readSecretFiles } from './read-engines.ts';
import { readHypervisors, tokenOfEnvironment } from './read-hypervisor.ts';
import { readOutput } from './read-output.ts';
import { readPublished } from './read-published.ts';
import { readSecrets } from './read-secrets.ts';
import { type RunCommand, runCommand } from './run-command.ts';

export interface ObserveOptions {
  /** Directory of infraflux.yaml, absolute. */
  readonly root: string;
  /** Output directory, absolute. */
  readonly output: string;
  /** Undefined: all. */
  readonly environments: readonly string[] | undefined;
  /** Files of the user's beside those with usual names and those that the platform refers to: --config names one. */
  readonly inputs?: readonly string[];
  readonly run?: RunCommand;
  /** API tokens of Proxmox providers by name. Absent: the one in PROXMOX_VE_API_TOKEN, where there is one provider. */
  readonly proxmoxTokens?: ReadonlyMap<string, string>;
}

/** Asks files, git and engines what is there. Changes nothing but a cache under .infraflux/. */
export async function observe(platform: Platform, options: ObserveOptions): Promise<Observations> {
  const run = options.run ?? runCommand;
  const { root } = options;
  const diagnostics: Diagnostic[] = [];
  const output = readOutput(options.output, options.environments);
  diagnostics.push(...output.diagnostics);
  const secrets = readSecretFiles(root);
  const engines = readEngines(run, root, platform, secrets);
  const stored = await readSecrets(root, platform, process.env);
  diagnostics.push(...stored.diagnostics);
  const tokens =
    options.proxmoxTokens ?? tokenOfEnvironment(platform, options.environments, process.env['PROXMOX_VE_API_TOKEN']);
  const hypervisors = readHypervisors(root, platform, options.environments, tokens);
  const published: Published[] = [];
  for (const target of publishTargets(platform)) {
    const concerned =
      options.environments === undefined || target.environments.some((name) => options.environments?.includes(name));
    if (!concerned) continue;
    const read = await readPublished(run, root, target);
    diagnostics.push(...read.diagnostics);
    if (read.value === undefined) continue;
    const own = await readOwnRepository(run, root, options.output, target, [
      ...(options.inputs ?? []),
      ...platform.files.keys(),
    ]);
    published.push({ ...read.value, own });
  }
  return {
    output: output.value ?? new Map(),
    published,
    engines: await engines,
    hypervisors: await hypervisors,
    secrets,
    secretKeys: stored.keys,
    secretFiles: { count: stored.files, verified: stored.verified },
    diagnostics,
  };
}
