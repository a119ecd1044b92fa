import type { MapTree, Tree } from '../source/tree.ts';
import { type GeneratedKind, generatedKinds } from './generated-kinds.ts';
import { type FieldReader, pathOf } from './read-fields.ts';

/** Where the value of a key comes from: made here, as its reader needs it, or given out by somebody else. */
export type SecretOrigin =
  | {
      readonly generate: GeneratedKind;
      /** Characters of a password, bytes of base64 and hex. Absent: as many as are usual. */
      readonly length?: number;
    }
  | {
      /** Who gives it out, and where: "Cloudflare: My Profile, API Tokens". */
      readonly from: string;
    };

/** Not less than 128 bits, and not more than any reader takes. */
const lengths: Readonly<Record<Exclude<GeneratedKind, 'token'>, readonly [number, number]>> = {
  password: [22, 256],
  base64: [16, 256],
  hex: [16, 256],
};

/**
 * `keys` of a secret: a list of names, or a map that says for each where its value comes from. A name in a list has no
 * entry in the result's `origins`.
 */
export function readSecretKeys(
  read: FieldReader,
  map: MapTree,
  where: string,
): { readonly keys: readonly string[]; readonly origins: ReadonlyMap<string, SecretOrigin> } {
  const tree = map.entries.get('keys')?.value;
  if (tree === undefined) read.missing(map, `${where}.keys`);
  if (tree?.kind !== 'map')
    return { keys: read.texts(map, 'keys', where).map(({ value }) => value), origins: new Map() };
  const origins = new Map<string, SecretOrigin>();
  for (const entry of read.named(map, 'keys', where)) {
    const origin = readOrigin(read, entry.value, pathOf(pathOf(where, 'keys'), entry.key));
    if (origin !== undefined) origins.set(entry.key, origin);
  }
  return { keys: [...tree.entries.keys()], origins };
}

function readOrigin(read: FieldReader, tree: Tree, where: string): SecretOrigin | undefined {
  const map = read.map(tree, where, ['generate', 'length', 'from']);
  if (map === undefined) return undefined;
  const said = ['generate', 'from'].filter((key) => map.entries.has(key));
  if (said.length !== 1) {
    const help = '{generate: password, length: 32} is made here, {from: Cloudflare} is given out by somebody else';
    read.report(map.span, `${where} must have one of generate and from`, help);
    return undefined;
  }
  const length = map.entries.get('length')?.value;
  const from = read.text(map, 'from', where);
  if (from !== undefined) {
    if (length !== undefined) read.report(length.span, `${where}.length is for what is generated`);
    return { from };
  }
  const generate = read.oneOf(map, 'generate', where, generatedKinds);
  if (generate === undefined || length === undefined) return generate === undefined ? undefined : { generate };
  if (generate === 'token') {
    read.report(length.span, `${where}.length: a token has the length that it has`);
    return { generate };
  }
  const [least, most] = lengths[generate];
  const value = length.kind === 'scalar' ? length.value : undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    read.report(length.span, `${where}.length must be a whole number from ${least} to ${most}`);
    return { generate };
  }
  return { generate, length: value };
}
