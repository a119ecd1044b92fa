import { explainValue, formatExplained, formatUnknown, type NodeTrees } from '../config/explain-value.ts';
import type { Saying } from '../config/folded.ts';
import { hasErrors, type Span } from '../diagnostics/diagnostic.ts';
import { explainCode, isDiagnosticCode } from '../diagnostics/document.ts';
import { type Place, placesOf } from '../diagnostics/places.ts';
import { emitCluster } from '../emit/emit-artifacts.ts';
import { artifactLineSpan } from '../emit/line-span.ts';
import { printYaml, type YamlValue } from '../emit/yaml/print-yaml.ts';
import { clusterForm } from '../model/cluster-form.ts';
import { sayingOfInput } from '../model/input-sayings.ts';
import { parseLeafPath } from '../plan/leaf-path.ts';
import { traceLine } from '../plan/trace-line.ts';
import { type Loaded, load } from './load.ts';
import type { CommonOptions, ExitCode, Terminal } from './options.ts';
import { report } from './report.ts';

/**
 * Where something comes from: `prod.main.pools.workers.memory` (a value), `prod.main` (a whole cluster, resolved),
 * `out/prod/terraform/main/main.tf:57` (a compiled line), `address/in-use` (a diagnostic).
 */
export async function explain(options: CommonOptions, what: string, terminal: Terminal): Promise<ExitCode> {
  if (isDiagnosticCode(what) || /^[a-z]+\/[a-z0-9-]+$/.test(what)) {
    terminal.out(options.json ? `${JSON.stringify({ code: what, text: explainCode(what) }, null, 2)}\n` : explainCode(what));
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
  if (options.json) terminal.out(`${JSON.stringify({ path: explained.path, value: explained.value ?? null, sayings }, null, 2)}\n`);
  else terminal.out(formatExplained(explained, (saying) => printPlace(placeOf(saying.span), saying.layer)));
  if (hasErrors(loaded.diagnostics) && !options.json) {
    terminal.progress('The configuration has errors; infraflux validate lists them.\n');
  }
  return 0;
}

function explainLine(loaded: Loaded, options: CommonOptions, path: string, line: number, terminal: Terminal): ExitCode {
  const { platform, catalog, config } = loaded;
  if (platform === undefined || catalog === undefined || config === undefined) {
    report(loaded, loaded.diagnostics, options, terminal);
    return 1;
  }
  const prefix = `${options.out.replace(/\/+$/, '')}/`;
  const file = path.startsWith(prefix) ? path.slice(prefix.length) : path;
  for (const environment of platform.environments) {
    for (const cluster of environment.clusters) {
      const emit = (one: typeof platform, inEnvironment: typeof environment, of: typeof cluster) =>
        emitCluster(one, inEnvironment, of, catalog).value ?? [];
      const artifact = emit(platform, environment, cluster).find((one) => one.path === file);
      if (artifact === undefined) continue;
      const text = artifact.text.split('\n')[line - 1];
      if (text === undefined) {
        terminal.progress(`${path} has ${artifact.text.split('\n').length - 1} lines\n`);
        return 1;
      }
      const placeOf = placePrinter(loaded);
      const template = artifactLineSpan(platform, environment, cluster, artifact, line, catalog);
      const leaves = traceLine(platform, environment, cluster, file, line, (...of) =>
        new Map(emit(...of).map((one) => [one.path as string, one.text])),
      );
      const rows = leaves.map((leaf) => {
        const saying = sayingOfInput(platform, config, environment.name, parseLeafPath(leaf));
        return { path: `${environment.name}.${leaf}`, place: placeOf(saying?.span), layer: saying?.layer };
      });
      if (options.json) {
        const laidOut = template === undefined ? null : jsonPlace(placeOf(template));
        const values = rows.map((row) => ({ path: row.path, ...jsonPlace(row.place) }));
        terminal.out(`${JSON.stringify({ file: path, line, text, template: laidOut, values }, null, 2)}\n`);
        return 0;
      }
      terminal.out(`${text}\n`);
      const laidOut = template === undefined ? artifact.template : printPlace(placeOf(template), undefined);
      if (laidOut !== undefined) terminal.out(`  laid out by  ${laidOut}\n`);
      const width = Math.max(0, ...rows.map((row) => row.path.length));
      for (const row of rows) {
        terminal.out(`  depends on   ${row.path.padEnd(width)}  ${printPlace(row.place, row.layer)}\n`);
      }
      return 0;
    }
  }
  terminal.progress(`${path} is not compiled from this configuration\n`);
  return 1;
}

function placePrinter(loaded: Loaded): (span: Span | undefined) => Place | undefined {
  const placeOf = placesOf((file) => loaded.texts.get(file));
  return (span) => (span === undefined ? undefined : placeOf(span));
}

function printPlace(place: Place | undefined, layer: Saying['layer'] | undefined): string {
  if (place === undefined) return layer === 'schema' ? '(default)' : layer === undefined ? '(worked out)' : `(${layer})`;
  const file = place.file.replace(/^infraflux:/, '');
  return place.line === undefined ? file : `${file}:${place.line}:${place.column}`;
}

function jsonPlace(place: Place | undefined): Record<string, unknown> {
  return { file: place?.file ?? null, line: place?.line ?? null, column: place?.column ?? null };
}

function describe(saying: Saying): Record<string, unknown> {
  return { layer: saying.layer, path: saying.path.join('.'), value: saying.value };
}
