import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { machineProviders } from '../../emit/terraform/machine-providers.ts';
import type { Cluster } from '../../model/platform.ts';
import { providerObserves } from '../../providers/observe-registry.ts';

/**
 * Authorities that the cluster's hypervisors are trusted by, PEM: those that infraflux.yaml names, and the user's own of
 * SSL_CERT_FILE. Undefined: the system's alone.
 */
export function authoritiesOf(
  root: string,
  cluster: Cluster,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const named = machineProviders(cluster).flatMap(({ provider }) => {
    const path = providerObserves[provider.type].api?.authority(provider);
    return path === undefined ? [] : [join(root, path)];
  });
  const own = env['SSL_CERT_FILE'] ?? '';
  const paths = new Set(own === '' ? named : [...named, own]);
  const texts = [...paths].flatMap((path) => read(path));
  return texts.length === 0 ? undefined : texts.join('\n');
}

/** One that cannot be read trusts no authority: the connection fails, and says so. */
function read(path: string): string[] {
  try {
    return [readFileSync(path, 'utf8').trim()];
  } catch {
    return [];
  }
}
