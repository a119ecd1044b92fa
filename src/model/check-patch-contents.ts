import { isMap, isNode, isScalar, isSeq, type Node, parseAllDocuments, type YAMLMap } from 'yaml';
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { DiagnosticCode } from '../diagnostics/catalogue/codes.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { formatClusterId, type ClusterId } from '../identity/cluster-id.ts';
import { minorOf, type TalosContract } from '../versions/cluster-versions.ts';
import { type Selected, selectorFault } from './cel/selector-fault.ts';
import { allowedInstead, forbiddenInFlag, isAllowedForKubelet } from './data/kubelet-labels.ts';
import { ownedFields } from './data/owned-fields.ts';
import { type FlaggedProgram, isFlagOfTalos } from './data/talos-flags.ts';
import { talosConflicts, talosDocumentConflicts } from './data/talos-conflicts.ts';
import type { Draft } from './draft.ts';
import { pathFault } from './rules/machine-files.ts';
import { inList } from './rules/range-overlap.ts';

/**
 * What the values of users' own patches would do to the machines that they are for: the same faults as in infraflux.yaml, and
 * fields that InfraFlux sets itself. That a patch can be read at all is `checkPatches`'.
 */
export function checkPatchContents(draft: Draft, files: ReadonlyMap<string, string>): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  for (const cluster of draft.clusters) {
    const talos = cluster.versions.talos?.value;
    const contract = cluster.talosContract;
    if (talos === undefined || contract === undefined) continue;
    const used = new Map<string, boolean>();
    for (const { value, role } of cluster.nodes) {
      for (const path of Object.values(value.talos?.patches ?? {})) {
        used.set(path, used.get(path) === true || role === 'worker');
      }
    }
    for (const [path, forWorkers] of used) {
      const use = { cluster: cluster.id, contract, minor: minorOf(talos), forWorkers };
      for (const finding of faultsOf(files.get(path) ?? '', use)) {
        const { node, code, message, help } = finding;
        const range = node.range ?? [0, 0, 0];
        const span = { file: path, start: range[0], end: range[1] };
        found.set(`${path} ${range[0]} ${message}`, diagnostic(code, span, message, { help, cluster: cluster.id }));
      }
    }
  }
  return [...found.values()];
}

interface Use {
  readonly cluster: ClusterId;
  readonly contract: TalosContract;
  readonly minor: number;
  /** Whether a worker has the patch. */
  readonly forWorkers: boolean;
}

interface Fault {
  /** To blame. */
  readonly node: Node;
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly help: string | undefined;
}

function* faultsOf(text: string, use: Use): Generator<Fault> {
  for (const document of parseAllDocuments(text)) {
    const root = document.contents;
    if (document.errors.length > 0 || !isMap(root)) continue;
    const written = root.get('kind');
    const kind = typeof written === 'string' ? written : 'Config';
    if (talosDocumentConflicts(use.contract).has(kind)) continue;
    yield* owned(root, kind, use);
    yield* labels(root, kind, use);
    yield* flags(root, kind, use);
    yield* machineFiles(root, use);
    yield* selectors(root, kind, use);
  }
}

function* owned(root: YAMLMap, kind: string, { contract, cluster }: Use): Generator<Fault> {
  const fields = Object.hasOwn(ownedFields, kind) ? ownedFields[kind] : undefined;
  if (fields === undefined) return;
  const conflicts = [...talosConflicts(contract).keys()];
  const what = kind === 'Config' ? '' : ` of ${kind}`;
  const removed = new Map<Node, readonly string[]>();
  for (const [path, instead] of fields) {
    // "Already set" is reported of these.
    if (kind === 'Config' && conflicts.some((each) => path === each || path.startsWith(`${each}.`))) continue;
    const keys = path.split('.');
    const node = keyAt(root, keys);
    if (node !== undefined) {
      const message = `${path}${what} is set by InfraFlux for ${formatClusterId(cluster)}, and the patch would replace it`;
      yield { node, code: 'patch/owned-field', message, help: `use ${instead}` };
    }
    for (let depth = 0; depth < keys.length; depth += 1) {
      const outer = depth === 0 ? root : root.getIn(keys.slice(0, depth));
      const removal = isMap(outer) ? outer.get('$patch', true) : undefined;
      if (removal !== undefined) removed.set(removal, [...(removed.get(removal) ?? []), path]);
    }
  }
  for (const [node, paths] of removed) {
    const message = `the patch removes ${inList(paths)}${what}, which InfraFlux sets for ${formatClusterId(cluster)}`;
    yield { node, code: 'patch/owned-field', message, help: 'remove only what the patch is about' };
  }
}

const labelPlaces: Readonly<Partial<Record<string, readonly string[]>>> = {
  Config: ['machine', 'nodeLabels'],
  KubeNodeConfig: ['labels'],
};

const flagPlaces: Readonly<Partial<Record<string, readonly string[]>>> = {
  Config: ['machine', 'kubelet', 'extraArgs', 'node-labels'],
  KubeletConfig: ['extraArgs', 'node-labels'],
};

function* labels(root: YAMLMap, kind: string, { forWorkers }: Use): Generator<Fault> {
  const map = labelPlaces[kind] === undefined ? undefined : root.getIn(labelPlaces[kind]);
  for (const pair of forWorkers && isMap(map) ? map.items : []) {
    const key = isScalar(pair.key) ? pair.key : undefined;
    const label = String(key?.value ?? '');
    if (key === undefined || label === '$patch' || isAllowedForKubelet(label)) continue;
    const message = `label "${label}": a worker may not set it, and all labels of the node would be rejected with it`;
    yield {
      node: key,
      code: 'label/forbidden',
      message,
      help: `use another key, for example "${allowedInstead(label)}"`,
    };
  }
  const flag = flagPlaces[kind] === undefined ? undefined : root.getIn(flagPlaces[kind], true);
  if (!isScalar(flag) || typeof flag.value !== 'string') return;
  for (const key of forbiddenInFlag(flag.value)) {
    const message = `label "${key}" in node-labels: the kubelet does not start with it`;
    yield {
      node: flag,
      code: 'label/forbidden',
      message,
      help: `use another key, for example "${allowedInstead(key)}"`,
    };
  }
}

const programPlaces: readonly (readonly [kind: string, program: FlaggedProgram, ...path: string[]])[] = [
  ['Config', 'kubelet', 'machine', 'kubelet', 'extraArgs'],
  ['Config', 'apiServer', 'cluster', 'apiServer', 'extraArgs'],
  ['Config', 'controllerManager', 'cluster', 'controllerManager', 'extraArgs'],
  ['Config', 'scheduler', 'cluster', 'scheduler', 'extraArgs'],
  ['Config', 'etcd', 'cluster', 'etcd', 'extraArgs'],
  ['KubeletConfig', 'kubelet', 'extraArgs'],
  ['KubeAPIServerConfig', 'apiServer', 'extraArgs'],
  ['KubeControllerManagerConfig', 'controllerManager', 'extraArgs'],
  ['KubeSchedulerConfig', 'scheduler', 'extraArgs'],
];

/** Flags that Talos passes itself. */
function* flags(root: YAMLMap, kind: string, { minor }: Use): Generator<Fault> {
  for (const [of, program, ...path] of programPlaces) {
    const map = of === kind ? root.getIn(path) : undefined;
    for (const { key } of isMap(map) ? map.items : []) {
      if (!isScalar(key) || !isFlagOfTalos(program, String(key.value), minor)) continue;
      const message = `Talos sets ${path.join('.')}.${key.value} itself, and does not start the program with another value`;
      yield { node: key, code: 'talos/managed-field', message, help: 'remove it' };
    }
  }
}

/** In `machine.files` the patch says itself whether it creates or overwrites. */
function* machineFiles(root: YAMLMap, { contract }: Use): Generator<Fault> {
  const list = root.getIn(['machine', 'files']);
  for (const item of isSeq(list) ? list.items : []) {
    if (!isMap(item)) continue;
    const path = item.get('path', true);
    if (!isScalar(path) || typeof path.value !== 'string' || !path.value.startsWith('/')) continue;
    const isCreated = (item.get('op') ?? 'create') === 'create';
    const isManifest = /^\/etc\/kubernetes\/manifests\/[^/]+$/.test(path.value);
    if (!isCreated || isManifest) continue;
    const fault = pathFault(path.value, contract);
    const isBelowEtc = path.value.startsWith('/etc/') && path.value !== '/etc/cri/conf.d/20-customization.part';
    if (fault?.code !== 'file/not-writable' && !isBelowEtc) continue;
    const message = `Talos does not write ${path.value}: files are created only below /var`;
    const help = isBelowEtc ? 'use `op: overwrite` if the file exists' : fault?.help;
    yield { node: path, code: 'file/not-writable', message, help };
  }
}

const selectorPlaces: Readonly<Partial<Record<string, readonly [Selected, ...(readonly string[])]>>> = {
  VolumeConfig: ['disk', 'provisioning', 'diskSelector', 'match'],
  UserVolumeConfig: ['disk', 'provisioning', 'diskSelector', 'match'],
  RawVolumeConfig: ['disk', 'provisioning', 'diskSelector', 'match'],
  SwapVolumeConfig: ['disk', 'provisioning', 'diskSelector', 'match'],
  UnattendedInstallConfig: ['disk', 'provisioning', 'diskSelector', 'match'],
  ExistingVolumeConfig: ['volume', 'discovery', 'volumeSelector', 'match'],
  LVMVolumeGroupConfig: ['member', 'provisioning', 'volumeSelector', 'match'],
  RAIDArrayConfig: ['member', 'provisioning', 'volumeSelector', 'match'],
  LinkAliasConfig: ['link', 'selector', 'match'],
};

function* selectors(root: YAMLMap, kind: string, { minor }: Use): Generator<Fault> {
  const [selects, ...path] = selectorPlaces[kind] ?? [];
  const match = selects === undefined ? undefined : root.getIn(path, true);
  if (selects === undefined || !isScalar(match) || typeof match.value !== 'string') return;
  const isWhole = kind === 'UserVolumeConfig' && root.get('volumeType') === 'disk';
  const fault = selectorFault(match.value, isWhole ? 'whole disk' : selects, minor);
  if (fault === undefined) return;
  const message = `${path.join('.')} of ${kind}: ${fault.message}`;
  yield { node: match, code: 'talos/invalid-selector', message, help: fault.help };
}

/** The key at a path, where the document has it with a value. */
function keyAt(root: YAMLMap, path: readonly string[]): Node | undefined {
  const outer = path.length === 1 ? root : root.getIn(path.slice(0, -1));
  if (!isMap(outer)) return undefined;
  const pair = outer.items.find(({ key }) => isScalar(key) && key.value === path.at(-1));
  if (pair === undefined || !isNode(pair.key)) return undefined;
  return isScalar(pair.value) && pair.value.value === null ? undefined : pair.key;
}
