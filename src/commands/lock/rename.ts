import { diagnostic } from '../../diagnostics/catalogue.ts';
import { hasErrors } from '../../diagnostics/diagnostic.ts';
import { clusterId, formatClusterId } from '../../identity/cluster-id.ts';
import { buildDraft } from '../../model/build-draft.ts';
import { readLock } from '../../model/build-platform.ts';
import { formatLock } from '../../model/format-lock.ts';
import { renameLock } from '../../model/rename-lock.ts';
import { isRecorded } from '../../model/version-lines.ts';
import { replaceBelow } from '../../secrets/write-below.ts';
import { lockName } from '../input/file-names.ts';
import { load } from '../input/load.ts';
import { readLocalStates } from '../input/read-states.ts';
import type { ConfigOption, PrintOptions } from '../terminal/options.ts';
import { refuse } from '../terminal/refuse.ts';
import type { ExitCode, Terminal } from '../terminal/terminal.ts';

/**
 * `lock rename dev/main/w-1 worker-1`: what got another name in infraflux.yaml keeps its address, VM ID, MAC, host and kept disks. Machines
 * of a created cluster carry its name in tags, host names and certificates, so that one keeps its name.
 */
export async function renameInLock(
  options: ConfigOption & PrintOptions,
  from: string,
  to: string,
  terminal: Terminal,
): Promise<ExitCode> {
  const loaded = await load(options, terminal);
  const stop = (...fault: Parameters<typeof diagnostic>): ExitCode =>
    refuse(diagnostic(...fault), loaded.root, options, terminal);
  const { config, catalog } = loaded;
  const lock = readLock(loaded.files);
  // A lock that cannot be read completely would lose the lines that cannot be read.
  if (config?.complete !== true || catalog === undefined || lock.value === undefined || hasErrors(lock.diagnostics)) {
    const help = 'run `infraflux validate`, and fix the errors';
    return stop('cli/usage', undefined, `infraflux.yaml or ${lockName} cannot be read completely`, { help });
  }
  const clusters = buildDraft(config, catalog, { lines: [] }).clusters.map(({ environment, name, nodes }) => ({
    environment,
    name,
    nodes: nodes.map((node) => ({
      name: node.name.value,
      pool: node.role === 'controlplane' ? undefined : node.group.name,
    })),
  }));
  const { lines } = lock.value;
  const result = renameLock(lines, clusters, from, to);
  if (result.fault !== undefined) {
    const { message, help } = result.fault;
    return stop('cli/usage', undefined, message, { help });
  }
  const created = from.split('/').length < 3 ? createdBelow(loaded.root, lines, from) : undefined;
  if (created !== undefined) {
    const help = `restore the name in infraflux.yaml; or create the new cluster beside it, and destroy ${created} later`;
    return stop('lock/has-resources', undefined, `${created} was created, and its machines carry its name`, { help });
  }
  replaceBelow(loaded.root, lockName, formatLock({ lines: result.lines }));
  if (options.json === true) {
    terminal.out(`${JSON.stringify({ diagnostics: [], renamed: result.renamed }, null, 2)}\n`);
    return 0;
  }
  for (const pair of result.renamed) terminal.out(`${lockName}: ${pair.from} -> ${pair.to}\n`);
  return 0;
}

/** A cluster of the old name that has machines, or may have them. */
function createdBelow(root: string, lines: Parameters<typeof isRecorded>[0], from: string): string | undefined {
  const [environment = '', cluster] = from.split('/');
  const states = readLocalStates(root, () => false);
  const names = new Set(lines.filter((line) => line.environment === environment).map((line) => line.cluster));
  return [...names]
    .filter((name) => cluster === undefined || name === cluster)
    .filter((name) => {
      const state = states.get(clusterId(environment, name));
      return isRecorded(lines, { environment, name }) || state === 'resources' || state === 'unknown';
    })
    .map((name) => formatClusterId(clusterId(environment, name)))[0];
}
