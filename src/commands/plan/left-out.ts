import { environmentName } from '../../config/layers.ts';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Diagnostic, Span } from '../../diagnostics/diagnostic.ts';
import { clusterName } from '../../identity/cluster-id.ts';
import { environmentPlaces } from '../../resolve-platform.ts';
import { configPath, type SourceFile } from '../../source/tree.ts';

/**
 * Environments that can be left out of a plan for others: all errors lie in them alone. Undefined: one is about the whole platform, or
 * involves an environment that was asked for, as an address that two of them have.
 */
export function environmentsAtFault(
  diagnostics: readonly Diagnostic[],
  asked: readonly string[],
  main: SourceFile | undefined,
): ReadonlySet<string> | undefined {
  const places = environmentPlaces(main);
  const environmentAt = ({ file, start, end }: Span): string | undefined =>
    environmentName(file) ??
    (file === configPath ? places.find(({ span }) => span.start <= start && end <= span.end)?.name : undefined);
  const found = new Set<string>();
  for (const { severity, span, cluster, related } of diagnostics) {
    if (severity !== 'error') continue;
    const named = cluster === undefined ? undefined : clusterName(cluster).environment;
    const places = [named, span && environmentAt(span), ...related.map((other) => environmentAt(other.span))];
    const environments = places.filter((name) => name !== undefined);
    // What is written for all of them is not one environment's fault, even where one cluster shows it.
    if (span === undefined ? named === undefined : environmentAt(span) === undefined) return undefined;
    if (environments.some((name) => asked.includes(name))) return undefined;
    for (const name of environments) found.add(name);
  }
  return found.size === 0 ? undefined : found;
}

/** That a plan does not contain them, and what it could therefore not check. */
export function leftOutWarnings(names: ReadonlySet<string>, faults: readonly Diagnostic[]): readonly Diagnostic[] {
  const [first] = faults.filter(({ severity }) => severity === 'error');
  const related = first?.span === undefined ? {} : { related: [{ span: first.span, message: first.message }] };
  return [...names].sort().map((name) => {
    const message = `environment ${name} has errors and was left out: what it shares with others was checked without it`;
    return diagnostic('config/environment-left-out', undefined, message, related);
  });
}
