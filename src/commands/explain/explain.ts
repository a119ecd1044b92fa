import { isAbsolute, relative, resolve, sep } from 'node:path';
import { explainValue, formatExplained, formatUnknown, type NodeTrees } from '../../config/explain-value.ts';
import type { Provenance } from '../../config/provenance.ts';
import { formatPath } from '../../config/format-path.ts';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import { hasErrors, type Span } from '../../diagnostics/diagnostic.ts';
import { closest } from '../../diagnostics/did-you-mean.ts';
import { explainCode, isDiagnosticCode } from '../../diagnostics/document.ts';
import { type Place, placesOf } from '../../diagnostics/places.ts';
import { printYaml, type YamlValue } from '../../emit/yaml/print-yaml.ts';
import { configPath, type Json } from '../../source/tree.ts';
import { diskLayoutsAt, formatDiskLayouts } from './disk-layouts.ts';
import { explainCompiledLine } from './compiled-line.ts';
import { pathOfLine, pathsOfName } from './short-name.ts';
import { askedPath, computedValue, computedKeys } from './computed-value.ts';
import { shownSpan } from '../input/file-names.ts';
import { type Loaded, load } from '../input/load.ts';
import type { ConfigOption, OutputOption, PrintOptions } from '../terminal/options.ts';
import type { ExitCode, Terminal } from '../terminal/terminal.ts';
import { report } from '../terminal/report.ts';

type ExplainOptions = ConfigOption & OutputOption & PrintOptions;

/**
 * Where something comes from: `prod.main.pools.workers.memory` (a value), `prod.main` (a whole cluster, resolved),
 * `out/prod/terraform/main/main.tf:57` (a compiled line), `address/in-use` (a diagnostic).
 */
export async function explain(options: ExplainOptions, what: string, terminal: Terminal): Promise<ExitCode> {
  if (isDiagnosticCode(what)) {
    const text = explainCode(what);
    terminal.out(options.json === true ? `${JSON.stringify({ diagnostics: [], code: what, text }, null, 2)}\n` : text);
    return 0;
  }
  const loaded = await load(options, terminal);
  if (loaded.config === undefined) {
    const reported = report(loaded, loaded.diagnostics, options, terminal);
    if (options.json === true) terminal.out(`${JSON.stringify(reported.json, null, 2)}\n`);
    return 1;
  }
  const line = /^(.+):(\d+)$/.exec(what);
  if (line?.[1] !== undefined && line[2] !== undefined) {
    const input = inputFile(loaded, line[1]);
    const text = loaded.texts.get(input);
    if (text !== undefined && !line[1].endsWith('.lock')) {
      const path = pathOfLine(loaded.config, input, text, Number(line[2]));
      if (path !== undefined) return explainPath(loaded, options, formatPath(path), terminal);
      const help = 'name a line with a key, or a path, as in dev.main.controlPlane.memory';
      return refuse(loaded, options, terminal, `${what} sets no value`, help);
    }
    return explainLine(loaded, options, line[1], Number(line[2]), terminal);
  }
  const isOwn =
    loaded.config.environments.some(({ name }) => name === what) || loaded.config.rootTree.entries.has(what);
  return isOwn ? explainPath(loaded, options, what, terminal) : explainName(loaded, options, what, terminal);
}

/** A component, node or pool by its name alone, wherever clusters have it; else a whole path. */
function explainName(loaded: Loaded, options: ExplainOptions, what: string, terminal: Terminal): ExitCode {
  const paths = /[.[]/.test(what) ? [] : pathsOfName(loaded, what).map((path) => formatPath(path));
  if (paths.length > 1 && options.json === true) {
    const help = `name one: ${paths.join(', ')}`;
    return refuse(loaded, options, terminal, `${what} is in ${paths.length} places`, help);
  }
  if (paths.length > 1) {
    for (const path of paths) {
      terminal.out(`# ${path}\n`);
      explainPath(loaded, options, path, terminal);
    }
    return 0;
  }
  const [only] = paths;
  if (only === undefined && loaded.catalog?.components.has(what) === true) {
    const help = `enable it: platform: {${what}: {}}`;
    return refuse(loaded, options, terminal, `no cluster has the component ${what}`, help);
  }
  return explainPath(loaded, options, only ?? what, terminal);
}

/** An input file as spans name it: the configuration is infraflux.yaml, whatever it is called. */
function inputFile({ configFile }: Loaded, path: string): string {
  const plain = path.replace(/^\.\//, '');
  return plain === configFile ? configPath : plain;
}

function explainPath(loaded: Loaded, options: ExplainOptions, what: string, terminal: Terminal): ExitCode {
  const { config, platform } = loaded;
  if (config === undefined) return 1;
  const path = askedPath(what);
  if (path === undefined) {
    const help = 'quote keys that have dots or slashes: dev.main.nodes["main-cp-1"].labels["example.org/rack"]';
    return refuse(loaded, options, terminal, `"${what}" is not a valid path`, help);
  }
  const layouts =
    platform === undefined || loaded.catalog === undefined ? undefined : diskLayoutsAt(platform, loaded.catalog, path);
  if (layouts !== undefined) {
    if (options.json === true) printJson(loaded, options, terminal, { path: formatPath(path), layouts });
    else terminal.out(formatDiskLayouts(layouts));
    return 0;
  }
  const resolved = platform === undefined || path.length < 2 ? undefined : computedValue(platform, path);
  const isCluster = resolved !== undefined && path.length === 2;
  const nodeTrees: NodeTrees = (inEnvironment, inCluster) => {
    const found = platform?.environments
      .find((environment) => environment.name === inEnvironment)
      ?.clusters.find((cluster) => cluster.name === inCluster);
    return found === undefined ? undefined : new Map(found.nodes.map((node) => [node.name, node.tree]));
  };
  const placeOf = placePrinter(loaded);
  const explained = explainValue(config, formatPath(path), nodeTrees);
  if (isCluster || (explained.kind === 'unknown' && resolved !== undefined)) {
    const { value, line } = resolved;
    const place = placeOf(line?.span);
    const how = line === undefined ? 'computed' : place === undefined ? 'allocated at the next compile' : 'allocated';
    const provenances = isCluster ? [] : [{ layer: how, ...jsonPlace(place) }];
    if (options.json === true) printJson(loaded, options, terminal, { path: formatPath(path), value, provenances });
    else {
      terminal.out(printValue(value));
      if (!isCluster)
        terminal.out(place === undefined ? `  (${how})\n` : `  ${printPlace(place, undefined)}    ${how}\n`);
    }
    return 0;
  }
  if (explained.kind === 'unknown') {
    const reached = askedPath(explained.path) ?? [];
    const known = [...new Set([...explained.known, ...(platform ? computedKeys(platform, reached) : [])])].sort();
    const meant = closest(explained.key, known);
    if (/^[a-z]+\/[a-z0-9-]+$/.test(what)) {
      const [message = '', help] = explainCode(what).trimEnd().split(': ');
      return refuse(loaded, options, terminal, message, help);
    }
    const isFile = what.includes('/') || what === loaded.configFile;
    const [message = '', help] = formatUnknown({ ...explained, meant, known }).split('; ');
    return refuse(loaded, options, terminal, message, isFile ? `name a line of a file: ${what}:1` : help);
  }
  const provenances = explained.provenances.map((saying) => ({
    ...describe(saying),
    ...jsonPlace(placeOf(saying.span)),
  }));
  if (options.json === true) {
    printJson(loaded, options, terminal, { path: explained.path, value: explained.value ?? null, provenances });
    return 0;
  }
  terminal.out(formatExplained(explained, (saying) => printPlace(placeOf(saying.span), saying.layer), printValue));
  if (hasErrors(loaded.diagnostics)) {
    terminal.progress('The configuration has errors; infraflux validate lists them.\n');
  }
  return 0;
}

async function explainLine(
  loaded: Loaded,
  options: ExplainOptions,
  path: string,
  line: number,
  terminal: Terminal,
): Promise<ExitCode> {
  const { platform, catalog, config } = loaded;
  if (platform === undefined || catalog === undefined || config === undefined) {
    const reported = report(loaded, loaded.diagnostics, options, terminal);
    if (options.json === true) terminal.out(`${JSON.stringify(reported.json, null, 2)}\n`);
    return 1;
  }
  const answer = await explainCompiledLine(
    platform,
    config,
    catalog,
    compiledFile(loaded, options, path, terminal),
    line,
  );
  if (answer.kind === 'no-line') {
    return refuse(loaded, options, terminal, `${path} has no line ${line}`, `its last line is ${answer.lines}`);
  }
  if (answer.kind === 'no-file') {
    const help = `compiled files are in ${options.out}/; for a value of the input, name its path, as in dev.main`;
    return refuse(loaded, options, terminal, `${path} is not compiled from this configuration`, help);
  }
  const { text, template, span, values } = answer.explained;
  const placeOf = placePrinter(loaded);
  const rows = values.map(({ path: of, saying }) => ({ path: of, place: placeOf(saying?.span), layer: saying?.layer }));
  if (options.json === true) {
    const laidOut = span === undefined ? { ...jsonPlace(undefined), file: template ?? null } : jsonPlace(placeOf(span));
    const from = rows.map((row) => ({ path: row.path, ...jsonPlace(row.place) }));
    printJson(loaded, options, terminal, { file: path, line, text, template: laidOut, values: from });
    return 0;
  }
  terminal.out(`${text}\n`);
  const laidOut = span === undefined ? template : printPlace(placeOf(span), undefined);
  if (laidOut !== undefined) terminal.out(`  rendered by  ${laidOut}\n`);
  const width = Math.max(0, ...rows.map((row) => row.path.length));
  for (const row of rows) {
    terminal.out(`  depends on   ${row.path.padEnd(width)}  ${printPlace(row.place, row.layer)}\n`);
  }
  if (rows.length === 0) {
    terminal.out('  depends on no value of the input: the line is constant\n');
  }
  return 0;
}

/** A path as it was typed (from here, absolute, or from the root), below the output directory. */
function compiledFile(loaded: Loaded, options: ExplainOptions, path: string, terminal: Terminal): string {
  const output = resolve(loaded.root, options.out);
  for (const full of [resolve(terminal.cwd, path), resolve(loaded.root, path)]) {
    const way = relative(output, full);
    if (way !== '' && !way.startsWith('..') && !isAbsolute(way)) return way.split(sep).join('/');
  }
  return path;
}

function refuse(
  loaded: Loaded,
  options: ExplainOptions,
  terminal: Terminal,
  message: string,
  help: string | undefined,
): ExitCode {
  const reported = report(loaded, [diagnostic('cli/not-found', undefined, message, { help })], options, terminal);
  if (options.json === true) terminal.out(`${JSON.stringify(reported.json, null, 2)}\n`);
  return 1;
}

/** The answer behind the faults that the configuration has: one document, as of every command. */
function printJson(loaded: Loaded, options: ExplainOptions, terminal: Terminal, answer: Record<string, unknown>): void {
  const { json } = report(loaded, loaded.diagnostics, options, terminal);
  terminal.out(`${JSON.stringify({ ...json, ...answer }, null, 2)}\n`);
}

/** Text and numbers as they are, maps and lists as people write them. */
function printValue(value: Json): string {
  if (typeof value === 'string') return `${value}\n`;
  const isMap = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  return isMap ? printYaml(value as YamlValue) : `${JSON.stringify(value)}\n`;
}

function placePrinter(loaded: Loaded): (span: Span | undefined) => Place | undefined {
  const placeOf = placesOf((file) => loaded.texts.get(file));
  return (span) => (span === undefined ? undefined : placeOf(shownSpan(loaded, span)));
}

function printPlace(place: Place | undefined, layer: Provenance['layer'] | undefined): string {
  if (place === undefined) {
    return layer === 'schema' ? '(default)' : layer === undefined ? '(computed)' : `(${layer})`;
  }
  return place.line === undefined ? place.file : `${place.file}:${place.line}:${place.column}`;
}

function jsonPlace(place: Place | undefined): Record<string, unknown> {
  return { file: place?.file ?? null, line: place?.line ?? null, column: place?.column ?? null };
}

function describe(saying: Provenance): Record<string, unknown> {
  return { layer: saying.layer, path: saying.path.join('.'), value: saying.value };
}
