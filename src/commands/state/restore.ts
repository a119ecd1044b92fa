import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { takeApplyLock } from '../../apply/apply-lock.ts';
import { keepStateCopy } from '../../apply/terraform/snapshot-state.ts';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import { backendKind } from '../../emit/terraform/state-backend.ts';
import { formatClusterId, parseClusterId } from '../../identity/cluster-id.ts';
import { statePath } from '../../identity/state-path.ts';
import { openStateDirectory } from '../../observe/state-directory.ts';
import { parseKnownState, readText, stateCopies } from '../../observe/state-copies.ts';
import { writePrivateBelow } from '../../secrets/write-below.ts';
import { load } from '../input/load.ts';
import type { ConfigOption, PrintOptions } from '../terminal/options.ts';
import { refuse } from '../terminal/refuse.ts';
import type { ExitCode, Terminal } from '../terminal/terminal.ts';
import { describeState } from './list.ts';

/**
 * `state restore prod/main`: puts a kept copy in the place of a state that is gone, empty or torn. It gets a serial above all others, so
 * that what was newer is never taken for newer again.
 */
export async function restoreState(
  options: ConfigOption & PrintOptions & { readonly replace?: true | undefined },
  given: string,
  wanted: string | undefined,
  terminal: Terminal,
): Promise<ExitCode> {
  const loaded = await load(options, terminal);
  const { root, platform } = loaded;
  const stop = (...fault: Parameters<typeof diagnostic>): ExitCode =>
    refuse(diagnostic(...fault), root, options, terminal);
  const id = parseClusterId(given);
  if (id === undefined)
    return stop('cli/usage', undefined, `"${given}" is not the name of a cluster`, { help: 'write it as prod/main' });
  if (platform !== undefined && backendKind(platform) !== 'local') {
    const message = `the state of ${given} is in the backend ${backendKind(platform)}, which keeps its own versions`;
    return stop('state/not-restorable', undefined, message);
  }
  const copies = stateCopies(root, id);
  const copy = wanted === undefined ? copies[0] : copies.find(({ name }) => name === basename(wanted));
  if (copy === undefined) {
    const help =
      copies.length === 0
        ? 'apply keeps one before it changes a state'
        : `copies: ${copies.map(({ name }) => name).join(', ')}`;
    const what =
      wanted === undefined
        ? `no copy of the state of ${given} is kept`
        : `no copy "${wanted}" of the state of ${given}`;
    return stop('state/not-restorable', undefined, what, { help });
  }
  const file = join(root, statePath(id));
  if (existsSync(join(dirname(file), `.${basename(file)}.lock.info`)))
    return stop('terraform/state-locked', undefined, `another process holds the lock of ${statePath(id)}`);
  const state = openStateDirectory(root, terminal.env);
  if (state.value === undefined) return stop('state/not-restorable', undefined, state.diagnostics[0]?.message ?? '');
  const lock = takeApplyLock(state.value, null);
  const [held] = lock.diagnostics;
  if (lock.value === undefined) return stop('apply/locked', undefined, held?.message ?? '');
  try {
    const text = readText(file);
    const now = text === undefined ? undefined : parseKnownState(text);
    if (now !== undefined && now.resources !== 0 && options.replace !== true) {
      const message = `${statePath(id)} can be read (${describeState(now)})`;
      return stop('state/not-restorable', undefined, message, { help: `--replace restores ${copy.name} all the same` });
    }
    if (now !== undefined) keepStateCopy(root, id, now.text);
    const newest = Math.max(now?.serial ?? 0, ...copies.map(({ serial }) => serial));
    const restored = { ...(JSON.parse(copy.text) as Readonly<Record<string, unknown>>), serial: newest + 1 };
    writePrivateBelow(root, statePath(id), `${JSON.stringify(restored, null, 2)}\n`);
    if (options.json === true)
      terminal.out(
        `${JSON.stringify({ diagnostics: [], cluster: formatClusterId(id), restored: copy.name }, null, 2)}\n`,
      );
    else
      terminal.out(
        `${statePath(id)}: restored ${copy.name} (${describeState(copy)}) as serial ${newest + 1}. Plan next.\n`,
      );
    return 0;
  } finally {
    lock.value.release();
  }
}
