import type { ProviderApply } from '../../apply/provider-apply.ts';

/** Machines are made by importing an image, and several at once make a storage run into the time limit of its lock. */
export const proxmoxApply: ProviderApply = { parallelism: 4 };
