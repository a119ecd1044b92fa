import { diagnostic } from '../diagnostics/catalogue.ts';
import { closest } from '../diagnostics/did-you-mean.ts';
import type { Platform } from '../model/platform.ts';
import { readSecretFiles } from '../observe/read-engines.ts';
import { missingSecrets, type SecretNeeded, secretsNeeded } from '../plan/secrets-needed.ts';
import { load } from './load.ts';
import type { CommonOptions, ExitCode, Terminal } from './options.ts';
import { report } from './report.ts';
import { selectEnvironments } from './select.ts';

/** Actions that plans and the documentation name. They come with the release that drives secrets; see `byHand`. */
const actions = ['set', 'rotate', 'check'];

/**
 * `secrets`: every secret that must exist, whether its file is there, its keys, and who reads it. Nothing is decrypted.
 * `secrets set SCOPE NAME` says how to make the file by hand, as long as InfraFlux does not make it itself.
 */
export async function secrets(
  options: CommonOptions,
  [action, scope, name, ...more]: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const loaded = await load(options, terminal);
  const selection = selectEnvironments(loaded, options);
  const { platform, catalog } = loaded;
  const diagnostics = [...loaded.diagnostics, ...selection.diagnostics];
  const needed =
    platform === undefined || catalog === undefined ? [] : secretsNeeded(platform, catalog, selection.environments);
  const asked = needed.find((secret) => scopeOf(secret) === scope && secret.name === name);
  if (action !== undefined && !actions.includes(action)) {
    const meant = closest(action, actions);
    const help = meant === undefined ? `there are ${actions.join(', ')}` : `did you mean "secrets ${meant}"?`;
    diagnostics.push(diagnostic('cli/usage', undefined, `there is no "secrets ${action}"`, { help }));
  } else if (action === 'set' && (name === undefined || more.length > 0)) {
    const help = 'infraflux secrets set ENVIRONMENT NAME, with "platform" for what all environments share';
    diagnostics.push(diagnostic('cli/usage', undefined, '`secrets set` takes an environment and a name', { help }));
  } else if (action === 'set' && asked === undefined && platform !== undefined) {
    const known = needed.map((secret) => `${scopeOf(secret)} ${secret.name}`);
    const meant = closest(`${scope} ${name}`, known);
    const help = meant === undefined ? `what is read: ${known.join(', ')}` : `did you mean "secrets set ${meant}"?`;
    diagnostics.push(diagnostic('cli/unknown-name', undefined, `nothing reads a secret ${name} of ${scope}`, { help }));
  } else if (action !== undefined) {
    const message = `\`infraflux secrets ${action}\` comes with a later release`;
    const help = asked === undefined ? 'use sops for it' : `make ${fileOf(asked)} by sops, as follows`;
    diagnostics.push(diagnostic('cli/not-yet', undefined, message, { help }));
  }
  const reported = report(loaded, diagnostics, options, terminal);
  if (platform === undefined || catalog === undefined || reported.errors) {
    if (options.json) terminal.out(`${JSON.stringify(reported.json, null, 2)}\n`);
    else if (action === 'set' && asked !== undefined && platform !== undefined)
      terminal.progress(byHand(asked, platform));
    return 1;
  }
  const present = readSecretFiles(loaded.root);
  const rows = needed.map((secret) => ({
    ...secret,
    file: fileOf(secret),
    present: present.has(`${scopeOf(secret)}/${secret.name}`),
  }));
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

function scopeOf(secret: SecretNeeded): string {
  return secret.environment ?? 'platform';
}

function fileOf(secret: SecretNeeded): string {
  return `secrets/${scopeOf(secret)}/${secret.name}.sops.yaml`;
}

/** How to make the file without InfraFlux: its name and keys are all that a plan looks at. */
function byHand(secret: SecretNeeded, platform: Platform): string {
  const { environment } = secret;
  const concerned = platform.environments.filter((one) => environment === undefined || one.name === environment);
  const recipients = [...new Set(concerned.flatMap((one) => one.recipients))].sort();
  const key = recipients.length === 0 ? 'YOUR_AGE_RECIPIENT' : recipients.join(',');
  const keys = secret.keys.length === 0 ? ['value'] : secret.keys;
  return [
    ...(recipients.length === 0
      ? ['  age-keygen -o ~/.config/sops/age/keys.txt    # once; name its public key under secrets.sops.recipients']
      : []),
    `  mkdir -p secrets/${scopeOf(secret)}`,
    `  sops edit --age ${key} ${fileOf(secret)}`,
    'and in the editor, with your values:',
    ...keys.map((name) => `  ${name}: ...`),
    '',
  ].join('\n');
}
