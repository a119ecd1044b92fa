import { parseInputsFile } from '../emit/inputs-file.ts';
import { type LeafPath, leafPlace, leafSubject } from '../identity/leaf-path.ts';
import type { Json } from '../source/tree.ts';
import { infrafluxCommand, type TypedCommands } from './typed-commands.ts';

/** Something that left infraflux.yaml, and something that came and is the same but for its name. */
export interface Rename {
  readonly kind: 'node' | 'pool' | 'cluster' | 'environment';
  /** As `lock rename` takes it: `dev/main/w-1`, `dev/main`, `dev`. */
  readonly from: string;
  /** Its last part. */
  readonly to: string;
  /** Kept disks of a node, which stay behind with a removal. */
  readonly keeps: readonly string[];
}

type Leaves = ReadonlyMap<LeafPath, Json>;

/** Inputs of one environment as they were published and as they are. Undefined: it was not there, or is not. */
export interface EnvironmentInputs {
  readonly environment: string;
  readonly before: Leaves | undefined;
  readonly after: Leaves | undefined;
}

export function inputsOf(text: string | undefined): Leaves | undefined {
  return text === undefined ? undefined : parseInputsFile(text)?.inputs;
}

/**
 * Removals and additions that look like renames: the same size in the same place. `clusters`: those that infraflux.yaml has, as the files of
 * a removed cluster that may have machines are kept and stand beside them.
 */
export function findRenames(
  all: readonly EnvironmentInputs[],
  clusters: readonly { readonly environment: string; readonly name: string }[],
): readonly Rename[] {
  const has = (environment: string, name: string): boolean =>
    clusters.some((cluster) => cluster.environment === environment && cluster.name === name);
  const shapes = all.map(({ environment, before, after }) => ({
    environment,
    old: shapesOf(before),
    now: new Map([...shapesOf(after)].filter(([name]) => has(environment, name))),
  }));
  const gone = shapes.filter(
    ({ environment, old }) => old.size > 0 && !clusters.some((each) => each.environment === environment),
  );
  const come = shapes.filter(({ old, now }) => old.size === 0 && now.size > 0);
  const environments = pairUp(
    gone.map(({ environment, old }) => [environment, shapeOf(old)]),
    come.map(({ environment, now }) => [environment, shapeOf(now)]),
  ).map(([from, to]): Rename => ({ kind: 'environment', from, to, keeps: [] }));
  const within = shapes.flatMap(({ environment, old, now }): readonly Rename[] => {
    const left = [...old].filter(([name]) => !has(environment, name));
    const came = [...now].filter(([name]) => !old.has(name));
    const renamed = pairUp(
      left.map(([name, nodes]) => [name, shapeOf(nodes)]),
      came.map(([name, nodes]) => [name, shapeOf(nodes)]),
    ).map(([from, to]): Rename => ({ kind: 'cluster', from: `${environment}/${from}`, to, keeps: [] }));
    const nodes = [...now].flatMap(([name, present]) =>
      nodeRenames(`${environment}/${name}`, old.get(name) ?? new Map(), present),
    );
    return [...renamed, ...nodes];
  });
  return [...environments, ...within];
}

/** What each of the two does, and the command for the other one. One line each. */
export function renameLines(renames: readonly Rename[], typed: TypedCommands): readonly string[] {
  return renames.flatMap(({ kind, from, to, keeps }) => {
    const command = infrafluxCommand(typed, 'lock', 'rename', from, to);
    const behind = keeps.length === 0 ? '' : `, and ${from} keeps its disk ${keeps.join(', ')}`;
    const machines = { node: from, pool: `each machine of ${from}`, cluster: '', environment: '' }[kind];
    const removal =
      machines === ''
        ? `${from} stays as it is, and ${to} is created beside it, with other numbers`
        : `${machines} is destroyed and one of ${to} created, with other numbers and empty disks${behind}`;
    const rename =
      machines === ''
        ? 'all numbers are kept; refused for what was created'
        : 'address, VM ID, MAC, host and kept disks stay; a machine that exists has to be recreated under its new name';
    return [
      `rename? ${from} left and ${to} came, of the same size in the same place; as planned: ${removal}`,
      `        as a rename: ${rename}: ${command}`,
    ];
  });
}

/** Nodes of a cluster, each as a text that says all but its name and its numbers. */
type Shapes = ReadonlyMap<string, NodeShape>;

interface NodeShape {
  readonly shape: string;
  readonly pool: string | undefined;
  readonly keeps: readonly string[];
}

interface Gathered {
  readonly leaves: string[];
  readonly keeps: string[];
  pool: string | undefined;
}

/** Allocated, or following from the name. */
const ofTheNode = new Set(['address', 'mac', 'vmId', 'hostname', 'host', 'pool']);

function shapesOf(leaves: Leaves | undefined): ReadonlyMap<string, Shapes> {
  const clusters = new Map<string, Map<string, Gathered>>();
  for (const [path, value] of leaves ?? []) {
    const subject = leafSubject(path);
    if (leafPlace(path).cluster === undefined || subject.kind !== 'node') continue;
    const nodes = clusters.get(subject.cluster) ?? new Map<string, Gathered>();
    clusters.set(subject.cluster, nodes);
    const node = nodes.get(subject.node) ?? { leaves: [], keeps: [], pool: undefined };
    nodes.set(subject.node, node);
    const [first = '', disk = '', field] = subject.keys;
    if (first === 'disks' && field === 'keep' && value === true) node.keeps.push(disk);
    if (first === 'pool') node.pool = String(value);
    if (ofTheNode.has(first) || (first === 'disks' && field === 'holder')) continue;
    node.leaves.push(`${subject.keys.join('\0')}\0${JSON.stringify(value)}`);
  }
  return new Map(
    [...clusters].map(([name, nodes]) => [
      name,
      new Map(
        [...nodes].map(([node, { leaves: own, keeps, pool }]) => [node, { shape: own.sort().join('\n'), keeps, pool }]),
      ),
    ]),
  );
}

/** Of all nodes of a cluster, or of all clusters of an environment, whatever their names. */
function shapeOf(inner: ReadonlyMap<string, NodeShape | Shapes>): string {
  return [...inner.values()]
    .map((one) => ('shape' in one ? one.shape : shapeOf(one)))
    .sort()
    .join('\n\n');
}

function nodeRenames(cluster: string, old: Shapes, now: Shapes): readonly Rename[] {
  const left = [...old].filter(([name]) => !now.has(name));
  const came = [...now].filter(([name]) => !old.has(name));
  const pairs = pairUp(
    left.map(([name, { shape }]) => [name, shape]),
    came.map(([name, { shape }]) => [name, shape]),
  );
  const pools = new Map<string, Rename>();
  const single: Rename[] = [];
  const present = new Set([...now.values()].map(({ pool }) => pool));
  for (const [from, to] of pairs) {
    const [was, is] = [old.get(from), now.get(to)];
    const keeps = was?.keeps ?? [];
    // Its key alone is another: one command for all of its nodes.
    if (was?.pool !== undefined && is?.pool !== undefined && !present.has(was.pool)) {
      const pool = `${cluster}/${was.pool}`;
      const known = pools.get(pool);
      pools.set(pool, {
        kind: 'pool',
        from: pool,
        to: is.pool,
        keeps: [...new Set([...(known?.keeps ?? []), ...keeps])],
      });
    } else single.push({ kind: 'node', from: `${cluster}/${from}`, to, keeps });
  }
  return [...pools.values(), ...single];
}

type Named = readonly [name: string, shape: string];

/** Of the same shape: those that end in the same number first, then in their order. */
function pairUp(left: readonly Named[], came: readonly Named[]): readonly (readonly [string, string])[] {
  const free = new Set(came);
  const pairs: (readonly [string, string])[] = [];
  const rest: Named[] = [];
  const take = (old: Named, matches: (other: Named) => boolean): boolean => {
    const found = [...free].find((other) => other[1] === old[1] && matches(other));
    if (found === undefined) return false;
    free.delete(found);
    pairs.push([old[0], found[0]]);
    return true;
  };
  for (const old of left) if (!take(old, ([name]) => numberOf(name) === numberOf(old[0]))) rest.push(old);
  for (const old of rest) take(old, () => true);
  return pairs;
}

function numberOf(name: string): string | undefined {
  return /(\d+)$/.exec(name)?.[1];
}
