import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesBelow } from './golden-tree.ts';

// What docs/architecture.md says of who may import whom, read from the import lines themselves.

const src = join(import.meta.dirname, '..', 'src');
const files = filesBelow(src).filter((file) => file.endsWith('.ts'));
const texts = new Map(files.map((file) => [file, readFileSync(join(src, file), 'utf8')]));

/** From left to right: a stage may import what stands before it. */
const stages = [
  'identity',
  'diagnostics',
  'source',
  'blueprints',
  'config',
  'model',
  'emit',
  'plan',
  'secrets',
  'observe',
  'apply',
  'commands',
];
/** These have no effects: no disk, process, clock, randomness or network. */
const pure = new Set(['identity', 'diagnostics', 'source', 'blueprints', 'config', 'model', 'emit', 'plan']);
/** The one module of Node that the core may name, in one file: the same bytes give the same digest everywhere. */
const pureExceptions: Readonly<Record<string, string>> = {
  'diagnostics/digest.ts': "import { createHash } from 'node:crypto'",
};
/** What a stage takes from its right as types alone: what comes in there, and the runner that is handed in. Nothing that runs. */
const typesFromTheRight: Readonly<Record<string, string>> = { plan: 'observe', secrets: 'observe' };

interface Import {
  readonly from: string;
  readonly to: string;
  readonly line: string;
  readonly isType: boolean;
}

const imports: readonly Import[] = files.flatMap((from) =>
  [
    ...(texts.get(from) as string).matchAll(/^(import|export)\s(?:[^;'"]*\sfrom\s)?'([^']+)'|\bimport\('([^']+)'\)/gm),
  ].map(([line, , plain, dynamic]) => ({
    from,
    to: plain ?? (dynamic as string),
    line: `${from}: ${line.replaceAll(/\s+/g, ' ')}`,
    isType: /^(?:import|export) type\b/.test(line),
  })),
);
const inside = imports
  .filter(({ to }) => to.startsWith('.'))
  .map((one) => ({ ...one, to: normalize(join(dirname(one.from), one.to)) }));

function stageOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : '';
}

describe('imports', () => {
  it('are found at all', () => {
    expect(imports.length).toBeGreaterThan(files.length);
    expect(new Set(files.map(stageOf))).toEqual(new Set(['', ...stages]));
  });

  it('name files, never folders', () => {
    const loose = inside.filter(({ to }) => !texts.has(to) && !to.startsWith('../'));
    expect(loose.map(({ line }) => line)).toEqual([]);
    expect(files.filter((file) => /(?:^|\/)(?:index\.ts|utils\/)/.test(file))).toEqual([]);
  });

  it('leave src/ for the generated schema alone', () => {
    const outside = inside.filter(({ to }) => to.startsWith('../') && !to.startsWith('../schema/'));
    expect(outside.map(({ line }) => line)).toEqual([]);
  });

  it('point from right to left', () => {
    const wrong = inside.filter(({ from, to, isType }) => {
      const [here, there] = [stageOf(from), stageOf(to)];
      // src/cli.ts and src/compile.ts stand above the stages; what they are made of does not import them.
      if (here === '' || to.startsWith('../')) return false;
      if (isType && typesFromTheRight[here] === there) return false;
      return there === '' || stages.indexOf(there) > stages.indexOf(here);
    });
    expect(wrong.map(({ line }) => line)).toEqual([]);
  });

  it('make no circle', () => {
    const next = new Map<string, string[]>();
    // Types alone are gone when the program runs: a table and the type of its rows may name each other.
    for (const { from, to } of inside.filter(({ isType }) => !isType)) next.set(from, [...(next.get(from) ?? []), to]);
    const done = new Set<string>();
    const circle = (file: string, path: readonly string[]): readonly string[] | undefined => {
      if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
      if (done.has(file)) return undefined;
      for (const to of next.get(file) ?? []) {
        const found = circle(to, [...path, file]);
        if (found !== undefined) return found;
      }
      done.add(file);
      return undefined;
    };
    expect(files.map((file) => circle(file, [])).find((found) => found !== undefined)).toBeUndefined();
  });

  it('bring no effects into the core', () => {
    const effects = imports.filter(
      ({ from, to }) => pure.has(stageOf(from)) && (to.startsWith('node:') || /^zx(?:\/|$)/.test(to)),
    );
    expect(effects.map(({ line }) => line)).toEqual(
      Object.entries(pureExceptions).map(([file, line]) => `${file}: ${line}`),
    );
    const named = /\b(?:process\.|Date\.now|new Date|Math\.random|localeCompare|toLocale|performance\.|fetch\()/;
    const calls = files.filter(
      (file) => pure.has(stageOf(file)) && named.test(withoutComments(texts.get(file) as string)),
    );
    expect(calls).toEqual([]);
  });
});

describe('SHA-256', () => {
  it('is taken from one file', () => {
    const hashes = files.filter((file) => /\bcreateHash\(/.test(withoutComments(texts.get(file) as string)));
    // The MAC of a SOPS file is SHA-512.
    expect(hashes).toEqual(['diagnostics/digest.ts', 'secrets/sops-open.ts']);
    expect(texts.get('secrets/sops-open.ts')).not.toContain("createHash('sha256')");
  });
});

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[^]*?\*\/|\/\/.*$/gm, '');
}
