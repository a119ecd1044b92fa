import type { Catalog } from './blueprints/catalog.ts';
import { resolveConfig } from './config/resolve-config.ts';
import { andThen, type Checked } from './diagnostics/diagnostic.ts';
import type { ArtifactSet } from './emit/artifact.ts';
import { emitArtifacts } from './emit/emit-artifacts.ts';
import { buildPlatform } from './model/build-platform.ts';
import { parseSources } from './source/parse-sources.ts';
import type { SourceFile } from './source/tree.ts';

/** All that a compile reads. `files` holds infraflux.yaml, environments/*.yaml, infraflux.lock and every file these name. */
export function compile(files: readonly SourceFile[], catalog: Catalog): Checked<ArtifactSet> {
  const sources = parseSources(files);
  const config = andThen(sources, (set) => resolveConfig(set, catalog));
  const platform = andThen(config, (resolved) => buildPlatform(resolved, catalog, files));
  return andThen(platform, (complete) => emitArtifacts(complete, catalog));
}
