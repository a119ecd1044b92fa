import type { ArtifactLayer } from '../emit/artifact.ts';
import { earlySecrets } from '../emit/render-component.ts';

/** What a compiled file is about, told by where it lies: for files that are gone, nothing else is known. */
export interface FileSubject {
  readonly layer: ArtifactLayer;
  readonly environment: string;
  readonly cluster: string | undefined;
  /** The component whose values or objects it holds. */
  readonly component: string | undefined;
}

/** The layout of out/ (design: "Environment first"), read backwards. This is the one place that does so. */
export function subjectOfPath(path: string): FileSubject {
  const [environment = '', area, cluster, name, ...rest] = path.split('/');
  if (area === 'terraform') {
    return {
      layer: 'terraform',
      environment,
      cluster: cluster === 'modules' || name === undefined ? undefined : cluster,
      component: undefined,
    };
  }
  const inCluster = name === undefined ? undefined : cluster;
  if (area === 'clusters') return { layer: 'talos', environment, cluster: inCluster, component: undefined };
  const component = area === 'platform' && name !== undefined ? readerOf(name, rest) : undefined;
  return { layer: 'gitops', environment, cluster: inCluster, component };
}

/** Encrypted objects in the folder of their operator are about who reads them: `<component>.<secret>.yaml`. */
function readerOf(folder: string, [inner, file]: readonly string[]): string | undefined {
  if (inner === undefined) return undefined;
  return inner === earlySecrets && file !== undefined ? file.split('.')[0] : folder;
}
