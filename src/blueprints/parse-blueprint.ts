import type { Checked, Diagnostic, Span } from '../diagnostics/diagnostic.ts';
import { type MapTree, type SourceTree, toJson } from '../source/tree.ts';
import type {
  Blueprint,
  Declared,
  DeclaredSecret,
  GitSource,
  HelmSource,
  PodSecurity,
  SecretStores,
} from './catalog.ts';
import { FieldReader, pathOf, startOf } from './read-fields.ts';
import { readSecretKeys } from './secret-origin.ts';

const declarationKeys = ['provides', 'requires', 'after', 'implies', 'talos'] as const;
const keys = [
  'extends',
  'description',
  'helm',
  'git',
  'namespace',
  'release',
  ...declarationKeys,
  'when',
  'disks',
  'secrets',
  'secretStores',
  'clusterKey',
  'repositoryLabels',
  'sync',
  'bootstrap',
];
const talosKeys = [
  'extensions',
  'kernelModules',
  'sysctls',
  'ports',
  'kubeletArguments',
  'externalCloudProvider',
  'apiAccess',
];
const podSecurityLevels: readonly PodSecurity[] = ['privileged', 'baseline', 'restricted'];

/**
 * What a blueprint.yaml says. There is always a value, with what could be read, so that one fault does not make the
 * component unknown everywhere else.
 */
export function parseBlueprint(name: string, folder: string, file: SourceTree): Checked<Blueprint> {
  const diagnostics: Diagnostic[] = [];
  const read = new FieldReader(diagnostics);
  const { root } = file;
  read.map(root, '', keys);
  const declared = emptyDeclarations();
  readDeclarations(read, root, '', undefined, declared);
  for (const entry of read.named(root, 'when', '')) {
    const where = pathOf('when', entry.key);
    const map = read.map(entry.value, where, declarationKeys);
    if (map !== undefined) readDeclarations(read, map, where, entry.key.split('.'), declared);
  }
  const value: Blueprint = {
    name,
    description: read.requiredText(root, 'description', '') ?? '',
    folder,
    span: startOf(root.span),
    source: readSource(read, root),
    namespace: readNamespace(read, root, name),
    release: read.text(root, 'release', '') ?? name,
    provides: declared.provides,
    requires: declared.requires,
    after: declared.after,
    implies: declared.implies,
    talos: {
      extensions: declared.extensions,
      kernelModules: declared.kernelModules,
      sysctls: declared.sysctls,
      ports: declared.ports,
      kubeletArguments: declared.kubeletArguments,
      externalCloudProvider: declared.externalCloudProvider,
      apiAccess: declared.apiAccess,
    },
    disks: readDisks(read, root),
    secrets: readSecrets(read, root),
    ...readSecretStores(read, root),
    clusterKey: readClusterKey(read, root),
    repositoryLabels: readRepositoryLabels(read, root),
    sync: readSync(read, root),
    bootstrap: read.boolean(root, 'bootstrap', '', false),
  };
  return { value, diagnostics };
}

/** Stands in for a blueprint.yaml that is not there or cannot be parsed, which is reported elsewhere. */
export function unreadableBlueprint(name: string, folder: string, span: Span): Blueprint {
  return {
    name,
    description: '',
    folder,
    span,
    source: undefined,
    namespace: { name, podSecurity: 'restricted' },
    release: name,
    provides: [],
    requires: [],
    after: [],
    implies: [],
    talos: {
      extensions: [],
      kernelModules: [],
      sysctls: [],
      ports: [],
      kubeletArguments: [],
      externalCloudProvider: [],
      apiAccess: [],
    },
    disks: undefined,
    secrets: new Map(),
    clusterKey: undefined,
    repositoryLabels: undefined,
    sync: { prune: false, selfHeal: true, options: [], ignoreDifferences: [] },
    bootstrap: false,
  };
}

interface Declarations {
  readonly provides: Declared<string>[];
  readonly requires: Declared<string>[];
  readonly after: Declared<string>[];
  readonly implies: Declared<string>[];
  readonly extensions: Declared<string>[];
  readonly kernelModules: Declared<{ readonly name: string; readonly parameters: readonly string[] }>[];
  readonly sysctls: Declared<{ readonly name: string; readonly value: string }>[];
  readonly ports: Declared<{ readonly name: string; readonly port: string; readonly protocol: 'tcp' | 'udp' }>[];
  readonly kubeletArguments: Declared<{ readonly name: string; readonly value: string }>[];
  readonly externalCloudProvider: Declared<boolean>[];
  readonly apiAccess: Declared<{ readonly namespace: string; readonly roles: readonly string[] }>[];
}

function emptyDeclarations(): Declarations {
  return {
    provides: [],
    requires: [],
    after: [],
    implies: [],
    extensions: [],
    kernelModules: [],
    sysctls: [],
    ports: [],
    kubeletArguments: [],
    externalCloudProvider: [],
    apiAccess: [],
  };
}

/** What stands at the top, or below `when.<option>`: the same keys, held there by a condition. */
function readDeclarations(
  read: FieldReader,
  map: MapTree,
  where: string,
  when: readonly string[] | undefined,
  declared: Declarations,
): void {
  for (const key of ['provides', 'requires', 'after', 'implies'] as const) {
    for (const { value, span } of read.texts(map, key, where)) declared[key].push({ value, when, span });
  }
  const talosPath = pathOf(where, 'talos');
  const talos = read.map(map.entries.get('talos')?.value, talosPath, talosKeys);
  if (talos === undefined) return;
  for (const entry of read.named(talos, 'extensions', talosPath)) {
    read.map(entry.value, `${talosPath}.extensions.${entry.key}`, []);
    declared.extensions.push({ value: entry.key, when, span: entry.keySpan });
  }
  for (const entry of read.named(talos, 'kernelModules', talosPath)) {
    const path = `${talosPath}.kernelModules.${entry.key}`;
    const module = read.map(entry.value, path, ['parameters']);
    const parameters = module === undefined ? [] : read.texts(module, 'parameters', path).map(({ value }) => value);
    declared.kernelModules.push({ value: { name: entry.key, parameters }, when, span: entry.keySpan });
  }
  for (const entry of read.named(talos, 'sysctls', talosPath)) {
    const value = read.textOf(entry.value, `${talosPath}.sysctls.${entry.key}`);
    if (value !== undefined) declared.sysctls.push({ value: { name: entry.key, value }, when, span: entry.keySpan });
  }
  for (const entry of read.named(talos, 'ports', talosPath)) {
    const path = `${talosPath}.ports.${entry.key}`;
    const map = read.map(entry.value, path, ['port', 'protocol']);
    const port = map && read.requiredText(map, 'port', path);
    if (map === undefined || port === undefined) continue;
    const protocol = map.entries.has('protocol') ? read.oneOf(map, 'protocol', path, ['tcp', 'udp']) : 'tcp';
    declared.ports.push({ value: { name: entry.key, port, protocol: protocol ?? 'tcp' }, when, span: entry.keySpan });
  }
  for (const entry of read.named(talos, 'kubeletArguments', talosPath)) {
    const value = read.textOf(entry.value, `${talosPath}.kubeletArguments.${entry.key}`);
    if (value === undefined) continue;
    declared.kubeletArguments.push({ value: { name: entry.key, value }, when, span: entry.keySpan });
  }
  const external = talos.entries.get('externalCloudProvider');
  if (external !== undefined) {
    const value = read.boolean(talos, 'externalCloudProvider', talosPath, false);
    declared.externalCloudProvider.push({ value, when, span: external.keySpan });
  }
  const access = read.map(talos.entries.get('apiAccess')?.value, `${talosPath}.apiAccess`);
  for (const entry of access?.entries.values() ?? []) {
    const roles = read.texts(access as MapTree, entry.key, `${talosPath}.apiAccess`).map(({ value }) => value);
    declared.apiAccess.push({ value: { namespace: entry.key, roles }, when, span: entry.keySpan });
  }
}

function readSource(read: FieldReader, root: MapTree): HelmSource | GitSource | undefined {
  const helm = read.map(root.entries.get('helm')?.value, 'helm', ['repository', 'chart', 'version']);
  const git = read.map(root.entries.get('git')?.value, 'git', ['repository', 'path', 'revision']);
  const gitKey = root.entries.get('git');
  if (root.entries.has('helm') && gitKey !== undefined) {
    read.report(gitKey.keySpan, 'helm and git are both there: a component has one source');
  }
  if (helm !== undefined) {
    const repository = read.requiredText(helm, 'repository', 'helm');
    const chart = read.requiredText(helm, 'chart', 'helm');
    const version = read.requiredText(helm, 'version', 'helm');
    if (repository === undefined || chart === undefined || version === undefined) return undefined;
    // Argo CD tells a registry from a Helm repository by the missing scheme.
    return { kind: 'helm', repository: repository.replace(/^oci:\/\//, ''), chart, version };
  }
  if (git === undefined) return undefined;
  const repository = read.requiredText(git, 'repository', 'git');
  const path = read.requiredText(git, 'path', 'git');
  const revision = read.requiredText(git, 'revision', 'git');
  if (repository === undefined || path === undefined || revision === undefined) return undefined;
  return { kind: 'git', repository, path, revision };
}

function readNamespace(read: FieldReader, root: MapTree, component: string): Blueprint['namespace'] {
  const none = { name: component, podSecurity: 'restricted' } as const;
  if (!root.entries.has('namespace')) {
    read.missing(root, 'namespace');
    return none;
  }
  const map = read.map(root.entries.get('namespace')?.value, 'namespace', ['name', 'podSecurity']);
  if (map === undefined) return none;
  const name = read.requiredText(map, 'name', 'namespace');
  const nameTree = map.entries.get('name')?.value;
  if (name !== undefined && nameTree !== undefined && !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) {
    read.report(nameTree.span, `namespace.name "${name}" is not a DNS label`);
  }
  if (!map.entries.has('podSecurity')) read.missing(map, 'namespace.podSecurity');
  const podSecurity = read.oneOf(map, 'podSecurity', 'namespace', podSecurityLevels);
  return { name: name ?? component, podSecurity: podSecurity ?? 'restricted' };
}

function readDisks(read: FieldReader, root: MapTree): Blueprint['disks'] {
  const map = read.map(root.entries.get('disks')?.value, 'disks', ['volume']);
  const volume = map === undefined ? undefined : read.requiredText(map, 'volume', 'disks');
  return volume === undefined ? undefined : { volume };
}

function readSecrets(read: FieldReader, root: MapTree): Blueprint['secrets'] {
  const secrets = new Map<string, DeclaredSecret>();
  for (const entry of read.named(root, 'secrets', '')) {
    const where = pathOf('secrets', entry.key);
    const map = read.map(entry.value, where, ['keys', 'scope']);
    if (map === undefined) continue;
    const scope = read.oneOf(map, 'scope', where, ['environment', 'platform']) ?? 'environment';
    secrets.set(entry.key, { ...readSecretKeys(read, map, where), scope });
  }
  return secrets;
}

/** Names that stand for something in what a secret is called in a store. */
const storeNames = ['platform', 'environment', 'cluster', 'name', 'key'];

function readSecretStores(read: FieldReader, root: MapTree): { readonly secretStores?: SecretStores } {
  const map = read.map(root.entries.get('secretStores')?.value, 'secretStores', ['option', 'names']);
  if (map === undefined) return {};
  const option = read.requiredText(map, 'option', 'secretStores');
  const names = new Map<string, string>();
  for (const entry of read.named(map, 'names', 'secretStores')) {
    const where = `secretStores.names.${entry.key}`;
    const text = read.textOf(entry.value, where);
    if (text === undefined) continue;
    const known = new RegExp(`\\$\\{(?:${storeNames.join('|')})\\}`, 'g');
    if (text.replaceAll(known, '').includes('${') || !text.includes('${name}')) {
      const help = `it names \${name}, and may name ${storeNames.map((name) => `\${${name}}`).join(', ')}`;
      read.report(entry.value.span, `${where} is "${text}"`, help);
    }
    names.set(entry.key, text);
  }
  return option === undefined ? {} : { secretStores: { option, names } };
}

function readClusterKey(read: FieldReader, root: MapTree): Blueprint['clusterKey'] {
  const map = read.map(root.entries.get('clusterKey')?.value, 'clusterKey', ['secret', 'key']);
  if (map === undefined) return undefined;
  const secret = read.requiredText(map, 'secret', 'clusterKey');
  const key = read.requiredText(map, 'key', 'clusterKey');
  const secretTree = map.entries.get('secret')?.value;
  if (secret !== undefined && secretTree !== undefined && !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(secret)) {
    read.report(secretTree.span, `clusterKey.secret "${secret}" is not a DNS label`);
    return undefined;
  }
  const keyTree = map.entries.get('key')?.value;
  if (key !== undefined && keyTree !== undefined && !/^[-._a-zA-Z0-9]{1,253}$/.test(key)) {
    read.report(keyTree.span, `clusterKey.key "${key}" cannot be a key of a Secret`);
    return undefined;
  }
  return secret === undefined || key === undefined ? undefined : { secret, key };
}

function readRepositoryLabels(read: FieldReader, root: MapTree): Blueprint['repositoryLabels'] {
  const where = 'repositoryLabels';
  const map = read.map(root.entries.get(where)?.value, where);
  if (map === undefined) return undefined;
  const labels = [...map.entries.keys()].map((key) => [key, read.requiredText(map, key, where) ?? ''] as const);
  return Object.fromEntries(labels);
}

function readSync(read: FieldReader, root: MapTree): Blueprint['sync'] {
  const where = 'sync';
  const map = read.map(root.entries.get('sync')?.value, where, ['prune', 'selfHeal', 'options', 'ignoreDifferences']);
  if (map === undefined) return { prune: true, selfHeal: true, options: [], ignoreDifferences: [] };
  const differences = map.entries.get('ignoreDifferences')?.value;
  const ignoreDifferences: { readonly [key: string]: unknown }[] = [];
  if (differences !== undefined && differences.kind !== 'list') {
    read.report(differences.span, 'sync.ignoreDifferences must be a list');
  } else {
    for (const item of differences?.items ?? []) {
      // Fields of an entry of `ignoreDifferences` in Argo CD's Application.
      const allowed = [
        'group',
        'kind',
        'name',
        'namespace',
        'jsonPointers',
        'jqPathExpressions',
        'managedFieldsManagers',
      ];
      const entry = read.map(item, 'sync.ignoreDifferences[]', allowed);
      if (entry !== undefined) ignoreDifferences.push(toJson(entry) as { readonly [key: string]: unknown });
    }
  }
  return {
    prune: read.boolean(map, 'prune', where, true),
    selfHeal: read.boolean(map, 'selfHeal', where, true),
    options: read.texts(map, 'options', where).map(({ value }) => value),
    ignoreDifferences,
  };
}
