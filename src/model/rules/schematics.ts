import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { holding } from '../capability-graph.ts';
import type { Draft, DraftCluster, DraftNode } from '../draft.ts';
import { fullExtensionName } from '../node-talos.ts';
import { blame, type Place, whoIs, writtenAt, writtenNodes } from './places.ts';
import { inList } from './range-overlap.ts';

/** Id of the schematic without anything: the image of Talos as it is released. */
export const emptySchematic = '376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba';

/**
 * An image by the id of its schematic has what is in that schematic, and not what infraflux.yaml and the components want in it.
 * What is in the empty one is known: nothing.
 */
export function lostBySchematic(draft: Draft): readonly Diagnostic[] {
  return draft.clusters.flatMap((cluster) =>
    writtenNodes(cluster.nodes).flatMap((node) => {
      const { schematic } = node.value.talos ?? {};
      if (schematic === undefined) return [];
      const wants = wantsOf(cluster, node);
      if (wants.length === 0) return [];
      const place = { span: writtenAt(node.tree, 'talos', 'schematic'), who: whoIs(node) };
      const places = wants.map(({ place: origin }) => origin);
      const what = inList(wants.map(({ what: name }) => name));
      const isEmpty = schematic === emptySchematic;
      const message = isEmpty
        ? `this is the empty schematic, which lacks ${what}`
        : `${what} must be in this schematic: nothing is added to it`;
      const help = isEmpty ? 'remove `schematic`: the id is computed from what is wanted' : undefined;
      const code = isEmpty ? 'talos/schematic-lacks' : 'talos/own-schematic';
      return [blame(code, place, places, message, { help, cluster: cluster.id })];
    }),
  );
}

interface Want {
  readonly what: string;
  readonly place: Place;
}

function wantsOf(cluster: DraftCluster, { value, tree, name }: DraftNode): readonly Want[] {
  const { extensions, kernelArguments, overlay } = value.talos;
  const own = (what: string, ...path: string[]): Want => ({
    what,
    place: { span: writtenAt(tree, 'talos', ...path), who: name.value },
  });
  const needed = cluster.components.flatMap(({ name: component, blueprint, options }) =>
    holding(blueprint?.talos.extensions ?? [], options).map(({ value: extension, span }) => ({
      what: fullExtensionName(extension),
      place: { span, who: component },
    })),
  );
  return [
    ...Object.keys(extensions).map((extension) => own(fullExtensionName(extension), 'extensions', extension)),
    ...kernelArguments.map((argument) => own(argument, 'kernelArguments')),
    ...(overlay === undefined ? [] : [own(`overlay ${overlay.name}`, 'overlay')]),
    ...needed,
  ];
}
