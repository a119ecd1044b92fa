import type { WrittenBlueprint } from '../../schema/blueprint.ts';
import type { Checked, Span } from '../diagnostics/diagnostic.ts';
import { type MapTree, type SourceTree, toJson } from '../source/tree.ts';
import type { Declared } from './declared.ts';
import type { Blueprint, GitSource, HelmSource } from './catalog.ts';
import { checkDeclaration, type DeclarationCheck } from './check-declaration.ts';
import { startOf } from './explain-fault.ts';
import { declaredSecret } from './declared-secret.ts';
import type { DeclaredNeeds, NeedKinds } from './talos-needs.ts';

/**
 * The content of a blueprint.yaml. There is always a value, with what could be read, so that one error does not make the
 * component unknown everywhere else.
 */
export function parseBlueprint(
  name: string,
  folder: string,
  file: SourceTree,
  check: DeclarationCheck,
  kinds: NeedKinds,
): Checked<Blueprint> {
  const { root, value: plain, diagnostics } = checkDeclaration(file.root, check);
  const written = plain as WrittenBlueprint;
  const declared = declarations(root);
  const value: Blueprint = {
    name,
    description: written.description ?? '',
    folder,
    span: startOf(file.root.span),
    source: sourceOf(written),
    namespace: { name: written.namespace?.name ?? name, podSecurity: written.namespace?.podSecurity ?? 'restricted' },
    release: written.release ?? name,
    ...namesOf(declared),
    talos: needsOf(declared, kinds),
    disks: written.disks?.volume === undefined ? undefined : { volume: written.disks.volume },
    secrets: new Map(Object.entries(written.secrets ?? {}).map(([option, secret]) => [option, declaredSecret(secret)])),
    ...storesOf(written),
    clusterKey: pairOf(written.clusterKey),
    repositoryLabels: written.repositoryLabels,
    sync: {
      prune: written.sync?.prune ?? true,
      selfHeal: written.sync?.selfHeal ?? true,
      options: written.sync?.options ?? [],
      ignoreDifferences: (written.sync?.ignoreDifferences ?? []) as Blueprint['sync']['ignoreDifferences'],
    },
    bootstrap: written.bootstrap ?? false,
  };
  return { value, diagnostics };
}

/** Placeholder for a blueprint.yaml that is missing or cannot be parsed, which is reported elsewhere. */
export function unreadableBlueprint(name: string, folder: string, span: Span, kinds: NeedKinds): Blueprint {
  return {
    name,
    description: '',
    folder,
    span,
    source: undefined,
    namespace: { name, podSecurity: 'restricted' },
    release: name,
    ...namesOf([]),
    talos: needsOf([], kinds),
    disks: undefined,
    secrets: new Map(),
    clusterKey: undefined,
    repositoryLabels: undefined,
    sync: { prune: false, selfHeal: true, options: [], ignoreDifferences: [] },
    bootstrap: false,
  };
}

/** What stands at the top, and below `when.<option>`: the same keys, declared under a condition. */
interface Declarations {
  readonly map: MapTree;
  readonly when: readonly string[] | undefined;
}

function declarations(root: MapTree): readonly Declarations[] {
  const conditional = [...(mapAt(root, 'when')?.entries.values() ?? [])].flatMap(({ key, value }) =>
    value.kind === 'map' ? [{ map: value, when: key.split('.') }] : [],
  );
  return [{ map: root, when: undefined }, ...conditional];
}

type Names = Pick<Blueprint, 'provides' | 'requires' | 'after' | 'implies'>;

function namesOf(all: readonly Declarations[]): Names {
  const declared = (key: keyof Names): readonly Declared<string>[] =>
    all.flatMap(({ map, when }) => {
      const list = map.entries.get(key)?.value;
      const items = list?.kind === 'list' ? list.items : [];
      return items.map((item) => ({ value: String(toJson(item)), when, span: item.span }));
    });
  return {
    provides: declared('provides'),
    requires: declared('requires'),
    after: declared('after'),
    implies: declared('implies'),
  };
}

function needsOf(all: readonly Declarations[], kinds: NeedKinds): DeclaredNeeds {
  const found = Object.entries(kinds).map(([name, kind]): [string, readonly Declared<unknown>[]] => [
    name,
    all.flatMap(({ map, when }) => {
      const entry = mapAt(map, 'talos')?.entries.get(name);
      if (entry === undefined) return [];
      return kind.read(toJson(entry.value)).map(({ key, value }) => {
        const own = key !== undefined && entry.value.kind === 'map' ? entry.value.entries.get(key) : undefined;
        return { value, when, span: (own ?? entry).keySpan };
      });
    }),
  ]);
  return Object.fromEntries(found) as unknown as DeclaredNeeds;
}

function mapAt(map: MapTree, key: string): MapTree | undefined {
  const value = map.entries.get(key)?.value;
  return value?.kind === 'map' ? value : undefined;
}

function sourceOf({ helm, git }: WrittenBlueprint): HelmSource | GitSource | undefined {
  if (helm !== undefined) {
    const { repository, chart, version } = helm;
    if (repository === undefined || chart === undefined || version === undefined) return undefined;
    // Argo CD tells a registry from a Helm repository by the missing scheme.
    return { kind: 'helm', repository: repository.replace(/^oci:\/\//, ''), chart, version };
  }
  if (git?.repository === undefined || git.path === undefined || git.revision === undefined) return undefined;
  return { kind: 'git', repository: git.repository, path: git.path, revision: git.revision };
}

function storesOf({ secretStores }: WrittenBlueprint): Pick<Blueprint, 'secretStores'> {
  const option = secretStores?.option;
  return option === undefined
    ? {}
    : { secretStores: { option, names: new Map(Object.entries(secretStores?.names ?? {})) } };
}

function pairOf(written: WrittenBlueprint['clusterKey']): Blueprint['clusterKey'] {
  const { secret, key } = written ?? {};
  return secret === undefined || key === undefined ? undefined : { secret, key };
}
