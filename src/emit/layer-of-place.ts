import type { ArtifactPlace } from '../identity/artifact-path.ts';
import type { ArtifactLayer } from './artifact.ts';

/** Which layer a compiled file belongs to, told by where it lies. */
export function layerOfPlace({ area }: ArtifactPlace): ArtifactLayer {
  if (area === 'talos') return area;
  return area === 'terraform' || area === 'modules' ? 'terraform' : 'gitops';
}
