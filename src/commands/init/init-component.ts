import { lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { catalogOf } from '../input/catalog-of.ts';
import { readBuiltInBlueprints, readUserBlueprints } from '../input/read-catalog.ts';
import { refuse } from '../terminal/refuse.ts';
import type { ConfigOption, PrintOptions } from '../terminal/options.ts';
import type { ExitCode, Terminal } from '../terminal/terminal.ts';
import { writeSchemas } from '../schema/schema.ts';

/** Writes the folder of a first blueprint, which compiles as it is. Never writes over a file that is there. */
export async function initComponent(
  name: string,
  options: ConfigOption & PrintOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const root = dirname(resolve(terminal.cwd, options.config));
  const stop = (fault: Diagnostic): ExitCode => refuse(fault, root, options, terminal);
  const folder = `blueprints/platform/${name}`;
  if (!/^[a-z0-9](?:[a-z0-9-]{0,51}[a-z0-9])?$/.test(name)) {
    const help = 'use a to z, 0 to 9 and -, at most 53 characters, for example --component podinfo';
    return stop(diagnostic('cli/invalid-answer', undefined, `"${name}" is not a name of a component`, { help }));
  }
  const builtIn = readBuiltInBlueprints();
  if (builtIn.has(`${folder}/blueprint.yaml`)) {
    const help = `set further values under platform.${name}, or copy single files of it to ${folder}`;
    return stop(diagnostic('cli/exists', undefined, `${name} is a built-in component`, { help }));
  }
  if (lstatSync(join(root, folder), { throwIfNoEntry: false }) !== undefined)
    return stop(diagnostic('cli/exists', undefined, `${folder} already exists`));
  const before = catalogOf(builtIn, readUserBlueprints(root).texts).value;
  const usual = (need: 'requires' | 'after'): string =>
    [...(before?.capabilities.values() ?? [])].flatMap((each) => (each.usual === need ? [each.name] : [])).join(', ');
  const needs = { requires: usual('requires'), after: usual('after') };
  const written = Object.entries(filesOf(name, needs)).map(([file, text]) => {
    const path = `${folder}/${file}`;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, { flag: 'wx' });
    return path;
  });
  const { texts, faults } = readUserBlueprints(root);
  const catalog = catalogOf(builtIn, texts);
  const [fault] = [...faults, ...catalog.diagnostics].filter(({ severity }) => severity === 'error');
  if (fault !== undefined || catalog.value === undefined) return fault === undefined ? 1 : stop(fault);
  written.push(...writeSchemas(root, catalog.value));
  if (options.json === true) terminal.out(`${JSON.stringify({ diagnostics: [], written }, null, 2)}\n`);
  else
    terminal.out(
      `Wrote ${written.join(', ')}.\n\nNext: set the chart in ${folder}/blueprint.yaml, then enable it: \`platform: {${name}: {}}\`.\n`,
    );
  return 0;
}

function filesOf(
  name: string,
  needs: { readonly requires: string; readonly after: string },
): Readonly<Record<string, string>> {
  return {
    'blueprint.yaml': `description: What ${name} is, in one sentence.
helm: {repository: "https://charts.example.org", chart: ${name}, version: 1.0.0}
# restricted, unless its pods need more.
namespace: {name: ${name}, podSecurity: restricted}
requires: [${needs.requires}]
# Installed later if the cluster has them: definitions that the chart may use.
after: [${needs.after}]
# Set prune: true if it has no data and no custom resource definitions.
sync: {prune: false}
`,
    'options.schema.json': `${JSON.stringify(
      {
        type: 'object',
        additionalProperties: false,
        description: `Options of ${name}.`,
        properties: {
          replicas: { type: 'integer', minimum: 1, maximum: 10, description: 'Number of replicas.', examples: [2] },
        },
      },
      null,
      2,
    )}\n`,
    'values.yaml.hbs': `# Helm values; docs/own-components.md lists what a template may use.
replicaCount: {{#if options.replicas}}{{yaml options.replicas}}{{else}}{{yaml replicas.two}}{{/if}}
`,
    'README.md': `# ${name}\n\nWhat it is, and what it needs.\n`,
  };
}
