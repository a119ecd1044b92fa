import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { apiEndpoint } from '../../emit/api-endpoint.ts';
import type { Cluster } from '../../model/platform.ts';
import type { RunCommand } from '../../observe/run-command.ts';
import { idOfCluster } from '../../identity/cluster-id.ts';
import { clientsFolderOf } from '../../identity/view-path.ts';
import { findKeys } from '../../secrets/age-keys.ts';
import { mintKubeconfig, mintTalosconfig } from '../../secrets/client-files.ts';
import { readMachineSecrets } from '../../secrets/machine-secrets.ts';
import { writePrivateBelow } from '../../secrets/write-below.ts';

/** As long as what `talosctl kubeconfig` gives out. */
const validDays = 365;

/**
 * Writes kubeconfig and talosconfig of a cluster, for its owner alone, to .infraflux/clusters/<environment>/<cluster>/.
 * They are made from the machine secrets here: neither a machine nor Terraform's state has to give them out.
 */
export async function writeClientFiles(
  root: string,
  cluster: Cluster,
  env: Readonly<Record<string, string | undefined>>,
  run: RunCommand,
  now: Date,
): Promise<readonly Diagnostic[]> {
  const { identities } = await findKeys(env);
  const secrets = await readMachineSecrets(root, cluster, identities, { run, env, root });
  if (secrets.value === undefined) return secrets.diagnostics;
  const folder = clientsFolderOf(idOfCluster(cluster));
  const endpoints = cluster.nodes
    .filter(({ role }) => role === 'controlplane')
    .map(({ address, hostname }) => address ?? hostname);
  const { name } = cluster;
  const talosconfig = mintTalosconfig(
    secrets.value,
    { cluster: name, endpoints, nodes: endpoints.slice(0, 1) },
    now,
    validDays,
  );
  const kubeconfig = mintKubeconfig(secrets.value, { cluster: name, endpoint: apiEndpoint(cluster) }, now, validDays);
  writePrivateBelow(root, `${folder}/talosconfig`, talosconfig.reveal());
  writePrivateBelow(root, `${folder}/kubeconfig`, kubeconfig.reveal());
  return [];
}
