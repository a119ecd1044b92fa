import { dirname, join, resolve } from 'node:path';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import { count } from '../../diagnostics/count.ts';
import { formatTime } from '../../diagnostics/format-time.ts';
import { formatClusterId, parseClusterId } from '../../identity/cluster-id.ts';
import { statePath } from '../../identity/state-path.ts';
import { type KnownState, parseKnownState, readText, stateCopies } from '../../observe/state-copies.ts';
import type { ConfigOption, PrintOptions } from '../terminal/options.ts';
import { refuse } from '../terminal/refuse.ts';
import type { ExitCode, Terminal } from '../terminal/terminal.ts';

/** `state list prod/main`: the state as it is, and the copies that `state restore` takes. */
export async function listStates(
  options: ConfigOption & PrintOptions,
  given: string,
  terminal: Terminal,
): Promise<ExitCode> {
  const root = dirname(resolve(terminal.cwd, options.config));
  const id = parseClusterId(given);
  if (id === undefined) {
    const help = 'write it as prod/main';
    return refuse(
      diagnostic('cli/usage', undefined, `"${given}" is not the name of a cluster`, { help }),
      root,
      options,
      terminal,
    );
  }
  const text = readText(join(root, statePath(id)));
  const now = text === undefined ? undefined : parseKnownState(text);
  const copies = stateCopies(root, id);
  if (options.json === true) {
    const shown = copies.map(({ text: _text, ...copy }) => copy);
    const present = now === undefined ? null : { lineage: now.lineage, serial: now.serial, resources: now.resources };
    terminal.out(
      `${JSON.stringify({ diagnostics: [], cluster: formatClusterId(id), present, copies: shown }, null, 2)}\n`,
    );
    return 0;
  }
  const state = text === undefined ? 'not there' : now === undefined ? 'empty or torn' : describeState(now);
  terminal.out(`${statePath(id)}: ${state}\n`);
  for (const copy of copies) {
    terminal.out(`  ${copy.name}  ${formatTime(new Date(copy.time))}  ${describeState(copy)}\n`);
  }
  if (copies.length === 0) terminal.out('  no copies\n');
  return 0;
}

/** `serial 12, 9 resources` */
export function describeState({ serial, resources }: KnownState): string {
  return `serial ${serial}, ${resources === undefined ? 'encrypted' : count(resources, 'resource')}`;
}
