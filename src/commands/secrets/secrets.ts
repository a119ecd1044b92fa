import { diagnostic } from '../../diagnostics/catalogue.ts';
import { wipeLeftFolders } from '../../secrets/edit-file.ts';
import { closest } from '../../diagnostics/did-you-mean.ts';
import type { CommonOptions, ExitCode, Terminal } from '../terminal/options.ts';
import { finish, openContext, type SecretsContext } from './context.ts';

type Run = (context: SecretsContext, args: readonly string[]) => Promise<ExitCode>;

/** Each verb's module is loaded when it is asked for. */
const verbs: Readonly<Record<string, () => Promise<Run>>> = {
  list: async () => (await import('./list.ts')).listCommand,
  init: async () => (await import('./init.ts')).initSecrets,
  set: async () => (await import('./set.ts')).setSecret,
  generate: async () => (await import('./set.ts')).generateSecret,
  edit: async () => (await import('./edit.ts')).editSecret,
  rotate: async () => (await import('./rotate.ts')).rotateSecrets,
  check: async () => (await import('./check.ts')).checkSecrets,
  scan: async () => (await import('./scan.ts')).scanSecrets,
  sync: async () => (await import('./sync.ts')).syncSecrets,
  exec: async () => (await import('./exec.ts')).execWithSecrets,
  import: async () => (await import('./import.ts')).importMachineSecrets,
};

/** `secrets VERB ...`; without a verb, the list. */
export async function secrets(
  options: CommonOptions & Record<string, unknown>,
  args: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const [verb = 'list', ...rest] = args;
  const run = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  wipeLeftFolders(terminal.env);
  const context = await openContext(options, terminal);
  if (typeof context === 'number') return context;
  if (run === undefined) {
    const meant = closest(verb, Object.keys(verbs));
    const help =
      meant === undefined ? `there are ${Object.keys(verbs).join(', ')}` : `did you mean "secrets ${meant}"?`;
    return finish(context, [diagnostic('cli/usage', undefined, `there is no "secrets ${verb}"`, { help })], {}, '');
  }
  return (await run())(context, rest);
}
