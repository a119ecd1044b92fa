import type { ProviderEmit } from '../../emit/provider-emit.ts';
import { proxmoxView } from './emit/view.ts';

export const proxmoxEmit: ProviderEmit = {
  terraform: {
    module: { name: 'proxmox-vm', folder: 'blueprints/providers/proxmox/module' },
    pieces: 'blueprints/providers/proxmox/root',
    call: 'vm',
    view: proxmoxView,
  },
};
