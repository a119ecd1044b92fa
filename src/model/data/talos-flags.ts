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

/** Programs of Kubernetes that take flags of the user's, and etcd. */
export type FlaggedProgram = 'kubelet' | 'apiServer' | 'controllerManager' | 'scheduler' | 'etcd';

/**
 * Flags that Talos passes to each program and does not allow to replace: its controller fails, and the program is not started
 * (kubelet_spec.go, control_plane_static_pod.go and etcd.go of 1.12 and 1.13, control_plane_final.go of 1.14).
 */
const flagsOfTalos: Readonly<Record<FlaggedProgram, string>> = {
  kubelet: 'bootstrap-kubeconfig kubeconfig container-runtime container-runtime-endpoint config cert-dir',
  apiServer:
    'etcd-servers client-ca-file requestheader-client-ca-file proxy-client-cert-file proxy-client-key-file encryption-provider-config etcd-cafile etcd-certfile etcd-keyfile kubelet-client-certificate kubelet-client-key service-account-key-file service-account-signing-key-file tls-cert-file tls-private-key-file authorization-config',
  controllerManager:
    'cluster-signing-cert-file cluster-signing-key-file authentication-kubeconfig authorization-kubeconfig root-ca-file service-account-private-key-file',
  scheduler: 'kubeconfig authentication-kubeconfig authorization-kubeconfig config',
  etcd: 'name auto-tls peer-auto-tls data-dir listen-peer-urls listen-client-urls client-cert-auth cert-file key-file trusted-ca-file peer-client-cert-auth peer-cert-file peer-key-file peer-trusted-ca-file',
};

/** Whether Talos 1.`minor` keeps the flag of a program for itself. */
export function isFlagOfTalos(program: FlaggedProgram, flag: string, minor: number): boolean {
  if (program === 'apiServer' && flag === 'tls-min-version') return minor >= 14;
  return flagsOfTalos[program].split(' ').includes(flag);
}
