import type { Json } from '../../source/tree.ts';

/**
 * The files that a node's settings may stand in, widest first. What all nodes of a file agree on stands in it once.
 */
export type PatchLayer = 'cluster' | 'role' | 'pool' | 'node';

/** A piece of one document of a machine configuration. */
export interface Fragment {
  /** `Config` for the v1alpha1 document that has no kind of its own. */
  readonly kind: string;
  /** Undefined for kinds of which there is one. */
  readonly name: string | undefined;
  readonly body: { readonly [key: string]: Json };
  /** The widest file in which it may stand, even where a cluster of one node would let it go wider. */
  readonly widest: PatchLayer;
  /**
   * Whether places of secrets are in the body (`secretPlace`). Then it stands in a template of its own, and every map
   * with `$secret` is such a place: nothing that a user wrote as a map may be beside it.
   */
  readonly secret: boolean;
}

export const configKind = 'Config';

export function fragment(
  kind: string,
  name: string | undefined,
  widest: PatchLayer,
  body: { readonly [key: string]: Json },
): Fragment {
  return { kind, name, body, widest, secret: false };
}

/** The same, with places of secrets in its body. */
export function secretly(open: Fragment): Fragment {
  return { ...open, secret: true };
}

/** A piece below `machine` of the v1alpha1 document. */
export function machine(widest: PatchLayer, body: { readonly [key: string]: Json }): Fragment {
  return fragment(configKind, undefined, widest, { machine: body });
}

/** A piece below `cluster` of the v1alpha1 document. */
export function cluster(widest: PatchLayer, body: { readonly [key: string]: Json }): Fragment {
  return fragment(configKind, undefined, widest, { cluster: body });
}

/** A map without the entries that hold nothing, so that a patch contains only its changes. */
export function compact(body: { readonly [key: string]: Json | undefined }): { readonly [key: string]: Json } {
  const out: Record<string, Json> = {};
  for (const [key, value] of Object.entries(body)) if (value !== undefined && !isEmpty(value)) out[key] = value;
  return out;
}

export function isEmpty(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0;
}

export function isMap(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A section, where there is something to say in it. */
export function some(
  section: (widest: PatchLayer, body: { readonly [key: string]: Json }) => Fragment,
  widest: PatchLayer,
  body: { readonly [key: string]: Json },
): readonly Fragment[] {
  const content = compact(body);
  return isEmpty(content) ? [] : [section(widest, content)];
}
