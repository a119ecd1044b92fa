import { diagnostic } from '../../diagnostics/catalogue.ts';
import { hasErrors } from '../../diagnostics/diagnostic.ts';
import { closest } from '../../diagnostics/did-you-mean.ts';
import { clusterId, formatClusterId, idOfCluster, parseClusterId } from '../../identity/cluster-id.ts';
import { readLock } from '../../model/build-platform.ts';
import { formatLock } from '../../model/format-lock.ts';
import type { LockLine } from '../../model/lock.ts';
import { type RetainedCluster, retainedClusters } from '../../model/retained/retained.ts';
import { remedyOf } from '../../plan/retained.ts';
import { infrafluxCommand, type TypedCommands } from '../../plan/typed-commands.ts';
import { replaceBelow } from '../../secrets/write-below.ts';
import { lockName } from '../input/file-names.ts';
import { load } from '../input/load.ts';
import { statePath } from '../../identity/state-path.ts';
import { readLocalStates } from '../input/read-states.ts';
import type { AllowOption, ConfigOption, OutputOption, PrintOptions } from '../terminal/options.ts';
import { refuse } from '../terminal/refuse.ts';
import { typedCommands } from '../terminal/typed-commands.ts';
import type { ExitCode, Terminal } from '../terminal/terminal.ts';

/**
 * `lock forget prod/old`: nothing is left of a cluster that infraflux.yaml no longer has, because it was destroyed by
 * hand, or because it was never made. Its numbers become tombstones, and the next compile takes its files away.
 */
export async function forgetCluster(
  options: ConfigOption & OutputOption & AllowOption & PrintOptions,
  given: string,
  terminal: Terminal,
): Promise<ExitCode> {
  const loaded = await load(options, terminal);
  const stop = (...fault: Parameters<typeof diagnostic>): ExitCode =>
    refuse(diagnostic(...fault), loaded.root, options, terminal);
  const id = parseClusterId(given);
  if (id === undefined)
    return stop('cli/usage', undefined, `"${given}" is not the name of a cluster`, { help: 'write it as prod/old' });
  const name = formatClusterId(id);
  const typed = typedCommands(options, terminal);
  if (
    loaded.config?.environments.some(({ clusters }) => clusters.some((cluster) => idOfCluster(cluster) === id)) === true
  )
    return stop('cli/usage', undefined, `${name} is in infraflux.yaml`, { help: 'remove it there first' });
  const lock = readLock(loaded.files);
  // A lock that cannot be read completely would lose the lines that cannot be read; without a configuration it is unknown which clusters were removed.
  if (loaded.config?.complete !== true || lock.value === undefined || hasErrors(lock.diagnostics)) {
    const help = 'run `infraflux validate`, and fix the errors';
    return stop('cli/usage', undefined, `infraflux.yaml or ${lockName} cannot be read completely`, { help });
  }
  const kept = retainedClusters(loaded.retained);
  const cluster = kept.find((cluster) => cluster.id === id);
  if (cluster === undefined || cluster.lines.length === 0) return unknown(stop, name, cluster, typed, kept);
  const state = readLocalStates(loaded.root, () => false).get(id);
  if (state === 'resources' || state === 'unknown') {
    const has = state === 'resources' ? 'has resources' : 'cannot be read';
    return stop('lock/has-resources', undefined, `${statePath(id)} ${has}, so ${name} may still have machines`);
  }
  if (cluster.protect && options.allow?.includes(name) !== true) {
    const help = `if it is completely destroyed: ${infrafluxCommand(typed, 'lock', 'forget', name, '--allow', name)}`;
    return stop('apply/not-allowed', undefined, `${name} is protected (protect: true)`, { help });
  }
  const isOwn = (line: LockLine): boolean => clusterId(line.environment, line.cluster) === id;
  const lines = lock.value.lines.flatMap((line) => (isOwn(line) ? tombstone(line) : [line]));
  replaceBelow(loaded.root, lockName, formatLock({ lines }));
  if (options.json === true) terminal.out(`${JSON.stringify({ diagnostics: [], forgotten: name }, null, 2)}\n`);
  else
    terminal.out(
      `${lockName}: ${name} is forgotten. The next compile removes its files, the next apply publishes that.\n`,
    );
  return 0;
}

/** Recorded versions are removed; allocations stay as tombstones, so that they are not reused while others are free. */
function tombstone(line: LockLine): readonly LockLine[] {
  if (line.node === undefined && (line.kind === 'talos' || line.kind === 'kubernetes')) return [];
  return [{ ...line, tombstone: true }];
}

function unknown(
  stop: (...fault: Parameters<typeof diagnostic>) => ExitCode,
  name: string,
  cluster: RetainedCluster | undefined,
  typed: TypedCommands,
  kept: readonly RetainedCluster[],
): ExitCode {
  if (cluster !== undefined) {
    const message = `${lockName} has no line of ${name} to remove`;
    return stop('cli/usage', undefined, message, { help: remedyOf(cluster, typed) });
  }
  const names = kept.map((cluster) => formatClusterId(cluster.id));
  const near = closest(name, names);
  const others = names.length === 0 ? 'no removed cluster is retained' : `retained: ${names.join(', ')}`;
  const help = near === undefined ? others : `did you mean "${near}"?`;
  return stop('cli/usage', undefined, `no removed cluster "${name}" is retained`, { help });
}
