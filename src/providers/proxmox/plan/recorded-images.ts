import { clusterId } from '../../../identity/cluster-id.ts';
import { aliased } from '../../../emit/provider-emit.ts';
import { machineProviders } from '../../../emit/terraform/machine-providers.ts';
import { parseTerraformAddress, resourceAddress } from '../../../identity/terraform-address.ts';
import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Cluster } from '../../../model/platform.ts';
import type { ResourceChange } from '../../../observe/terraform/resource-change.ts';
import type { RecordedImage, StateEntry } from '../../../observe/terraform/state-entry.ts';
import { refusal } from '../../../plan/hold.ts';
import { imageType } from './resources.ts';
import { engineByHand, type TypedCommands } from '../../../plan/typed-commands.ts';

/** An image that Terraform would take off its datastore, which it knows by its file name alone. */
export interface LeavingImage extends RecordedImage {
  readonly address: string;
  /** Undefined: none that the cluster still uses. */
  readonly provider: string | undefined;
}

/** Bytes that a file has now; undefined: there is none. Or why it could not be looked at. */
export type ImageLook = { readonly size: number | undefined } | { readonly unread: string };

/** Images that a plan destroys or replaces, as the state knew them before Terraform looked: it takes whatever size is there. */
export function leavingImages(
  cluster: Cluster,
  state: readonly StateEntry[],
  changes: readonly ResourceChange[],
): readonly LeavingImage[] {
  const leaving = new Set(
    changes.filter(({ action }) => action === 'delete' || action === 'replace').map(({ address }) => address),
  );
  return state.flatMap(({ address, type, image }) =>
    image === undefined || type !== imageType || !leaving.has(address)
      ? []
      : [{ ...image, address, provider: providerOf(cluster, address) }],
  );
}

/** Undefined: each of them is gone already, or is the file that was downloaded. */
export function foreignImage(
  engine: string,
  cluster: Pick<Cluster, 'environment' | 'name'>,
  images: readonly LeavingImage[],
  lookAt: (image: LeavingImage) => ImageLook,
  typed: TypedCommands,
): Diagnostic | undefined {
  const { environment, name } = cluster;
  for (const image of images) {
    const look = lookAt(image);
    const where = `${image.volume} on ${image.host}`;
    const kept = `${engine} would delete it by its name and was not run for ${clusterId(environment, name)}: the file is untouched`;
    const forget = engineByHand(typed, engine, cluster, 'state', 'rm', image.address);
    if ('unread' in look)
      return refusal(
        'image/unreadable',
        `${where} cannot be looked at (${look.unread}): ${kept}`,
        `what it says; or, to keep the file: ${forget}`,
      );
    if (look.size === undefined || look.size === image.size) continue;
    return refusal(
      'image/not-ours',
      `${where} has ${look.size} bytes, and the image that was downloaded for ${clusterId(environment, name)} had ${image.size ?? 'an unknown number of'}: it is another file under the same name. ${kept}`,
      `remove it from the state, which keeps the file: ${forget}`,
    );
  }
  return undefined;
}

function providerOf(cluster: Cluster, address: string): string | undefined {
  const parsed = parseTerraformAddress(address);
  const name = parsed === undefined ? undefined : resourceAddress(parsed).name;
  return machineProviders(cluster).find(({ alias }) => aliased('talos', alias) === name)?.provider.name;
}
