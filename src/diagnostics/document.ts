import { catalogue, type DiagnosticCode } from './catalogue/codes.ts';
import type { CodeEntry } from './catalogue/entry.ts';
import { closest } from './did-you-mean.ts';
import { visibleLine } from './visible.ts';

const codes = Object.keys(catalogue).sort() as DiagnosticCode[];

/** The text of docs/diagnostics.md: every code with its meaning, by the part before the slash. */
export function diagnosticsPage(): string {
  const groups = new Map<string, DiagnosticCode[]>();
  for (const code of codes) {
    const prefix = code.slice(0, code.indexOf('/'));
    groups.set(prefix, [...(groups.get(prefix) ?? []), code]);
  }
  const parts = [
    '# Diagnostics\n\n<!-- Made from src/diagnostics/catalogue/ by `npm run generate`. Do not edit. -->\n',
    'All errors and warnings of InfraFlux, by code. The meaning of a code never changes, so scripts can match on codes.\n' +
      '`infraflux explain CODE` prints the same. Accept an intended warning with `accept: {CODE: reason}`.\n\n' +
      'An example is a part of infraflux.yaml or of one of its clusters; `# PATH` on a separate line starts another file, `# published`\n' +
      'the previously published input. Each is run with a small platform (test/diagnostics/example-platform) and gives only its code.\n',
  ];
  for (const [prefix, members] of groups) {
    parts.push(
      `- ${prefix}/: ${members.map((code) => `[${code.slice(prefix.length + 1)}](#${anchor(code)})`).join(', ')}\n`,
    );
  }
  const [title, intro, ...contents] = parts as [string, string, ...string[]];
  let page = `${title}\n${intro}\n${contents.join('')}`;
  for (const [prefix, members] of groups) {
    page += `\n## ${prefix}/\n`;
    for (const code of members) page += section(code, catalogue[code]);
  }
  return page;
}

function section(code: DiagnosticCode, entry: CodeEntry): string {
  const example = entry.example === undefined ? '' : `\n\`\`\`yaml\n${entry.example.trimEnd()}\n\`\`\`\n`;
  return `\n### ${code}\n\n${entry.severity === 'error' ? 'Error' : 'Warning'}. ${entry.title}\n\n${entry.explanation}\n${example}\nWhat to do: ${entry.advice}.\n`;
}

/** The anchor that GitHub gives a heading: lower case, without punctuation other than hyphens. */
function anchor(code: string): string {
  return code.toLowerCase().replaceAll(/[^a-z0-9-]/g, '');
}

export function isDiagnosticCode(word: string): word is DiagnosticCode {
  return Object.hasOwn(catalogue, word);
}

/** What a code means, for `infraflux explain CODE`. For an unknown one: that, and the code that was probably meant. */
export function explainCode(code: string): string {
  if (!isDiagnosticCode(code)) {
    const near = closest(code, codes) ?? codes.find((candidate) => candidate.endsWith(`/${code}`));
    const hint = near === undefined ? 'docs/diagnostics.md lists them all' : `did you mean ${near}?`;
    return `unknown diagnostic "${visibleLine(code)}": ${hint}\n`;
  }
  const entry: CodeEntry = catalogue[code];
  const example = entry.example === undefined ? '' : `\n${entry.example.trimEnd().replaceAll(/^/gm, '    ')}\n`;
  return `${entry.severity}[${code}]: ${entry.title}\n\n${wrap(entry.explanation, 100)}\n${example}\nhelp: ${entry.advice}\n`;
}

function wrap(text: string, width: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}
