import type { Secret } from './secret.ts';

const shown = '(secret)';

/** Shorter ones occur by chance, and masking them would make any text unreadable. */
const minimumLength = 6;
const minimumLine = 12;

/**
 * Every form that a value may take in what a program prints: as it is, base64 (also inside of a longer one), URL- and
 * JSON-escaped, and each line of a value with several.
 */
export function formsOf(secret: Secret): readonly string[] {
  const value = secret.reveal();
  const forms = new Set<string>();
  const texts = new Set([value, value.trim()]);
  for (const line of value.split(/\r?\n/)) if (line.trim().length >= minimumLine) texts.add(line.trim());
  for (const text of texts) {
    if (text.length < minimumLength) continue;
    forms.add(text);
    forms.add(encodeURIComponent(text));
    forms.add(encodeURIComponent(text).replaceAll('%20', '+'));
    forms.add(JSON.stringify(text).slice(1, -1));
    // Go's encoder escapes these three as well.
    forms.add(
      JSON.stringify(text)
        .slice(1, -1)
        .replaceAll(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`),
    );
    forms.add(text.replaceAll("'", `'\\''`));
    forms.add(Buffer.from(text, 'utf8').toString('hex'));
    for (const encoding of ['base64', 'base64url'] as const) {
      forms.add(Buffer.from(text, 'utf8').toString(encoding).replace(/=+$/, ''));
      // The value inside of a longer text: what of its base64 does not depend on its neighbours.
      for (const shift of [1, 2]) {
        const inside = Buffer.concat([Buffer.alloc(shift), Buffer.from(text, 'utf8')]).toString(encoding);
        forms.add(inside.replace(/=+$/, '').slice(shift + 1, -1));
      }
      const aligned = Buffer.from(text, 'utf8').toString(encoding).replace(/=+$/, '');
      forms.add(aligned.slice(0, -1));
    }
  }
  // The longest first, so that no piece of a longer form stays behind.
  return [...forms]
    .filter((form) => form.length >= minimumLength)
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
}

/** Replaces every form of every value. */
export function redactor(secrets: Iterable<Secret>): (text: string) => string {
  const forms = [...new Set([...secrets].flatMap(formsOf))].sort((a, b) => b.length - a.length);
  if (forms.length === 0) return (text) => text;
  const pattern = new RegExp(forms.map((form) => form.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('|'), 'g');
  return (text) => text.replaceAll(pattern, shown);
}

/** The same for text that comes in pieces: a value may be cut in two between them. `end` gives what was held back. */
export function redactingStream(
  secrets: readonly Secret[],
  write: (text: string) => void,
): { readonly write: (text: string) => void; readonly end: () => void } {
  const redact = redactor(secrets);
  const longest = Math.max(1, ...secrets.flatMap(formsOf).map((form) => form.length));
  let held = '';
  return {
    write: (text) => {
      held = redact(held + text);
      // A form may begin in the last characters; what lies before them is complete.
      const safe = held.length - (longest - 1);
      if (safe <= 0) return;
      write(held.slice(0, safe));
      held = held.slice(safe);
    },
    end: () => {
      write(redact(held));
      held = '';
    },
  };
}
