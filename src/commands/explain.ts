import { explainValue, formatExplained, formatUnknown, type NodeTrees } from '../config/explain-value.ts';
import type { Saying } from '../config/folded.ts';
import { hasErrors, type Span } from '../diagnostics/diagnostic.ts';
import { explainCode, isDiagnosticCode } from '../diagnostics/document.ts';
import { type Place, placesOf } from '../diagnostics/places.ts';
import { printYaml, type YamlValue } from '../emit/yaml/print-yaml.ts';
import { clusterForm } from '../model/cluster-form.ts';
import { parseLeafPath } from '../plan/leaf-path.ts';
import { explainCompiledLine } from './explain-line.ts';
import { type Loaded, load } from './load.ts';
import type { CommonOptions, ExitCode, Terminal } from './options.ts';
import { report } from './report.ts';

/**
 * Where something comes from: `prod.main.pools.workers.memory` (a value), `prod.main` (a whole cluster, resolved),
 * `out/prod/terraform/main/main.tf:57` (a compiled line), `address/in-use` (a diagnostic).
 */
export async function explain(options: CommonOptions, what: string, terminal: Terminal): Promise<ExitCode> {
  if (isDiagnosticCode(what) || /^[a-z]+\/[a-z0-9-]+$/.test(what)) {
    terminal.out(
      options.json ? `${JSON.stringify({ code: what, text: explainCode(what) }, null, 2)}\n` : explainCode(what),
    );
    return isDiagnosticCode(what) ? 0 : 1;
  }
  const loaded = await load(options, terminal);
  if (loaded.config === undefined) {
    const reported = report(loaded, loaded.diagnostics, options, terminal);
    if (options.json) terminal.out(`${JSON.stringify(reported.json, null, 2)}\n`);
    return 1;
  }
  const line = /^(.+):(\d+)$/.exec(what);
  if (line?.[1] !== undefined && line[2] !== undefined && line[1].includes('/')) {
    return explainLine(loaded, options, line[1], Number(line[2]), terminal);
  }
  return explainPath(loaded, options, what, terminal);
}

function explainPath(loaded: Loaded, options: CommonOptions, what: string, terminal: Terminal): ExitCode {
  const { config, platform } = loaded;
  if (config === undefined) return 1;
  const [environmentName, clusterName, ...rest] = parseLeafPath(what);
  const environment = platform?.environments.find((one) => one.name === environmentName);
  const cluster = environment?.clusters.find((one) => one.name === clusterName);
  if (cluster !== undefined && rest.length === 0) {
    const resolved = JSON.parse(JSON.stringify(clusterForm(cluster))) as YamlValue;
    terminal.out(options.json ? `${JSON.stringify(resolved, null, 2)}\n` : printYaml(resolved));
    return 0;
  }
  const nodeTrees: NodeTrees = (inEnvironment, inCluster) => {
    const found = platform?.environments
      .find((one) => one.name === inEnvironment)
      ?.clusters.find((one) => one.name === inCluster);
    return found === undefined ? undefined : new Map(found.nodes.map((node) => [node.name, node.tree]));
  };
  const explained = explainValue(config, what, nodeTrees);
  if (explained.kind === 'unknown') {
    terminal.progress(`${formatUnknown(explained)}\n`);
    return 1;
  }
  const placeOf = placePrinter(loaded);
  const sayings = explained.sayings.map((saying) => ({ ...describe(saying), ...jsonPlace(placeOf(saying.span)) }));
  if (options.json)
    terminal.out(`${JSON.stringify({ path: explained.path, value: explained.value ?? null, sayings }, null, 2)}\n`);
  else terminal.out(formatExplained(explained, (saying) => printPlace(placeOf(saying.span), saying.layer)));
  if (hasErrors(loaded.diagnostics) && !options.json) {
    terminal.progress('The configuration has errors; infraflux validate lists them.\n');
  }
  return 0;
}

async function explainLine(
  loaded: Loaded,
  options: CommonOptions,
  path: string,
  line: number,
  terminal: Terminal,
): Promise<ExitCode> {
  const { platform, catalog, config } = loaded;
  if (platform === undefined || catalog === undefined || config === undefined) {
    report(loaded, loaded.diagnostics, options, terminal);
    return 1;
  }
  const prefix = `${options.out.replace(/\/+$/, '')}/`;
  const file = path.startsWith(prefix) ? path.slice(prefix.length) : path;
  const answer = await explainCompiledLine(platform, config, catalog, file, line);
  if (answer.kind !== 'line') {
    const lines = answer.kind === 'no-line' ? `${path} has ${answer.lines} lines` : undefined;
    terminal.progress(`${lines ?? `${path} is not compiled from this configuration`}\n`);
    return 1;
  }
  const { text, template, span, values } = answer.explained;
  const placeOf = placePrinter(loaded);
  const rows = values.map(({ path: of, saying }) => ({ path: of, place: placeOf(saying?.span), layer: saying?.layer }));
  if (options.json) {
    const laidOut = span === undefined ? { ...jsonPlace(undefined), file: template ?? null } : jsonPlace(placeOf(span));
    const from = rows.map((row) => ({ path: row.path, ...jsonPlace(row.place) }));
    terminal.out(`${JSON.stringify({ file: path, line, text, template: laidOut, values: from }, null, 2)}\n`);
    return 0;
  }
  terminal.out(`${text}\n`);
  const laidOut = span === undefined ? template?.replace(/^infraflux:/, '') : printPlace(placeOf(span), undefined);
  if (laidOut !== undefined) terminal.out(`  laid out by  ${laidOut}\n`);
  const width = Math.max(0, ...rows.map((row) => row.path.length));
  for (const row of rows) {
    terminal.out(`  depends on   ${row.path.padEnd(width)}  ${printPlace(row.place, row.layer)}\n`);
  }
  if (rows.length === 0)
    terminal.out('  depends on no value of the input: it is the same for every platform like this\n');
  return 0;
}

function placePrinter(loaded: Loaded): (span: Span | undefined) => Place | undefined {
  const placeOf = placesOf((file) => loaded.texts.get(file));
  return (span) => (span === undefined ? undefined : placeOf(span));
}

function printPlace(place: Place | undefined, layer: Saying['layer'] | undefined): string {
  if (place === undefined)
    return layer === 'schema' ? '(default)' : layer === undefined ? '(worked out)' : `(${layer})`;
  const file = place.file.replace(/^infraflux:/, '');
  return place.line === undefined ? file : `${file}:${place.line}:${place.column}`;
}

function jsonPlace(place: Place | undefined): Record<string, unknown> {
  return { file: place?.file ?? null, line: place?.line ?? null, column: place?.column ?? null };
}

function describe(saying: Saying): Record<string, unknown> {
  return { layer: saying.layer, path: saying.path.join('.'), value: saying.value };
}
