import metal from '../../blueprints/providers/metal/provider.schema.json' with { type: 'json' };
import proxmox from '../../blueprints/providers/proxmox/provider.schema.json' with { type: 'json' };
import type { ResolvedProvider } from '../../schema/config.ts';
import type { Schema } from '../config/compose-schema.ts';

/** What providers of each type take in infraflux.yaml. A type of the language that is not here is a type error. */
export const providerSchemas: Readonly<Record<ResolvedProvider['type'], Schema>> = { metal, proxmox };
