import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { infrafluxVersion } from '../config/version.ts';
import { firstConfig, type FirstAnswers } from './first-config.ts';
import type { CommonOptions, ExitCode, Terminal } from './options.ts';
import { parseCatalog } from '../blueprints/parse-catalog.ts';
import { readBuiltInBlueprints, readUserBlueprints } from './read-catalog.ts';
import { writeSchemas } from './schema.ts';

export interface InitOptions extends CommonOptions {
  readonly name?: string;
  readonly endpoint?: string;
  readonly network?: string;
  readonly gateway?: string;
  readonly yes?: boolean;
}

const defaults: FirstAnswers = {
  name: 'homelab',
  endpoint: 'https://pve.home.arpa:8006/',
  network: '10.10.0.0/16',
  gateway: '10.10.0.1',
};

/** Writes a first platform that plans at once. Never writes over a file that is there. */
export async function init(options: CommonOptions & Record<string, unknown>, terminal: Terminal): Promise<ExitCode> {
  const given = options as InitOptions;
  const path = resolve(terminal.cwd, options.config);
  const root = dirname(path);
  if (existsSync(path)) {
    terminal.progress(`${options.config} is there already; nothing was written\n`);
    return 1;
  }
  const answers = await gather(given, terminal);
  if (answers === undefined) return 1;
  mkdirSync(root, { recursive: true });
  const written: string[] = [];
  const put = (name: string, text: string): void => {
    if (existsSync(join(root, name))) return;
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text, { flag: 'wx' });
    written.push(name);
  };
  const first = firstConfig(answers);
  if ('fault' in first) {
    terminal.progress(`${first.fault}\n`);
    return 1;
  }
  put(options.config, first.text);
  put('.gitignore', ignored);
  put('package.json', packageJson(answers.name));
  const catalog = parseCatalog(readBuiltInBlueprints(), readUserBlueprints(root));
  if (catalog.value !== undefined) written.push(...writeSchemas(root, catalog.value));
  if (options.json) terminal.out(`${JSON.stringify({ written }, null, 2)}\n`);
  else {
    terminal.out(`Wrote ${written.join(', ')}.\n\nNext: look at ${options.config}, then \`npx infraflux plan\`.\n`);
  }
  return 0;
}

async function gather(options: InitOptions, terminal: Terminal): Promise<FirstAnswers | undefined> {
  const flags: FirstAnswers = {
    name: options.name ?? defaults.name,
    endpoint: options.endpoint ?? defaults.endpoint,
    network: options.network ?? defaults.network,
    gateway: options.gateway ?? (options.network === undefined ? defaults.gateway : ''),
  };
  const asked = options.name !== undefined || options.endpoint !== undefined || options.network !== undefined;
  if (options.yes === true || asked || options.json || !terminal.isInteractive) return flags;
  const { cancel, group, text } = await import('@clack/prompts');
  let cancelled = false;
  const answers = await group(
    {
      name: () => text({ message: 'Name of the platform', initialValue: flags.name }),
      endpoint: () => text({ message: 'Address of the Proxmox API', initialValue: flags.endpoint }),
      network: () => text({ message: "The machines' network", initialValue: flags.network }),
      gateway: () => text({ message: 'Its router', initialValue: flags.gateway }),
    },
    {
      onCancel: () => {
        cancelled = true;
        cancel('Nothing was written.');
      },
    },
  );
  return cancelled ? undefined : answers;
}

const ignored = `node_modules/
# What InfraFlux keeps for speed, and what must never be committed.
.infraflux/
state/
*.tfstate
*.tfstate.*
*.tfplan
.terraform/
kubeconfig
talosconfig
`;

function packageJson(name: string): string {
  const scripts = Object.fromEntries(
    ['validate', 'compile', 'plan', 'apply'].map((verb) => [verb, `infraflux ${verb}`]),
  );
  const content = { name, private: true, scripts, devDependencies: { infraflux: infrafluxVersion } };
  return `${JSON.stringify(content, null, 2)}\n`;
}
