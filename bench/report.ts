import { median, type Pair, type Quantity, ratios, ratiosOf, type Rounds, steadiness, withSpread } from './measured.ts';

export interface Report {
  readonly rounds: Rounds;
  /** By clusters in each environment: what comes out. */
  readonly files: ReadonlyMap<number, { readonly count: number; readonly bytes: number }>;
  /** Files of the naive script that mean the same as InfraFlux' own. */
  readonly compared: number;
  /** What the file system is that all was written to. */
  readonly workplace: string;
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
  const { rounds, files, main } = report;
  const pairs = (name: string): readonly Pair[] => rounds.get(name) ?? [];
  const over = (name: string, quantity: Quantity): readonly number[] => ratios(pairs(name), quantity);
  const overNaive = (quantity: Quantity): readonly number[] => ratiosOf(pairs('full'), pairs('naive'), quantity);
  const memory = (name: string): readonly number[] => pairs(name).map(({ run }) => run.rss);
  const row = (what: string, name: string): string => {
    const taken = (quantity: Quantity): string =>
      withSpread(
        pairs(name).map(({ run }) => run[quantity]),
        0,
      );
    return `| ${what} | ${taken('wall')} | ${taken('cpu')} | ${median(memory(name)).toFixed(0)} | ${withSpread(over(name, 'wall'), 2)} | ${withSpread(over(name, 'cpu'), 2)} |`;
  };
  const floorRow = (what: string, names: readonly string[]): string => {
    const floors = names.flatMap((name) => pairs(name).flatMap(({ floor }) => (floor === undefined ? [] : [floor])));
    const taken = (quantity: Quantity): string =>
      withSpread(
        floors.map((floor) => floor[quantity]),
        0,
      );
    return `| floor: ${what} | ${taken('wall')} | ${taken('cpu')} | ${median(floors.map(({ rss }) => rss)).toFixed(0)} | | |`;
  };
  const target = (what: string, wanted: string, limit: number, values: readonly number[], unit = ''): string =>
    `| ${what} | ${wanted} | ${withSpread(values, unit === '' ? 2 : 0)}${unit} | ${median(values) <= limit ? 'yes' : '**no**'} |`;
  const count = (size: number): number => files.get(size)?.count ?? 0;
  const largest = Math.max(...files.keys());
  const growth = (quantity: Quantity): readonly number[] =>
    ratiosOf(pairs(`full ${largest}`), pairs('full'), quantity).map((ratio) => (ratio * count(main)) / count(largest));
  const total = files.get(main);
  return `# Performance

This page is written by \`npm run bench\`: one run, ${pairs('full').length} rounds, all cases by turns. Measured on ${report.machine}. Everything was
written to ${report.workplace}; no folder was used twice, and none deleted before the end.

Each case was run right after its floor, which does the same work each time, and is compared with that one alone. The middle of all rounds
is shown, with the least and the most in brackets. Had a floor moved by more than ${steadiness * 100} %, of the clock or of CPU time, there would be no page.

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
${target('full compile, over writing the same bytes', '<= 4', 4, over('full', 'wall'))}
${target('full compile, over the naive script', '<= 1', 1, overNaive('wall'))}
${target('nothing changed, over reading and comparing the same bytes', '<= 1.5', 1.5, over('unchanged', 'wall'))}
${target('one value changed in one cluster, over writing the same bytes', '<= 2.5', 2.5, over('edit', 'wall'))}
${target(`time for a file at ${largest} clusters, over that at ${main} (1 is linear)`, '<= 1.05', 1.05, growth('wall'))}
${target('peak memory of a full compile', '<= 250 MB', 250, memory('full'), ' MB')}
${target("`validate` of this repository's platform, over `node -e 0`", '<= 2.5', 2.5, over('validate', 'wall'))}

In CPU time: full compile ${withSpread(over('full', 'cpu'), 2)} x floor and ${withSpread(overNaive('cpu'), 2)} x the naive script; nothing changed
${withSpread(over('unchanged', 'cpu'), 2)} x; one value changed ${withSpread(over('edit', 'cpu'), 2)} x; growth ${withSpread(growth('cpu'), 2)}; \`validate\`
${withSpread(over('validate', 'cpu'), 2)} x.

## Measured

Milliseconds; memory in MiB. The last two columns are over the floor of the same round.

| case | clock | CPU | peak memory | x floor, clock | x floor, CPU |
| --- | --- | --- | --- | --- | --- |
${floorRow('write', ['full', 'naive', 'edit'])}
${row('naive script', 'naive')}
${row('full compile, empty directory, no cache', 'full')}
${row('one value changed in one cluster', 'edit')}
${floorRow('read and compare', ['unchanged', 'unchanged, no cache'])}
${row('nothing changed', 'unchanged')}
${row('nothing changed, no cache', 'unchanged, no cache')}
${[...files.keys()]
  .filter((size) => size !== main)
  .flatMap((size) => [
    floorRow(`write, ${size} clusters (${count(size).toLocaleString('en')} files)`, [`full ${size}`]),
    row(`full compile, ${size} clusters`, `full ${size}`),
  ])
  .join('\n')}
${floorRow('`node -e 0`', ['validate'])}
${row('`infraflux validate`', 'validate')}

${notes}`;
}

const notes = `## What makes it fast

- A template is read as YAML once for each way through its conditions; then only the values differ
  (\`emit/templates/template-shape.ts\`). Reading back every rendering was a third of a full compile.
- The cache in the state directory holds digests: of the last run's input and output, and of each cluster's facts and files. With the same
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
