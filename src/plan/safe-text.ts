/**
 * Text from files and other people's repositories, harmless on a terminal: control characters, and those that turn the
 * direction of writing or have no width, are shown by their number. A tab stays.
 */
export function safeText(text: string): string {
  return text.replaceAll(
    // oxlint-disable-next-line no-control-regex -- control characters are what this is about
    /[\u0000-\u0008\u000A-\u001F\u007F-\u009F\u200B-\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/g,
    (character) => {
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
    },
  );
}
