import type { Answer } from './configs.ts';

type Effective = NonNullable<Answer['effective']>;

/** Where two configurations mean different things to Talos, as `path: this | that`. */
export function differences(one: unknown, other: unknown, path = ''): readonly string[] {
  if (JSON.stringify(one) === JSON.stringify(other)) return [];
  if (isMap(one) && isMap(other)) {
    return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((key) =>
      differences(one[key], other[key], path === '' ? key : `${path}.${key}`),
    );
  }
  return [`${path}: ${JSON.stringify(one)} | ${JSON.stringify(other)}`];
}

/**
 * What a configuration of either dialect means, without what differs because a contract's base differs, and with what
 * the two say by different accessors said in one way.
 */
export function meaning(effective: Effective): { readonly [key: string]: unknown } {
  const out = structuredClone(effective) as Record<string, unknown>;
  const take = (path: string): unknown => {
    const keys = path.split('.');
    const last = keys.pop() as string;
    const at = keys.reduce<unknown>((value, key) => (isMap(value) ? value[key] : undefined), out);
    if (!isMap(at)) return undefined;
    const value = at[last];
    Reflect.deleteProperty(at, last);
    return value;
  };
  for (const path of ofTheBase) take(path);
  // Accessors of the old document alone: the new ones, beside them, read both.
  for (const path of ['Machine.Sysctls', 'Machine.Udev', 'Cluster.Discovery']) take(path);

  // A worker brings nothing into the cluster, whatever its configuration says about that.
  if (isMap(out['Machine']) && out['Machine']['Type'] === 'worker') {
    take('K8sFlannelCNIConfig');
    take('K8sExternalManifestConfigs');
  }

  const unattended = take('UnattendedInstallConfig') as Record<string, unknown> | null;
  const disk = take('Machine.Install.Disk') as string;
  const expression = take('Machine.Install.DiskMatchExpression') as string | null;
  const image = take('Machine.Install.Image') as string;
  take('Machine.Install.GrubUseUKICmdline');
  out['install'] = unattended
    ? {
        image: unattended['InstallerImage'],
        disk: terms(String(unattended['VolumeSelector'])),
        wipe: unattended['VolumeWipe'],
      }
    : {
        image,
        disk: terms(expression ?? `disk.dev_path == ${JSON.stringify(disk)}`),
        wipe: take('Machine.Install.Zero'),
      };
  take('Machine.Install.Zero');

  // The base of 1.14 mounts /var so that nothing on it becomes a device or gains rights; beside that it says nothing.
  const ephemeral = take('Volumes.EPHEMERAL') as Record<string, unknown> | null;
  const { Mount: _, ...said } = ephemeral ?? {};
  const silent = Object.values((said['Provisioning'] ?? {}) as object).every(
    (value) => value === null || value === false,
  );
  out['ephemeral'] = ephemeral === null || (silent && said['Encryption'] === null) ? null : said;
  const discovery = (take('DiscoveryServiceConfigs') ?? []) as { Endpoint: string }[];
  out['discovery'] = discovery.map(({ Endpoint }) => Endpoint);

  const files = (take('Machine.Files') ?? []) as { Content: string; Path: string; Permissions: string }[];
  const below = (take('EtcFileConfigs') ?? []) as { Content: string; Mode: string; Name: string }[];
  const containerd = ((take('CRICustomizationConfigs') ?? []) as { Content: string }[]).map(({ Content }) => Content);
  out['files'] = [
    ...files
      .filter(({ Path }) => !Path.startsWith('/etc/cri/'))
      .map(({ Content, Path, Permissions }) => [Path, Permissions, Content]),
    ...below.map(({ Content, Mode, Name }) => [`/etc/${Name}`, Mode, Content]),
  ].sort();
  out['containerd'] = containerd;

  const manifests = (take('K8sExternalManifestConfigs') ?? []) as { URL: string }[];
  out['manifests'] = manifests.map(({ URL }) => URL).sort();

  const environment = take('Environment') as { Variables?: object } | null;
  out['environment'] = { ...(take('Machine.Env') as object | null), ...environment?.Variables };

  out['login'] = login(take);
  return out;
}

/** Differences between the bases of contracts 1.13 and 1.14, which are Talos' own decisions. */
const ofTheBase = [
  'FilesystemTrimConfig',
  'K8sAPIServerConfig.ExtraVolumes',
  'K8sAPIServerConfig.InjectDefaultAuthorizers',
  'K8sAPIServerConfig.StartupProbesEnabled',
  'K8sAPIServerConfig.UseAuthenticationConfig',
  'K8sAuthorizerConfigs',
  'K8sCredentialProviderConfig',
  'K8sEtcdEncryptionConfig',
  'Cluster.SecretboxEncryptionSecret',
  'K8sProxyConfig.UseConfigFile',
  'SecurityProfileConfig',
];

function login(take: (path: string) => unknown): unknown {
  const flag = (name: string): string | undefined =>
    (take(`K8sAPIServerConfig.ExtraArgs.oidc-${name}`) as string[] | undefined)?.[0];
  const [issuer, client, user, group] = [
    flag('issuer-url'),
    flag('client-id'),
    flag('username-claim'),
    flag('groups-claim'),
  ];
  const [userPrefix, groupPrefix] = [flag('username-prefix'), flag('groups-prefix') ?? ''];
  const structured = take('K8sAuthenticationConfig') as { Configuration: { jwt: unknown[] } } | null;
  if (issuer === undefined) return structured?.Configuration.jwt[0];
  return {
    issuer: { audiences: [client], url: issuer },
    claimMappings: {
      username: { claim: user, prefix: userPrefix === '-' ? '' : userPrefix },
      groups: { claim: group, prefix: groupPrefix },
    },
  };
}

/** A disk selector as a set. `glob` without a star is the same as equality. */
function terms(expression: string): readonly string[] {
  return expression
    .split(/\s*&&\s*/)
    .map((term) => term.replace(/^glob\(("[^*]*"), (disk\.[a-z]+)\)$/, '$2 == $1'))
    .sort();
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
