import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { allowedInstead, forbiddenInFlag, isAllowedForKubelet, setByKubelet } from '../data/kubelet-labels.ts';
import type { Draft } from '../draft.ts';
import { blame, whoIs, writtenAt, writtenNodes } from './places.ts';

/**
 * Labels that the API server does not accept from a worker. Talos sets the labels of a worker with the rights of its
 * kubelet, in one request: a single forbidden key loses all of them. Control planes use the rights of an administrator.
 */
export function labelsForbiddenOnWorkers(draft: Draft): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const cluster of draft.clusters) {
    for (const node of writtenNodes(cluster.nodes)) {
      for (const key of Object.keys(node.value.labels ?? {})) {
        const place = { span: writtenAt(node.tree, 'labels', key), who: whoIs(node) };
        if (node.role === 'worker' && !isAllowedForKubelet(key)) {
          const message = `label "${key}": a worker may not set it, and all labels of the node would be rejected with it`;
          const help = `use another key, for example "${allowedInstead(key)}" or one outside of kubernetes.io and k8s.io`;
          found.push(blame('label/forbidden', place, [], message, { help }));
        } else if (setByKubelet.has(key)) {
          const message = `label "${key}" is set by the kubelet, so "${node.value.labels?.[key]}" has no effect`;
          found.push(blame('label/set-by-kubelet', place, [], message, { cluster: cluster.id }));
        }
      }
    }
  }
  return found;
}

/** The kubelet does not start with a label of `--node-labels` that it may not set, on any machine. */
export function labelsForbiddenInFlags(draft: Draft): readonly Diagnostic[] {
  const flag = 'node-labels';
  return draft.clusters.flatMap((cluster) =>
    writtenNodes(cluster.nodes).flatMap((node) => {
      const place = { span: writtenAt(node.tree, 'talos', 'kubelet', 'extraArgs', flag), who: whoIs(node) };
      return forbiddenInFlag(node.value.talos?.kubelet?.extraArgs?.[flag] ?? '').map((key) => {
        const message = `label "${key}" in ${flag}: the kubelet does not start with it`;
        const help = `use another key, for example "${allowedInstead(key)}", or set it under \`labels\` of a control plane`;
        return blame('label/forbidden', place, [], message, { help });
      });
    }),
  );
}
