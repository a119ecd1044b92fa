import { formatClusterId, idOfCluster } from '../../identity/cluster-id.ts';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { providerTokens } from '../../observe/provider-tokens.ts';
import { commandRunner } from '../../observe/run-command.ts';
import { clusterSecrets } from '../../observe/terraform/cluster-secrets.ts';
import type { ExitCode } from '../terminal/terminal.ts';
import { finish, type SecretsContext } from './context.ts';
import { clustersOf } from './import.ts';

/**
 * `exec ENVIRONMENT/CLUSTER -- COMMAND...`: a command with all that Terraform wants of a cluster in its environment, and
 * nothing of it in what it prints. Its exit code is ours.
 */
export async function execWithSecrets(
  context: SecretsContext,
  name: string,
  words: readonly string[],
): Promise<ExitCode> {
  const [command = '', ...rest] = words;
  const stop = (fault: Diagnostic): ExitCode => finish(context, [...context.keys.diagnostics, fault], {}, '');
  const clusters = clustersOf(context);
  const cluster = clusters.find((cluster) => formatClusterId(idOfCluster(cluster)) === name);
  if (cluster === undefined) {
    const message = `unknown cluster "${name}"; known: ${clusters.map(idOfCluster).join(', ')}`;
    return stop(diagnostic('secrets/unknown-cluster', undefined, message));
  }
  const { root, platform, catalog, terminal } = context;
  const run = commandRunner(terminal);
  const tokens = await providerTokens(root, platform, [cluster.environment], terminal.env, run);
  const secrets = await clusterSecrets(root, platform, cluster, catalog, tokens, terminal.env, run, context.typed);
  if (secrets.refused !== undefined) return stop(secrets.refused.diagnostic);
  const env = Object.fromEntries(Object.entries(secrets.value).map(([key, secret]) => [key, secret.reveal()]));
  // The terminal tells the command of a Ctrl-C as well; InfraFlux waits for what it makes of it.
  const interrupt = new AbortController();
  const wait = (): void => undefined;
  const hand = (): void => interrupt.abort();
  process.on('SIGINT', wait);
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, hand);
  try {
    const answer = await run(command, rest, {
      cwd: terminal.cwd,
      env,
      stdin: 'inherit',
      secrets: secrets.hidden,
      timeoutSeconds: Infinity,
      signal: interrupt.signal,
      // Plans and states that it may write hold more than others should read.
      umask: 0o077,
      onOutput: (text, from) => (from === 'stdout' ? terminal.out(text) : terminal.progress(text)),
    });
    if (answer.code === 126 || answer.code === 127) terminal.progress(`${command} could not be started\n`);
    // Whatever code it is: a script that asks for the command's own must get it.
    return answer.code as ExitCode;
  } finally {
    process.off('SIGINT', wait);
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.off(signal, hand);
  }
}
