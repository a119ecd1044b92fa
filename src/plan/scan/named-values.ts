/** A value in clear, under a name that says that it is secret. Offsets of the value in the line. */
export interface NamedValue {
  readonly name: string;
  readonly value: string;
  /** From 0. */
  readonly line: number;
  readonly column: number;
}

/** Names whose values are secrets, whatever they look like; spelled in any case, with or without separators. */
const strong = /(?:password|passwd|passphrase|clientsecret)(?:value|text|plain|base64)?$/;
/** Names whose values are secrets if they look random: often they name a Secret, or a key of one. */
const weak =
  /(?:token|secret|apikey|accesskey|secretkey|privatekey|authkey|signingkey|encryptionkey|sharedkey|presharedkey|masterkey|psk|pwd|credentials?|salt|cookie|auth)(?:value|text|plain|base64|data|hash)?$/;

const pair =
  /(?<![A-Za-z0-9_./-])(\\?["']?)([A-Za-z_][A-Za-z0-9_./-]{0,100})\1[ \t]{0,20}[:=][ \t]{0,20}(\\?"(?:[^"\\]|\\[^"]){0,2000}\\?"|'[^']{0,2000}'|[^\s,}\]{[][^\s,}\]]{0,2000}(?: +[^\s#,}\]]{1,200}){0,8})/g;
/** What may stand before a key: nothing, the dash of an item, the beginning of a map, or a command that sets a variable. */
const beforeKey = /(?:^|[{,(;&?|])[ \t]*(?:-[ \t]+)*(?:export[ \t]+|env[ \t]+|set[ \t]+)?$/;

/**
 * Values under names such as `adminPassword`, `API_TOKEN` or `clientSecret`, in YAML, JSON, HCL and files of variables, and
 * those of `{name: API_TOKEN, value: ...}`. Takes lines, not documents: it reads files of any kind, and megabytes of them.
 */
export function namedValues(text: string): readonly NamedValue[] {
  const found: NamedValue[] = [];
  const lines = text.split('\n');
  let named: { readonly name: string; readonly line: number } | undefined;
  for (const [number, line] of lines.entries()) {
    if (!/[:=]/.test(line)) continue;
    for (const match of line.matchAll(pair)) {
      const [whole, , key = '', written = ''] = match;
      if (!beforeKey.test(line.slice(Math.max(0, match.index - 60), match.index))) continue;
      const value = unquoted(/^[|>][-+0-9]*$/.test(written) ? (lines[number + 1] ?? '').trim() : written);
      const column = match.index + whole.length - written.length;
      if (key === 'name' || key === 'key') named = { name: value, line: number };
      const isPair = key === 'value' && named !== undefined && number - named.line <= 2;
      const name = isPair ? (named?.name ?? '') : key;
      if (isSecret(name, value)) found.push({ name, value, line: number, column });
    }
  }
  return found;
}

function isSecret(name: string, value: string): boolean {
  const last = (name.split(/[./]/).at(-1) ?? '').toLowerCase().replaceAll(/[-_]/g, '');
  const isStrong = strong.test(last);
  if ((!isStrong && !weak.test(last)) || isHarmless(last, value)) return false;
  return isStrong ? !isReference(value) : looksRandom(value);
}

/** Nothing, a word of a schema, an expression, an encrypted value: whatever the name, it is no secret in clear. */
function isHarmless(name: string, value: string): boolean {
  const plain = value.toLowerCase();
  return (
    value.length < 3 ||
    /^[{[$<&*!%(@#`~]|^ENC\[|\{\{|\$\{|\$\(|^\(?secret\)?$/.test(value) ||
    /^(?:true|false|null|none|required|optional|disabled|enabled|default|string|number|integer|boolean|object|auto|sensitive|[0-9]{1,5})$/.test(
      plain,
    ) ||
    /^(?:var|local|data|module|each|self|path|ephemeral|jsonencode|base64decode|base64encode|nonsensitive|sensitive|file|filebase64|templatefile|try|lookup|coalesce|one|merge)[.([]/.test(
      plain,
    ) ||
    plain.replaceAll(/[-_.]/g, '') === name
  );
}

/** `admin-password`, `grafana_secret`: a key of a Secret, or the name of one. */
function isReference(value: string): boolean {
  return (
    /^[A-Za-z]+(?:[-_.][A-Za-z0-9]+)*$/.test(value) &&
    /(?:password|passwd|passphrase|secret|token|key|credentials?|auth)$/i.test(value)
  );
}

function looksRandom(value: string): boolean {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) return true;
  if (value.length < 16 || /\s|:\/\/|^[/.]|^sha(?:256|512)[:-]/.test(value)) return false;
  // A name, a path of a key or a class: words with a few digits.
  if (/^[A-Za-z]+[0-9]{0,2}(?:[-_./:][A-Za-z]+[0-9]{0,2}|[-_./:]v?[0-9]{1,3}(?:[a-z]+[0-9]*)?)*$/.test(value))
    return false;
  return /[0-9]/.test(value) && /[A-Za-z]/.test(value) && entropy(value) >= 3;
}

/** Of Shannon, in bits per character: English words have about 2 to 3 at this length, random base64 above 4. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
}

function unquoted(written: string): string {
  return /^(\\?["'])([\s\S]*)\1$/.exec(written)?.[2] ?? written.trim();
}
