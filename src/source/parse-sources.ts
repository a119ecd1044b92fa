import { Composer, type Document } from 'yaml';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { type Checked, checked, type Diagnostic, invariant } from '../diagnostics/diagnostic.ts';
import { buildTree } from './build-tree.ts';
import { byteLength, characterFaults, encodingFault, sourceText, withoutForbidden } from './decode.ts';
import { type Budget, fullBudget, limits } from './limits.ts';
import { withoutConflicts } from './merge-conflicts.ts';
import { readTokens } from './read-cst.ts';
import { type ParseError, syntaxDiagnostics } from './syntax-errors.ts';
import { configPath, type SourceFile, type SourceSet, type SourceTree } from './tree.ts';

/**
 * Every file of the configuration as a tree with positions: infraflux.yaml and environments/*.yaml, and built-in files.
 * What is in `files` besides (infraflux.lock, patches, certificates) is not read here.
 */
export function parseSources(files: readonly SourceFile[]): Checked<SourceSet> {
  return parseFiles(files.filter((file) => isConfiguration(file.path)));
}

/** The same for a configuration file by another name (`--config`): every file that is given is read. */
export function parseFiles(files: readonly SourceFile[]): Checked<SourceSet> {
  const trees = new Map<string, SourceTree>();
  const broken = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  const budget = fullBudget();
  for (const file of files) {
    const result = parseFile(file, budget);
    diagnostics.push(...result.diagnostics);
    if (result.value === undefined) broken.add(file.path);
    else trees.set(file.path, result.value);
    // Of two sides one is read, to find its faults; what the file means is not known.
    if (result.diagnostics.some(({ code }) => code === 'source/conflict-markers')) broken.add(file.path);
  }
  // With nothing to look at, later stages would only miss things that the reader knows are hidden.
  return checked(trees.size === 0 ? undefined : { trees, broken }, diagnostics);
}

export function isConfiguration(path: string): boolean {
  if (!/\.ya?ml$/.test(path)) return false;
  return path === configPath || path.startsWith('environments/') || path.startsWith('infraflux:');
}

/**
 * One file. It never throws, whatever the file holds. There is a value, even beside errors, as long as the tree says what
 * its writer meant: a duplicate key or a tag does not hide the rest, an unclosed bracket does.
 */
export function parseFile(file: SourceFile, budget: Budget = fullBudget()): Checked<SourceTree> {
  const bytes = byteLength(file);
  if (bytes > budget.bytes) {
    const message = `with this file the input has more than ${limits.bytes} bytes`;
    return checked<SourceTree>(undefined, [
      diagnostic('source/too-large', { file: file.path, start: 0, end: 0 }, message),
    ]);
  }
  budget.bytes -= bytes;
  const text = sourceText(file);
  const encoding = encodingFault(file);
  const characters = encoding === undefined ? characterFaults(file.path, text) : [encoding];
  // UTF-16 read as UTF-8 is not YAML anywhere: the one fault says it all.
  if (encoding?.message.includes('UTF-16') === true) return checked<SourceTree>(undefined, characters);

  const readable = characters.length === 0 ? text : withoutForbidden(text);
  const { text: clean, diagnostics: conflicts } = withoutConflicts(file.path, readable);
  const stream = readTokens(file.path, clean, budget);
  if (stream.stopped)
    return checked<SourceTree>(undefined, inOrder([...characters, ...conflicts, ...stream.diagnostics]));

  const { document, errors } = compose(stream.tokens, clean.length);
  const syntax = syntaxDiagnostics(file.path, clean, errors, stream.unclosed);
  const found = [...characters, ...conflicts, ...stream.diagnostics, ...syntax];
  const { tree, diagnostics, broken } = buildTree(file.path, document, budget);
  if (syntax.length > 0) {
    // What the parser guessed together behind a fault has faults that its writer never made.
    const first = Math.min(...syntax.map((diagnostic) => diagnostic.span?.start ?? 0));
    const before = diagnostics.filter((diagnostic) => onEarlierLine(clean, diagnostic, first));
    return checked<SourceTree>(undefined, inOrder([...found, ...before]));
  }

  const all = [...found, ...diagnostics];
  if (tree === undefined) {
    if (all.length === 0)
      all.push(diagnostic('source/empty', { file: file.path, start: 0, end: 0 }, 'the file is empty'));
  } else if (tree.kind !== 'map') {
    const what = tree.kind === 'list' ? 'a list' : 'a single value';
    all.push(
      diagnostic(
        'source/root-not-map',
        { ...tree.span, end: tree.span.start + 1 },
        `the file contains ${what} instead of keys`,
      ),
    );
  } else if (!broken && characters.length === 0) {
    return checked({ path: file.path, text, root: tree }, inOrder(all));
  }
  return checked<SourceTree>(undefined, inOrder(all));
}

/** Errors of one file that are kept. Nobody reads more, and a line of a block scalar can have one each. */
const keptErrors = 1_000;

/**
 * The first document, and what the parser says about it. Text stays text: what plain scalars mean is decided by
 * readPlain. Errors are caught on their way in, as plain values: the library makes an Error with a stack of each.
 */
function compose(
  tokens: Parameters<Composer['compose']>[0],
  length: number,
): { readonly document: Document.Parsed; readonly errors: readonly ParseError[] } {
  const errors: ParseError[] = [];
  const composer = new Composer({ schema: 'failsafe', uniqueKeys: false, strict: true, merge: false });
  const hook: { onError: (source: ErrorSource, code: string, message: string, warning?: boolean) => void } =
    composer as never;
  invariant(
    typeof hook.onError === 'function',
    'the YAML composer has no onError: its version is pinned, was it changed?',
  );
  hook.onError = (source, code, message, warning) => {
    if (warning === true || errors.length >= keptErrors) return;
    errors.push({ pos: errorPosition(source), code, message });
  };
  const document = [...composer.compose(tokens, true, length)][0] as Document.Parsed;
  return { document, errors: [...errors, ...document.errors.slice(0, keptErrors)] };
}

type ErrorSource = number | readonly number[] | { readonly offset: number; readonly source?: unknown };

function errorPosition(source: ErrorSource): readonly [number, number] {
  if (typeof source === 'number') return [source, source + 1];
  if ('offset' in source) {
    return [source.offset, source.offset + (typeof source.source === 'string' ? source.source.length : 1)];
  }
  return [source[0] ?? 0, source[1] ?? 0];
}

function onEarlierLine(text: string, diagnostic: Diagnostic, offset: number): boolean {
  const lineStart = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
  return diagnostic.span !== undefined && diagnostic.span.end < lineStart;
}

function inOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
}
