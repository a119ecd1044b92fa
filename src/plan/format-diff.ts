import { type Change, type Plan, type Text } from './plan.ts';
import { safeText } from './safe-text.ts';
import { sealedWords } from './sealed-text.ts';

/** Beyond this many edited lines or bytes a diff takes seconds and is too long to read: both texts are counted instead. */
const maximumEdits = 2000;
const maximumCharacters = 2_000_000;
const maximumMilliseconds = 500;

/**
 * A unified diff of every file that changes, in order of path: `git apply` and `patch -p1` take it in the output directory.
 * What cannot be shown stands in a line of its own, which both skip.
 */
export async function formatDiff(plan: Plan, color: boolean): Promise<string> {
  const { structuredPatch } = await import('diff');
  const paint = (code: number, text: string) => (color ? `\u001B[${code}m${text}\u001B[0m` : text);
  const parts: string[] = [];
  for (const change of changed(plan)) {
    // A machine has no text.
    if (change.before === undefined && change.after === undefined) continue;
    const name = safeText(change.object.name);
    const before = plainText(change.before);
    const after = plainText(change.after);
    if (before === undefined || after === undefined) {
      const what = change.secret === undefined ? 'only that it changes is shown' : sealedWords(change.secret);
      parts.push(paint(1, `# ${name}`), `#   holds secrets: ${safeText(what)}`);
      continue;
    }
    const patch =
      before.length + after.length > maximumCharacters
        ? undefined
        : structuredPatch(name, name, before, after, undefined, undefined, {
            context: 3,
            maxEditLength: maximumEdits,
            timeout: maximumMilliseconds,
          });
    if (patch === undefined) {
      parts.push(
        paint(1, `# ${name}`),
        `#   ${before.split('\n').length} lines before, ${after.split('\n').length} after: too many differences to list`,
      );
      continue;
    }
    for (const line of fileHeader(change, name, patch.hunks.length > 0)) parts.push(paint(1, line));
    for (const hunk of patch.hunks) {
      const old = range(hunk.oldStart, hunk.oldLines);
      parts.push(paint(36, `@@ -${old} +${range(hunk.newStart, hunk.newLines)} @@`));
      for (const line of hunk.lines) {
        const safe = safeText(line);
        parts.push(line.startsWith('+') ? paint(32, safe) : line.startsWith('-') ? paint(31, safe) : safe);
      }
    }
  }
  return parts.length === 0 ? '' : `${parts.join('\n')}\n`;
}

/** As git writes it. A file without lines, added or deleted, has nothing but this. A tab ends a name with a space. */
function fileHeader({ before, after }: Change, name: string, hasHunks: boolean): readonly string[] {
  const [old, next] = [
    before === undefined ? '/dev/null' : `a/${name}`,
    after === undefined ? '/dev/null' : `b/${name}`,
  ];
  const end = name.includes(' ') ? '\t' : '';
  return [
    `diff --git a/${name} b/${name}`,
    ...(before === undefined ? ['new file mode 100644'] : after === undefined ? ['deleted file mode 100644'] : []),
    ...(hasHunks ? [`--- ${old}${end}`, `+++ ${next}${end}`] : []),
  ];
}

/** No lines are named by the line before them: an empty file begins at line 0. */
function range(start: number, lines: number): string {
  return `${lines === 0 ? start - 1 : start},${lines}`;
}

export function changed(plan: Plan): readonly Change[] {
  return plan.changes.filter((change) => change.action !== 'none');
}

function plainText(text: Text | undefined): string | undefined {
  if (text === undefined) return '';
  return text.kind === 'plain' ? text.text : undefined;
}
