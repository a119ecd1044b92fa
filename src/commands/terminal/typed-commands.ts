import { dirname, relative, resolve, sep } from 'node:path';
import type { TypedCommands } from '../../plan/typed-commands.ts';
import { configName } from '../input/file-names.ts';
import type { ConfigOption, OutputOption } from './options.ts';
import type { Terminal } from './terminal.ts';

/** As this command was typed, from the folder that it was typed in. */
export function typedCommands(
  { config, out }: ConfigOption & Partial<OutputOption>,
  { cwd, env }: Pick<Terminal, 'cwd' | 'env'>,
): TypedCommands {
  const output = relative(cwd, resolve(cwd, dirname(config), out ?? 'out'));
  // A script of package.json finds what `npx` finds.
  const event = env['npm_lifecycle_event'];
  return {
    infraflux: event === undefined ? 'infraflux' : 'npx infraflux',
    flags: config === configName ? [] : ['--config', config],
    output: output.split(sep).join('/'),
  };
}
