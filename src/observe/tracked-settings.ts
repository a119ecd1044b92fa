import { basename, dirname, isAbsolute } from 'node:path';
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { liesIn } from './real-place.ts';
import type { RunCommand } from './run-command.ts';
import { repositoryOf, trackedFiles } from './tracked-files.ts';

/** Variables by which Terraform and OpenTofu are told where providers come from: any of them can name a program to run. */
const variables = ['TF_CLI_CONFIG_FILE', 'TERRAFORM_CONFIG', 'TF_PLUGIN_CACHE_DIR'];

/** Faults of variables of the user's that name what the checkout's branch can change. */
export async function checkTrackedSettings(
  run: RunCommand,
  root: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly Diagnostic[]> {
  const repository = repositoryOf(root);
  if (repository === undefined) return [];
  const found: Diagnostic[] = [];
  for (const name of variables) {
    const path = env[name] ?? '';
    // Terraform takes a relative path from its stage, which is not in the checkout.
    if (!isAbsolute(path) || !liesIn(repository, path)) continue;
    const tracked = await trackedFiles(run, dirname(path), [basename(path)]);
    if (tracked.value === undefined) found.push(...tracked.diagnostics);
    else if (tracked.value.length > 0) {
      const message = `${name} is ${path}, which Git tracks in this checkout`;
      found.push(diagnostic('checkout/tracked-setting', undefined, message));
    }
  }
  return found;
}
