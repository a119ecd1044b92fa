import type { ImageLook, LeavingImage } from '../plan/recorded-images.ts';
import { reasonOf } from './api.ts';
import type { HypervisorApis } from './read-hypervisor.ts';

/** What lies now at the place of each image, by its address. */
export async function lookAtImages(
  apis: HypervisorApis,
  images: readonly LeavingImage[],
): Promise<ReadonlyMap<string, ImageLook>> {
  const found = new Map<string, ImageLook>();
  for (const image of images) found.set(image.address, await lookAtImage(apis, image));
  return found;
}

async function lookAtImage(apis: HypervisorApis, image: LeavingImage): Promise<ImageLook> {
  const api = apis.get(image.provider ?? '');
  if (api === undefined) return { unread: 'there is no token for its provider' };
  const [host, datastore] = [encodeURIComponent(image.host), encodeURIComponent(image.datastore)];
  try {
    const files = await api.ask(`nodes/${host}/storage/${datastore}/content?content=import`);
    if (!Array.isArray(files)) throw new Error('it answers with something else than a list of files');
    const file = (files as readonly Readonly<Record<string, unknown>>[]).find(({ volid }) => volid === image.volume);
    if (file === undefined) return { size: undefined };
    if (typeof file['size'] !== 'number') throw new Error('it lists a file without a size');
    return { size: file['size'] };
  } catch (error) {
    return { unread: reasonOf(error) };
  }
}
