import type { SecretId } from '../secrets/store.ts';
import { neededOf, type SecretsContext } from './secrets-context.ts';

/** What holds the old value until it is restarted, a line each. Most programs read a Secret once, when they start. */
export function restartAdvice(context: SecretsContext, id: SecretId): readonly string[] {
  const lines: string[] = [];
  for (const reader of new Set(neededOf(context, id).flatMap((one) => one.readBy))) {
    const component = /^([^:]+): (.+)$/.exec(reader);
    const blueprint = component === null ? undefined : context.catalog.components.get(component[2] ?? '');
    if (component === null || blueprint === undefined) {
      lines.push(`  ${reader} reads it at the next plan; nothing to restart`);
      continue;
    }
    const namespace = blueprint.namespace?.name ?? component[2];
    lines.push(
      `  ${reader} reads it when it starts: kubectl -n ${namespace} rollout restart deployment,statefulset,daemonset`,
    );
  }
  return lines;
}
