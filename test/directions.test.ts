import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesBelow } from './golden-tree.ts';

// The table of stages in docs/architecture.md, held against the import lines themselves.

const root = join(import.meta.dirname, '..');
const src = join(root, 'src');
const files = filesBelow(src).filter((file) => file.endsWith('.ts'));
const texts = new Map(files.map((file) => [file, readFileSync(join(src, file), 'utf8')]));

interface Stage {
  readonly name: string;
  /** No effects: no disk, process, clock, randomness or network. */
  readonly isPure: boolean;
  /** Stages below it from which it takes types, and nothing that runs. */
  readonly typesOf: readonly string[];
}

/** A stage may import what stands above it. */
const stages = stagesOf(readFileSync(join(root, 'docs/architecture.md'), 'utf8'));
const order = stages.map(({ name }) => name);
const pure = new Set(stages.filter(({ isPure }) => isPure).map(({ name }) => name));
const typesOf = new Map(stages.map(({ name, typesOf: others }) => [name, others]));
/** The one module of Node that the core may name, in one file: the same bytes give the same digest everywhere. */
const pureExceptions: Readonly<Record<string, string>> = {
  'diagnostics/digest.ts': "import { createHash } from 'node:crypto'",
};

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

/**
 * `config` for src/config/schema.ts. What a provider, a layer or a kind of work gives a stage belongs to that stage, as its name
 * says: src/providers/proxmox/emit.ts and what lies in emit/ beside it, and the registry src/providers/emit-registry.ts.
 */
function stageOf(file: string): string {
  const [folder = '', ...rest] = file.split('/');
  if (rest.length === 0) return '';
  if (!['providers', 'layers', 'work-kinds'].includes(folder)) return folder;
  // The type that joins all stages stands behind the last one that it names.
  if (rest[0] === 'provider.ts') return 'apply';
  const stage = /^(\w+?)(?:-registry)?(?:\.ts)?$/.exec(rest.length === 1 ? (rest[0] ?? '') : (rest[1] ?? ''))?.[1];
  return stage === 'schema' ? 'config' : (stage ?? 'unknown');
}

describe('imports', () => {
  it('are found at all', () => {
    expect(imports.length).toBeGreaterThan(files.length);
    expect(new Set(files.map(stageOf))).toEqual(new Set(['', ...order]));
  });

  it('name files, never folders', () => {
    const loose = inside.filter(({ to }) => !texts.has(to) && !to.startsWith('../'));
    expect(loose.map(({ line }) => line)).toEqual([]);
    expect(files.filter((file) => /(?:^|\/)(?:index\.ts|utils\/)/.test(file))).toEqual([]);
  });

  it('leave src/ for the generated schema alone', () => {
    const outside = inside.filter(
      ({ to }) =>
        to.startsWith('../') && !/^\.\.\/(?:schema\/|blueprints\/providers\/\w+\/provider\.schema\.json$)/.test(to),
    );
    expect(outside.map(({ line }) => line)).toEqual([]);
  });

  it('point to stages further up', () => {
    const wrong = inside.filter(({ from, to, isType }) => {
      const [here, there] = [stageOf(from), stageOf(to)];
      // The pipeline puts the stages together, and src/cli.ts the commands: no stage imports them, but commands call the pipeline.
      if (here === '' || to.startsWith('../')) return false;
      if (here === 'commands' && (to === 'compile.ts' || to === 'resolve-platform.ts')) return false;
      if (isType && typesOf.get(here)?.includes(there) === true) return false;
      return there === '' || order.indexOf(there) > order.indexOf(here);
    });
    expect(wrong.map(({ line }) => line)).toEqual([]);
  });

  it('reach a provider by the registry of its stage alone', () => {
    const providerOf = (file: string): string | undefined => /^providers\/(\w+)\//.exec(file)?.[1];
    const around = inside.filter(({ from, to }) => {
      const provider = providerOf(to);
      return provider !== undefined && provider !== providerOf(from) && !/^providers\/\w+-registry\.ts$/.test(from);
    });
    expect(around.map(({ line }) => line)).toEqual([]);
  });

  it('name no type of provider outside of its folder and the registries', () => {
    const named = /'(?:proxmox|metal)'/;
    const namers = files.filter(
      (file) => !file.startsWith('providers/') && named.test(withoutComments(texts.get(file) as string)),
    );
    expect(namers).toEqual([]);
  });

  it('reach a layer by its registry alone, and what does work by that of its stage', () => {
    const around = inside.filter(({ from, to }) => {
      const [, folder, name] = /^(layers|work-kinds)\/([\w-]+)\/(?:plan|apply)\.ts$/.exec(to) ?? [];
      if (folder === undefined || from === `${folder}/plan-registry.ts` || from === `${folder}/apply-registry.ts`)
        return false;
      // Gates and facts of one kind are what its effect and its layer are about.
      return folder === 'layers' || (to.endsWith('/apply.ts') && !from.startsWith(`work-kinds/${name}/`));
    });
    expect(around.map(({ line }) => line)).toEqual([]);
  });

  it('no gate and no effect reads what people are shown', () => {
    const isJudge = (file: string): boolean => file.startsWith('work-kinds/') || file.startsWith('apply/');
    const isFormatter = (file: string): boolean =>
      /(?:^|\/)format-(?:text|json|change|machines|waiting|diff|moved)\.ts$/.test(file);
    expect(inside.filter(({ from, to }) => isJudge(from) && isFormatter(to)).map(({ line }) => line)).toEqual([]);
    expect(files.some(isFormatter)).toBe(true);
  });

  it('need every exception that the table makes', () => {
    const taken = new Set(
      inside.filter(({ isType }) => isType).map(({ from, to }) => `${stageOf(from)} ${stageOf(to)}`),
    );
    const unused = stages.flatMap(({ name, typesOf: others }) =>
      others.map((other) => `${name} ${other}`).filter((pair) => !taken.has(pair)),
    );
    expect(unused).toEqual([]);
  });

  it('make no cycle, also not of types', () => {
    const next = new Map<string, string[]>();
    for (const { from, to } of inside) next.set(from, [...(next.get(from) ?? []), to]);
    const done = new Set<string>();
    const cycle = (file: string, path: readonly string[]): readonly string[] | undefined => {
      if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
      if (done.has(file)) return undefined;
      for (const to of next.get(file) ?? []) {
        const found = cycle(to, [...path, file]);
        if (found !== undefined) return found;
      }
      done.add(file);
      return undefined;
    };
    expect(files.map((file) => cycle(file, [])).find((found) => found !== undefined)).toBeUndefined();
  });

  it('are held by lint in the same stages', () => {
    interface Config {
      readonly overrides: readonly { readonly files: readonly string[]; readonly rules: object }[];
    }
    const { overrides } = JSON.parse(readFileSync(join(root, '.oxlintrc.json'), 'utf8')) as Config;
    const core = overrides.find(({ rules }) => Object.hasOwn(rules, 'no-restricted-globals'));
    const ofProviders = ['model', 'emit', 'plan'].flatMap((stage) => [
      `src/providers/${stage}-registry.ts`,
      `src/providers/*/${stage}.ts`,
      `src/providers/*/${stage}/**`,
    ]);
    const ofPlan = ['layers', 'work-kinds'].flatMap((folder) => [
      `src/${folder}/plan-registry.ts`,
      `src/${folder}/*/plan.ts`,
    ]);
    expect(core?.files).toEqual([...[...pure].map((name) => `src/${name}/**`), ...ofProviders, ...ofPlan]);
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

describe('the stages', () => {
  it('are put together in the pipeline alone', () => {
    const stage = /\b(?:parseSources|resolveConfig|buildPlatform|emitArtifacts)\b/;
    const callers = imports.filter(({ from, line }) => stageOf(from) !== '' && stage.test(line));
    expect(callers.map(({ line }) => line)).toEqual([]);
    const own = imports.filter(({ from, line }) => stageOf(from) === '' && stage.test(line)).map(({ from }) => from);
    expect([...new Set(own)].sort()).toEqual(['compile.ts', 'resolve-platform.ts']);
  });
});

describe('the process', () => {
  it('is looked at by src/cli.ts alone, which hands on what it found: environment, directory, streams', () => {
    const named =
      /\bprocess\s*(?:\??\.\s*(?:env|cwd|argv|stdin|stdout|stderr|exitCode)\b|\[)|[{,]\s*env\b[^}]*\}\s*=\s*process\b/;
    expect(named.test('const { env } = process;') && named.test("process['env']")).toBe(true);
    const looks = files.filter((file) => file !== 'cli.ts' && named.test(withoutComments(texts.get(file) as string)));
    expect(looks).toEqual([]);
    expect(imports.filter(({ to }) => to === 'node:process' || to === 'process').map(({ line }) => line)).toEqual([]);
  });
});

/** The rows of the table whose first cell is a folder. */
function stagesOf(page: string): readonly Stage[] {
  const rows = [...page.matchAll(/^\| `([a-z]+)\/` \|(.+)\|$/gm)];
  return rows.map(([row, name = '', rest = '']) => {
    const [, isPure = '', others = ''] = rest.split('|').map((cell) => cell.trim());
    if (isPure !== 'yes' && isPure !== 'no') throw new Error(`docs/architecture.md: neither yes nor no: ${row}`);
    return {
      name,
      isPure: isPure === 'yes',
      typesOf: [...others.matchAll(/`([a-z]+)\/`/g)].map(([, other = '']) => other),
    };
  });
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[^]*?\*\/|\/\/.*$/gm, '');
}
