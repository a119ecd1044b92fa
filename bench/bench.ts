// How fast InfraFlux is, against the least that any program could take and against a script without checks. All in one
// run, the cases by turns, so that whatever else the machine does meets each alike. Writes docs/performance.md.
//
//   npm run bench [-- ROUNDS]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { load } from 'js-yaml';
import { formatReport, type Measured, type Report } from './report.ts';
import { componentCount, edit, environmentNames, writeWorkload } from './workload.ts';

const repository = resolve('.');
const cli = join(repository, 'dist/cli.js');
if (!existsSync(cli)) throw new Error('dist/cli.js is not there: npm run build');
const rounds = Number(process.argv[2] ?? 5);
const sizes = [5, 20, 80];
const main = 20;
const work = mkdtempSync(join(tmpdir(), 'infraflux-bench-'));

interface Case {
  readonly name: string;
  readonly prepare?: () => void;
  readonly args: readonly string[];
  readonly cwd: string;
}

try {
  writeFileSync(join(repository, 'docs/performance.md'), formatReport(measure()));
  process.stdout.write('Wrote docs/performance.md.\n');
} finally {
  rmSync(work, { recursive: true });
}

function measure(): Report {
  const files = new Map<number, { readonly count: number; readonly bytes: number }>();
  for (const size of sizes) {
    const root = rootOf(size);
    writeWorkload(root, size);
    // The first hands out addresses, the second leaves what the third may remember.
    for (let i = 0; i < 2; i += 1) run({ name: 'preparation', args: [cli, 'compile'], cwd: root });
    run({ name: 'preparation', args: ['bench/floor.mjs', 'pack', join(root, 'out'), packOf(size)], cwd: repository });
    const index = JSON.parse(readFileSync(`${packOf(size)}.index`, 'utf8')) as readonly [string, number][];
    files.set(size, { count: index.length, bytes: index.reduce((sum, [, length]) => sum + length, 0) });
  }
  const naive = join(work, 'naive');
  run({ name: 'preparation', args: ['bench/naive.mjs', rootOf(main), naive], cwd: repository });
  const compared = compareWithNaive(join(rootOf(main), 'out'), naive);

  const cases = new Map<string, Measured[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const one of casesOf(round)) {
      one.prepare?.();
      cases.set(one.name, [...(cases.get(one.name) ?? []), run(one)]);
    }
  }
  return {
    cases,
    files,
    compared,
    rounds,
    lines: linesOf(rootOf(main)),
    linesOfFile:
      readFileSync(join(rootOf(main), 'out/prod/platform/prod-01/service-01/values.yaml'), 'utf8').split('\n').length -
      1,
    main,
    machine: `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release().split('.').slice(0, 2).join('.')}, Node ${process.versions.node}`,
  };
}

/** In an order in which no case leaves behind what would help or hinder the next. */
function casesOf(round: number): readonly Case[] {
  const full = (size: number, name: string): readonly Case[] => {
    const [floor, out] = [`floor-${size}`, `compiled-${size}`].map((name) => join(work, name)) as [string, string];
    const remove = (path: string) => (): void => rmSync(path, { recursive: true, force: true });
    return [
      {
        name: `${name} floor`,
        prepare: remove(floor),
        args: ['bench/floor.mjs', 'write', packOf(size), floor],
        cwd: repository,
      },
      { name, prepare: remove(out), args: [cli, 'compile', '--no-cache', '--out', out], cwd: rootOf(size) },
    ];
  };
  const root = rootOf(main);
  const naiveOut = join(work, 'naive');
  const overlay = join(root, edit.file);
  return [
    { name: 'node', args: ['-e', '0'], cwd: repository },
    { name: 'validate', args: [cli, 'validate'], cwd: repository },
    ...full(main, 'full'),
    {
      name: 'naive',
      prepare: () => rmSync(naiveOut, { recursive: true, force: true }),
      args: ['bench/naive.mjs', root, naiveOut],
      cwd: repository,
    },
    { name: 'node', args: ['-e', '0'], cwd: repository },
    { name: 'validate', args: [cli, 'validate'], cwd: repository },
    {
      name: 'compare floor',
      args: ['bench/floor.mjs', 'compare', packOf(main), join(work, `floor-${main}`)],
      cwd: repository,
    },
    {
      name: 'unchanged',
      prepare: () => run({ name: 'warm', args: [cli, 'compile'], cwd: root }),
      args: [cli, 'compile'],
      cwd: root,
    },
    { name: 'unchanged, no cache', args: [cli, 'compile', '--no-cache'], cwd: root },
    {
      name: 'edit',
      prepare: () =>
        writeFileSync(overlay, readFileSync(overlay, 'utf8').replace(/channel: edited-\d+/, edit.to(round + 1))),
      args: [cli, 'compile'],
      cwd: root,
    },
    ...sizes.filter((size) => size !== main).flatMap((size) => full(size, `full ${size}`)),
  ];
}

function run({ name, args, cwd }: Case): Measured {
  const started = performance.now();
  const child = spawnSync(process.execPath, ['--require', join(repository, 'bench/usage.cjs'), ...args], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const wall = performance.now() - started;
  if (child.status !== 0) throw new Error(`${name}: ${args.join(' ')}: ${String(child.stderr)}`);
  const used = JSON.parse(String(child.output[3])) as { readonly cpu: number; readonly rss: number };
  return { wall, ...used };
}

/** What the script makes must mean the same as what InfraFlux makes, or it would be no measure. */
function compareWithNaive(out: string, naive: string): number {
  let compared = 0;
  for (const environment of environmentNames) {
    for (const cluster of readdirSync(join(naive, environment, 'platform'))) {
      const folder = join(environment, 'platform', cluster);
      const names = readdirSync(join(naive, folder)).filter((name) => name !== 'applications');
      if (names.length !== componentCount) throw new Error(`${folder}: ${names.length} components`);
      for (const path of names.map((name) => join(name, 'values.yaml'))) {
        const [ours, theirs] = [out, naive].map((base) => load(readFileSync(join(base, folder, path), 'utf8')));
        if (!isDeepStrictEqual(ours, theirs)) throw new Error(`${folder}/${path}: the script gives something else`);
        compared += 1;
      }
    }
  }
  return compared;
}

function linesOf(root: string): number {
  const inputs = ['infraflux.yaml', ...environmentNames.map((name) => `environments/${name}.yaml`)];
  return inputs.reduce((sum, path) => sum + readFileSync(join(root, path), 'utf8').split('\n').length - 1, 0);
}

function rootOf(size: number): string {
  return join(work, `clusters-${size}`);
}

function packOf(size: number): string {
  return join(work, `${size}.pack`);
}
