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
  // Of `user@realm!name=secret`, a token of Proxmox, the last part is the secret: it is printed alone as well.
  const part = /^[^\s=]+@[^\s=]+![^\s=]+=(\S+)$/.exec(value.trim())?.[1];
  if (part !== undefined) texts.add(part);
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
    for (const form of [...escapedForms(text), ...shellForms(text)]) forms.add(form);
    const hex = Buffer.from(text, 'utf8').toString('hex');
    for (const form of [hex, hex.toUpperCase()]) forms.add(form);
    for (const line of wrappedLines(Buffer.from(text, 'utf8').toString('base64'))) forms.add(line);
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

/** As URLs have it by Go (net/url: queries, paths and user names), in either case of the digits; and as `\\u` escapes. */
function escapedForms(text: string): readonly string[] {
  const percent = (kept: RegExp): string =>
    [...Buffer.from(text, 'utf8')]
      .map((byte) => {
        const letter = String.fromCharCode(byte);
        return kept.test(letter) ? letter : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
      })
      .join('');
  const query = percent(/[A-Za-z0-9_.~-]/);
  const urls = [
    query,
    query.replaceAll('%20', '+'),
    percent(/[A-Za-z0-9_.~$&+:=@-]/),
    percent(/[A-Za-z0-9_.~$&+,;=-]/),
  ];
  const lower = urls.map((url) => url.replaceAll(/%[0-9A-F]{2}/g, (digits) => digits.toLowerCase()));
  const json = JSON.stringify(text).slice(1, -1);
  const unicode = (which: RegExp, upper: boolean): string =>
    json.replaceAll(which, (letter) => {
      const digits = letter.charCodeAt(0).toString(16).padStart(4, '0');
      return `\\u${upper ? digits.toUpperCase() : digits}`;
    });
  const escapes = [/[\u0080-\uffff]/g, /[\u0080-\uffff<>&]/g, /[\u0080-\uffff<>&'+]/g].flatMap((which) => [
    unicode(which, false),
    unicode(which, true),
  ]);
  const solidus = json.replaceAll('/', '\\/');
  return [...urls, ...lower, ...escapes, solidus];
}

/** As shells print a word: in single quotes, in double quotes, by `printf %q`, and in `$'...'`. */
function shellForms(text: string): readonly string[] {
  const doubled = text.replaceAll(/["$`\\!]/g, '\\$&');
  return [
    text.replaceAll("'", `'\\''`),
    text.replaceAll("'", `'"'"'`),
    doubled,
    text.replaceAll(/["$`\\]/g, '\\$&'),
    text.replaceAll(/[^A-Za-z0-9_@%+=:,./\n-]/g, '\\$&'),
    text.replaceAll(/[^A-Za-z0-9_@%+:./\n-]/g, '\\$&'),
    text.replaceAll(/['\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t'),
  ];
}

/** Lines of base64 as `base64`, `openssl` and mail wrap them. What is short is found by chance, and is left. */
function wrappedLines(encoded: string): readonly string[] {
  return [64, 76].flatMap((width) =>
    encoded.length <= width
      ? []
      : (encoded.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).filter((line) => line.length >= minimumLine),
  );
}

/** Replaces every form of every value. */
export function redactor(secrets: Iterable<Secret>): (text: string) => string {
  const forms = formsOfAll(secrets);
  if (forms.length === 0) return (text) => text;
  const find = finderOf(forms);
  return (text) => replaceAll(text, find);
}

/**
 * The same for text that comes in pieces: a value may be cut in two between them. Only what may be the beginning of one is
 * held back, so that a line appears when it is printed. `end` gives what was held.
 */
export function redactingStream(
  secrets: readonly Secret[],
  write: (text: string) => void,
): { readonly write: (text: string) => void; readonly end: () => void } {
  const forms = formsOfAll(secrets);
  if (forms.length === 0) return { write, end: () => undefined };
  const find = finderOf(forms);
  const sorted = [...forms].sort();
  const longest = forms[0]?.length ?? 1;
  let held = '';
  const release = (until: number): void => {
    if (until > 0) write(replaceAll(held.slice(0, until), find));
    held = held.slice(until);
  };
  return {
    write: (text) => {
      held += text;
      const safe = unfinishedFrom(held, sorted, longest);
      // A whole form may reach over that place: then the text is cut before it.
      let cut = safe;
      for (let at = 0; at < safe; ) {
        const found = find(held, at);
        if (found === undefined || found.at >= safe) break;
        at = found.at + found.length;
        if (at > safe) cut = found.at;
      }
      release(cut);
    },
    end: () => release(held.length),
  };
}

/** The longest first: of two that begin at the same place, the longer one is taken. */
function formsOfAll(secrets: Iterable<Secret>): readonly string[] {
  return [...new Set([...secrets].flatMap(formsOf))].sort((a, b) => b.length - a.length);
}

/** The first form at or behind a place. */
type Find = (text: string, from: number) => { readonly at: number; readonly length: number } | undefined;

/** By how they begin: a cluster's secrets have thousands of forms, and a program may print megabytes. */
function finderOf(forms: readonly string[]): Find {
  const byBeginning = new Map<string, string[]>();
  for (const form of forms) {
    const beginning = form.slice(0, minimumLength);
    const others = byBeginning.get(beginning);
    if (others === undefined) byBeginning.set(beginning, [form]);
    else others.push(form);
  }
  return (text, from) => {
    for (let at = from; at + minimumLength <= text.length; at += 1) {
      const form = byBeginning
        .get(text.slice(at, at + minimumLength))
        ?.find((candidate) => text.startsWith(candidate, at));
      if (form !== undefined) return { at, length: form.length };
    }
    return undefined;
  };
}

function replaceAll(text: string, find: Find): string {
  let clean = '';
  let from = 0;
  for (let found = find(text, 0); found !== undefined; found = find(text, from)) {
    clean += text.slice(from, found.at) + shown;
    from = found.at + found.length;
  }
  return clean + text.slice(from);
}

/** Where the first form begins that the text may have cut off at its end; its length when there is none. */
function unfinishedFrom(text: string, sorted: readonly string[], longest: number): number {
  for (let at = Math.max(0, text.length - longest + 1); at < text.length; at += 1) {
    const tail = text.slice(at);
    if (sorted[firstAfter(sorted, tail)]?.startsWith(tail) === true) return at;
  }
  return text.length;
}

/** Index of the first of the sorted texts that stands behind this one. If any is longer and begins with it, that one is. */
function firstAfter(sorted: readonly string[], text: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as string) <= text) low = middle + 1;
    else high = middle;
  }
  return low;
}
