import type { ProviderEmit } from '../../../src/emit/provider-emit.ts';

export const cloudEmit: ProviderEmit = {
  terraform: {
    module: { name: 'cloud-server', folder: 'blueprints/providers/cloud/module' },
    pieces: 'blueprints/providers/cloud/root',
    call: 'server',
    view: ({ providers, nodes }) => ({
      providers: providers.map(({ provider, alias }) => ({
        alias: alias ?? false,
        // The program's own union of settings has no such type.
        region: (provider.settings as unknown as { readonly region: string }).region,
      })),
      servers: Object.fromEntries(nodes.map(({ name, cpu }) => [name, { server_type: `c${cpu}` }])),
    }),
  },
};
