import type { SecretId } from '../../identity/secret-path.ts';
import { platformReader, readerPlace, type SecretReader } from '../../identity/secret-reader.ts';
import { neededOf, type SecretsContext } from './context.ts';

/** What holds the old value, and until when, a line for each reader. */
export function restartAdvice(context: SecretsContext, id: SecretId): readonly string[] {
  const readers = new Set(neededOf(context, id).flatMap((candidate) => candidate.readBy));
  return [...readers].map((reader) => `  ${reader} ${untilWhen(reader, (name) => namespaceOf(context, name))}`);
}

function namespaceOf({ catalog }: SecretsContext, component: string): string | undefined {
  const blueprint = catalog.components.get(component);
  return blueprint === undefined ? undefined : (blueprint.namespace?.name ?? component);
}

/** `namespaceOf`: undefined for anything but a component. */
export function untilWhen(reader: SecretReader, namespaceOf: (component: string) => string | undefined): string {
  const place = readerPlace(reader);
  const inCluster = place.kind === 'cluster' ? place.name : undefined;
  const namespace = inCluster === undefined ? undefined : namespaceOf(inCluster);
  // Most programs read a Secret once, when they start.
  if (namespace !== undefined)
    return `reads it when it starts: kubectl -n ${namespace} rollout restart deployment,statefulset,daemonset`;
  // The bootstrap leaves a Secret that is there as it is.
  const role =
    reader === platformReader('gitops') ? 'gitops' : inCluster === 'applications' ? 'applications' : undefined;
  if (role !== undefined)
    return `is stored in the cluster for Argo CD: delete its Secret repository-${role}; the README next to the cluster's main.tf describes how to create it again`;
  if (inCluster === undefined || inCluster === 'backup') return 'reads it at the next plan; nothing to restart';
  return 'gets it at the next apply';
}
