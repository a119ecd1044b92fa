import { infrafluxCommand, type TypedCommands, usualCommands } from '../plan/typed-commands.ts';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { type Checked, checked } from '../diagnostics/diagnostic.ts';
import { Secret } from './secret.ts';
import type { Identity } from './sops-age.ts';
import { decryptBySops, isForSops, type SopsCommand } from './sops-command.ts';
import { spanOf } from './sops-open.ts';
import { type SecretId, secretPath, sharedScope, clusterKeyName } from '../identity/secret-path.ts';
import { openSecret, readSecretFile } from './store.ts';

/**
 * One value of a secret. `environment` undefined: of the platform's. What an environment reads may lie with the platform's
 * instead. A missing value is an error with the command that adds it. `sops` decrypts what no age key does.
 */
export async function readSecretValue(
  root: string,
  environment: string | undefined,
  name: string,
  key: string,
  identities: readonly Identity[],
  sops?: SopsCommand,
  typed: TypedCommands = usualCommands,
): Promise<Checked<Secret>> {
  const own = { scope: environment ?? sharedScope, name };
  const scopes = environment === undefined ? [own] : [own, { scope: sharedScope, name }];
  const id = scopes.find((scope) => readSecretFile(root, secretPath(scope)) !== undefined) ?? own;
  const opened = await openSecret(root, id, identities);
  if (opened.diagnostics.length > 0) {
    const values =
      sops !== undefined && isForSops(opened.diagnostics) ? await decryptBySops(sops, secretPath(id)) : undefined;
    if (values?.value === undefined) return checked<Secret>(undefined, opened.diagnostics);
    const found = values.value.get(key);
    return found === undefined ? lacking(id, name, key, typed) : checked(new Secret(found));
  }
  const leaf = opened.value?.tree.leaves.find(({ path }) => path.length === 1 && path[0] === key);
  const value = leaf === undefined ? undefined : opened.value?.values.get(leaf)?.text;
  if (value !== undefined) return checked(new Secret(value));
  return lacking(id, name, key, typed);
}

function lacking(id: SecretId, name: string, key: string, typed: TypedCommands): Checked<Secret> {
  const path = secretPath(id);
  return checked<Secret>(undefined, [
    diagnostic('secrets/missing', spanOf(path), `${path} has no ${key}`, {
      help:
        name === clusterKeyName
          ? infrafluxCommand(typed, 'secrets', 'init')
          : infrafluxCommand(typed, 'secrets', 'set', id.scope, name, '--key', key),
    }),
  ]);
}
