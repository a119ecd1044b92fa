import type { ResolvedContent, ResolvedInstallDisk, ResolvedRegistry } from '../../../schema/config.ts';
import type { MergedNeeds } from '../../blueprints/talos-needs.ts';
import type { Cluster, Node, Platform } from '../../model/platform.ts';
import type { Json } from '../../source/tree.ts';
import { hasMinor } from '../../versions/cluster-versions.ts';
import { installerImage } from './image.ts';
import { secretPlace, type SecretPlace, usualKeys } from '../talos-secrets.ts';
import { compact, isEmpty, isMap } from './document.ts';

type JsonMap = { readonly [key: string]: Json };

/**
 * What one node's Talos must do, in no version's words. The dialect of the cluster's contract turns it into documents;
 * network and volume documents are the same in every contract that we know and are made apart.
 */
export interface TalosSettings {
  readonly controlPlane: boolean;
  readonly install: { readonly image: string; readonly disk: InstallDisk };
  readonly hostname: string;
  readonly certificateNames: readonly string[];
  readonly nodeSubnets: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** `value:effect`, or the effect alone. */
  readonly taints: Readonly<Record<string, string>>;
  readonly kubelet: {
    readonly extraArgs: Flags;
    readonly config: { readonly [key: string]: Json };
    /** As the v1alpha1 document has them; newer contracts have no place for them. */
    readonly mounts: readonly Json[];
  };
  /** By name, sorted. */
  readonly kernelModules: ReadonlyMap<string, readonly string[]>;
  readonly sysctls: Readonly<Record<string, string>>;
  readonly udevRules: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly files: readonly { readonly path: string; readonly permissions: number; readonly content: Content }[];
  readonly extensionServices: readonly {
    readonly name: string;
    readonly configFiles: readonly { readonly content: Content; readonly mountPath: string }[];
    readonly environment: readonly string[];
  }[];
  readonly network: {
    readonly domain: string;
    readonly pods: readonly string[];
    readonly services: readonly string[];
    readonly podNetwork: Cluster['network']['podNetwork'];
  };
  readonly apiServer: {
    readonly certificateNames: readonly string[];
    readonly extraArgs: Flags;
    readonly auditPolicy: Json | undefined;
    readonly login: Login | undefined;
  };
  readonly controllerManager: { readonly extraArgs: Flags };
  readonly scheduler: { readonly extraArgs: Flags };
  /** Undefined: the API is not served on localhost. */
  readonly kubePrism: number | undefined;
  /** An external cloud controller manager initializes nodes; kubelets wait for it. */
  readonly externalCloudProvider: boolean;
  /** Images of the installation medium are used. */
  readonly imageCache: boolean;
  readonly schedulable: boolean;
  readonly etcd: { readonly extraArgs: Flags };
  /** Plugins by name, sorted, each with what differs from Talos' own configuration of it. */
  readonly admission: readonly { readonly name: string; readonly configuration: { readonly [key: string]: Json } }[];
  /** Objects that the control plane creates at bootstrap, by name. */
  readonly manifests: readonly ({ readonly name: string } & (
    | { readonly url: string }
    | { readonly content: string }
  ))[];
  /** Roles of Talos' own API, and the namespaces whose pods may have them. Undefined: none may. */
  readonly apiAccess: { readonly roles: readonly string[]; readonly namespaces: readonly string[] } | undefined;
  readonly trustedRoots: readonly { readonly name: string; readonly certificates: string }[];
  readonly watchdog: { readonly device: string; readonly timeout: string } | undefined;
  readonly discovery: boolean;
  readonly logs: Readonly<Record<string, string>>;
  readonly registries: readonly {
    readonly host: string;
    readonly mirrors: readonly string[];
    readonly ca: string | undefined;
    readonly overridePath: boolean;
    readonly skipFallback: boolean;
    readonly credentials: { readonly [field: string]: SecretPlace };
  }[];
  readonly dns: readonly string[];
  /** Undefined: as Talos does by itself. */
  readonly search: readonly string[] | undefined;
  readonly ntp: readonly string[];
}

/** By a path, or by what Talos' `diskSelector` knows of it. */
export interface InstallDisk extends ResolvedInstallDisk {
  readonly busPath?: string;
}

/** A text, or the secret that holds it. */
export type Content = string | SecretPlace;

/** Flags of a program by name. */
export type Flags = Readonly<Record<string, string | readonly string[]>>;

/** OpenID Connect, as the API server understands it. A prefix may be empty. */
export interface Login {
  readonly issuer: string;
  readonly clientId: string;
  readonly username: { readonly claim: string; readonly prefix: string };
  readonly groups: { readonly claim: string; readonly prefix: string };
}

export function talosSettings(
  platform: Platform,
  cluster: Cluster,
  node: Node,
  needs: MergedNeeds,
  readPolicy: (path: string) => Json | undefined,
): TalosSettings {
  const names = unique([...cluster.network.certificateNames, ...node.talos.certificateNames]);
  return {
    controlPlane: node.role === 'controlplane',
    install: { image: installerImage(cluster, node), disk: installDisk(node) },
    hostname: node.hostname,
    certificateNames: names,
    nodeSubnets: [cluster.network.settings.cidr],
    labels: node.labels,
    annotations: node.annotations,
    taints: Object.fromEntries(
      Object.entries(node.taints).map(([key, { value, effect }]) => [
        key,
        value === '' ? effect : `${value}:${effect}`,
      ]),
    ),
    kubelet: {
      extraArgs: flags(cluster, { ...needs.kubeletArguments, ...node.talos.kubelet.extraArgs }),
      config: node.talos.kubelet.config as { readonly [key: string]: Json },
      mounts: inOrder(node.talos.kubelet.mounts ?? {}).map(([destination, { source = destination, options }]) => ({
        destination,
        type: 'bind',
        source,
        options,
      })),
    },
    kernelModules: new Map(inOrder(node.talos.kernelModules).map(([name, { parameters }]) => [name, parameters])),
    sysctls: Object.fromEntries(inOrder(node.talos.sysctls)),
    udevRules: inOrder(node.talos.udev).map(([, rule]) => rule),
    environment: node.talos.environment,
    files: inOrder(node.talos.files).flatMap(([path, { permissions, ...source }]) => {
      const content = contentOf(source);
      const mode = Number.parseInt(permissions.replace('0o', ''), 8);
      return content === undefined ? [] : [{ path, permissions: mode, content }];
    }),
    extensionServices: inOrder(node.talos.extensions).flatMap(([name, { files, environment }]) => {
      const configFiles = inOrder(files).flatMap(([mountPath, source]) => {
        const content = contentOf(source);
        return content === undefined ? [] : [{ content, mountPath }];
      });
      const variables = inOrder(environment).map(([key, value]) => `${key}=${value}`);
      const short = name.split('/').at(-1) as string;
      return configFiles.length + variables.length === 0 ? [] : [{ name: short, configFiles, environment: variables }];
    }),
    network: {
      domain: cluster.network.clusterDomain,
      pods: cluster.network.pods,
      services: cluster.network.services,
      podNetwork: cluster.network.podNetwork,
    },
    apiServer: {
      certificateNames: unique([cluster.network.endpoint.host, ...names]),
      extraArgs: flags(cluster, withPlugins(cluster.talos.apiServer.extraArgs, Object.keys(cluster.talos.admission))),
      auditPolicy: auditPolicy(cluster, readPolicy),
      login: login(cluster),
    },
    controllerManager: { extraArgs: flags(cluster, cluster.talos.controllerManager.extraArgs) },
    scheduler: { extraArgs: flags(cluster, cluster.talos.scheduler.extraArgs) },
    kubePrism: cluster.talos.kubePrism.enabled ? cluster.talos.kubePrism.port : undefined,
    externalCloudProvider: needs.externalCloudProvider,
    imageCache: node.talos.systemVolumes.imageCache !== undefined,
    schedulable: cluster.schedulableControlPlane,
    etcd: {
      extraArgs: flags(cluster, {
        ...(cluster.talos.etcd.metrics ? { 'listen-metrics-urls': 'http://0.0.0.0:2381' } : {}),
        ...cluster.talos.etcd.extraArgs,
      }),
    },
    admission: admission(cluster),
    manifests: inOrder(cluster.talos.manifests).flatMap(([name, { url, file }]): TalosSettings['manifests'] => {
      const content = file === undefined ? undefined : platform.files.get(file);
      if (url !== undefined) return [{ name, url }];
      return content === undefined ? [] : [{ name, content }];
    }),
    apiAccess: needs.apiAccess,
    trustedRoots: inOrder(node.talos.trustedRoots).flatMap(([name, file]) => {
      const certificates = platform.files.get(file);
      return certificates === undefined ? [] : [{ name, certificates }];
    }),
    watchdog: node.talos.watchdog && { ...node.talos.watchdog, timeout: goDuration(node.talos.watchdog.timeout) },
    discovery: cluster.talos.discovery.enabled,
    logs: cluster.talos.logs,
    registries: inOrder(cluster.talos.registries).map(
      ([host, { mirrors, ca, credentials, overridePath = false, skipFallback = false }]: [
        string,
        ResolvedRegistry,
      ]) => ({
        host,
        mirrors,
        overridePath,
        skipFallback,
        ca: ca === undefined ? undefined : platform.files.get(ca),
        credentials: credentialsOf(credentials),
      }),
    ),
    dns: node.dns,
    search: node.search,
    ntp: node.ntp,
  };
}

/** A virtual machine boots from its first disk, whose name differs from boot to boot; a metal machine configures it. */
function installDisk(node: Node): InstallDisk {
  const { diskPath } = node.provider.traits;
  return node.talos.installDisk ?? (diskPath === undefined ? { path: '/dev/sda' } : { busPath: diskPath(0).glob });
}

/**
 * The API server puts the issuer before any user name but an e-mail address, unless it is told otherwise; `-` means
 * nothing (kubernetes.io, "Authenticating", OpenID Connect Tokens).
 */
function login({ talos: { oidc } }: Cluster): Login | undefined {
  if (oidc === undefined) return undefined;
  const { issuer, clientId, usernameClaim, usernamePrefix, groupsClaim, groupsPrefix } = oidc;
  const prefix = usernamePrefix ?? (usernameClaim === 'email' ? '' : `${issuer}#`);
  return {
    issuer,
    clientId,
    username: { claim: usernameClaim, prefix: prefix === '-' ? '' : prefix },
    groups: { claim: groupsClaim, prefix: groupsPrefix ?? '' },
  };
}

function auditPolicy({ talos: { audit } }: Cluster, readPolicy: (path: string) => Json | undefined): Json | undefined {
  if (audit?.policy !== undefined) return readPolicy(audit.policy);
  if (audit?.level === undefined) return undefined;
  return { apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules: [{ level: audit.level }] };
}

/** What is said of Pod Security in its own words, and then of each plugin in the plugin's. */
function admission({ talos }: Cluster): TalosSettings['admission'] {
  const plugins = new Map(
    Object.entries(talos.admission).map(([name, { configuration }]) => [name, configuration as JsonMap]),
  );
  const levels = podSecurity(talos.podSecurity);
  if (!isEmpty(levels)) plugins.set('PodSecurity', over(levels, plugins.get('PodSecurity') ?? {}) as JsonMap);
  return inOrder(Object.fromEntries(plugins)).map(([name, configuration]) => ({ name, configuration }));
}

/** What differs from Talos' own: baseline is enforced, and kube-system is left alone. */
function podSecurity({ enforce, audit, warn, exempt }: Cluster['talos']['podSecurity']): JsonMap {
  return compact({
    defaults: compact({
      enforce: enforce === 'baseline' ? undefined : enforce,
      audit: audit === 'restricted' ? undefined : audit,
      warn: warn === 'restricted' ? undefined : warn,
    }),
    exemptions: compact({ namespaces: exempt.filter((namespace) => namespace !== 'kube-system') }),
  });
}

/** The second laid over the first; of lists, all that is in either. */
function over(first: Json, second: Json): Json {
  if (Array.isArray(first) && Array.isArray(second)) return [...new Set([...first, ...second])];
  if (!isMap(first) || !isMap(second)) return second;
  const out: Record<string, Json> = { ...first };
  for (const [key, value] of Object.entries(second)) {
    const below = Object.hasOwn(out, key) ? out[key] : undefined;
    out[key] = below === undefined ? value : over(below, value);
  }
  return out;
}

/** Plugins that are on by themselves (kubernetes.io, "Admission Control in Kubernetes"; NodeRestriction by Talos). */
const alwaysOn = new Set([
  'CertificateApproval',
  'CertificateSigning',
  'CertificateSubjectRestriction',
  'DefaultIngressClass',
  'DefaultStorageClass',
  'DefaultTolerationSeconds',
  'LimitRanger',
  'MutatingAdmissionWebhook',
  'NamespaceLifecycle',
  'NodeRestriction',
  'PersistentVolumeClaimResize',
  'PodSecurity',
  'Priority',
  'ResourceQuota',
  'RuntimeClass',
  'ServiceAccount',
  'StorageObjectInUseProtection',
  'TaintNodesByCondition',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionWebhook',
]);

/** A configuration turns no plugin on: the flag does, to which Talos adds its own. */
function withPlugins(
  extraArgs: Readonly<Record<string, string>>,
  configured: readonly string[],
): Readonly<Record<string, string>> {
  const flag = 'enable-admission-plugins';
  const named = (extraArgs[flag] ?? '').split(',').filter((name) => name !== '');
  const missing = configured.filter((name) => !alwaysOn.has(name) && !named.includes(name));
  return missing.length === 0 ? extraArgs : { ...extraArgs, [flag]: [...named, ...missing.sort()].join(',') };
}

/** From 1.13 on a flag may have several values, and Talos takes an empty one for none unless it stands in a list. */
function flags(cluster: Cluster, values: Readonly<Record<string, string>>): Flags {
  if (!hasMinor(cluster.versions.talos, 13)) return values;
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value === '' ? [''] : value]));
}

function contentOf({ content, from }: ResolvedContent): Content | undefined {
  return from === undefined ? content : secretPlace(from, usualKeys.file);
}

function credentialsOf(reference: ResolvedRegistry['credentials']): { readonly [field: string]: SecretPlace } {
  if (reference === undefined) return {};
  return {
    username: secretPlace({ secret: reference.secret }, usualKeys.username),
    password: secretPlace(reference, usualKeys.password),
  };
}

/** Go knows no days. */
export function goDuration(duration: string): string {
  return duration.replace(/^(\d+)d$/, (_, days: string) => `${Number(days) * 24}h`);
}

function inOrder<T>(map: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
