import type { Catalog } from '../../blueprints/catalog.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Cluster, Platform } from '../../model/platform.ts';
import type { Json } from '../../source/tree.ts';
import { hclLines } from '../hcl/hcl-value.ts';
import { machineTags } from '../machine-tags.ts';
import { type ProviderEmits, type RootPiece, rootPieces } from '../provider-emit.ts';
import { renderHcl } from '../templates/render-hcl.ts';
import { renderTemplate, type View } from '../templates/render-template.ts';
import { machineTypes } from './machine-providers.ts';

/** The pieces of the root module that each type of provider lays out, for the root module's own templates to place. */
export interface RootPieces {
  /** By piece, as the templates name them: `versions`, `main`, `notes`. An empty one is false. */
  readonly views: readonly View[];
  readonly diagnostics: readonly Diagnostic[];
}

export function renderRootPieces(
  platform: Platform,
  cluster: Cluster,
  catalog: Catalog,
  common: View,
  emits: ProviderEmits,
): RootPieces {
  const diagnostics: Diagnostic[] = [];
  const tags = machineTags(platform, cluster);
  const views = machineTypes(cluster, emits).map(({ type, terraform, providers }) => {
    const nodes = cluster.nodes.filter((node) => node.provider.type === type);
    const view = { ...common, ...terraform.view({ platform, cluster, providers, nodes, tags }) };
    const render = (piece: RootPiece): Json => {
      const file = catalog.files.get(`${terraform.pieces}/${piece}.hbs`);
      if (file === undefined) return false;
      const isHcl = piece.endsWith('.tf');
      const { value, diagnostics: found } = isHcl ? renderHcl(file, view) : renderTemplate(file, view);
      diagnostics.push(...found);
      const text = value?.trim() ?? '';
      if (text === '') return false;
      return isHcl ? (hclLines(text) as unknown as Json) : text;
    };
    return Object.fromEntries(rootPieces.map((piece) => [piece.replace(/\.\w+$/, ''), render(piece)]));
  });
  return { views, diagnostics };
}
