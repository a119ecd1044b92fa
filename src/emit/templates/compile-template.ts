import Handlebars from 'handlebars';
import type { BlueprintFile } from '../../blueprints/catalog.ts';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Checked, Diagnostic, Span } from '../../diagnostics/diagnostic.ts';

/**
 * A template, read: Handlebars' syntax, of which only this is allowed. Offsets are into the template's text.
 *
 * Handlebars' own runtime is not used. Its strict mode is silent about arguments of helpers and of `#if`, and it cannot
 * say which line of the template gave which line of the output; a walk over this tree can, and is no slower.
 */
export type TemplateNode = TextNode | ValueNode | IfNode | EachNode;

export interface TextNode {
  readonly kind: 'text';
  readonly text: string;
  readonly offset: number;
}

export interface ValueNode {
  readonly kind: 'value';
  readonly helper: HelperName;
  /** One is printed as it is; several are joined to one string first. */
  readonly parts: readonly (PathArgument | LiteralArgument)[];
  readonly offset: number;
}

export interface IfNode {
  readonly kind: 'if';
  /** `#unless` has the two branches exchanged. */
  readonly condition: PathArgument;
  readonly whenTrue: readonly TemplateNode[];
  readonly whenFalse: readonly TemplateNode[];
}

export interface EachNode {
  readonly kind: 'each';
  readonly list: PathArgument;
  readonly item: string;
  readonly key: string | undefined;
  readonly body: readonly TemplateNode[];
  readonly otherwise: readonly TemplateNode[];
}

export interface PathArgument {
  readonly kind: 'path';
  readonly segments: readonly string[];
  readonly start: number;
  readonly end: number;
}

export interface LiteralArgument {
  readonly kind: 'literal';
  readonly value: string | number;
}

export type HelperName = 'yaml' | 'hcl' | 'text';

export interface Template {
  readonly nodes: readonly TemplateNode[];
  /** Paths into the view from anywhere in the text, for a first look even at branches that are not taken. */
  readonly paths: readonly PathArgument[];
}

/** Which helper prints into which kind of file. */
export function helperOf(path: string): HelperName {
  if (/\.ya?ml\.hbs$/.test(path)) return 'yaml';
  return /\.(?:tf|hcl|tofu|tfvars)\.hbs$/.test(path) ? 'hcl' : 'text';
}

const compiled = new WeakMap<BlueprintFile, Checked<Template>>();

/** Reads a template once for each file of the catalog. All that it may not hold is reported, with its place. */
export function compileTemplate(file: BlueprintFile): Checked<Template> {
  const known = compiled.get(file);
  if (known !== undefined) return known;
  const result = isTemplate(file) ? new Compiler(file).compile() : plainText(file);
  compiled.set(file, result);
  return result;
}

/** A file without .hbs is text, whatever braces it has. */
function isTemplate({ path }: BlueprintFile): boolean {
  return path.endsWith('.hbs');
}

function plainText({ text }: BlueprintFile): Checked<Template> {
  return { value: { nodes: text === '' ? [] : [{ kind: 'text', text, offset: 0 }], paths: [] }, diagnostics: [] };
}

/** Braces of Go's templates (Helm, alert rules, ExternalSecrets), which are data here. */
const otherBraces =
  /^\{\{-?\s*(?:[$.(]|(?:range|end|if|else|with|define|include|template|block|printf|toYaml|tpl)\b)|^\{\{[^}]*\|/;
const bracesHelp = 'where the braces are for another tool, write \\{{ ... }}, or use a file without .hbs';

class Compiler {
  private readonly diagnostics: Diagnostic[] = [];
  private readonly paths: PathArgument[] = [];
  private readonly lineStarts: readonly number[];
  private readonly helper: HelperName;

  constructor(private readonly file: BlueprintFile) {
    this.lineStarts = lineStartsOf(file.text);
    this.helper = helperOf(file.path);
  }

  compile(): Checked<Template> {
    const program = this.parse();
    if (program === undefined) return { value: undefined, diagnostics: this.diagnostics };
    const nodes = this.nodes(program.body, new Set());
    if (this.diagnostics.length > 0) return { value: undefined, diagnostics: this.diagnostics };
    return { value: { nodes, paths: this.paths }, diagnostics: [] };
  }

  private parse(): hbs.AST.Program | undefined {
    try {
      return Handlebars.parse(this.file.text);
    } catch (error) {
      const fault = error as { message?: string; lineNumber?: number; column?: number };
      const [first = '', ...more] = (fault.message ?? String(error)).split('\n');
      // A syntax error has its line in the text alone; a block that is closed by another name has both as numbers.
      const line = fault.lineNumber ?? Number(/on line (\d+)/.exec(first)?.[1] ?? 1);
      const start = this.offset({ line, column: fault.column ?? 0 });
      const detail = more.at(-1) ?? '';
      const message = detail === '' ? first.replace(/ - \d+:\d+$/, '') : detail;
      const from = this.offset({ line, column: 0 });
      const [text = ''] = this.file.text.slice(from).split('\n', 1);
      const isOther = [...text.matchAll(/\{\{/g)].some(({ index }) => otherBraces.test(text.slice(index)));
      this.report(
        { file: this.file.source, start, end: start },
        `template syntax: ${message}`,
        isOther ? bracesHelp : undefined,
      );
      return undefined;
    }
  }

  private nodes(statements: readonly hbs.AST.Statement[], names: ReadonlySet<string>): TemplateNode[] {
    const nodes: TemplateNode[] = [];
    for (const statement of statements) {
      const node = this.node(statement, names);
      if (node !== undefined) nodes.push(node);
    }
    return nodes;
  }

  private node(statement: hbs.AST.Statement, names: ReadonlySet<string>): TemplateNode | undefined {
    switch (statement.type) {
      case 'ContentStatement':
        return this.text(statement as hbs.AST.ContentStatement);
      case 'CommentStatement':
        return undefined;
      case 'MustacheStatement':
        return this.mustache(statement as hbs.AST.MustacheStatement, names);
      case 'BlockStatement':
        return this.block(statement as hbs.AST.BlockStatement, names);
      default:
        this.report(
          this.span(statement),
          `${statementNames[statement.type] ?? statement.type} are not allowed in templates`,
        );
        return undefined;
    }
  }

  private text(statement: hbs.AST.ContentStatement): TextNode | undefined {
    if (statement.value === '') return undefined;
    // Handlebars strips blanks around blocks that stand alone on a line; the first occurrence is where the rest begins.
    const original = String(statement.original ?? statement.value);
    const skipped = Math.max(0, original.indexOf(statement.value));
    return { kind: 'text', text: statement.value, offset: this.offset(statement.loc.start) + skipped };
  }

  private mustache(statement: hbs.AST.MustacheStatement, names: ReadonlySet<string>): ValueNode | undefined {
    const span = this.span(statement);
    const written = this.file.text.slice(span.start, span.end);
    const name = nameOf(statement.path);
    if (name !== 'yaml' && name !== 'hcl' && name !== 'text') {
      const what =
        statement.params.length > 0 ? `unknown helper "${name}"` : `${written} prints a value without quoting it`;
      this.report(span, what, otherBraces.test(written) ? bracesHelp : `write {{${this.helper} ${name}}}`);
      return undefined;
    }
    if (name !== this.helper) {
      this.report(span, `{{${name} ...}} in a file that is not ${name}`, `write {{${this.helper} ...}} here`);
      return undefined;
    }
    if (statement.params.length === 0 || (statement.hash?.pairs.length ?? 0) > 0) {
      this.report(span, `${written} takes exactly one value`);
      return undefined;
    }
    const parts: (PathArgument | LiteralArgument)[] = [];
    for (const param of statement.params) {
      if (param.type === 'StringLiteral' || param.type === 'NumberLiteral') {
        parts.push({ kind: 'literal', value: (param as hbs.AST.StringLiteral | hbs.AST.NumberLiteral).value });
        continue;
      }
      const path = this.path(param, names);
      if (path !== undefined) parts.push(path);
    }
    return { kind: 'value', helper: name, parts, offset: span.start };
  }

  private block(statement: hbs.AST.BlockStatement, names: ReadonlySet<string>): TemplateNode | undefined {
    const name = nameOf(statement.path);
    const span = this.span(statement);
    const head = { ...span, end: Math.min(span.end, this.file.text.indexOf('}}', span.start) + 2) };
    if (name !== 'if' && name !== 'unless' && name !== 'each') {
      this.report(
        head,
        `unknown block "${name}"`,
        'available are {{#if x}}, {{#unless x}} and {{#each list as |item|}}',
      );
      return undefined;
    }
    const [param, ...more] = statement.params;
    if (param === undefined || more.length > 0 || (statement.hash?.pairs.length ?? 0) > 0) {
      this.report(head, `{{#${name}}} takes exactly one value`, 'compute a combined condition in the view');
      return undefined;
    }
    const path = this.path(param, names);
    const variables = statement.program.blockParams ?? [];
    const otherwise = statement.inverse === undefined ? [] : this.nodes(statement.inverse.body, names);
    if (name !== 'each') {
      const inside = this.nodes(statement.program.body, names);
      if (path === undefined) return undefined;
      return name === 'if'
        ? { kind: 'if', condition: path, whenTrue: inside, whenFalse: otherwise }
        : { kind: 'if', condition: path, whenTrue: otherwise, whenFalse: inside };
    }
    const [item, key] = variables;
    if (item === undefined) {
      this.report(head, '{{#each}} without a name for the item', 'write {{#each list as |item|}}');
      return undefined;
    }
    const body = this.nodes(statement.program.body, new Set([...names, ...variables]));
    return path === undefined ? undefined : { kind: 'each', list: path, item, key, body, otherwise };
  }

  private path(expression: hbs.AST.Expression, names: ReadonlySet<string>): PathArgument | undefined {
    const span = this.span(expression);
    const path = expression as hbs.AST.PathExpression;
    const written = this.file.text.slice(span.start, span.end);
    if (
      expression.type !== 'PathExpression' ||
      path.data ||
      path.depth > 0 ||
      path.parts.length === 0 ||
      /^this\b|^\./.test(written)
    ) {
      this.report(
        span,
        `${written} is not a path into the view`,
        'use a path from the root, or the item name of #each',
      );
      return undefined;
    }
    const argument: PathArgument = { kind: 'path', segments: path.parts as string[], start: span.start, end: span.end };
    if (!names.has(argument.segments[0] as string)) this.paths.push(argument);
    return argument;
  }

  private report(span: Span, message: string, help?: string): void {
    this.diagnostics.push(diagnostic('blueprint/template-syntax', span, message, { help }));
  }

  private span(node: hbs.AST.Node): Span {
    return { file: this.file.source, start: this.offset(node.loc.start), end: this.offset(node.loc.end) };
  }

  private offset(position: { line: number; column: number }): number {
    const line = this.lineStarts[position.line - 1] ?? this.file.text.length;
    return Math.min(line + position.column, this.file.text.length);
  }
}

const statementNames: Readonly<Record<string, string>> = {
  PartialStatement: 'partials',
  PartialBlockStatement: 'partials',
  Decorator: 'decorators',
  DecoratorBlock: 'decorators',
};

function nameOf(expression: hbs.AST.Expression): string {
  return String((expression as hbs.AST.PathExpression).original);
}

/** Handlebars counts lines by \n, \r\n and \r. */
function lineStartsOf(text: string): readonly number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n?|\n/g)) starts.push(match.index + match[0].length);
  return starts;
}
