import { artifactPlace } from '../../identity/artifact-path.ts';
import type { Catalog } from '../../blueprints/catalog.ts';
import type { Config } from '../../config/config.ts';
import type { Artifact } from '../../emit/artifact.ts';
import { emitAround, emitEnvironment } from '../../emit/emit-artifacts.ts';
import { artifactLineSpan } from '../../emit/line-span.ts';
import { formatInputPath } from '../../identity/leaf-path.ts';
import { provenanceOfInput } from '../../model/input-provenance.ts';
import type { Cluster, Environment, Platform } from '../../model/platform.ts';
import { traceLine } from '../../plan/trace-line.ts';
import type { Provenance } from '../../config/provenance.ts';
import type { Span } from '../../diagnostics/diagnostic.ts';

/** Where a line of a compiled file comes from. */
export interface LineExplained {
  readonly text: string;
  /** The blueprint file that laid it out, as a path below the installation; undefined where code did. */
  readonly template: string | undefined;
  /** The line of it; undefined where only the file is known. */
  readonly span: Span | undefined;
  /** Values that the line depends on, each with its provenance. */
  readonly values: readonly { readonly path: string; readonly saying: Provenance | undefined }[];
}

export type LineAnswer =
  | { readonly kind: 'line'; readonly explained: LineExplained }
  | { readonly kind: 'no-file' }
  | { readonly kind: 'no-line'; readonly lines: number };

/** `file` is below the output directory: `prod/terraform/main/main.tf`. Lines count from 1. */
export async function explainCompiledLine(
  platform: Platform,
  config: Config,
  catalog: Catalog,
  file: string,
  line: number,
): Promise<LineAnswer> {
  const found = findFile(platform, catalog, file);
  if (found === undefined) return { kind: 'no-file' };
  const { environment, cluster, artifact } = found;
  const lines = artifact.text.split('\n');
  const text = lines[line - 1];
  // There is no line after the final newline.
  if (text === undefined || line >= lines.length) return { kind: 'no-line', lines: lines.length - 1 };
  const explained: LineExplained = { text, template: artifact.template, span: undefined, values: [] };
  if (cluster === undefined) return { kind: 'line', explained };
  const emit = (platform: Platform, inEnvironment: Environment, inCluster: Cluster): ReadonlyMap<string, string> =>
    new Map(
      emitAround(platform, inEnvironment, inCluster, catalog, file).map((made) => [made.path as string, made.text]),
    );
  const leaves = await traceLine(platform, environment, cluster, file, line, emit);
  return {
    kind: 'line',
    explained: {
      ...explained,
      span: artifactLineSpan(platform, environment, cluster, artifact, line, catalog),
      values: leaves.map((leaf) => ({
        path: formatInputPath(environment.name, leaf),
        saying: provenanceOfInput(platform, config, environment.name, leaf),
      })),
    },
  };
}

interface Found {
  readonly environment: Environment;
  /** Undefined for what all clusters of an environment share. */
  readonly cluster: Cluster | undefined;
  readonly artifact: Artifact;
}

function findFile(platform: Platform, catalog: Catalog, file: string): Found | undefined {
  const place = artifactPlace(file);
  const environment = platform.environments.find((environment) => environment.name === place.environment);
  if (environment === undefined) return undefined;
  const cluster = environment.clusters.find((cluster) => 'cluster' in place && cluster.name === place.cluster);
  const made =
    cluster === undefined
      ? (emitEnvironment(platform, environment, catalog).value ?? [])
      : emitAround(platform, environment, cluster, catalog, file);
  const artifact = made.find((artifact) => artifact.path === file);
  return artifact === undefined ? undefined : { environment, cluster, artifact };
}
