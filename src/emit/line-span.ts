import { platformPath } from '../identity/artifact-path.ts';
import type { Catalog } from '../blueprints/catalog.ts';
import type { Span } from '../diagnostics/diagnostic.ts';
import type { Cluster, Environment, Platform } from '../model/platform.ts';
import type { Artifact } from './artifact.ts';
import { componentLineSpan } from './render-component.ts';

/** The line of the blueprint that laid out a line of a compiled file; for other files, the blueprint as a whole. */
export function artifactLineSpan(
  platform: Platform,
  environment: Environment,
  cluster: Cluster,
  artifact: Artifact,
  line: number,
  catalog: Catalog,
): Span | undefined {
  const component = cluster.components.find((component) => component.name === artifact.subject);
  const inComponent = artifact.path.startsWith(
    `${platformPath(environment.name, cluster.name, artifact.subject ?? '')}/`,
  );
  return component !== undefined && inComponent
    ? componentLineSpan(platform, environment, cluster, component, catalog, artifact.path, line)
    : undefined;
}
