/** One run of one case: milliseconds of the clock and of the processors, peak memory in MiB. */
export interface Measured {
  readonly wall: number;
  readonly cpu: number;
  readonly rss: number;
}

export interface Report {
  readonly cases: ReadonlyMap<string, readonly Measured[]>;
  /** By clusters in each environment: what comes out. */
  readonly files: ReadonlyMap<number, { readonly count: number; readonly bytes: number }>;
  /** Files of the naive script that mean the same as InfraFlux' own. */
  readonly compared: number;
  readonly rounds: number;
  /** Of input that the user edits. */
  readonly lines: number;
  /** Of one component's values. */
  readonly linesOfFile: number;
  /** Clusters in each environment in the workload that the targets are for. */
  readonly main: number;
  readonly machine: string;
}

/** docs/performance.md. */
export function formatReport(report: Report): string {
  const { cases, files, main } = report;
  const of = (name: string): readonly Measured[] => cases.get(name) ?? [];
  const wall = (name: string): number => median(of(name).map((one) => one.wall));
  const cpu = (name: string): number => median(of(name).map((one) => one.cpu));
  const memory = (name: string): number => median(of(name).map((one) => one.rss));
  const row = (what: string, name: string, floor: string | undefined): string => {
    const walls = of(name).map((one) => one.wall);
    const ratio = floor === undefined ? '' : (wall(name) / wall(floor)).toFixed(2);
    const ratioCpu = floor === undefined ? '' : (cpu(name) / cpu(floor)).toFixed(2);
    const spread = `${ms(Math.min(...walls))}-${ms(Math.max(...walls))}`;
    return `| ${what} | ${ms(wall(name))} | ${spread} | ${ms(cpu(name))} | ${memory(name).toFixed(0)} | ${ratio} | ${ratioCpu} |`;
  };
  const target = (what: string, wanted: string, limit: number, value: number, digits = 2, unit = ''): string =>
    `| ${what} | ${wanted} | ${value.toFixed(digits)}${unit} | ${value <= limit ? 'yes' : '**no**'} |`;
  const count = (size: number): number => files.get(size)?.count ?? 0;
  const largest = Math.max(...files.keys());
  const perFile = (size: number, name: string): number => wall(name) / count(size);
  const growth = perFile(largest, `full ${largest}`) / perFile(main, 'full');
  const growthCpu = cpu(`full ${largest}`) / count(largest) / (cpu('full') / count(main));
  const total = files.get(main);
  return `# Performance

This page is written by \`npm run bench\`: one run, ${report.rounds} rounds, all cases by turns, medians. Measured on
${report.machine}. The machine may be shared with others, so look at the ratios: both sides of each were measured
side by side. CPU time is the steadier of the two.

## Workload

2 environments x ${main} clusters x 50 components of the user's own, from ${report.lines} lines of layered input
(\`bench/workload.ts\`). ${(2 * main * 50).toLocaleString('en')} files of Helm values come out, about ${report.linesOfFile} lines each; with an Application for each of them, and
Terraform, Talos patches and projects for 3 machines a cluster, that is ${count(main).toLocaleString('en')} files, ${((total?.bytes ?? 0) / 1e6).toFixed(1)} MB.

- **Floor**: Node starts, and writes the very same ${count(main).toLocaleString('en')} files to an empty directory, or reads and compares them
  (\`bench/floor.mjs\`).
- **Naive script**: \`yaml\` and Handlebars, no checks at all (\`bench/naive.mjs\`). It makes the values and the Applications of the 50
  components from the same templates: ${report.compared.toLocaleString('en')} files of values, which mean the same as InfraFlux' own, and an
  Application for each. Nothing for machines, no digests.

## Targets

| | target | reached | |
| --- | --- | --- | --- |
${target('full compile, over writing the same bytes', '<= 4', 4, wall('full') / wall('full floor'))}
${target('full compile, over the naive script', '<= 1', 1, wall('full') / wall('naive'))}
${target('nothing changed, over reading and comparing the same bytes', '<= 1.5', 1.5, wall('unchanged') / wall('compare floor'))}
${target('one value changed in one cluster, over writing the same bytes', '<= 2.5', 2.5, wall('edit') / wall('full floor'))}
${target(`time for a file at ${largest} clusters, over that at ${main} (1 is linear)`, '<= 1.05', 1.05, growth)}
${target('peak memory of a full compile', '<= 250 MB', 250, memory('full'), 0, ' MB')}
${target("`validate` of this repository's platform, over `node -e 0`", '<= 2.5', 2.5, wall('validate') / wall('node'))}

In CPU time: full compile ${(cpu('full') / cpu('full floor')).toFixed(2)} x floor and ${(cpu('full') / cpu('naive')).toFixed(2)} x the naive script; nothing changed
${(cpu('unchanged') / cpu('compare floor')).toFixed(2)} x; one value changed ${(cpu('edit') / cpu('full floor')).toFixed(2)} x (over reading and comparing alone: ${(wall('edit') / wall('compare floor')).toFixed(2)} x of the clock,
${(cpu('edit') / cpu('compare floor')).toFixed(2)} x of CPU); growth ${growthCpu.toFixed(2)}; \`validate\` ${(cpu('validate') / cpu('node')).toFixed(2)} x.

## Measured

Milliseconds; memory in MiB. The last two columns are over the floor named above, of the clock and of CPU.

| case | median | spread | CPU | peak memory | x floor | x floor, CPU |
| --- | --- | --- | --- | --- | --- | --- |
${row('floor: write', 'full floor', undefined)}
${row('floor: read and compare', 'compare floor', undefined)}
${row('naive script', 'naive', 'full floor')}
${row('full compile, empty directory, no cache', 'full', 'full floor')}
${row('nothing changed', 'unchanged', 'compare floor')}
${row('nothing changed, no cache', 'unchanged, no cache', 'compare floor')}
${row('one value changed in one cluster', 'edit', 'full floor')}
${[...files.keys()]
  .filter((size) => size !== main)
  .flatMap((size) => [
    row(`floor: write, ${size} clusters (${count(size).toLocaleString('en')} files)`, `full ${size} floor`, undefined),
    row(`full compile, ${size} clusters`, `full ${size}`, `full ${size} floor`),
  ])
  .join('\n')}
${row('`node -e 0`', 'node', undefined)}
${row('`infraflux validate`', 'validate', 'node')}

${notes}`;
}

const notes = `## What makes it fast

- A template is read as YAML once for each way through its conditions; then only the values differ
  (\`emit/templates/template-shape.ts\`). Reading back every rendering was a third of a full compile.
- \`.infraflux/cache/\` holds digests: of the last run's input and output, and of each cluster's facts and files. With the same
  input, a compile reads out/, hashes it and is done, without loading the compiler. After an edit, clusters whose facts are
  the same are taken from out/ itself. It may be deleted at any time, and \`--no-cache\` ignores it; \`test/commands/cache.test.ts\`
  compares both ways after any sequence of edits.
- Files that did not change are hard links in the fresh tree, so a swap writes only what changed.
- Schemas are compiled to code by the build; only components that the build did not know are compiled at run time.

## Where the time goes

Shares of a profile, without what other programs on the machine take.

- **Full compile.** A third is the file system: making directories and files, as the floor does. A fifth is reading the input as YAML with
  positions and the catalog, a tenth each folding and checking 40 clusters, compiling the schemas of 50 components that the
  build never saw (a platform of built-in components has none), and rendering; less for Terraform and for \`inputs.json\`. A tenth
  and more is collecting garbage. The naive script only parses, renders and writes, and not the 900 files of the machines.
- **One value changed.** A third is reading and checking the whole input, as ever: another cluster may now collide. A quarter is the
  fresh tree: a hard link for each file, a directory for each directory, and the old tree taken away. That is the price of
  an output that is never half written; on a busy disk it is the larger half. A tenth each goes to the one cluster, to looking at the
  files of the others, and to \`inputs.json\`.
- **\`validate\`.** A fifth each: starting Node, loading the compiler, reading the built-in blueprints (13 files of YAML with positions), and the
  platform itself with code that nothing has warmed up. Node keeps no compiled code between runs before version 22.
`;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

function ms(value: number): string {
  return value.toFixed(0);
}
