import { mapVariable } from '../../../emit/talos-secrets.ts';
import { Secret } from '../../../secrets/secret.ts';
import { tokenVariable } from '../plan/unanswered.ts';

/** One provider takes its token from the environment, several from a variable. */
export function terraformVariables(tokens: ReadonlyMap<string, Secret>): Readonly<Record<string, Secret>> {
  const [only, ...others] = [...tokens.values()];
  if (only === undefined) return {};
  if (others.length === 0) return { [tokenVariable]: only };
  const all = [...tokens].map(([name, token]) => [name, token.reveal()] as const);
  return { TF_VAR_proxmox_api_tokens: new Secret(mapVariable(new Map(all))) };
}
