import type { BlueprintFile } from '../../blueprints/catalog.ts';
import type { Json } from '../../source/tree.ts';
import { printWithComments, type YamlComments } from '../yaml/comments.ts';
import { printYamlAt } from '../yaml/print-yaml.ts';
import { readYaml } from '../yaml/read-yaml.ts';
import { renderWithHoles, type View, walkTemplate } from './render-template.ts';

/**
 * What a template gives on one way through its conditions and loops, read once: `{{yaml x}}` prints a value that may stand
 * wherever YAML takes one, so only the values differ from one rendering to the next. Reading the text again for each of a
 * thousand clusters was the dearest part of a compile.
 */
interface Shape {
  readonly documents: readonly Node[];
  readonly comments: readonly YamlComments[];
  /** The printed text around the values. */
  readonly pieces: readonly Piece[];
}

type Node =
  | { readonly kind: 'same'; readonly value: Json }
  | { readonly kind: 'hole'; readonly hole: number }
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [string, Node])[] };

/** Text up to a value, and how the value stands there. The last piece has no value. */
interface Piece {
  readonly text: string;
  readonly hole: number;
  readonly indent: string;
  readonly place: 'key' | 'item';
}

export interface ShapedYaml {
  readonly documents: readonly Json[];
  readonly comments: readonly YamlComments[];
  /** The canonical text, printed on demand. */
  readonly text: () => string;
}

/** Ways through a template that are kept: few templates have more than two, and a long loop must not fill the memory. */
const keptShapes = 64;

const shapes = new WeakMap<BlueprintFile, Map<string, Shape | undefined>>();

/**
 * The same documents as rendering and reading the text gives. Undefined where that cannot be promised: the template has a
 * fault, or prints a value within a key, a comment or a longer text. Then the slow path reports it.
 */
export function renderByShape(file: BlueprintFile, view: View): ShapedYaml | undefined {
  const walked = walkTemplate(file, view);
  if (walked === undefined) return undefined;
  let known = shapes.get(file);
  if (known === undefined) {
    known = new Map();
    shapes.set(file, known);
  }
  const { way, values } = walked;
  let shape = known.get(way);
  if (shape === undefined) {
    if (known.has(way) || known.size >= keptShapes) return undefined;
    shape = readShape(file, view, values.length);
    known.set(way, shape);
    if (shape === undefined) return undefined;
  }
  const { documents, comments, pieces } = shape;
  return { documents: documents.map((node) => fill(node, values)), comments, text: () => print(pieces, values) };
}

const holeName = /^InfraFluxHole([0-9]+)x$/;
const holeInLine = /InfraFluxHole([0-9]+)x\n/;

function readShape(file: BlueprintFile, view: View, count: number): Shape | undefined {
  // A template that contains the name of a hole itself does not occur in practice; it takes the slow path.
  if (file.text.includes('InfraFluxHole')) return undefined;
  const text = renderWithHoles(file, view, (hole) => `"InfraFluxHole${hole}x"`);
  const read = readYaml(text);
  if (read.documents === undefined) return undefined;
  const found: number[] = [];
  const values = read.documents.map((document) => document.value);
  const documents = values.map((value) => nodeOf(value, found));
  const printed = read.documents.map(({ value, comments }) => printWithComments(value, comments)).join('---\n');
  // Each value must be a node of its own, once. A document that is nothing but a value might turn out to be none.
  const whole = found.length === count && new Set(found).size === count && found.every((hole) => hole >= 0);
  if (!whole || documents.some(({ kind }) => kind === 'hole')) return undefined;
  const pieces = piecesOf(printed);
  if (pieces.length !== count + 1) return undefined;
  return { documents, comments: read.documents.map((document) => document.comments), pieces };
}

/** `found` takes the holes that are nodes of their own; -1 for one that is only part of something. */
function nodeOf(value: Json, found: number[]): Node {
  const before = found.length;
  if (typeof value === 'string') {
    const hole = holeName.exec(value)?.[1];
    if (hole === undefined) {
      if (value.includes('InfraFluxHole')) found.push(-1);
      return { kind: 'same', value };
    }
    found.push(Number(hole));
    return { kind: 'hole', hole: Number(hole) };
  }
  if (typeof value !== 'object' || value === null) return { kind: 'same', value };
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map((item) => nodeOf(item, found));
    return found.length === before ? { kind: 'same', value } : { kind: 'list', items };
  }
  const entries = Object.entries(value).map(([key, item]) => {
    if (key.includes('InfraFluxHole')) found.push(-1);
    return [key, nodeOf(item, found)] as const;
  });
  return found.length === before ? { kind: 'same', value } : { kind: 'map', entries };
}

function fill(node: Node, values: readonly Json[]): Json {
  switch (node.kind) {
    case 'same':
      return node.value;
    case 'hole':
      return values[node.hole] as Json;
    case 'list':
      return node.items.map((item) => fill(item, values));
    case 'map': {
      const map = Object.create(null) as Record<string, Json>;
      for (const [key, inner] of node.entries) map[key] = fill(inner, values);
      return map;
    }
  }
}

function piecesOf(printed: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let rest = printed;
  for (let match = holeInLine.exec(rest); match !== null; match = holeInLine.exec(rest)) {
    const before = rest.slice(0, match.index);
    const line = before.slice(before.lastIndexOf('\n') + 1);
    // The column of the key, or of the dash that the value stands behind.
    const lead = /^(?: |- )*/.exec(line)?.[0].length ?? 0;
    const place = lead === line.length ? 'item' : 'key';
    pieces.push({
      text: place === 'key' ? before.slice(0, -1) : before,
      hole: Number(match[1]),
      indent: ' '.repeat(place === 'key' ? lead : lead - 2),
      place,
    });
    rest = rest.slice(match.index + match[0].length);
  }
  return [...pieces, { text: rest, hole: -1, indent: '', place: 'key' }];
}

function print(pieces: readonly Piece[], values: readonly Json[]): string {
  let out = '';
  for (const { text, hole, indent, place } of pieces) {
    out += text;
    if (hole >= 0) out += printYamlAt(values[hole] as Json, indent, place);
  }
  return out;
}
