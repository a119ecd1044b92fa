import { expect, it } from 'vitest';
import { checkInsecureSettings } from '../../src/observe/insecure-settings.ts';

it.each([
  ['NODE_TLS_REJECT_UNAUTHORIZED', ['0'], ['', '1']],
  ['PROXMOX_VE_INSECURE', ['1', 'true', 'True', 'yes'], ['', '0', 'false']],
  ['GIT_SSL_NO_VERIFY', ['1', 'false', '0'], ['']],
  ['HELM_KUBEINSECURE_SKIP_TLS_VERIFY', ['true'], ['', 'false']],
])('%s is refused only where it turns verification off', (name, off, on) => {
  for (const value of off)
    expect(
      checkInsecureSettings({ [name]: value }).map(({ code }) => code),
      value,
    ).toEqual(['engine/verification-off']);
  for (const value of [undefined, ...on]) expect(checkInsecureSettings({ [name]: value }), value).toEqual([]);
});
