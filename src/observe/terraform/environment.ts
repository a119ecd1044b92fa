import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import type { Stage } from './stage.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Variables of the user's that would make Terraform do something else than is asked: other arguments, another state,
 * other values, or secrets in a log. Where plugins come from (TF_CLI_CONFIG_FILE, TF_PLUGIN_CACHE_DIR) and who may read
 * the state (TF_HTTP_..., TF_TOKEN_...) stays the user's.
 */
const foreign = /^(TF_(CLI_ARGS|VAR_|LOG|REATTACH_)|TF_(WORKSPACE|DATA_DIR|INPUT|PLAN|STATE)$)/;

/** What takes these away from an engine, also where it is only asked for its version: TF_CLI_ARGS would make it fail. */
export function withoutForeign(given: Variables): Variables {
  const taken = Object.keys(given).filter((name) => foreign.test(name));
  return Object.fromEntries(taken.map((name) => [name, undefined]));
}

/** The environment that Terraform gets on top of the user's own. Undefined takes a variable away. */
export function terraformEnvironment(given: Variables, stage: Stage, more: Variables): Variables {
  return {
    ...withoutForeign(given),
    // Where plugins come from; `init` runs again when that changes.
    TF_CLI_CONFIG_FILE: given['TF_CLI_CONFIG_FILE'],
    TF_DATA_DIR: stage.data,
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    CHECKPOINT_DISABLE: '1',
    ...more,
  };
}

/**
 * A file for SSL_CERT_FILE. Go reads that instead of the system's authorities, and the Image Factory has a certificate
 * of theirs, so the user's own is put beside them. `authorities`: PEM.
 */
export function certificateFile(stage: Stage, authorities: string): string {
  const path = join(stage.directory, 'authorities.pem');
  const text = `${[authorities.trim(), ...rootCertificates].join('\n')}\n`;
  mkdirSync(stage.directory, { recursive: true, mode: 0o700 });
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text, { mode: 0o600 });
  return path;
}
