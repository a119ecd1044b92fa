import { type Readers, recipientsOf } from './recipients.ts';
import { sharedScope, clusterKeyName } from '../identity/secret-path.ts';

export const creationRulesName = '.sops.yaml';

const mark = '# Written by InfraFlux from infraflux.yaml. Without this line it is yours, and left alone.';

/**
 * .sops.yaml: with it, `sops` itself encrypts a file below secrets/ to the same recipients as InfraFlux does. Paths are
 * matched from the directory of .sops.yaml, the first rule that fits is taken.
 */
export function formatCreationRules(readers: Readers): string {
  const rules: {
    readonly pattern: string;
    readonly recipients: readonly string[];
    readonly more?: readonly string[];
  }[] = [
    { pattern: `^secrets/${sharedScope}/`, recipients: recipientsOf(readers, { scope: sharedScope, name: '' }) },
    { pattern: `^secrets/[^/]+/${clusterKeyName}\\.sops\\.yaml$`, recipients: readers.operators },
  ];
  for (const scope of [...readers.environments.keys()].sort())
    rules.push({ pattern: `^secrets/${scope}/`, recipients: recipientsOf(readers, { scope, name: '' }) });
  const lines = [mark, 'creation_rules:'];
  for (const { pattern, recipients } of rules) {
    lines.push(`  - path_regex: '${pattern}'`, `    age: ${recipients.join(',')}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Whether the text is ours to replace. */
export function isOurs(text: string): boolean {
  return text.startsWith(mark);
}
