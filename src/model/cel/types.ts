/**
 * A type of the Common Expression Language: `uint`, `list(string)`, `message DiskSpec`. `A` and `B` are variables of
 * overloads. `any` is a value whose type is not known here: it takes part in everything, and is believed to be right.
 */
export interface Type {
  readonly name: string;
  readonly of: readonly Type[];
}

export const dyn: Type = { name: 'dyn', of: [] };

/** `list(A)` as a type. */
export function typeOf(text: string): Type {
  const [, name = text, inner] = /^(\w+)\((.+)\)$/.exec(text) ?? [];
  return { name, of: inner === undefined ? [] : inner.split(',').map(typeOf) };
}

export function formatType({ name, of }: Type): string {
  if (name.startsWith('message ')) return name.slice('message '.length);
  return of.length === 0 ? name : `${name}(${of.map(formatType).join(', ')})`;
}

export interface Overload {
  readonly parameters: readonly Type[];
  readonly result: Type;
}

/** Functions by name; methods are called on their first parameter. From cel-go, common/stdlib/standard.go. */
export interface Functions {
  readonly [name: string]: readonly Overload[];
}

const compared = ['bool', 'int', 'uint', 'double', 'string', 'bytes', 'timestamp', 'duration'];
const comparison = compared.map((type) => `${type} ${type} bool`);
const numbers = ['int', 'uint', 'double'];
const arithmetic = numbers.map((type) => `${type} ${type} ${type}`);
const inTime = ['timestamp int', 'timestamp string int'];

export const standardFunctions: Functions = functionsOf({
  '_?_:_': ['bool A A A'],
  '_&&_': ['bool bool bool'],
  '_||_': ['bool bool bool'],
  '!_': ['bool bool'],
  '-_': ['int int', 'double double'],
  '_==_': ['A A bool'],
  '_!=_': ['A A bool'],
  '_<_': comparison,
  '_<=_': comparison,
  '_>_': comparison,
  '_>=_': comparison,
  '_+_': [
    ...arithmetic,
    'string string string',
    'bytes bytes bytes',
    'list(A) list(A) list(A)',
    'timestamp duration timestamp',
    'duration timestamp timestamp',
    'duration duration duration',
  ],
  '_-_': [...arithmetic, 'timestamp timestamp duration', 'timestamp duration timestamp', 'duration duration duration'],
  '_*_': arithmetic,
  '_/_': arithmetic,
  '_%_': ['int int int', 'uint uint uint'],
  '_[_]': ['list(A) int A', 'map(A,B) A B'],
  '@in': ['A list(A) bool', 'A map(A,B) bool'],
  size: ['string int', 'bytes int', 'list(A) int', 'map(A,B) int'],
  type: ['A type'],
  dyn: ['A dyn'],
  bool: ['bool bool', 'string bool'],
  bytes: ['bytes bytes', 'string bytes'],
  double: ['double double', 'int double', 'string double', 'uint double'],
  int: ['int int', 'double int', 'duration int', 'string int', 'timestamp int', 'uint int'],
  uint: ['uint uint', 'double uint', 'int uint', 'string uint'],
  string: [...compared, 'bool'].map((type) => `${type} string`),
  duration: ['duration duration', 'string duration'],
  timestamp: ['timestamp timestamp', 'int timestamp', 'string timestamp'],
  matches: ['string string bool'],
});

export const standardMethods: Functions = functionsOf({
  size: ['string int', 'bytes int', 'list(A) int', 'map(A,B) int'],
  contains: ['string string bool'],
  endsWith: ['string string bool'],
  startsWith: ['string string bool'],
  matches: ['string string bool'],
  getFullYear: inTime,
  getMonth: inTime,
  getDayOfYear: inTime,
  getDayOfMonth: inTime,
  getDate: inTime,
  getDayOfWeek: inTime,
  getHours: [...inTime, 'duration int'],
  getMinutes: [...inTime, 'duration int'],
  getSeconds: [...inTime, 'duration int'],
  getMilliseconds: [...inTime, 'duration int'],
});

/** `string string bool` takes two texts and gives true or false. */
export function functionsOf(written: Readonly<Record<string, readonly string[]>>): Functions {
  return Object.fromEntries(
    Object.entries(written).map(([name, overloads]) => [
      name,
      overloads.map((overload) => {
        const types = overload.split(' ').map(typeOf);
        return { parameters: types.slice(0, -1), result: types.at(-1) as Type };
      }),
    ]),
  );
}

/** The type of a call, or undefined where no overload takes the arguments. */
export function resultOf(overloads: readonly Overload[], given: readonly Type[]): Type | undefined {
  let result: Type | undefined;
  for (const { parameters, result: of } of overloads) {
    const bound = new Map<string, Type>();
    if (parameters.length !== given.length) continue;
    if (!parameters.every((parameter, index) => takes(parameter, given[index] as Type, bound))) continue;
    const own = filled(of, bound);
    result = result === undefined || isSame(result, own) ? own : dyn;
  }
  return result;
}

function takes(wanted: Type, given: Type, bound: Map<string, Type>): boolean {
  if (wanted.name === 'A' || wanted.name === 'B') {
    const before = bound.get(wanted.name);
    const joined = before === undefined ? given : commonType(before, given);
    if (joined !== undefined) bound.set(wanted.name, joined);
    return joined !== undefined;
  }
  if (isOpen(wanted) || isOpen(given)) return true;
  if (given.name === 'null' && isNullable(wanted)) return true;
  if (wanted.name !== given.name) return false;
  return wanted.of.every((inner, index) => takes(inner, given.of[index] ?? dyn, bound));
}

/** What two types have in common: the less specific of the two. Undefined where a value cannot have both. */
export function commonType(a: Type, b: Type): Type | undefined {
  if (isSame(a, b) || isOpen(a)) return a;
  if (isOpen(b)) return b;
  if (a.name === 'null' && isNullable(b)) return b;
  if (b.name === 'null' && isNullable(a)) return a;
  if (a.name !== b.name || a.of.length !== b.of.length) return undefined;
  const of = a.of.map((inner, index) => commonType(inner, b.of[index] as Type));
  return of.some((inner) => inner === undefined) ? undefined : { name: a.name, of: of as Type[] };
}

function isNullable({ name }: Type): boolean {
  return name.startsWith('message ') || name === 'timestamp' || name === 'duration';
}

export function isOpen({ name }: Type): boolean {
  return name === 'dyn' || name === 'any';
}

function filled({ name, of }: Type, bound: ReadonlyMap<string, Type>): Type {
  return bound.get(name) ?? { name, of: of.map((inner) => filled(inner, bound)) };
}

function isSame(a: Type, b: Type): boolean {
  return a.name === b.name && a.of.length === b.of.length && a.of.every((inner, i) => isSame(inner, b.of[i] as Type));
}
