import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';

const isAny = (value: string): boolean => value !== '';
const isOn = (value: string): boolean => /^(?:1|t|true|y|yes|on)$/i.test(value);

/**
 * Variables that turn off the verification of the other end, and the values that do: of Node (cli, NODE_TLS_REJECT_UNAUTHORIZED),
 * of the provider bpg/proxmox (PROXMOX_VE_INSECURE), of git (http.sslVerify) and of Helm (HELM_KUBEINSECURE_SKIP_TLS_VERIFY).
 */
const variables: readonly (readonly [name: string, turnsOff: (value: string) => boolean])[] = [
  ['NODE_TLS_REJECT_UNAUTHORIZED', (value) => value === '0'],
  ['PROXMOX_VE_INSECURE', isOn],
  ['GIT_SSL_NO_VERIFY', isAny],
  ['HELM_KUBEINSECURE_SKIP_TLS_VERIFY', isOn],
];

/** They are refused, not obeyed: a token or a commit would go to any host that answers. */
export function checkInsecureSettings(env: Readonly<Record<string, string | undefined>>): readonly Diagnostic[] {
  return variables
    .filter(([name, turnsOff]) => turnsOff(env[name] ?? ''))
    .map(([name]) => {
      const message = `${name} is "${env[name]}", which turns off the verification of certificates`;
      return diagnostic('engine/verification-off', undefined, message, { help: `unset ${name}; ${instead}` });
    });
}

const instead = 'the authority of a private certificate goes into `ca` of the provider, or into SSL_CERT_FILE';
