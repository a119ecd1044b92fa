import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold, foldMap, foldOnto } from '../../src/config/fold.ts';
import type { Folded } from '../../src/config/folded.ts';
import type { Layer } from '../../src/config/provenance.ts';
import { at, isFaulty, keySpanAt, spanAt, valueOf } from '../../src/config/read.ts';
import { source } from '../../src/config/written-layer.ts';
import type { Json, MapTree, Tree } from '../../src/source/tree.ts';

let offset = 0;

function tree(value: Json): Tree {
  const span = { file: 'test.yaml', start: offset, end: offset + 1 };
  offset += 2;
  if (Array.isArray(value)) return { kind: 'list', items: (value as readonly Json[]).map(tree), span };
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, inner]) => {
      const keySpan = { file: 'test.yaml', start: offset, end: offset + 1 };
      offset += 2;
      return [key, { key, keySpan, value: tree(inner as Json) }] as const;
    });
    return { kind: 'map', entries: new Map(entries), span };
  }
  return { kind: 'scalar', value: value as string, source: String(value), quoted: false, span };
}

/** RFC 7396, section 2, word for word. */
function mergePatch(target: Json | undefined, patch: Json): Json {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const isMap = typeof target === 'object' && target !== null && !Array.isArray(target);
  const result: { [key: string]: Json } = isMap ? { ...(target as { [key: string]: Json }) } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = mergePatch(result[name], value as Json);
  }
  return result;
}

function plain(folded: Folded | undefined): Json | undefined {
  const value = folded === undefined ? undefined : valueOf(folded);
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as Json);
}

const layers: readonly Layer[] = ['size', 'defaults', 'environment', 'environment-file', 'cluster', 'cluster-file'];

const { map } = fc.letrec<{ any: Json; map: { [key: string]: Json } }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Json>(null, 1, 2, 'x', true),
    fc.array(fc.constantFrom<Json>(1, null, 'y'), { maxLength: 2 }),
    tie('map'),
  ),
  map: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('any'), { maxKeys: 3 }),
}));

function sources(patches: readonly Json[]): ReturnType<typeof source>[] {
  return patches.map((patch, index) => source(layers[index % layers.length] as Layer, tree(patch), [String(index)]));
}

describe('fold', () => {
  it('is JSON Merge Patch, layer after layer onto an empty target', () => {
    fc.assert(
      fc.property(fc.array(map, { minLength: 1, maxLength: 5 }), (patches) => {
        const expected = patches.reduce<Json>((target, patch) => mergePatch(target, patch), {});
        expect(plain(foldMap(sources(patches)))).toEqual(expected);
      }),
    );
  });

  it('gives the examples of RFC 7396, appendix A', () => {
    const cases: readonly (readonly [Json, Json, Json])[] = [
      [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
      [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
      [{ a: 'b' }, { a: null }, {}],
      [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
      [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
      [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
      [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
      [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
      [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
    ];
    for (const [target, patch, expected] of cases) expect(plain(foldMap(sources([target, patch])))).toEqual(expected);
  });

  it('does not care how often layers are folded onto layers: only their order counts', () => {
    fc.assert(
      fc.property(fc.array(map, { minLength: 2, maxLength: 5 }), fc.nat(), (patches, cut) => {
        const all = sources(patches);
        const place = 1 + (cut % (all.length - 1));
        const lower = foldMap(all.slice(0, place));
        const upper = foldMap(all.slice(place));
        expect(plain(foldOnto(lower, upper))).toEqual(plain(foldMap(all)));
      }),
    );
  });

  it('changes nothing when a layer is folded onto itself, or an empty one onto anything', () => {
    fc.assert(
      fc.property(map, (patch) => {
        const once = plain(foldMap(sources([patch])));
        expect(plain(foldMap(sources([patch, patch])))).toEqual(once);
        expect(plain(foldMap(sources([patch, {}])))).toEqual(once);
      }),
    );
  });

  it('does not see the order of keys', () => {
    const reverse = (value: Json): Json => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
      const entries = Object.entries(value).reverse();
      return Object.fromEntries(entries.map(([key, inner]) => [key, reverse(inner as Json)]));
    };
    fc.assert(
      fc.property(fc.array(map, { minLength: 1, maxLength: 4 }), (patches) => {
        const turned = foldMap(sources(patches.map(reverse)));
        expect(JSON.stringify(valueOf(turned))).toBe(JSON.stringify(valueOf(foldMap(sources(patches)))));
      }),
    );
  });

  it('knows for each leaf who won and whom it overrode, through nulls and what was cut off above', () => {
    fc.assert(
      fc.property(fc.array(map, { minLength: 1, maxLength: 5 }), (patches) => {
        check(foldMap(sources(patches)), [], patches);
      }),
    );
  });

  it('says which nulls removed something', () => {
    const seen: boolean[] = [];
    fold(
      sources([
        { a: 1, b: { c: 1 } },
        { a: null, b: { c: null, d: null } },
      ]),
      (_said, removed) => seen.push(removed),
    );
    expect(seen).toEqual([true, true, false]);
  });

  it('lets a null that removes nothing yet remove something later, when the fragment is folded onto its group', () => {
    const cluster = foldMap(sources([{ group: { disks: { data: { size: 1 } } }, node: { disks: { data: null } } }]));
    expect(plain(foldOnto(at(cluster, ['group']), at(cluster, ['node'])))).toEqual({ disks: {} });
  });

  it('keeps a value with a fault out, and does not let the lower layer shine through', () => {
    const upper = tree({ a: 'wrong', b: 2 }) as MapTree;
    const faulty = upper.entries.get('a')?.value as Tree;
    const folded = foldMap([
      source('defaults', tree({ a: 1 }), []),
      source('cluster', upper, [], { bad: new Set([faulty]), misspelt: new Set() }),
    ]);
    expect(plain(folded)).toEqual({ b: 2 });
    expect(isFaulty(folded, ['a'])).toBe(true);
    expect(isFaulty(folded, ['b'])).toBe(false);
    expect(isFaulty(folded, ['c'])).toBe(false);
  });

  it('counts what is missing beside a misspelt key as reported', () => {
    const map = tree({ addres: 1 }) as MapTree;
    const bad = new Set([map.entries.get('addres')?.value as Tree]);
    const folded = foldMap([source('cluster', map, [], { bad, misspelt: new Set([map]) })]);
    expect(isFaulty(folded, ['address'])).toBe(true);
  });

  it('finds the place of a key and of a value in the layer that won', () => {
    const lower = tree({ a: { b: 1 } }) as MapTree;
    const upper = tree({ a: { b: 2 } }) as MapTree;
    const folded = foldMap([source('defaults', lower, []), source('cluster', upper, [])]);
    const inner = upper.entries.get('a')?.value as MapTree;
    const entry = inner.entries.get('b');
    expect(spanAt(folded, ['a', 'b'])).toEqual(entry?.value.span);
    expect(keySpanAt(folded, ['a', 'b'])).toEqual(entry?.keySpan);
    expect(spanAt(folded, ['a'])).toEqual(upper.entries.get('a')?.value.span);
    expect(spanAt(folded, ['x'])).toBeUndefined();
  });
});

/** Every leaf's history, against all that the patches say about its path or about a path above that is no map. */
function check(folded: Folded, path: readonly string[], patches: readonly Json[]): void {
  if (folded.kind === 'map') {
    for (const [key, entry] of folded.entries) check(entry, [...path, key], patches);
    return;
  }
  const words: { readonly path: readonly string[]; readonly value: Json }[] = [];
  patches.forEach((patch, index) => {
    let here: Json | undefined = patch;
    for (const [depth, key] of path.entries()) {
      if (typeof here !== 'object' || here === null || Array.isArray(here)) {
        words.push({ path: [String(index), ...path.slice(0, depth)], value: here as Json });
        return;
      }
      here = Object.hasOwn(here, key) ? (here as { [key: string]: Json })[key] : undefined;
      if (here === undefined) return;
    }
    words.push({ path: [String(index), ...path], value: here as Json });
  });
  const found = [folded.saying, ...folded.overrode].map((saying) => ({
    path: saying.path,
    value: JSON.parse(JSON.stringify(saying.value)) as Json,
  }));
  expect(found).toEqual(JSON.parse(JSON.stringify(words.reverse())));
  expect(folded.value).toEqual(folded.saying.value);
}
