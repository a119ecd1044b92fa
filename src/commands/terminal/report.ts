import { relative } from 'node:path';
import type { Diagnostic, Related } from '../../diagnostics/diagnostic.ts';
import { orderDiagnostics } from '../../diagnostics/order.ts';
import { renderGithub } from '../../diagnostics/render-github.ts';
import { type JsonDiagnostic, jsonDiagnostics } from '../../diagnostics/render-json.ts';
import { closingLine, renderText } from '../../diagnostics/render-text.ts';
import { sourceText } from '../../source/decode.ts';
import { shownSpan } from '../input/file-names.ts';
import type { Loaded } from '../input/load.ts';
import type { PrintOptions } from './options.ts';
import type { Terminal } from './terminal.ts';

export interface Reported {
  readonly errors: boolean;
  /** What `--json` prints of it; the command adds its own result. */
  readonly json: { readonly diagnostics: readonly JsonDiagnostic[] };
}

/**
 * Prints diagnostics for people (to stderr: results alone go to stdout) and, in GitHub Actions, as annotations. With
 * `--json` it prints nothing: the command prints them with its own result, in one document. `stopped`: the last sentence after
 * an error, where something was written before it.
 */
export function report(
  loaded: Pick<Loaded, 'root' | 'configFile' | 'files' | 'texts' | 'answered'>,
  diagnostics: readonly Diagnostic[],
  options: PrintOptions,
  terminal: Terminal,
  stopped?: string,
): Reported {
  const ordered = orderDiagnostics(
    diagnostics.map((diagnostic) => inShownFile(loaded, diagnostic)),
    loaded.files.map((file) => file.path),
  );
  const decoded = new Map<string, string>();
  const textOf = (file: string): string | undefined => {
    // A line of an encrypted file is not useful.
    if (file.startsWith('secrets/')) return undefined;
    const text = loaded.texts.get(file) ?? decoded.get(file);
    if (text !== undefined) return text;
    const found = loaded.files.find((candidate) => candidate.path === file);
    if (found === undefined) return undefined;
    decoded.set(file, sourceText(found));
    return decoded.get(file);
  };
  if (options.json !== true) {
    if (terminal.env['GITHUB_ACTIONS'] === 'true') {
      const workspace = terminal.env['GITHUB_WORKSPACE'] ?? loaded.root;
      const way = relative(workspace, loaded.root);
      terminal.out(renderGithub(ordered, textOf, way === '' ? '' : `${way}/`));
    }
    const shown = ordered.total.errors + ordered.total.warnings;
    if (shown > 0)
      terminal.progress(`${renderText(ordered, textOf, { color: options.color })}${closingLine(ordered, stopped)}\n`);
    if (loaded.answered > 0) terminal.progress(`${loaded.answered} accepted by \`accept:\`.\n`);
  }
  return { errors: ordered.total.errors > 0, json: { diagnostics: jsonDiagnostics(ordered, textOf) } };
}

/** A place in infraflux.yaml is printed under the name that the file has here. */
function inShownFile(loaded: Pick<Loaded, 'configFile'>, diagnostic: Diagnostic): Diagnostic {
  const related = diagnostic.related.map((other): Related => ({ ...other, span: shownSpan(loaded, other.span) }));
  return {
    ...diagnostic,
    related,
    span: diagnostic.span === undefined ? undefined : shownSpan(loaded, diagnostic.span),
  };
}
