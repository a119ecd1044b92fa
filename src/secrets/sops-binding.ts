import { bindingKey, NotSops } from './sops-tree.ts';
import { additionalData, encryptValue } from './sops-value.ts';

/**
 * What a file is bound to, encrypted beside its values under `infraflux_binding`. SOPS itself binds a file to nothing. The
 * entry is encrypted although it holds no secret: only the key of an encrypted value is authenticated with it, and an entry
 * in clear could be renamed.
 */
export interface Binding {
  /** Below the directory of infraflux.yaml: a copy in another place is refused. */
  readonly path: string;
  /** To whom the file was encrypted when it was last written: the list of SOPS is outside of the MAC. */
  readonly recipients: readonly string[];
  /** The endpoint that the secret may be sent to; undefined for those that are for none. */
  readonly endpoint?: string | undefined;
}

/** What a writer sets; recipients are those of the file. `endpoint` undefined: it stays as it is. */
export type BoundTo = Pick<Binding, 'path' | 'endpoint'>;

/** Throws `NotSops`. */
export function parseBinding(text: string): Binding {
  const map = asMap(text);
  const { path, recipients, endpoint } = map;
  const isList = Array.isArray(recipients) && recipients.every((recipient) => typeof recipient === 'string');
  if (typeof path !== 'string' || !isList || (endpoint !== undefined && typeof endpoint !== 'string'))
    throw new NotSops(`${bindingKey} does not name a path and recipients`);
  return { path, recipients: recipients as readonly string[], ...(endpoint === undefined ? {} : { endpoint }) };
}

/** Its line in the file. */
export function formatBinding({ path, recipients, endpoint }: Binding, dataKey: Uint8Array): string {
  const text = JSON.stringify({ path, recipients, endpoint });
  return `${bindingKey}: ${encryptValue({ type: 'str', text }, dataKey, additionalData([bindingKey]))}\n`;
}

function asMap(text: string): Readonly<Record<string, unknown>> {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
