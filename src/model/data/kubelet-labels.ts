/**
 * Labels below kubernetes.io and k8s.io that a kubelet may set on its own node (k8s.io/kubelet, pkg/apis/well_known_labels.go
 * of 1.36; the admission plugin NodeRestriction and the kubelet's flag --node-labels use the same list).
 */
const kubeletLabels: ReadonlySet<string> = new Set([
  'kubernetes.io/hostname',
  'kubernetes.io/os',
  'kubernetes.io/arch',
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
  'node.kubernetes.io/instance-type',
  'beta.kubernetes.io/instance-type',
  'beta.kubernetes.io/os',
  'beta.kubernetes.io/arch',
]);

/** Everything below these, and below names that end with them, is a kubelet's to set as well. */
const kubeletNamespaces = ['kubelet.kubernetes.io', 'node.kubernetes.io'] as const;

/** Labels that each kubelet sets itself when its node is created. Talos does not replace a label that it has not set. */
export const setByKubelet: ReadonlySet<string> = new Set([
  'kubernetes.io/hostname',
  'kubernetes.io/os',
  'kubernetes.io/arch',
  'beta.kubernetes.io/os',
  'beta.kubernetes.io/arch',
]);

/** Whether the API server lets a kubelet set the label on its own node. */
export function isAllowedForKubelet(key: string): boolean {
  const slash = key.indexOf('/');
  const namespace = slash < 0 ? '' : key.slice(0, slash);
  const isBelow = (name: string): boolean => namespace === name || namespace.endsWith(`.${name}`);
  if (isBelow('node-restriction.kubernetes.io')) return false;
  if (!isBelow('kubernetes.io') && !isBelow('k8s.io')) return true;
  return kubeletLabels.has(key) || kubeletNamespaces.some(isBelow);
}

/** Labels in the value of the kubelet's flag --node-labels (`tier=web,rack=7`) with which it does not start. */
export function forbiddenInFlag(value: string): readonly string[] {
  const keys = value.split(',').map((label) => label.split('=')[0]?.trim() ?? '');
  return keys.filter((key) => key !== '' && !isAllowedForKubelet(key));
}

/** The same label under a prefix that kubelets may use: `node.kubernetes.io/worker` for `node-role.kubernetes.io/worker`. */
export function allowedInstead(key: string): string {
  return `node.kubernetes.io/${key.slice(key.indexOf('/') + 1)}`;
}
