import { readSecretFiles } from '../observe/read-engines.ts';
import { missingSecrets, secretsNeeded } from '../plan/secrets-needed.ts';
import { load } from './load.ts';
import type { CommonOptions, ExitCode, Terminal } from './options.ts';
import { report } from './report.ts';
import { selectEnvironments } from './select.ts';

/** Every secret that must exist: whether its file is there, its keys, and who reads it. Nothing is decrypted. */
export async function secrets(options: CommonOptions, terminal: Terminal): Promise<ExitCode> {
  const loaded = await load(options, terminal);
  const selection = selectEnvironments(loaded, options);
  const reported = report(loaded, [...loaded.diagnostics, ...selection.diagnostics], options, terminal);
  const { platform, catalog } = loaded;
  if (platform === undefined || catalog === undefined || reported.errors) {
    if (options.json) terminal.out(`${JSON.stringify(reported.json, null, 2)}\n`);
    return 1;
  }
  const needed = secretsNeeded(platform, catalog, selection.environments);
  const present = readSecretFiles(loaded.root);
  const rows = needed.map((secret) => {
    const file = `${secret.environment ?? 'platform'}/${secret.name}`;
    return { ...secret, file: `secrets/${file}.sops.yaml`, present: present.has(file) };
  });
  const missing = missingSecrets(needed, present);
  if (options.json) {
    terminal.out(`${JSON.stringify({ ...reported.json, secrets: rows }, null, 2)}\n`);
    return 0;
  }
  const width = Math.max(0, ...rows.map((row) => row.file.length));
  for (const row of rows) {
    const keys = row.keys.length === 0 ? '' : ` (${row.keys.join(', ')})`;
    terminal.out(
      `${row.present ? 'present' : 'missing'}  ${row.file.padEnd(width)}  read by ${row.readBy.join(', ')}${keys}\n`,
    );
  }
  terminal.out(missing.length === 0 ? 'All secrets are there.\n' : `${missing.length} of ${rows.length} missing.\n`);
  return 0;
}
