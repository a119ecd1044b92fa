import { infrafluxCommand, type TypedCommands, usualCommands } from '../plan/typed-commands.ts';
import { clusterId, idOfCluster } from '../identity/cluster-id.ts';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { type Checked, checked } from '../diagnostics/diagnostic.ts';
import type { Cluster, Platform } from '../model/platform.ts';
import type { CertifiedKey } from './certificates.ts';
import { base64, mintTalosClient } from './client-files.ts';
import { machineId, missingMachineSecrets, otherMachineSecrets, readMachineSecrets } from './machine-secrets.ts';
import { Secret } from './secret.ts';
import type { Identity } from './sops-age.ts';
import type { SopsCommand } from './sops-command.ts';
import { spanOf } from './sops-open.ts';
import { secretPath } from '../identity/secret-path.ts';
import { fingerprintOf, type TalosBundle } from './talos-bundle.ts';

/** Longer than any apply takes, and short enough not to be kept. */
const validDays = 1;

/**
 * What the ephemeral variables of a cluster's Terraform want to get, by the name of the environment variable
 * (`TF_VAR_machine_secrets`, `TF_VAR_client_configuration`), as JSON in the shapes of its variables.tf. The client's
 * certificate is generated each time. Secrets of another cluster than infraflux.lock records are refused.
 */
export async function terraformSecretVariables(
  root: string,
  platform: Platform,
  cluster: Cluster,
  identities: readonly Identity[],
  now: Date = new Date(),
  sops?: SopsCommand,
  typed: TypedCommands = usualCommands,
): Promise<Checked<Readonly<Record<string, Secret>>>> {
  const read = await readMachineSecrets(root, cluster, identities, sops);
  if (read.diagnostics.length > 0) return checked<Readonly<Record<string, Secret>>>(undefined, read.diagnostics);
  const expected = platform.lock.lines.find(
    (line) =>
      line.kind === 'secrets' &&
      !line.tombstone &&
      line.environment === cluster.environment &&
      line.cluster === cluster.name,
  )?.value;
  if (read.value === undefined) {
    const path = secretPath(machineId(cluster));
    const help = `${infrafluxCommand(typed, 'secrets', 'init')} creates it`;
    const message = `${path} not found: ${idOfCluster(cluster)} has no machine secrets yet`;
    const fault =
      expected === undefined
        ? diagnostic('secrets/missing', spanOf(path), message, { help })
        : missingMachineSecrets(cluster, expected);
    return checked<Readonly<Record<string, Secret>>>(undefined, [fault]);
  }
  const found = fingerprintOf(read.value);
  if (expected !== undefined && expected !== found) {
    const fault = otherMachineSecrets(cluster, found, expected);
    return checked<Readonly<Record<string, Secret>>>(undefined, [fault]);
  }
  // Copied from another cluster: access to one would be access to both.
  const owner = platform.lock.lines.find(
    (line) =>
      line.kind === 'secrets' &&
      line.value === found &&
      (line.environment !== cluster.environment || line.cluster !== cluster.name),
  );
  if (owner !== undefined) {
    const message = `${secretPath(machineId(cluster))} contains the machine secrets of ${clusterId(owner.environment, owner.cluster)}`;
    const help = `remove it, and ${infrafluxCommand(typed, 'secrets', 'init')} generates those of ${idOfCluster(cluster)}`;
    const fault = diagnostic('secrets/machine-secrets-mismatch', spanOf(secretPath(machineId(cluster))), message, {
      help,
    });
    return checked<Readonly<Record<string, Secret>>>(undefined, [fault]);
  }
  return checked({
    TF_VAR_machine_secrets: json(machineSecrets(read.value)),
    TF_VAR_client_configuration: json(clientConfiguration(read.value, now)),
  });
}

/**
 * What such variables must not let through when a program prints them (`secrets` of CommandOptions): the variables whole,
 * and each of their values, keys in PEM as well as in base64. Certificates and the cluster's id are no secrets.
 */
export function secretsInVariables(variables: Readonly<Record<string, Secret>>): readonly Secret[] {
  const found = new Set<string>();
  const walk = (name: string, value: unknown): void => {
    if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) walk(key, inner);
      return;
    }
    if (typeof value !== 'string' || /^(?:cert|ca_certificate|client_certificate|id)$/.test(name)) return;
    found.add(value);
    // As HCL has it in a variable that is a map (`mapVariable`), and as other programs would print it.
    found.add(value.replaceAll('$${', '${').replaceAll('%%{', '%{'));
    const decoded = Buffer.from(value, 'base64').toString('utf8');
    if (decoded.startsWith('-----BEGIN')) found.add(decoded);
  };
  for (const secret of Object.values(variables)) {
    found.add(secret.reveal());
    walk('', parsed(secret.reveal()));
  }
  return [...found].map((value) => new Secret(value));
}

/** A variable that is a string is its own value. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** As terraform-provider-talos has it (secretsBundleTomachineSecrets): PEM in base64, all else as in the bundle. */
function machineSecrets({ cluster, secrets, trustdinfo, certs }: TalosBundle) {
  const pair = ({ crt, key }: CertifiedKey) => ({ cert: base64(crt), key: base64(key) });
  return {
    cluster: { id: cluster.id, secret: cluster.secret },
    secrets: {
      bootstrap_token: secrets.bootstraptoken,
      // Bundles from before Talos 1.3 have the other one; the provider wants this one to be a text.
      secretbox_encryption_secret: secrets.secretboxencryptionsecret ?? '',
      ...(secrets.aescbcencryptionsecret === undefined
        ? {}
        : { aescbc_encryption_secret: secrets.aescbcencryptionsecret }),
    },
    trustdinfo: { token: trustdinfo.token },
    certs: {
      etcd: pair(certs.etcd),
      k8s: pair(certs.k8s),
      k8s_aggregator: pair(certs.k8saggregator),
      k8s_serviceaccount: { key: base64(certs.k8sserviceaccount.key) },
      os: pair(certs.os),
    },
  };
}

function clientConfiguration(bundle: TalosBundle, now: Date) {
  const { crt, key } = mintTalosClient(bundle, now, validDays);
  return {
    ca_certificate: base64(bundle.certs.os.crt),
    client_certificate: base64(crt),
    client_key: base64(key),
  };
}

function json(value: unknown): Secret {
  return new Secret(JSON.stringify(value));
}
