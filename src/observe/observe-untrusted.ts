import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Platform } from '../model/platform.ts';
import { namedSecrets } from '../secrets/secret-files.ts';
import type { Observations } from './observations.ts';
import { concernedTargets } from './publish-target.ts';
import { readOutput } from './read-output.ts';

/**
 * What can be known of an untrusted branch without doing anything for it: files of the checkout alone. No program is started,
 * nothing is dialled, and no key, token or secrets file is read.
 */
export function observeUntrusted(
  platform: Platform,
  root: string,
  outputDirectory: string,
  environments: readonly string[] | undefined,
): Observations {
  const output = readOutput(outputDirectory, environments);
  const notAsked = diagnostic(
    'plan/untrusted',
    undefined,
    `${platform.terraform.engine} is not asked about an untrusted branch`,
  );
  const because = diagnostic('plan/untrusted', undefined, 'what is published is not read for an untrusted branch');
  return {
    output: output.value ?? new Map(),
    published: [],
    unread: concernedTargets(platform, environments).map((target) => ({ target, because })),
    engines: {
      terraform: undefined,
      notAsked,
      credentials: new Set(),
      kubeconfigs: new Set(),
      talosconfigs: new Set(),
    },
    secrets: namedSecrets(root),
    diagnostics: output.diagnostics,
  };
}
