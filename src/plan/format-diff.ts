import { type Change, type Plan, type Text } from './plan.ts';
import { safeText } from './safe-text.ts';
import { sealedWords } from './sealed-text.ts';

/** Beyond this many edited lines or bytes a diff takes seconds and nobody reads it: both texts are counted instead. */
const maximumEdits = 2000;
const maximumCharacters = 2_000_000;
const maximumMilliseconds = 500;

/** A unified diff of every file that changes, in order of path. */
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
    parts.push(
      paint(
        1,
        `--- ${change.before === undefined ? '/dev/null' : name}\n+++ ${change.after === undefined ? '/dev/null' : name}`,
      ),
    );
    if (before === undefined || after === undefined) {
      const what = change.secret === undefined ? 'only that it changes is shown' : sealedWords(change.secret);
      parts.push(`  holds secrets: ${safeText(what)}`);
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
        `  ${before.split('\n').length} lines before, ${after.split('\n').length} after: too many differences to list`,
      );
      continue;
    }
    for (const hunk of patch.hunks) {
      parts.push(paint(36, `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`));
      for (const line of hunk.lines) {
        const safe = safeText(line);
        parts.push(line.startsWith('+') ? paint(32, safe) : line.startsWith('-') ? paint(31, safe) : safe);
      }
    }
  }
  return parts.length === 0 ? '' : `${parts.join('\n')}\n`;
}

export function changed(plan: Plan): readonly Change[] {
  return plan.changes.filter((change) => change.action !== 'none');
}

function plainText(text: Text | undefined): string | undefined {
  if (text === undefined) return '';
  return text.kind === 'plain' ? text.text : undefined;
}
