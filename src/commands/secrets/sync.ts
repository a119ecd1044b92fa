import type { Catalog } from '../../blueprints/catalog.ts';
import { type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts';
import { secretObjects } from '../../plan/secret-objects.ts';
import { commandRunner } from '../../observe/run-command.ts';
import type { SopsCommand } from '../../secrets/sops-command.ts';
import { type Synced, syncObjects } from '../../secrets/sync-objects.ts';
import type { ExitCode } from '../terminal/terminal.ts';
import { finish, type SecretsContext, writeCreationRules } from './context.ts';

/** `sync`: the encrypted objects that clusters make their Secrets of. */
export async function syncSecrets(context: SecretsContext): Promise<ExitCode> {
  const synced = await syncAll(context);
  const diagnostics: Diagnostic[] = [...context.keys.diagnostics, ...synced.diagnostics];
  if (!hasErrors(diagnostics)) diagnostics.push(...writeCreationRules(context));
  const { written, removed } = synced;
  const lines = [...written.map((path) => `${path}: written\n`), ...removed.map((path) => `${path}: removed\n`)];
  if (lines.length === 0) lines.push('Every encrypted object is up to date.\n');
  return finish(context, diagnostics, { written, removed }, hasErrors(diagnostics) ? '' : lines.join(''));
}

/** After a secret changed: objects that are made of it must change with it. */
export async function syncAll(context: SecretsContext): Promise<Synced> {
  const { catalog, environments, keys, platform, readers, root } = context;
  const isAsked = (environment: string): boolean => environments === undefined || environments.includes(environment);
  const objects = secretObjects(platform, catalog).filter((object) => isAsked(object.environment));
  const scopes = platform.environments.map((environment) => environment.name).filter(isAsked);
  return syncObjects(root, objects, annotationsOf(catalog), scopes, readers, keys.identities, sopsOf(context));
}

/** The real sops, for what no age key opens. */
export function sopsOf({ root, terminal }: SecretsContext): SopsCommand {
  return { run: commandRunner(terminal), env: terminal.env, root };
}

/** What the engine that applies the objects must know of them is data of the catalog. */
function annotationsOf(catalog: Catalog): readonly string[] {
  const file = catalog.files.get('blueprints/gitops/secret-object-annotations.yaml');
  return (file?.text ?? '').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}
