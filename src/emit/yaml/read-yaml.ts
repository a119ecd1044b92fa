import { EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException } from 'js-yaml';
import type { Json } from '../../source/tree.ts';
import { commentsOf, noComments, type YamlComments } from './comments.ts';
import { isPlainYaml } from './scalar.ts';
import type { YamlPlaces } from './yaml-places.ts';

/** A fault in YAML text, at an offset into it. */
export interface YamlFault {
  readonly offset: number;
  readonly message: string;
}

/** One document, as plain data, with the place of each node. */
export interface YamlDocument {
  readonly value: Json;
  readonly places: YamlPlaces;
  /** Comments on lines of their own, by the node below them. */
  readonly comments: YamlComments;
}

export type YamlRead =
  | { readonly documents: readonly YamlDocument[]; readonly fault: undefined }
  | { readonly documents: undefined; readonly fault: YamlFault };

type Event = ReturnType<typeof parseEvents>[number];
type ScalarEvent = Extract<Event, { type: 4 }>;

/**
 * Reads YAML that a blueprint rendered: YAML 1.2, any number of documents, empty ones left out. Refused, since no template
 * needs them there and readers differ: anchors, aliases, tags, merge keys, directives, and plain scalars that YAML 1.1 and
 * 1.2 read differently (`no`, `0644`).
 */
export function readYaml(text: string): YamlRead {
  try {
    const reader = new Reader(text, parseEvents(text, { maxDepth: 100 }));
    const documents = reader.documents();
    const comments = commentsOf(text, documents, reader.blocks);
    return {
      documents: documents.map((document, index) => ({ ...document, comments: comments[index] ?? noComments })),
      fault: undefined,
    };
  } catch (error) {
    if (error instanceof Fault)
      return { documents: undefined, fault: { offset: error.offset, message: error.message } };
    if (!(error instanceof YAMLException)) throw error;
    const offset = error.mark?.position ?? 0;
    return { documents: undefined, fault: { offset, message: error.reason } };
  }
}

class Fault extends Error {
  constructor(
    readonly offset: number,
    message: string,
  ) {
    super(message);
  }
}

class Reader {
  private next = 0;
  /** Where block scalars stand: a line of theirs that begins with # is no comment. */
  readonly blocks: (readonly [number, number])[] = [];

  constructor(
    private readonly text: string,
    private readonly events: readonly Event[],
  ) {}

  documents(): Omit<YamlDocument, 'comments'>[] {
    const documents: Omit<YamlDocument, 'comments'>[] = [];
    while (this.next < this.events.length) {
      const event = this.events[this.next] as Event;
      this.next += 1;
      if (event.type !== EVENT_ID.DOCUMENT) continue;
      if (event.directives.length > 0) throw new Fault(0, 'directives (%) are not allowed here');
      if (this.events[this.next]?.type === EVENT_ID.POP) {
        this.next += 1;
        continue;
      }
      const [value, places] = this.node();
      this.next += 1;
      // `--- ` with nothing but comments behind it gives a null.
      if (value !== null) documents.push({ value, places });
    }
    return documents;
  }

  private node(): [Json, YamlPlaces] {
    const event = this.events[this.next] as Event;
    this.next += 1;
    switch (event.type) {
      case EVENT_ID.SCALAR:
        refuseProperties(event);
        return [this.scalar(event), { offset: placeOf(event), children: undefined }];
      case EVENT_ID.SEQUENCE: {
        refuseProperties(event);
        const items: Json[] = [];
        const children: YamlPlaces[] = [];
        while (this.events[this.next]?.type !== EVENT_ID.POP) {
          const [item, places] = this.node();
          items.push(item);
          children.push(places);
        }
        this.next += 1;
        return [items, { offset: event.start, children }];
      }
      case EVENT_ID.MAPPING:
        refuseProperties(event);
        return this.map(event.start);
      case EVENT_ID.ALIAS:
        throw new Fault(event.anchorStart, 'aliases (*) are not allowed here: write the value');
      default:
        throw new Fault(0, 'this is not YAML');
    }
  }

  private map(start: number): [Json, YamlPlaces] {
    const map = Object.create(null) as Record<string, Json>;
    const children = new Map<string, YamlPlaces>();
    while (this.events[this.next]?.type !== EVENT_ID.POP) {
      const event = this.events[this.next] as Event;
      if (event.type !== EVENT_ID.SCALAR) throw new Fault('start' in event ? event.start : start, 'a key must be text');
      this.next += 1;
      refuseProperties(event);
      const offset = placeOf(event);
      // A key is text, whatever it looks like (`8080`, `y`, `on`): the printer quotes it where a reader might differ.
      const key = event.valueStart < 0 ? '' : getScalarValue(this.text, event);
      if (event.style === SCALAR_STYLE.PLAIN && (key === '' || key === '~' || key === 'null')) {
        throw new Fault(offset, 'a key must be text');
      }
      if (key === '<<' && event.style === SCALAR_STYLE.PLAIN)
        throw new Fault(offset, 'merge keys (<<) are not allowed here');
      if (children.has(key)) throw new Fault(offset, `duplicate key "${key}"`);
      const [item, places] = this.node();
      map[key] = item;
      children.set(key, { offset, children: places.children });
    }
    this.next += 1;
    return [map, { offset: start, children }];
  }

  private scalar(event: ScalarEvent): Json {
    if (event.valueStart < 0) return null;
    const text = getScalarValue(this.text, event);
    if (event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK) {
      this.blocks.push([event.valueStart, event.valueEnd]);
    }
    return event.style === SCALAR_STYLE.PLAIN ? this.plain(text, event.valueStart) : text;
  }

  private plain(text: string, offset: number): Json {
    switch (text) {
      case '':
      case '~':
      case 'null':
        return null;
      case 'true':
        return true;
      case 'false':
        return false;
      default:
        break;
    }
    if (isPlainYaml(text)) return text;
    if (decimal.test(text)) {
      const number = Number(text);
      if (Number.isInteger(number) && !/[.eE]/.test(text) && String(number) !== text && text !== '-0') {
        throw new Fault(offset, `${text} has too many digits for a number: quote it`);
      }
      return number;
    }
    if (ambiguous.test(text)) throw new Fault(offset, `${text} is read differently by YAML 1.1 and 1.2: quote it`);
    return text;
  }
}

/** Numbers that every reader takes alike. */
const decimal = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+(?:[eE][-+][0-9]+)?)?$/;
/** What is left and looks like a word or a number of one YAML or the other. `y` and `n` are text for all that matter. */
const ambiguous =
  /^(?:[-+.0-9][-+.:_0-9a-fA-FxXoObBeE]*|[-+]?\.(?:inf|nan)|~|null|true|false|yes|no|on|off|=|[0-9]{4}-.*)$/i;

interface Properties {
  readonly anchorStart: number;
  readonly tagStart: number;
}

function refuseProperties(event: Properties): void {
  if (event.anchorStart >= 0) throw new Fault(event.anchorStart, 'anchors (&) are not allowed here: write the value');
  if (event.tagStart >= 0) throw new Fault(event.tagStart, 'tags (!) are not allowed here');
}

function placeOf(event: ScalarEvent): number {
  return Math.max(0, event.valueStart);
}

/** The deepest place on the way to a path: the node's own, or that of the last parent that is there. */
export function placeAt(places: YamlPlaces, path: readonly (string | number)[]): number {
  let at = places;
  for (const segment of path) {
    const { children } = at;
    if (children === undefined) break;
    const next =
      children instanceof Map ? children.get(String(segment)) : (children as readonly YamlPlaces[])[Number(segment)];
    if (next === undefined) break;
    at = next;
  }
  return at.offset;
}
