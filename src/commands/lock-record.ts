import { recordVersions } from '../apply/terraform/record-versions.ts';
import { parseVersion } from '../config/version.ts';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { load } from './load.ts';
import type { CommonOptions, ExitCode, Terminal } from './options.ts';
import { refuse } from './refuse.ts';
import { report } from './report.ts';

/**
 * `lock record prod/main talos 1.14.1`: a cluster runs another version than InfraFlux gave it, because it was upgraded by
 * other means. From then on its machines are configured for that one.
 */
export async function recordVersion(
  options: CommonOptions,
  words: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const [id = '', what = '', given = ''] = words;
  const version = given.replace(/^v/, '');
  const loaded = await load(options, terminal);
  const fault = (message: string, help: string): ExitCode =>
    refuse(diagnostic('cli/usage', undefined, message, { help }), loaded.root, options, terminal);
  if (words.length !== 3 || (what !== 'talos' && what !== 'kubernetes'))
    return fault('what a cluster runs takes three words', '`lock record prod/main talos 1.13.6`, or kubernetes');
  if (parseVersion(version) === undefined) return fault(`"${given}" is no version`, 'write it as 1.13.6');
  const reported = report(loaded, loaded.diagnostics, options, terminal);
  if (loaded.platform === undefined || reported.errors) {
    if (options.json) terminal.out(`${JSON.stringify(reported.json, null, 2)}\n`);
    return 1;
  }
  const clusters = loaded.platform.environments.flatMap((environment) => environment.clusters);
  const cluster = clusters.find(({ environment, name }) => `${environment}/${name}` === id);
  if (cluster === undefined)
    return fault(
      `there is no cluster ${id}`,
      clusters.map(({ environment, name }) => `${environment}/${name}`).join(', '),
    );
  const changed = recordVersions(loaded.root, cluster.environment, cluster.name, { [what]: version });
  if (options.json) terminal.out(`${JSON.stringify({ ...reported.json, changed }, null, 2)}\n`);
  else terminal.out(`infraflux.lock ${changed ? 'says' : 'said'} that ${id} runs ${what} ${version}.\n`);
  return 0;
}
