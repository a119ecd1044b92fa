import { basename } from 'node:path';

type Variables = Readonly<Record<string, string | undefined>>;

/** What only InfraFlux itself reads: age keys decrypt every secret, and the key of plans says what may be applied. */
const ownKeys = /^(?:SOPS_AGE_(?:KEY|KEY_FILE|KEY_CMD|SSH_PRIVATE_KEY_FILE)|INFRAFLUX_PLAN_KEY.*)$/;
/** Of hypervisors and of Terraform: for the engine alone. */
const engineOnly = /^(?:PROXMOX_VE_.*|PM_.*|TF_.*)$/;
/** For sops, when it decrypts what InfraFlux itself does not. */
const sopsOwn = /^SOPS_/;

const engines: ReadonlySet<string> = new Set(['terraform', 'tofu']);
const others: ReadonlySet<string> = new Set(['git', 'ssh', 'helm', 'kubectl', 'talosctl', 'sops']);

/**
 * The user's variables that a child gets: credentials only where it is the one that needs them. What is laid over them for
 * this very child (`CommandOptions.env`) is not taken away. A command of the user's own (`secrets exec`) has them all.
 * `program`: what a shell that was started by InfraFlux runs.
 */
export function childEnvironment(command: string, given: Variables, program?: string): Variables {
  const name = basename(program ?? command).replace(/\.exe$/i, '');
  const isEngine = engines.has(name);
  if (!isEngine && !others.has(name)) return given;
  return Object.fromEntries(
    Object.entries(given).filter(([variable]) => {
      if (name === 'sops' && sopsOwn.test(variable)) return true;
      return !ownKeys.test(variable) && (isEngine || !engineOnly.test(variable));
    }),
  );
}
