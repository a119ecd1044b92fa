// How fast InfraFlux is, against the least that any program could take and against a script without checks. All in one run, the
// cases by turns, each right after its floor. Writes docs/performance.md, but only when the floors say that the numbers mean something.
//
//   npm run bench [-- ROUNDS]
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { load } from 'js-yaml';
import { type Measured, type Pair, unsteadyFloors } from './measured.ts';
import { formatReport, type Report } from './report.ts';
import { componentCount, edit, environmentNames, writeWorkload } from './workload.ts';
import { makeWorkplace } from './workplace.ts';

const repository = resolve('.');
const cli = join(repository, 'dist/cli.js');
if (!existsSync(cli)) throw new Error('dist/cli.js is not there: npm run build');
const rounds = Number(process.argv[2] ?? 7);
const sizes = [5, 20, 80];
const main = 20;
const workplace = makeWorkplace();
const work = workplace.path;

interface Command {
  readonly args: readonly string[];
  readonly cwd: string;
}

interface Case extends Command {
  readonly name: string;
  readonly prepare?: () => void;
  /** What is run right before, and compared with. */
  readonly floor?: Command;
}

try {
  const report = measure();
  const unsteady = unsteadyFloors(report.rounds);
  if (unsteady.length > 0) {
    process.stderr.write(
      `docs/performance.md is not written: the machine did not take the same time for the same work.\n${unsteady.map((line) => `  ${line}\n`).join('')}Run it again when nothing else runs.\n`,
    );
    process.exitCode = 1;
  } else {
    writeFileSync(join(repository, 'docs/performance.md'), formatReport(report));
    process.stdout.write('Wrote docs/performance.md.\n');
  }
} finally {
  // Only now: what is deleted while something is measured costs what is written after it.
  rmSync(work, { recursive: true });
}

function measure(): Report {
  const files = new Map<number, { readonly count: number; readonly bytes: number }>();
  for (const size of sizes) {
    const root = rootOf(size);
    writeWorkload(root, size);
    // The first hands out addresses, the second leaves what the third may remember.
    for (let i = 0; i < 2; i += 1) run({ args: [cli, 'compile'], cwd: root });
    run({ args: ['bench/floor.mjs', 'pack', join(root, 'out'), packOf(size)], cwd: repository });
    const index = JSON.parse(readFileSync(`${packOf(size)}.index`, 'utf8')) as readonly [string, number][];
    files.set(size, { count: index.length, bytes: index.reduce((sum, [, length]) => sum + length, 0) });
  }
  const naive = join(work, 'naive');
  run({ args: ['bench/naive.mjs', rootOf(main), naive], cwd: repository });
  const compared = compareWithNaive(join(rootOf(main), 'out'), naive);

  const measured = new Map<string, Pair[]>();
  // The first round warms the caches of the system, and does not count.
  for (let round = 0; round <= rounds; round += 1) {
    for (const each of casesOf(round)) {
      each.prepare?.();
      const floor = each.floor === undefined ? undefined : run(each.floor);
      const pair: Pair = { floor, run: run(each) };
      if (round > 0) measured.set(each.name, [...(measured.get(each.name) ?? []), pair]);
    }
  }
  return {
    rounds: measured,
    files,
    compared,
    workplace: workplace.kind,
    lines: linesOf(rootOf(main)),
    linesOfFile:
      readFileSync(join(rootOf(main), 'out/prod/platform/prod-01/service-01/values.yaml'), 'utf8').split('\n').length -
      1,
    main,
    machine: `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release().split('.').slice(0, 2).join('.')}, Node ${process.versions.node}`,
  };
}

/** In an order in which no case leaves behind what would help or hinder the next. Each writes into folders of its own. */
function casesOf(round: number): readonly Case[] {
  let folders = 0;
  const fresh = (): string => join(work, `round-${round}`, String((folders += 1)));
  const writing = (size: number): Command => ({
    args: ['bench/floor.mjs', 'write', packOf(size), fresh()],
    cwd: repository,
  });
  const full = (size: number, name: string): Case => ({
    name,
    floor: writing(size),
    args: [cli, 'compile', '--no-cache', '--out', fresh()],
    cwd: rootOf(size),
  });
  const root = rootOf(main);
  const overlay = join(root, edit.file);
  const comparing: Command = {
    args: ['bench/floor.mjs', 'compare', packOf(main), join(work, 'compared')],
    cwd: repository,
  };
  if (!existsSync(join(work, 'compared'))) {
    run({ args: ['bench/floor.mjs', 'write', packOf(main), join(work, 'compared')], cwd: repository });
  }
  return [
    { name: 'validate', floor: { args: ['-e', '0'], cwd: repository }, args: [cli, 'validate'], cwd: repository },
    full(main, 'full'),
    { name: 'naive', floor: writing(main), args: ['bench/naive.mjs', root, fresh()], cwd: repository },
    {
      name: 'unchanged',
      prepare: () => void run({ args: [cli, 'compile'], cwd: root }),
      floor: comparing,
      args: [cli, 'compile'],
      cwd: root,
    },
    { name: 'unchanged, no cache', floor: comparing, args: [cli, 'compile', '--no-cache'], cwd: root },
    {
      name: 'edit',
      prepare: () =>
        writeFileSync(overlay, readFileSync(overlay, 'utf8').replace(/channel: edited-\d+/, edit.to(round + 1))),
      floor: writing(main),
      args: [cli, 'compile'],
      cwd: root,
    },
    ...sizes.filter((size) => size !== main).map((size) => full(size, `full ${size}`)),
  ];
}

function run({ args, cwd }: Command): Measured {
  const started = performance.now();
  const child = spawnSync(process.execPath, ['--require', join(repository, 'bench/usage.cjs'), ...args], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const wall = performance.now() - started;
  if (child.status !== 0) throw new Error(`${args.join(' ')}: ${String(child.stderr)}`);
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
