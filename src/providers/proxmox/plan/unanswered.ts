import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Provider } from '../../../model/platform.ts';
import { refusal } from '../../../plan/hold.ts';
import { infrafluxCommand, type TypedCommands } from '../../../plan/typed-commands.ts';
import { settingsOf } from '../model/settings.ts';

/** The variable that Terraform's provider takes a token from, `user@realm!name=uuid`. */
export const tokenVariable = 'PROXMOX_VE_API_TOKEN';

/** A hypervisor that gave no list of its machines, told by what it or Node said. */
export function unanswered(provider: Provider, because: string, typed: TypedCommands): Diagnostic {
  const message = `provider ${provider.name} does not answer which VM IDs are in use: ${because}`;
  return refusal('provider/no-answer', message, whatItTakes(provider, because, typed));
}

function whatItTakes(provider: Provider, because: string, typed: TypedCommands): string {
  const { endpoint, credentials } = settingsOf(provider);
  if (/certificate|altnames/i.test(because))
    return `the certificate of its authority, as ca of provider ${provider.name} or in SSL_CERT_FILE`;
  if (/\b401\b|its token/.test(because)) {
    const command = infrafluxCommand(typed, 'secrets', 'set', 'platform', credentials?.secret ?? provider.name);
    return `a token that it knows: set ${tokenVariable}, or run ${command}`;
  }
  if (/\b403\b/.test(because)) return 'a token that may look at all machines (VM.Audit on /vms)';
  return `an API that answers at ${endpoint ?? 'its endpoint'}`;
}
