import { answerWarnings } from '../../config/answer-warnings.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { checkUserValues } from '../../emit/check-user-values.ts';
import { copiedFolders } from '../../emit/copied-files.ts';
import { blueprintOf } from '../../model/blueprint-of.ts';
import { chartKeysOf } from '../../model/component-secrets.ts';
import { deliveryWarnings } from '../../plan/delivery.ts';
import type { Loaded } from '../input/load.ts';

/**
 * Faults that only show when everything is rendered, as far as they are the user's: in blueprints of their own, and Helm
 * values that a chart does not know, and in folders of manifests. What is built in was rendered by its tests, so without blueprints of the user's the
 * compiler is not even loaded. And what a cluster would wait for without end, because nothing brings it.
 */
export async function renderedFaults(
  loaded: Loaded,
): Promise<{ readonly open: readonly Diagnostic[]; readonly answered: number }> {
  const { platform, catalog, config } = loaded;
  if (platform === undefined || catalog === undefined || config === undefined) return { open: [], answered: 0 };
  const hasOwnBlueprints = [...catalog.files.values()].some(({ source }) => !source.startsWith('infraflux:'));
  const copiesFolders = platform.environments.some(({ clusters }) =>
    clusters.some(({ components }) => components.some((component) => copiedFolders(component, catalog).length > 0)),
  );
  if (hasOwnBlueprints || copiesFolders) {
    const { emitResolved } = await import('../../compile.ts');
    const { diagnostics, answered } = emitResolved(loaded);
    const delivery = answerWarnings(deliveryWarnings(platform, catalog), config);
    return {
      open: [...diagnostics, ...delivery.open],
      answered: answered.length + delivery.answered.length,
    };
  }
  const found = platform.environments.flatMap(({ clusters }) =>
    clusters.flatMap((cluster) =>
      cluster.components.flatMap((component) => {
        if (Object.keys(component.values).length === 0) return [];
        const blueprint = blueprintOf(component, catalog);
        return checkUserValues(cluster, component, blueprint && chartKeysOf(blueprint, catalog));
      }),
    ),
  );
  const { open, answered } = answerWarnings([...found, ...deliveryWarnings(platform, catalog)], config);
  return { open, answered: answered.length };
}
