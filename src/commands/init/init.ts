import { lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { infrafluxVersion } from '../../config/version.ts';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import { type Diagnostic, invariant } from '../../diagnostics/diagnostic.ts';
import { configName } from '../input/file-names.ts';
import { answerFault, firstConfig, type FirstAnswers, usualGateway } from './first-config.ts';
import type { ConfigOption, PrintOptions } from '../terminal/options.ts';
import type { ExitCode, Terminal } from '../terminal/terminal.ts';
import { catalogOf } from '../input/catalog-of.ts';
import { readBuiltInBlueprints, readUserBlueprints } from '../input/read-catalog.ts';
import { askText } from '../terminal/ask.ts';
import { refuse } from '../terminal/refuse.ts';
import { writeSchemas } from '../schema/schema.ts';

type InitOptions = ConfigOption &
  PrintOptions & {
    readonly name?: string | undefined;
    readonly endpoint?: string | undefined;
    readonly network?: string | undefined;
    readonly gateway?: string | undefined;
    readonly repository?: string | undefined;
    readonly yes?: true | undefined;
  };

const defaults: FirstAnswers = {
  name: 'homelab',
  endpoint: 'https://pve.home.arpa:8006/',
  network: '10.10.0.0/16',
  gateway: '10.10.0.1',
  repository: '',
};

/** Writes a first platform that plans at once. Never writes over a file that is there. */
export async function init(options: InitOptions, terminal: Terminal): Promise<ExitCode> {
  const path = resolve(terminal.cwd, options.config);
  const root = dirname(path);
  const name = basename(path);
  const stop = (fault: Diagnostic): ExitCode => refuse(fault, root, options, terminal);
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) {
    return stop(diagnostic('cli/exists', undefined, `${options.config} already exists`));
  }
  const answers = await gather(options, terminal);
  if (answers === undefined) return 1;
  const { texts, faults } = readUserBlueprints(root);
  const catalog = catalogOf(readBuiltInBlueprints(), texts);
  const [blueprintFault] = [...faults, ...catalog.diagnostics].filter((diagnostic) => diagnostic.severity === 'error');
  if (blueprintFault !== undefined || catalog.value === undefined) {
    invariant(blueprintFault !== undefined, 'a catalog without faults has a value');
    return stop(blueprintFault);
  }
  const first = firstConfig(answers, catalog.value);
  if ('fault' in first) return stop(diagnostic('cli/invalid-answer', undefined, first.fault, { help: first.help }));
  mkdirSync(root, { recursive: true });
  const written: string[] = [];
  const put = (file: string, text: string): void => {
    if (lstatSync(join(root, file), { throwIfNoEntry: false }) !== undefined) return;
    writeFileSync(join(root, file), text, { flag: 'wx' });
    written.push(file);
  };
  put(name, first.text);
  put('.gitignore', ignored);
  put('package.json', packageJson(answers.name));
  written.push(...writeSchemas(root, catalog.value));
  if (options.json === true) terminal.out(`${JSON.stringify({ diagnostics: [], written }, null, 2)}\n`);
  else {
    const flag = options.config === configName ? '' : ` --config ${options.config}`;
    terminal.out(
      `Wrote ${written.join(', ')}.\n\nNext: review ${options.config}, then \`npx infraflux plan${flag}\`.\n`,
    );
  }
  return 0;
}

async function gather(options: InitOptions, terminal: Terminal): Promise<FirstAnswers | undefined> {
  const flags: FirstAnswers = {
    name: options.name ?? defaults.name,
    endpoint: options.endpoint ?? defaults.endpoint,
    network: options.network ?? defaults.network,
    gateway: options.gateway ?? (options.network === undefined ? defaults.gateway : ''),
    repository: options.repository ?? defaults.repository,
  };
  const asked = [options.name, options.endpoint, options.network, options.gateway, options.repository].some(
    (flag) => flag !== undefined,
  );
  if (options.yes === true || asked) return flags;
  const answers = { ...flags };
  const questions: readonly (readonly [keyof FirstAnswers, string])[] = [
    ['name', 'Name of the platform'],
    ['endpoint', 'Address of the Proxmox API'],
    ['network', 'Network of the machines'],
    ['gateway', 'Gateway of the network'],
    ['repository', 'Git repository that Argo CD watches (empty: none yet)'],
  ];
  for (const [name, message] of questions) {
    const answer = await askText(terminal, options, {
      message,
      fallback: name === 'gateway' ? usualGateway(answers.network) : answers[name],
      // Asked again until it can be used, with what came before already known to be good.
      validate: (value) => {
        const fault = answerFault({ ...answers, gateway: '', [name]: value });
        return fault === undefined ? undefined : `${fault.fault}: ${fault.help}`;
      },
    });
    if (answer.kind === 'not-interactive') return flags;
    if (answer.kind === 'cancelled') {
      terminal.progress('Nothing was written.\n');
      return undefined;
    }
    answers[name] = answer.value;
  }
  return answers;
}

const ignored = `node_modules/
# Working files, and files that must never be committed.
.infraflux/
state/
*.tfstate
*.tfstate.*
*.tfplan
tfplan
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
