import { idOfCluster } from '../identity/cluster-id.ts';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { type Checked, checked, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Cluster } from '../model/platform.ts';
import { NotABundle, parseTalosBundle } from './parse-bundle.ts';
import type { Identity } from './sops-age.ts';
import { spanOf } from './sops-open.ts';
import { isForSops, type SopsCommand, textBySops } from './sops-command.ts';
import { decryptText } from './sops-write.ts';
import { type SecretId, secretPath, machineSecretsName } from '../identity/secret-path.ts';
import { openSecret } from './store.ts';
import type { TalosBundle } from './talos-bundle.ts';

type ClusterName = Pick<Cluster, 'environment' | 'name'>;

export function machineId(cluster: ClusterName): SecretId {
  return { scope: cluster.environment, cluster: cluster.name, name: machineSecretsName };
}

/**
 * The machine secrets of a cluster, verified. Undefined without diagnostics: there is no file. `sops` opens what no age key
 * does.
 */
export async function readMachineSecrets(
  root: string,
  cluster: ClusterName,
  identities: readonly Identity[],
  sops?: SopsCommand,
): Promise<Checked<TalosBundle>> {
  const opened = await openSecret(root, machineId(cluster), identities);
  if (opened.value === undefined && sops !== undefined && isForSops(opened.diagnostics)) {
    const path = secretPath(machineId(cluster));
    const text = await textBySops(sops, path);
    if (text.value !== undefined) return checkBundle(path, text.value);
  }
  if (opened.value === undefined) return checked<TalosBundle>(undefined, opened.diagnostics);
  return checkBundle(opened.value.file, decryptText(opened.value));
}

/** `name`: the file, as messages call it. */
export function checkBundle(name: string, text: string): Checked<TalosBundle> {
  try {
    return checked(parseTalosBundle(text));
  } catch (error) {
    if (!(error instanceof NotABundle)) throw error;
    const message = `${name} is not a bundle of machine secrets: ${error.message}`;
    return checked<TalosBundle>(undefined, [diagnostic('secrets/invalid-bundle', spanOf(name), message)]);
  }
}

export function missingMachineSecrets(cluster: ClusterName, expected: string): Diagnostic {
  const path = secretPath(machineId(cluster));
  const message = `${path} is missing, and infraflux.lock records that ${idOfCluster(cluster)} was created with it (${expected})`;
  const help = `git log -- ${path} finds it; or: infraflux secrets import ${idOfCluster(cluster)} FILE`;
  return diagnostic('secrets/machine-secrets-missing', spanOf(path), message, { help });
}

export function otherMachineSecrets(cluster: ClusterName, found: string, expected: string): Diagnostic {
  const path = secretPath(machineId(cluster));
  const message = `${path} is ${found}, but ${idOfCluster(cluster)} was created with ${expected}`;
  return diagnostic('secrets/machine-secrets-mismatch', spanOf(path), message);
}
