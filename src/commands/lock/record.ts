import { formatClusterId } from '../../identity/cluster-id.ts';
import { recordVersions } from '../../apply/terraform/record-versions.ts';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import { buildDraft } from '../../model/build-draft.ts';
import { lockName } from '../input/file-names.ts';
import { load } from '../input/load.ts';
import type { ConfigOption, PrintOptions } from '../terminal/options.ts';
import type { ExitCode, Terminal } from '../terminal/terminal.ts';
import { refuse } from '../terminal/refuse.ts';
import { report } from '../terminal/report.ts';
import { parseVersionOf, productTitles } from '../../versions/cluster-versions.ts';
import type { DiagnosticCode } from '../../diagnostics/catalogue/codes.ts';

/** What is wrong with versions in infraflux.lock: this command puts others in their place. */
const repairs: ReadonlySet<DiagnosticCode> = new Set([
  'versions/skips-minor',
  'versions/no-patch',
  'versions/unknown-major',
]);

/**
 * `lock record prod/main talos 1.14.1`: a cluster runs another version than InfraFlux gave it, because it was upgraded by
 * other means. From then on its machines are configured for that one.
 */
export async function recordVersion(
  options: ConfigOption & PrintOptions,
  id: string,
  what: 'talos' | 'kubernetes',
  given: string,
  terminal: Terminal,
): Promise<ExitCode> {
  const version = parseVersionOf(what, given);
  const loaded = await load(options, terminal);
  const fault = (message: string, help: string): ExitCode =>
    refuse(diagnostic('cli/usage', undefined, message, { help }), loaded.root, options, terminal);
  if (version === undefined)
    return fault(`"${given}" is not a known version of ${productTitles[what]}`, 'write it as 1.13.6');
  const { config, catalog, files } = loaded;
  // This command repairs versions that cannot follow each other. With any other error nothing is written: a lock
  // that cannot be read whole would lose the lines that cannot be read.
  const isInTheWay = loaded.diagnostics.some(({ code, severity }) => severity === 'error' && !repairs.has(code));
  if (config === undefined || catalog === undefined || isInTheWay) {
    const reported = report(loaded, loaded.diagnostics, options, terminal);
    if (options.json === true) terminal.out(`${JSON.stringify(reported.json, null, 2)}\n`);
    return 1;
  }
  // With an error in versions there is no platform.
  const { clusters } = buildDraft(config, catalog, { lines: [] });
  const cluster = clusters.find((cluster) => formatClusterId(cluster.id) === id);
  if (cluster === undefined)
    return fault(`unknown cluster "${id}"`, `known: ${clusters.map((cluster) => cluster.id).join(', ')}`);
  if (!files.some(({ path }) => path === lockName))
    return fault(`${lockName} not found, so nothing was created yet`, 'run `infraflux compile` to create it');
  const changed = recordVersions(loaded.root, cluster.environment, cluster.name, { [what]: version });
  if (options.json === true) terminal.out(`${JSON.stringify({ diagnostics: [], changed }, null, 2)}\n`);
  else terminal.out(`${lockName} ${changed ? 'now' : 'already'} records that ${id} runs ${what} ${version}.\n`);
  return 0;
}
