import { CST, Lexer, Parser } from 'yaml';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { type Diagnostic, invariant, type Span } from '../diagnostics/diagnostic.ts';
import { type Budget, limits } from './limits.ts';

/** The tokens of one file, and what can be said about them without composing nodes. */
export interface TokenStream {
  /** The prelude, the first document and what ends it. Directives are left out: none may change how a file is read. */
  readonly tokens: readonly CST.Token[];
  readonly diagnostics: readonly Diagnostic[];
  /** Openers of flow collections and quoted scalars that nothing closes. The parser's own errors about them are echoes. */
  readonly unclosed: readonly Span[];
  /** A limit was reached: what follows it was not read. */
  readonly stopped: boolean;
}

/**
 * Drives lexer and parser by hand, token by token, so that depth and size are known before the parser and the composer
 * (both recursive) get to work on them.
 */
export function readTokens(path: string, text: string, budget: Budget): TokenStream {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  const diagnostics: Diagnostic[] = [];
  const unclosed: Span[] = [];
  const flows: number[] = [];
  const span = (start: number, length: number): Span => ({ file: path, start, end: start + length });
  let offset = 0;
  let atScalar = false;
  let begun = false;
  let ended = false;

  const take = (generated: Iterable<CST.Token>): void => {
    for (const token of generated) if (token.type !== 'directive') tokens.push(token);
  };
  const stop = (
    code: 'source/too-deep' | 'source/too-large' | 'source/too-many-aliases',
    message: string,
  ): TokenStream => ({
    tokens,
    diagnostics: [...diagnostics, diagnostic(code, span(offset, 1), message)],
    unclosed,
    stopped: true,
  });

  for (const lexeme of new Lexer().lex(text)) {
    budget.tokens -= 1;
    if (budget.tokens < 0) return stop('source/too-large', `more than ${limits.tokens} words, spaces and line ends`);
    if (atScalar) {
      // The text of a plain or block scalar; its marker came before.
      atScalar = false;
      take(parser.next(lexeme));
      offset += lexeme.length;
      continue;
    }
    const type = CST.tokenType(lexeme);
    if (type === 'doc-end') ended = begun;
    else if (type === 'doc-start' ? begun : ended && isContent(type)) {
      const end = type === 'doc-start' ? 3 : 1;
      diagnostics.push(diagnostic('source/multiple-documents', span(offset, end), 'a second document starts here'));
      break;
    }
    begun ||= type === 'doc-start' || isContent(type);
    switch (type) {
      case 'scalar':
        atScalar = true;
        budget.nodes -= 1;
        break;
      case 'single-quoted-scalar':
      case 'double-quoted-scalar':
        budget.nodes -= 1;
        if (!isClosed(lexeme)) unclosed.push(span(offset, 1));
        break;
      case 'seq-item-ind':
      case 'map-value-ind':
      case 'comma':
        budget.nodes -= 1;
        break;
      case 'flow-map-start':
      case 'flow-seq-start':
        flows.push(offset);
        break;
      case 'flow-map-end':
      case 'flow-seq-end':
        flows.pop();
        break;
      case 'flow-error-end':
        unclosed.push(...flows.splice(0).map((start) => span(start, 1)));
        break;
      case 'anchor':
      case 'alias':
      case 'tag':
      case 'directive-line':
        budget.aliases -= 1;
        if (budget.aliases < 0)
          return stop('source/too-many-aliases', `more than ${limits.aliases} anchors, aliases and tags`);
        break;
    }
    switch (type) {
      case 'tag':
        diagnostics.push(
          diagnostic('source/tag', span(offset, lexeme.length), `the tag ${clip(lexeme)} is not supported`),
        );
        break;
      case 'directive-line':
        if (!/^%YAML[ \t]+1\.2[ \t]*$/.test(lexeme)) {
          diagnostics.push(
            diagnostic(
              'source/directive',
              span(offset, lexeme.trimEnd().length),
              `the directive ${clip(lexeme)} is not supported`,
            ),
          );
        }
        break;
    }
    if (budget.nodes < 0) return stop('source/too-large', `more than ${limits.nodes} keys and values`);
    take(parser.next(lexeme));
    if (depth(parser) > limits.depth) return stop('source/too-deep', `more than ${limits.depth} levels of nesting`);
    // `scalar`, `doc-mode` and `flow-error-end` are marks of the lexer, not text.
    if (type !== 'scalar' && type !== 'doc-mode' && type !== 'flow-error-end') offset += lexeme.length;
  }
  take(parser.end());
  unclosed.push(...flows.map((start) => span(start, 1)));
  return { tokens, diagnostics, unclosed, stopped: false };
}

function isContent(type: CST.TokenType | null): boolean {
  switch (type) {
    case 'byte-order-mark':
    case 'doc-mode':
    case 'flow-error-end':
    case 'space':
    case 'newline':
    case 'comment':
    case 'doc-start':
    case 'doc-end':
    case 'directive-line':
      return false;
    default:
      return true;
  }
}

function isClosed(quoted: string): boolean {
  const quote = quoted[0] as string;
  if (quoted.length < 2 || !quoted.endsWith(quote)) return false;
  // `''` inside single quotes is an escaped quote: the last one closes only where an odd number stands at the end.
  if (quote === "'") return (/'*$/.exec(quoted.slice(1))?.[0].length ?? 0) % 2 === 1;
  const backslashes = /\\*$/.exec(quoted.slice(1, -1))?.[0].length ?? 0;
  return backslashes % 2 === 0;
}

/** How many collections are open. The parser keeps them on a stack that its types call private. */
function depth(parser: Parser): number {
  const stack = (parser as unknown as { readonly stack?: readonly unknown[] }).stack;
  invariant(Array.isArray(stack), 'the YAML parser has no stack: its version is pinned, was it changed?');
  // The document, and a scalar that is being read, stand there too.
  return stack.length - 2;
}

function clip(lexeme: string): string {
  const text = lexeme.trim();
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
