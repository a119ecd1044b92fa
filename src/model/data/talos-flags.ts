/** Fields of the kubelet's configuration that Talos sets and does not allow to change (machinery, kubelet/kubelet.go of 1.12 to 1.14). */
export const kubeletFieldsOfTalos: ReadonlySet<string> = new Set([
  'apiVersion',
  'authentication',
  'authorization',
  'cgroupRoot',
  'kind',
  'kubeletCgroups',
  'port',
  'protectKernelDefaults',
  'resolvConf',
  'rotateCertificates',
  'seccompDefault',
  'staticPodPath',
  'systemCgroups',
]);

/**
 * Flags of the API server, by their beginning, that a cluster which was born with Talos 1.14 or newer has documents for,
 * with what says the same (machinery, config/types/k8s/apiserver.go of 1.14).
 */
export const apiServerFlagsOfTalos: readonly (readonly [string, string])[] = [
  ['oidc-', 'talos.oidc'],
  ['anonymous-auth', 'a patch of KubeAuthenticationConfig'],
  ['authentication-config', 'a patch of KubeAuthenticationConfig'],
  ['authorization-config', 'a patch of KubeAuthorizerConfig'],
  ['authorization-mode', 'a patch of KubeAuthorizerConfig'],
  ['authorization-webhook-', 'a patch of KubeAuthorizerConfig'],
];
