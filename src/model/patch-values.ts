import { isMap, isScalar, isSeq, type Node, type Scalar } from 'yaml';
import { parseAddress, parsePrefixed } from '../config/addresses.ts';

/**
 * What a field of a document may hold, as blueprints/talos/fields has it and test/talos holds against Talos' own types: a
 * map of fields, a list of one kind of thing, the name of a kind of value, or null for anything.
 */
export type Fields = { readonly [field: string]: Fields } | readonly [Fields] | string | null;

/**
 * What belongs in the place of a value that the loader of a minor of Talos (`14`) would refuse: "a list", "a number".
 * Undefined where it would take the value: a text may be a number or a yes, a flag may be written as YAML 1.1 did, and
 * nothing is allowed nearly everywhere. What stands in a value is not looked into.
 */
export function expectedInstead(value: Node, fields: Fields, minor: number): string | undefined {
  // A tag of the user's decides by itself what the value is, and what an alias stands for is looked at in its place.
  if (fields === null || value.tag !== undefined) return undefined;
  if (typeof fields !== 'string') {
    const [right, expected] = Array.isArray(fields) ? [isSeq(value), 'a list'] : [isMap(value), 'a map'];
    return right || isNothing(value) || isAlias(value) ? undefined : expected;
  }
  if (isAlias(value) || isNothing(value)) return undefined;
  // Dates became a kind of their own in Talos 1.14.
  if (minor >= 14 && fields === 'string' && isDate(value)) return 'text in quotes';
  const kinds = readers.get(fields);
  if (kinds === undefined) return oneOf(fields, value) ?? mixed(fields, value);
  return isScalar(value) && kinds.takes(value) ? undefined : kinds.expected;
}

/** What a message calls a value that is there: "a list", "text", "the number 5". */
export function foundInstead(value: Node): string {
  if (isMap(value)) return 'a map';
  if (isSeq(value)) return 'a list';
  if (!isScalar(value)) return 'that';
  if (isNothing(value)) return 'null';
  const kind = resolved(value);
  return kind === 'int' || kind === 'float' || kind === 'bool' ? String(value.source) : JSON.stringify(value.value);
}

interface Reader {
  readonly expected: string;
  readonly takes: (value: Scalar) => boolean;
}

/** One value of the kind that a type of Go is read from (go.yaml.in/yaml/v4, decode.go: scalar). */
const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['string', { expected: 'text', takes: () => true }],
  ['text', { expected: 'one value', takes: () => true }],
  ['scalar', { expected: 'one value', takes: () => true }],
  [
    'bool',
    {
      expected: 'true or false',
      takes: (value) => resolved(value) === 'bool' || /^(?:y|yes|n|no|on|off)$/i.test(String(value.value)),
    },
  ],
  ['int', whole('a whole number', -(2 ** 63), 2 ** 63)],
  ['int32', whole('a whole number', -(2 ** 31), 2 ** 31 - 1)],
  ['uint', whole('a whole number, 0 or more', 0, 2 ** 64)],
  ['uint32', whole('a whole number, 0 or more', 0, 2 ** 32 - 1)],
  ['uint16', whole('a number from 0 to 65535', 0, 2 ** 16 - 1)],
  ['uint8', whole('a number from 0 to 255', 0, 2 ** 8 - 1)],
  ['float', { expected: 'a number', takes: (value) => ['int', 'float'].includes(resolved(value)) }],
  [
    'duration',
    {
      expected: 'a duration such as 90s or 1h30m',
      takes: (value) =>
        resolved(value) === 'text' &&
        /^[-+]?(?:0|(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.test(String(value.value)),
    },
  ],
  ['address', { expected: 'an address such as 10.0.0.5', takes: (value) => isAddress(written(value)) }],
  [
    'cidr',
    {
      expected: 'an address with its prefix, such as 10.0.0.5/24',
      takes: (value) => written(value) === '' || parsePrefixed(written(value)) !== undefined,
    },
  ],
]);

/** Talos 1.12 truncates a fraction and newer ones refuse it: it is never intended. */
function whole(expected: string, lowest: number, highest: number): Reader {
  return {
    expected,
    takes: (value) => {
      if (!['int', 'float'].includes(resolved(value))) return false;
      const number = numberOf(value.source ?? '');
      return Number.isInteger(number) && lowest <= number && number <= highest;
    },
  };
}

/** As Go reads it: 0777 and 0o777 are octal. */
function numberOf(source: string): number {
  const [, sign, digits = ''] = /^([-+]?)(.*)$/.exec(source.replaceAll('_', '')) ?? [];
  const number = Number(/^0[0-7]+$/.test(digits) ? `0o${digits}` : digits);
  return sign === '-' ? -number : number;
}

/** Talos reads some names in any case; the ones that it does not are few. */
function oneOf(fields: string, value: Node): string | undefined {
  if (!fields.startsWith('one of ')) return undefined;
  const names = fields.slice('one of '.length).split(', ');
  if (isScalar(value) && names.some((name) => name.toLowerCase() === written(value).toLowerCase())) return undefined;
  return names.length === 1 ? names[0] : `one of ${names.join(', ')}`;
}

/** `list, scalar`: a type that takes either. */
function mixed(fields: string, value: Node): string | undefined {
  if (fields.startsWith('one of ')) return undefined;
  const kinds = fields.split(', ');
  const kind = isMap(value) ? 'map' : isSeq(value) ? 'list' : 'scalar';
  if (kinds.includes(kind)) return undefined;
  return kinds.map((each) => (each === 'scalar' ? 'one value' : `a ${each}`)).join(' or ');
}

function isAddress(text: string): boolean {
  // The part behind % is the link that a link-local address belongs to.
  return text === '' || parseAddress(text.replace(/%.+$/, '')) !== undefined;
}

/** The text of a scalar, whatever YAML takes it for. */
function written(value: Scalar): string {
  return typeof value.value === 'string' ? value.value : (value.source ?? '');
}

function isNothing(value: Node): boolean {
  return isScalar(value) && resolved(value) === 'null';
}

function isAlias(value: Node): boolean {
  return 'source' in value && !isScalar(value);
}

function isDate(value: Node): boolean {
  return isScalar(value) && value.type === 'PLAIN' && /^\d{4}-\d{1,2}-\d{1,2}(?:$|[Tt ]\d)/.test(value.source ?? '');
}

/** What Go's reader of YAML takes a scalar for: octal numbers of YAML 1.1 and underscores in numbers are known to it. */
function resolved(value: Scalar): 'null' | 'bool' | 'int' | 'float' | 'text' {
  if (value.type !== 'PLAIN') return 'text';
  const text = value.source ?? '';
  if (/^(?:|~|null|Null|NULL)$/.test(text)) return 'null';
  if (/^(?:true|True|TRUE|false|False|FALSE)$/.test(text)) return 'bool';
  const plain = /^[-+0-9]/.test(text) ? text.replaceAll('_', '') : text;
  if (/^[-+]?(?:0[bB][01]+|0[oO]?[0-7]+|0[xX][0-9a-fA-F]+|0|[1-9][0-9]*)$/.test(plain)) return 'int';
  if (/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(plain)) return 'float';
  return /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/.test(text) ? 'float' : 'text';
}
