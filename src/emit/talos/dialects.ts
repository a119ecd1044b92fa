import { invariant } from '../../diagnostics/diagnostic.ts';
import type { Json } from '../../source/tree.ts';
import { hasMinor, type TalosContract } from '../../versions/cluster-versions.ts';
import { formatVersion } from '../../versions/version.ts';
import { diskExpression } from './disk-expression.ts';
import { cluster, compact, type Fragment, fragment, isEmpty, machine, secretly, some } from './document.ts';
import { authentication, loginArguments } from './login.ts';
import { etcFile, isSecret, machineFiles } from './machine-files.ts';
import type { TalosSettings } from './settings.ts';

/**
 * Which document contains what, for the contract that a cluster was created with. Up to 1.13 the machine's and Kubernetes' own
 * settings stand in the v1alpha1 document; from 1.14 each has a document of its own, and the old place is an error
 * ("already set in v1alpha1"). Network, time and volumes are documents in both.
 */
export type Dialect = {
  readonly [topic in Topic]: (settings: TalosSettings) => readonly Fragment[];
};

export type Topic =
  | 'install'
  | 'hostname'
  | 'certificates'
  | 'kubelet'
  | 'node'
  | 'kernel'
  | 'udev'
  | 'environment'
  | 'files'
  | 'extensionServices'
  | 'kubernetesNetwork'
  | 'apiServer'
  | 'scheduling'
  | 'discovery'
  | 'etcd'
  | 'admission'
  | 'controllers'
  | 'kubePrism'
  | 'cloudProvider'
  | 'imageCache'
  | 'manifests'
  | 'apiAccess'
  | 'trustedRoots'
  | 'watchdog'
  | 'logs'
  | 'registries'
  | 'resolver'
  | 'time';

/** The dialect of a contract (`1.13`), and all that the settings say in it. */
export function dialectFragments(contract: TalosContract, settings: TalosSettings): readonly Fragment[] {
  const dialect = dialectOf(contract);
  return Object.values(dialect).flatMap((topic) => topic(settings));
}

/** The newest for a minor that is newer; rules keep away those that are older than the oldest (`talosTooOld`). */
function dialectOf(contract: TalosContract): Dialect {
  if (hasMinor(contract, 14)) return splitDocuments;
  if (hasMinor(contract, 13)) return v1alpha1;
  invariant(hasMinor(contract, 12), `no machine configuration is compiled for Talos ${formatVersion(contract)}`);
  return { ...v1alpha1, environment: machineEnvironment };
}

/** What contracts share. */
const common = {
  // The generated base holds `auto: stable`, so a name alone would be refused.
  hostname: ({ hostname }) => [fragment('HostnameConfig', undefined, 'node', { auto: 'off', hostname })],
  certificates: ({ certificateNames }) => some(machine, 'cluster', { certSANs: certificateNames }),
  environment: ({ environment }) =>
    isEmpty(environment) ? [] : [fragment('EnvironmentConfig', undefined, 'cluster', { variables: environment })],
  files: ({ files }) => machineFiles(files),
  extensionServices: ({ extensionServices }) =>
    extensionServices.map(({ name, configFiles, environment }) => {
      const body = compact({ configFiles: [...configFiles], environment });
      const service = fragment('ExtensionServiceConfig', name, 'cluster', body);
      return configFiles.some(isSecret) ? secretly(service) : service;
    }),
  etcd: ({ controlPlane, nodeSubnets, etcd }) =>
    controlPlane
      ? [cluster('role', { etcd: { advertisedSubnets: nodeSubnets, ...compact({ extraArgs: etcd.extraArgs }) } })]
      : [],
  // The one word for it that is left in v1alpha1. By it the controller manager leaves nodes to the other, too.
  cloudProvider: ({ externalCloudProvider }) =>
    externalCloudProvider ? [cluster('cluster', { externalCloudProvider: { enabled: true } })] : [],
  trustedRoots: ({ trustedRoots }) =>
    trustedRoots.map(({ name, certificates }) => fragment('TrustedRootsConfig', name, 'cluster', { certificates })),
  watchdog: ({ watchdog }) =>
    watchdog === undefined ? [] : [fragment('WatchdogTimerConfig', undefined, 'cluster', { ...watchdog })],
  logs: ({ logs }) => {
    const names = Object.keys(logs).sort();
    return [
      ...some(machine, 'cluster', {
        logging: compact({
          destinations: names.map((name) => ({ endpoint: logs[name] as string, format: 'json_lines' })),
        }),
      }),
      ...names.map((name) => fragment('KmsgLogConfig', name, 'cluster', { url: logs[name] as string })),
    ];
  },
  registries: ({ registries }) =>
    registries.flatMap(({ host, mirrors, ca, credentials, overridePath, skipFallback }) => [
      ...(mirrors.length === 0
        ? []
        : [
            fragment('RegistryMirrorConfig', host, 'cluster', {
              endpoints: mirrors.map((url) => ({ url, ...(overridePath ? { overridePath } : {}) })),
              ...(skipFallback ? { skipFallback } : {}),
            }),
          ]),
      ...(ca === undefined
        ? []
        : hostsOf(host, mirrors).map((name) => fragment('RegistryTLSConfig', name, 'cluster', { ca }))),
      ...(isEmpty(credentials)
        ? []
        : hostsOf(host, mirrors).map((name) => secretly(fragment('RegistryAuthConfig', name, 'cluster', credentials)))),
    ]),
  resolver: ({ dns, search }) => {
    const body = compact({
      nameservers: dns.map((address) => ({ address })),
      searchDomains:
        search === undefined ? undefined : search.length === 0 ? { disableDefault: true } : { domains: search },
    });
    return isEmpty(body) ? [] : [fragment('ResolverConfig', undefined, 'cluster', body)];
  },
  time: ({ ntp }) =>
    ntp.length === 0 ? [] : [fragment('TimeSyncConfig', undefined, 'cluster', { ntp: { servers: ntp } })],
} satisfies Partial<Dialect>;

/** Contracts 1.12 and 1.13. */
const v1alpha1: Dialect = {
  ...common,
  install: ({ install: { image, disk } }) => {
    const { path, ...selector } = disk;
    return [
      machine('cluster', {
        install: { ...(path === undefined ? { diskSelector: { ...selector } } : { disk: path }), image },
      }),
    ];
  },
  kubelet: ({ kubelet, nodeSubnets }) => [
    machine('cluster', {
      kubelet: {
        ...compact({ extraArgs: kubelet.extraArgs, extraConfig: kubelet.config, extraMounts: kubelet.mounts }),
        nodeIP: { validSubnets: nodeSubnets },
      },
    }),
  ],
  node: ({ labels, annotations, taints }) =>
    some(machine, 'role', { nodeLabels: labels, nodeAnnotations: annotations, nodeTaints: taints }),
  kernel: ({ kernelModules, sysctls }) => [
    ...some(machine, 'cluster', {
      kernel: compact({
        modules: [...kernelModules].map(([name, parameters]) => ({ name, ...compact({ parameters }) })),
      }),
    }),
    ...some(machine, 'cluster', { sysctls }),
  ],
  udev: ({ udevRules }) => some(machine, 'cluster', { udev: compact({ rules: udevRules }) }),
  kubernetesNetwork: ({ controlPlane, network }) => [
    cluster('cluster', {
      network: {
        dnsDomain: network.domain,
        podSubnets: network.pods,
        serviceSubnets: network.services,
        ...cniOf(network.podNetwork),
      },
    }),
    // The pod network component also serves Services; kube-proxy would conflict over the same rules.
    ...(controlPlane && network.podNetwork.kind === 'component'
      ? [cluster('role', { proxy: { disabled: true } })]
      : []),
  ],
  apiServer: ({ controlPlane, apiServer }) =>
    controlPlane
      ? some(cluster, 'role', {
          apiServer: compact({
            certSANs: apiServer.certificateNames,
            extraArgs: { ...loginArguments(apiServer.login), ...apiServer.extraArgs },
            auditPolicy: apiServer.auditPolicy,
          }),
        })
      : [],
  admission: ({ controlPlane, admission }) =>
    controlPlane && admission.length > 0 ? [cluster('role', { apiServer: { admissionControl: [...admission] } })] : [],
  controllers: ({ controlPlane, controllerManager, scheduler }) =>
    controlPlane
      ? some(cluster, 'role', {
          controllerManager: compact({ extraArgs: controllerManager.extraArgs }),
          scheduler: compact({ extraArgs: scheduler.extraArgs }),
        })
      : [],
  kubePrism: ({ kubePrism }) => {
    if (kubePrism === usualPort) return [];
    const feature = kubePrism === undefined ? { enabled: false } : { enabled: true, port: kubePrism };
    return [machine('cluster', { features: { kubePrism: feature } })];
  },
  imageCache: ({ imageCache }) =>
    imageCache ? [machine('cluster', { features: { imageCache: { localEnabled: true } } })] : [],
  manifests: ({ controlPlane, manifests }) =>
    controlPlane
      ? some(cluster, 'role', {
          inlineManifests: manifests.flatMap((manifest) =>
            'content' in manifest ? [{ name: manifest.name, contents: manifest.content }] : [],
          ),
          extraManifests: manifests.flatMap((manifest) => ('url' in manifest ? [manifest.url] : [])),
        })
      : [],
  apiAccess: ({ controlPlane, apiAccess }) =>
    controlPlane && apiAccess !== undefined
      ? [
          machine('role', {
            features: {
              kubernetesTalosAPIAccess: {
                enabled: true,
                allowedRoles: apiAccess.roles,
                allowedKubernetesNamespaces: apiAccess.namespaces,
              },
            },
          }),
        ]
      : [],
  scheduling: ({ controlPlane, schedulable }) =>
    controlPlane && schedulable ? [cluster('role', { allowSchedulingOnControlPlanes: true })] : [],
  discovery: ({ discovery }) => (discovery ? [] : [cluster('cluster', { discovery: { enabled: false } })]),
};

/** `machine.env` became a document in 1.13. */
const machineEnvironment: Dialect['environment'] = ({ environment }) => some(machine, 'cluster', { env: environment });

/** Contract 1.14. */
const splitDocuments: Dialect = {
  ...common,
  install: ({ install: { image, disk } }) => [
    fragment('UnattendedInstallConfig', undefined, 'cluster', {
      installer: { image },
      // As the generator of Talos does; without it, the whole disk would be wiped.
      provisioning: { diskSelector: { match: diskExpression(disk) }, wipe: false },
    }),
  ],
  kubelet: ({ kubelet }) => {
    const body = compact({ extraArgs: kubelet.extraArgs, config: kubelet.config });
    return isEmpty(body) ? [] : [fragment('KubeletConfig', undefined, 'cluster', body)];
  },
  node: ({ labels, annotations, taints, nodeSubnets }) => [
    fragment('KubeNodeConfig', undefined, 'cluster', { nodeIP: { validSubnets: nodeSubnets } }),
    ...(isEmpty(compact({ labels, annotations, taints }))
      ? []
      : [fragment('KubeNodeConfig', undefined, 'role', compact({ labels, annotations, taints }))]),
  ],
  kernel: ({ kernelModules, sysctls }) => [
    ...[...kernelModules].map(([name, parameters]) =>
      fragment('KernelModuleConfig', name, 'cluster', compact({ parameters })),
    ),
    ...(isEmpty(sysctls) ? [] : [fragment('SysctlConfig', undefined, 'cluster', { params: sysctls })]),
  ],
  udev: ({ udevRules }) =>
    udevRules.length === 0 ? [] : [fragment('UdevRulesConfig', undefined, 'cluster', { rules: udevRules })],
  // What lies neither below /etc nor in containerd's configuration has no document yet.
  files: ({ files }) => [
    ...machineFiles(files.filter(({ path }) => !path.startsWith('/etc/'))),
    ...files
      .filter(({ path }) => path.startsWith('/etc/'))
      .map((file) => (isSecret(file) ? secretly(etcFile(file)) : etcFile(file))),
  ],
  kubernetesNetwork: ({ controlPlane, network }) => [
    fragment('KubeNetworkConfig', undefined, 'cluster', {
      dnsDomain: network.domain,
      podSubnets: network.pods,
      serviceSubnets: network.services,
    }),
    ...(controlPlane && network.podNetwork.kind !== 'flannel'
      ? [fragment('KubeFlannelCNIConfig', undefined, 'role', { $patch: 'delete' })]
      : []),
    // Without the document, Talos would run kube-proxy by its defaults.
    ...(controlPlane && network.podNetwork.kind === 'component'
      ? [fragment('KubeProxyConfig', undefined, 'role', { enabled: false })]
      : []),
    ...(controlPlane && network.podNetwork.kind === 'manifests'
      ? network.podNetwork.urls.map((url, index) =>
          fragment('KubeExternalManifestConfig', manifestName(url, index), 'role', { url }),
        )
      : []),
  ],
  apiServer: ({ controlPlane, apiServer }) => {
    if (!controlPlane) return [];
    const body = compact({ certExtraSANs: apiServer.certificateNames, extraArgs: apiServer.extraArgs });
    return [
      ...(isEmpty(body) ? [] : [fragment('KubeAPIServerConfig', undefined, 'role', body)]),
      ...(apiServer.auditPolicy === undefined
        ? []
        : [fragment('KubeAuditPolicyConfig', undefined, 'role', { configuration: apiServer.auditPolicy })]),
      ...(apiServer.login === undefined
        ? []
        : [
            fragment('KubeAuthenticationConfig', undefined, 'role', { configuration: authentication(apiServer.login) }),
          ]),
    ];
  },
  admission: ({ controlPlane, admission }) =>
    controlPlane
      ? admission.map(({ name, configuration }) =>
          fragment('KubeAdmissionControlConfig', name, 'role', { configuration }),
        )
      : [],
  controllers: ({ controlPlane, controllerManager, scheduler }) =>
    controlPlane
      ? (
          [
            ['KubeControllerManagerConfig', controllerManager],
            ['KubeSchedulerConfig', scheduler],
          ] as const
        ).flatMap(([kind, { extraArgs }]) =>
          isEmpty(extraArgs) ? [] : [fragment(kind, undefined, 'role', { extraArgs })],
        )
      : [],
  kubePrism: ({ kubePrism }) =>
    kubePrism === usualPort
      ? []
      : [
          fragment(
            'KubePrismConfig',
            undefined,
            'cluster',
            kubePrism === undefined ? { $patch: 'delete' } : { port: kubePrism },
          ),
        ],
  imageCache: ({ imageCache }) =>
    imageCache ? [fragment('ImageCacheConfig', undefined, 'cluster', { local: { enabled: true } })] : [],
  manifests: ({ controlPlane, manifests }) =>
    controlPlane
      ? manifests.map((manifest) =>
          'url' in manifest
            ? fragment('KubeExternalManifestConfig', manifest.name, 'role', { url: manifest.url })
            : fragment('KubeInlineManifestConfig', manifest.name, 'role', { manifest: manifest.content }),
        )
      : [],
  apiAccess: ({ controlPlane, apiAccess }) =>
    controlPlane && apiAccess !== undefined
      ? [
          fragment('KubeTalosAPIAccessConfig', undefined, 'role', {
            allowedRoles: apiAccess.roles,
            allowedKubernetesNamespaces: apiAccess.namespaces,
          }),
        ]
      : [],
  // The base taints control planes; to take workloads there, the taint goes.
  scheduling: ({ controlPlane, schedulable }) =>
    controlPlane && schedulable
      ? [fragment('KubeNodeConfig', undefined, 'role', { taints: { [controlPlaneTaint]: { $patch: 'delete' } } })]
      : [],
  discovery: ({ discovery }) =>
    discovery ? [] : [fragment('DiscoveryServiceConfig', 'default', 'cluster', { $patch: 'delete' })],
};

/** The default port of the API on localhost. */
const usualPort = 7445;

const controlPlaneTaint = 'node-role.kubernetes.io/control-plane';

function cniOf(podNetwork: TalosSettings['network']['podNetwork']): { readonly [key: string]: Json } {
  switch (podNetwork.kind) {
    case 'flannel':
      return {};
    case 'manifests':
      return { cni: { name: 'custom', urls: podNetwork.urls } };
    default:
      return { cni: { name: 'none' } };
  }
}

function hostsOf(host: string, mirrors: readonly string[]): readonly string[] {
  const hosts = mirrors.map((mirror) => mirror.replace(/^[a-z]+:\/\//, '').replace(/\/.*$/, ''));
  return [...new Set(hosts.length === 0 ? [host] : hosts)].sort();
}

/** The file's name made a DNS name; the number keeps two files of one name apart. */
function manifestName(url: string, index: number): string {
  const file = (url.split('/').at(-1) ?? '').replace(/\.ya?ml$/, '').toLowerCase();
  const name = file.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
  return `network-${index + 1}${name === '' ? '' : `-${name}`}`;
}
