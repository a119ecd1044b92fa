import { readTerraformVersion } from '../../observe/read-engines.ts';
import { commandRunner, type RunCommand } from '../../observe/run-command.ts';
import { infrafluxVersion } from '../../config/version.ts';
import type { PrintOptions } from '../terminal/options.ts';
import type { ExitCode, Terminal } from '../terminal/terminal.ts';

interface Engine {
  readonly name: string;
  /** Undefined: not on this machine. */
  readonly version: string | undefined;
  /** Its purpose; printed where it is missing. */
  readonly for: string;
  readonly required: boolean;
}

/** Which engines are on this machine, at which version, and what cannot be done without the others. */
export async function doctor(options: PrintOptions, terminal: Terminal): Promise<ExitCode> {
  const run = commandRunner(terminal);
  const engines: readonly Engine[] = [
    { name: 'node', version: process.versions.node, for: 'everything', required: true },
    {
      name: 'git',
      version: await version(run, 'git', ['--version'], /(\d+\.\d+(?:\.\d+)?)/),
      for: 'publishing to the repository that Argo CD reads',
      required: true,
    },
    {
      name: 'terraform',
      version: await readTerraformVersion(run, 'terraform', undefined, terminal.env),
      for: 'creating machines (or OpenTofu)',
      required: false,
    },
    {
      name: 'tofu',
      version: await readTerraformVersion(run, 'tofu', undefined, terminal.env),
      for: 'creating machines with `engine: tofu`',
      required: false,
    },
    {
      name: 'helm',
      version: await version(run, 'helm', ['version', '--short'], /(\d+\.\d+\.\d+)/),
      for: 'bootstrapping Argo CD in a new cluster',
      required: false,
    },
    {
      name: 'kubectl',
      version: await version(run, 'kubectl', ['version', '--client'], /(\d+\.\d+\.\d+)/),
      for: 'bootstrapping Argo CD in a new cluster',
      required: false,
    },
    {
      name: 'sops',
      version: await version(run, 'sops', ['--version', '--disable-version-check'], /(\d+\.\d+\.\d+)/),
      for: 'secrets with KMS, PGP or Vault recipients; not needed for age',
      required: false,
    },
  ];
  if (options.json === true) terminal.out(`${JSON.stringify({ infraflux: infrafluxVersion, engines }, null, 2)}\n`);
  else {
    terminal.out(`infraflux  ${infrafluxVersion}\n`);
    for (const engine of engines) {
      const state = engine.version ?? `not found: needed for ${engine.for}`;
      terminal.out(`${engine.name.padEnd(10)} ${state}\n`);
    }
  }
  return engines.some((engine) => engine.required && engine.version === undefined) ? 1 : 0;
}

async function version(
  run: RunCommand,
  command: string,
  args: readonly string[],
  pattern: RegExp,
): Promise<string | undefined> {
  const result = await run(command, args);
  return result.code === 0 ? pattern.exec(result.stdout)?.[1] : undefined;
}
