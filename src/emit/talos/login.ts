import type { Json } from '../../source/tree.ts';
import type { Login } from './settings.ts';

/** Flags of the API server for a login, as contracts up to 1.13 have them. */
export function loginArguments(login: Login | undefined): Readonly<Record<string, string>> {
  if (login === undefined) return {};
  return {
    'oidc-issuer-url': login.issuer,
    'oidc-client-id': login.clientId,
    'oidc-username-claim': login.username.claim,
    // An empty prefix is the flag's default, which is not "none".
    'oidc-username-prefix': login.username.prefix === '' ? '-' : login.username.prefix,
    'oidc-groups-claim': login.groups.claim,
    ...(login.groups.prefix === '' ? {} : { 'oidc-groups-prefix': login.groups.prefix }),
  };
}

/** The whole document of newer contracts: Talos replaces its own, which allows anonymous probes (machinery, types/k8s/authentication.go). */
export function authentication({ issuer, clientId, username, groups }: Login): { readonly [key: string]: Json } {
  return {
    anonymous: { enabled: true, conditions: ['/livez', '/readyz', '/healthz'].map((path) => ({ path })) },
    jwt: [
      {
        issuer: { url: issuer, audiences: [clientId] },
        claimMappings: { username: { ...username }, groups: { ...groups } },
      },
    ],
  };
}
