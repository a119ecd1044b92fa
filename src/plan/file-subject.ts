import type { ArtifactLayer } from '../emit/artifact.ts';
import { layerOfPlace } from '../emit/layer-of-place.ts';
import { earlySecrets } from '../emit/render-component.ts';
import { artifactPlace } from '../identity/artifact-path.ts';

/** What a compiled file is about, told by where it lies: for files that are gone, nothing else is known. */
export interface FileSubject {
  readonly layer: ArtifactLayer;
  readonly environment: string;
  readonly cluster: string | undefined;
  /** The node whose configuration it holds. */
  readonly node: string | undefined;
  /** It holds all machines of the cluster: a machine that leaves it is destroyed. */
  readonly holdsMachines: boolean;
  /** The component whose values or objects it holds. */
  readonly component: string | undefined;
}

export function subjectOfPath(path: string): FileSubject {
  const place = artifactPlace(path);
  return {
    layer: layerOfPlace(place),
    environment: place.environment,
    cluster: 'cluster' in place ? place.cluster : undefined,
    node: place.area === 'talos' ? /^nodes\/([^/]+)\.yaml$/.exec(place.file)?.[1] : undefined,
    holdsMachines: place.area === 'terraform' && place.file === 'nodes.tf',
    component: place.area === 'platform' && place.folder !== undefined ? readerOf(place.folder, place.file) : undefined,
  };
}

/** Encrypted objects in the folder of their operator are about who reads them: `<component>.<secret>.yaml`. */
function readerOf(folder: string, path: string): string | undefined {
  const [inner, file] = path.split('/');
  return inner === earlySecrets && file !== undefined ? file.split('.')[0] : folder;
}
