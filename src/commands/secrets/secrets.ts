import { wipeLeftFolders } from '../../secrets/edit-file.ts';
import type { ConfigOption, PrintOptions, SelectOptions } from '../terminal/options.ts';
import type { ExitCode, Terminal } from '../terminal/terminal.ts';
import { type AcceptOption, openContext, type SecretsContext } from './context.ts';

/** What every verb begins with. */
export async function secrets(
  options: ConfigOption & SelectOptions & PrintOptions & AcceptOption,
  terminal: Terminal,
  verb: (context: SecretsContext) => Promise<ExitCode>,
): Promise<ExitCode> {
  wipeLeftFolders(terminal.env);
  const context = await openContext(options, terminal);
  return typeof context === 'number' ? context : verb(context);
}
