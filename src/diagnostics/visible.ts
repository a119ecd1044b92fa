/**
 * Characters that would act on a terminal, or that are invisible: control characters (ESC, C1), bidirectional marks
 * (CVE-2021-42574), zero-width and invisible ones, line separators, halves of surrogate pairs, unassigned tag characters.
 * Variation selectors and the joiner inside emoji are among them: echoing exactly what stands there matters more.
 */
const unsafe =
  // oxlint-disable-next-line no-control-regex, no-misleading-character-class -- these are what it looks for
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb]|[\u{e0000}-\u{e0fff}]|\p{Surrogate}/gu;

/** The text with such characters written as `<U+001B>`: harmless to print, and visible. Tabs are left to the caller. */
export function visible(text: string): string {
  return text.replace(unsafe, (character) => {
    const code = character.codePointAt(0) as number;
    return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
  });
}

/** The same for one line of prose: what other programs say in several lines is one here, and tabs are spaces. */
export function visibleLine(text: string): string {
  return visible(text.replaceAll(/[ \t]*[\r\n]+[ \t]*/g, ' ').trim()).replaceAll('\t', ' ');
}

/** Columns that a terminal gives a text: none to combining marks, two to East Asian wide characters and emoji. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    if (code < 0x300) width += 1;
    else if (/\p{Mark}/u.test(character)) continue;
    else width += isWide(code) ? 2 : 1;
  }
  return width;
}

/** Unicode Standard Annex 11, classes W and F, by block; and emoji that are shown as pictures. */
function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0x303e) ||
    (code >= 0x3041 && code <= 0xa4cf) ||
    (code >= 0xa960 && code <= 0xa97f) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1f64f) ||
    (code >= 0x1f680 && code <= 0x1f6ff) ||
    (code >= 0x1f900 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  );
}
