import { count } from '../../diagnostics/count.ts';
import { load } from '../input/load.ts';
import { retainedWarnings } from '../input/retained-warnings.ts';
import type { ConfigOption, PrintOptions } from '../terminal/options.ts';
import type { ExitCode, Terminal } from '../terminal/terminal.ts';
import { renderedFaults } from './rendered-faults.ts';
import { report } from '../terminal/report.ts';
import { typedCommands } from '../terminal/typed-commands.ts';

/** Every fault in the input, nothing else: also those that only show when it is rendered. */
export async function validate(options: ConfigOption & PrintOptions, terminal: Terminal): Promise<ExitCode> {
  const loaded = await load(options, terminal);
  const rendered = await renderedFaults(loaded);
  const failed = report(
    { ...loaded, answered: loaded.answered + rendered.answered },
    [...loaded.diagnostics, ...retainedWarnings(loaded, undefined, typedCommands(options, terminal)), ...rendered.open],
    options,
    terminal,
  );
  if (options.json === true) terminal.out(`${JSON.stringify(failed.json, null, 2)}\n`);
  else if (!failed.errors && loaded.platform !== undefined) {
    const clusters = loaded.platform.environments.flatMap((environment) => environment.clusters);
    const nodes = clusters.reduce((sum, cluster) => sum + cluster.nodes.length, 0);
    const counted = [
      count(loaded.platform.environments.length, 'environment'),
      count(clusters.length, 'cluster'),
      count(nodes, 'node'),
    ];
    terminal.out(`${loaded.platform.name}: valid. ${counted.join(', ')}.\n`);
  }
  return failed.errors ? 1 : 0;
}
