import { sha256Hex } from '../../diagnostics/digest.ts';
import type { Json } from '../../source/tree.ts';

/** What an image of Talos holds beyond Talos. Lists keep their order: it is part of the id. */
export interface Schematic {
  readonly overlay: { readonly image: string; readonly name: string } | undefined;
  readonly kernelArguments: readonly string[];
  /** Full names (`siderolabs/iscsi-tools`), sorted. */
  readonly extensions: readonly string[];
  /** Trust Microsoft's certificates as well, which option ROMs are signed with. Only with secure boot. */
  readonly wellKnownCertificates: boolean;
}

/** The schematic as the Image Factory takes it. */
export function schematicDocument(schematic: Schematic): Json {
  return {
    ...(schematic.overlay === undefined ? {} : { overlay: { ...schematic.overlay } }),
    customization: {
      extraKernelArgs: schematic.kernelArguments,
      systemExtensions: { officialExtensions: schematic.extensions },
      secureboot: { includeWellKnownCertificates: schematic.wellKnownCertificates },
    },
  };
}

/** Lower-case SHA-256 of the canonical text: what the factory answers to a POST of the same schematic. */
export function schematicId(canonical: string): string {
  return sha256Hex(canonical);
}

export type CanonicalSchematic =
  | { readonly text: string; readonly fault: undefined }
  | { readonly text: undefined; readonly fault: string };

/**
 * The text that the factory hashes: its own field order, empty values left out (but never `customization`), indented by
 * four. Source: siderolabs/image-factory, pkg/schematic; the same text for every order of keys in the input.
 */
export function canonicalSchematic(document: Json): CanonicalSchematic {
  const faults: string[] = [];
  const root = ordered(document, shape, [], faults);
  const [fault] = faults;
  if (fault !== undefined) return { text: undefined, fault };
  const map = (root ?? {}) as Record<string, Json>;
  const { customization, ...rest } = map;
  return { text: lines({ ...rest, customization: customization ?? {} }, 0).join(''), fault: undefined };
}

type Shape =
  | 'string'
  | 'number'
  | 'boolean'
  | 'any'
  | { readonly list: Shape }
  | { readonly fields: readonly (readonly [string, Shape])[] };

const shape: Shape = {
  fields: [
    ['owner', 'string'],
    [
      'overlay',
      {
        fields: [
          ['image', 'string'],
          ['name', 'string'],
          ['options', 'any'],
        ],
      },
    ],
    [
      'customization',
      {
        fields: [
          ['embeddedMachineConfiguration', 'string'],
          ['extraKernelArgs', { list: 'string' }],
          [
            'meta',
            {
              list: {
                fields: [
                  ['key', 'number'],
                  ['value', 'string'],
                ],
              },
            },
          ],
          ['systemExtensions', { fields: [['officialExtensions', { list: 'string' }]] }],
          ['bootloader', 'string'],
          [
            'secureboot',
            {
              fields: [
                ['enrollKeys', 'string'],
                ['includeWellKnownCertificates', 'boolean'],
              ],
            },
          ],
          ['diskImage', { fields: [['sectorSize', 'number']] }],
        ],
      },
    ],
  ],
};

/** The value in the factory's order, or undefined where Go would call it empty. */
function ordered(value: Json, expected: Shape, path: readonly string[], faults: string[]): Json | undefined {
  if (value === null) return undefined;
  if (expected === 'any') return sorted(value);
  if (typeof expected === 'string') {
    if (typeof value !== expected) faults.push(`${path.join('.')} is not a ${expected}`);
    // `none` is the zero value of the boot loader, so Go leaves it out.
    if (path.at(-1) === 'bootloader' && value === 'none') return undefined;
    return value === '' || value === 0 || value === false ? (path.at(-2) === '[]' ? value : undefined) : value;
  }
  if ('list' in expected) {
    if (!Array.isArray(value)) {
      faults.push(`${path.join('.')} is not a list`);
      return undefined;
    }
    const items = value.map((item: Json) => ordered(item, expected.list, [...path, '[]', ''], faults) ?? '');
    return items.length === 0 ? undefined : items;
  }
  if (typeof value !== 'object' || Array.isArray(value)) {
    faults.push(`${path.join('.')} is not a map`);
    return undefined;
  }
  const map = value as { readonly [key: string]: Json };
  for (const key of Object.keys(map)) {
    if (!expected.fields.some(([name]) => name === key)) faults.push(`unknown field ${[...path, key].join('.')}`);
  }
  const out: Record<string, Json> = {};
  for (const [name, field] of expected.fields) {
    if (!Object.hasOwn(map, name)) continue;
    const inner = ordered(map[name] as Json, field, [...path, name], faults);
    if (inner !== undefined) out[name] = inner;
  }
  return Object.keys(out).length === 0 ? undefined : out;
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const map = value as { readonly [key: string]: Json };
  return Object.fromEntries(
    Object.keys(map)
      .sort()
      .map((key) => [key, sorted(map[key] as Json)]),
  );
}

/** Block YAML as go-yaml writes it. Every level starts at the next multiple of four. */
function lines(value: Json, indent: number): string[] {
  const pad = ' '.repeat(indent);
  if (Array.isArray(value)) {
    return value.flatMap((item: Json) => {
      if (typeof item !== 'object' || item === null) return [`${pad}- ${scalar(item, indent)}\n`];
      const inner = lines(item, indent + 2);
      return [`${pad}- ${(inner[0] as string).slice(indent + 2)}`, ...inner.slice(1)];
    });
  }
  return Object.entries(value as { readonly [key: string]: Json }).flatMap(([key, item]) => {
    if (typeof item !== 'object' || item === null) return [`${pad}${scalar(key, indent)}: ${scalar(item, indent)}\n`];
    if (Object.keys(item).length === 0) return [`${pad}${key}: ${Array.isArray(item) ? '[]' : '{}'}\n`];
    return [`${pad}${scalar(key, indent)}:\n`, ...lines(item, deeper(indent))];
  });
}

function deeper(indent: number): number {
  return 4 * Math.floor((indent + 4) / 4);
}

function scalar(value: Json, indent: number): string {
  if (typeof value !== 'string') return String(value);
  if (unprintable.test(value) || (value.includes('\n') && /^[ \n]|[ ]\n/.test(value))) return JSON.stringify(value);
  if (value.includes('\n')) return literal(value, ' '.repeat(deeper(indent)));
  if (looksTyped.test(value)) return JSON.stringify(value);
  if (oldBoolean.test(value) || notPlain.test(value)) return `'${value.replaceAll("'", "''")}'`;
  return value;
}

function literal(value: string, pad: string): string {
  const chomp = value.endsWith('\n\n') ? '+' : value.endsWith('\n') ? '' : '-';
  const body = value.replace(/\n$/, '').split('\n');
  return `|${chomp}\n${body.map((line) => (line === '' ? '' : pad + line)).join('\n')}`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const unprintable = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\ufeff]/;
const looksTyped =
  /^(|~|null|Null|NULL|true|True|TRUE|false|False|FALSE|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)|[-+]?0x[0-9A-Fa-f_]+|[-+]?0b[01_]+|[-+]?0o?[0-7_]+|[-+]?(\.[0-9]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?|\d{4}-\d\d?-\d\d?([Tt ].*)?|<<)$/;
const oldBoolean = /^(y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/;
const notPlain = /^[#,[\]{}&*!|>'"%@`]|^[-?:]( |$)|^(---|\.\.\.)( |$)|: |:$| #|^ | $/;
