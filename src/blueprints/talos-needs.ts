import type { ResolvedTalos } from '../../schema/config.ts';
import type { Span } from '../diagnostics/diagnostic.ts';
import type { Json } from '../source/tree.ts';
import type { Declared } from './declared.ts';

/** A value that a component of a cluster needs, the components in order of name. */
export interface Needed<Value> {
  readonly component: string;
  readonly value: Value;
  readonly span: Span;
}

/** Two components that cannot both have what they need. */
export interface NeedConflict {
  /** What it is about: `sysctl vm.max_map_count`. */
  readonly subject: string;
  readonly sides: readonly [Needed<NamedText>, Needed<NamedText>];
  /** Whether a node's own `talos` decides it. */
  isDecided(talos: ResolvedTalos): boolean;
  /** Where people decide it: `talos.sysctls`. */
  readonly field: string;
}

/** Where a need of every node goes, where the language has a field for it. What people wrote is there already, and stays. */
export interface NodeNeeds {
  readonly talos: ResolvedTalos;
  /** System extensions, by any of their names. */
  readonly extensions: readonly string[];
}

/**
 * A kind of thing that components need of Talos: how it is written below `talos` in a blueprint.yaml, how the needs of several
 * components become one, and where it goes. A kind that has no `intoNode` is read by emit/talos from what was merged.
 */
export interface NeedKind<Value, Merged> {
  /** JSON schema of its key. */
  readonly schema: { readonly [keyword: string]: unknown };
  /** Values that stand on their own: entries of a map (`key` is their key), or what is written as a whole. */
  read(written: Json): readonly { readonly key?: string; readonly value: Value }[];
  merge(needed: readonly Needed<Value>[]): Merged;
  conflicts?(needed: readonly Needed<Value>[]): readonly NeedConflict[];
  intoNode?(node: NodeNeeds, merged: Merged): NodeNeeds;
}

/** Kinds by their key. Of another table, the same with more kinds: a test has one. */
export type NeedKinds = Readonly<Record<string, NeedKind<unknown, unknown>>>;

export interface NamedText {
  readonly name: string;
  readonly value: string;
}

export interface NeededPort {
  readonly name: string;
  /** One, or a range: `4240-4250`. */
  readonly port: string;
  readonly protocol: 'tcp' | 'udp';
}

const text = { type: 'string', minLength: 1 };

/** Every kind there is: a new one is an entry here. */
export const talosNeeds = {
  extensions: kind<string, readonly string[]>({
    schema: map('System extensions by short name.', { type: 'object', additionalProperties: false }),
    read: (written) => entriesOf(written).map(([key]) => ({ key, value: key })),
    merge: (needed) => [...new Set(needed.map(({ value }) => value))],
    intoNode: (node, names) => ({ ...node, extensions: [...node.extensions, ...names] }),
  }),
  kernelModules: kind<
    { readonly name: string; readonly parameters: readonly string[] },
    ResolvedTalos['kernelModules']
  >({
    schema: map('Kernel modules by name.', {
      type: 'object',
      additionalProperties: false,
      properties: { parameters: { type: 'array', items: text, description: 'Parameters of the module.' } },
    }),
    read: (written) =>
      entriesOf(written).map(([key, module]) => ({
        key,
        value: { name: key, parameters: textsOf(module, 'parameters') },
      })),
    // Every component gets the parameters that it needs.
    merge: (needed) => {
      const modules: Record<string, { parameters: string[] }> = {};
      for (const { value } of needed) {
        const parameters = [...(modules[value.name]?.parameters ?? []), ...value.parameters];
        modules[value.name] = { parameters: [...new Set(parameters)] };
      }
      return modules;
    },
    intoNode: ({ talos, ...node }, modules) => ({
      ...node,
      talos: { ...talos, kernelModules: sorted({ ...modules, ...talos.kernelModules }) },
    }),
  }),
  sysctls: kind<NamedText, Readonly<Record<string, string>>>({
    schema: map('Kernel settings by name; the values are text.', text),
    read: namedTexts,
    merge: mergeNamed,
    conflicts: (needed) => differing('sysctl', 'talos.sysctls', needed, ({ sysctls }) => sysctls),
    intoNode: ({ talos, ...node }, sysctls) => ({
      ...node,
      talos: { ...talos, sysctls: sorted({ ...sysctls, ...talos.sysctls }) },
    }),
  }),
  ports: kind<NeededPort, readonly NeededPort[]>({
    schema: map(
      'Host ports that the machines of a cluster must reach on each other, by name. Opened if the firewall is enabled.',
      {
        type: 'object',
        additionalProperties: false,
        required: ['port'],
        properties: {
          port: {
            type: 'string',
            pattern: '^[0-9]{1,5}(-[0-9]{1,5})?$',
            description: 'A port, or a range of ports.',
            'x-fault': 'must be a port or a range of ports, as 4240 or 4240-4250',
          },
          protocol: { enum: ['tcp', 'udp'], description: 'Default: tcp.' },
        },
      },
    ),
    read: (written) =>
      entriesOf(written).flatMap(([key, entry]) => {
        const { port, protocol } = entry as { readonly port?: string; readonly protocol?: 'tcp' | 'udp' };
        return port === undefined ? [] : [{ key, value: { name: key, port, protocol: protocol ?? 'tcp' } }];
      }),
    merge: (needed) =>
      needed
        .map(({ component, value }) => ({ ...value, name: `${component}-${value.name}` }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
  }),
  kubeletArguments: kind<NamedText, Readonly<Record<string, string>>>({
    schema: map('Flags of the kubelet by name; the values are text.', text),
    read: namedTexts,
    merge: mergeNamed,
    conflicts: (needed) =>
      differing('kubelet argument', 'talos.kubelet.extraArgs', needed, ({ kubelet }) => kubelet.extraArgs),
  }),
  externalCloudProvider: kind<boolean, boolean>({
    schema: {
      type: 'boolean',
      description:
        'Whether it is the cloud controller manager of the cluster: kubelets wait until it has initialized their node.',
    },
    read: (written) => [{ value: written === true }],
    merge: (needed) => needed.some(({ value }) => value),
  }),
  apiAccess: kind<
    { readonly namespace: string; readonly roles: readonly string[] },
    { readonly roles: readonly string[]; readonly namespaces: readonly string[] } | undefined
  >({
    schema: map("Roles of Talos' own API that pods of a namespace may have, by namespace.", {
      type: 'array',
      minItems: 1,
      items: { type: 'string', pattern: '^os:[a-z:-]+$', 'x-fault': 'must be a role of the Talos API, as os:reader' },
    }),
    read: (written) =>
      entriesOf(written).map(([key, roles]) => ({ key, value: { namespace: key, roles: roles as readonly string[] } })),
    merge: (needed) => {
      if (needed.length === 0) return undefined;
      const names = (all: readonly string[]): readonly string[] => [...new Set(all)].sort();
      return {
        roles: names(needed.flatMap(({ value }) => value.roles)),
        namespaces: names(needed.map(({ value }) => value.namespace)),
      };
    },
  }),
};

type Kinds = typeof talosNeeds;

/** What a blueprint declares, by kind. */
export type DeclaredNeeds = {
  readonly [Name in keyof Kinds]: readonly Declared<
    Kinds[Name] extends NeedKind<infer Value, infer _> ? Value : never
  >[];
};

/** What the components of a cluster need together, by kind. */
export type MergedNeeds = { readonly [Name in keyof Kinds]: ReturnType<Kinds[Name]['merge']> };

function kind<Value, Merged>(entry: NeedKind<Value, Merged>): NeedKind<Value, Merged> {
  return entry;
}

function map(description: string, additionalProperties: object): { readonly [keyword: string]: unknown } {
  return { type: 'object', description, additionalProperties };
}

function entriesOf(written: Json): readonly (readonly [string, Json])[] {
  return Object.entries(written as { readonly [key: string]: Json });
}

function textsOf(written: Json, key: string): readonly string[] {
  return (written as { readonly [key: string]: readonly string[] })[key] ?? [];
}

function namedTexts(written: Json): readonly { readonly key: string; readonly value: NamedText }[] {
  return entriesOf(written).map(([key, value]) => ({ key, value: { name: key, value: String(value) } }));
}

function mergeNamed(needed: readonly Needed<NamedText>[]): Readonly<Record<string, string>> {
  return Object.fromEntries(needed.map(({ value }) => [value.name, value.value]));
}

/** One value for each name: two components that need different ones cannot both have theirs. */
function differing(
  what: string,
  field: string,
  needed: readonly Needed<NamedText>[],
  own: (talos: ResolvedTalos) => Readonly<Record<string, unknown>>,
): readonly NeedConflict[] {
  return needed.flatMap((later, at) => {
    const { name, value } = later.value;
    const first = needed.slice(0, at).find((other) => other.value.name === name);
    // A component that needs another value under a condition overrides its own.
    if (first === undefined || first.value.value === value || first.component === later.component) return [];
    const isDecided = (talos: ResolvedTalos): boolean => Object.hasOwn(own(talos), name);
    return [{ subject: `${what} ${name}`, sides: [first, later] as const, isDecided, field }];
  });
}

function sorted<T>(entries: { readonly [key: string]: T }): { [key: string]: T } {
  return Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));
}
