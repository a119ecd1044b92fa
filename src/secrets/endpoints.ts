import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type SecretId, secretPath, sharedScope } from '../identity/secret-path.ts';
import type { Platform } from '../model/platform.ts';
import { infrafluxCommand, type TypedCommands, usualCommands } from '../plan/typed-commands.ts';
import type { OpenSops } from './sops-open.ts';
import { spanOf } from './sops-open.ts';

/** The endpoints that a secret is sent to, as infraflux.yaml has them now: those of providers whose credentials it is. */
export function endpointOf(platform: Platform, id: SecretId): string | undefined {
  if (id.scope !== sharedScope || id.cluster !== undefined) return undefined;
  const found = new Set<string>();
  for (const cluster of platform.environments.flatMap(({ clusters }) => clusters))
    for (const { provider } of [cluster, ...cluster.nodes]) {
      const reference = provider.traits.credentials(provider.settings);
      const endpoint = provider.traits.allocates.hypervisor(provider.settings);
      if (typeof reference === 'object' && reference.secret === id.name && endpoint !== undefined) found.add(endpoint);
    }
  return found.size === 0 ? undefined : [...found].sort().join(' ');
}

/** A secret goes to the endpoint that it was written for, and to no other that a branch names since. */
export function checkEndpoint(
  open: Pick<OpenSops, 'file' | 'binding'>,
  wanted: string | undefined,
  typed: TypedCommands = usualCommands,
): readonly Diagnostic[] {
  const bound = open.binding?.endpoint;
  if (wanted === undefined || bound === undefined || isFor(bound, wanted)) return [];
  const message = `${open.file} was written for ${bound}; infraflux.yaml sends it to ${wanted}`;
  const help = `check who changed the endpoint; to accept it: ${infrafluxCommand(typed, 'secrets', 'rotate', '--accept-endpoint', wanted)}`;
  return [diagnostic('secrets/other-endpoint', spanOf(open.file), message, { help })];
}

/** The endpoint of one provider is among those that the secret was written for. */
export function isFor(bound: string, wanted: string): boolean {
  return wanted.split(' ').every((endpoint) => bound.split(' ').includes(endpoint));
}

/** What `secrets check` says of a secret that was written before endpoints were recorded. */
export function unboundEndpoint(open: OpenSops, id: SecretId, wanted: string | undefined): readonly Diagnostic[] {
  if (wanted === undefined || open.binding === undefined || open.binding.endpoint !== undefined) return [];
  const message = `${secretPath(id)} does not record the endpoint that it is for`;
  const help = `infraflux secrets rotate --accept-endpoint ${wanted} records it`;
  return [diagnostic('secrets/not-bound', spanOf(open.file), message, { help })];
}
