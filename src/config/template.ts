/** A piece of a template: plain text, or a name to fill in. */
type Piece = { readonly text: string } | { readonly name: string; readonly start: number; readonly end: number };

/**
 * Fills `${name}` in a text that the schema marks as a template. Nothing is evaluated, and what is filled in is not
 * looked at again. Names were checked before; one that is not given stays as it stands.
 */
export function fillTemplate(
  text: string,
  names: ReadonlyMap<string, string> | { readonly [name: string]: string },
): string {
  const valueOf = (name: string): string | undefined => {
    if (names instanceof Map) return names.get(name);
    return Object.hasOwn(names, name) ? (names as { readonly [name: string]: string })[name] : undefined;
  };
  return pieces(text)
    .map((piece) => ('text' in piece ? piece.text : (valueOf(piece.name) ?? text.slice(piece.start, piece.end))))
    .join('');
}

/** The names that a template mentions, with their place in the text. */
export function templateNames(
  text: string,
): readonly { readonly name: string; readonly start: number; readonly end: number }[] {
  return pieces(text).flatMap((piece) => ('name' in piece ? [piece] : []));
}

function pieces(text: string): readonly Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (;;) {
    const start = text.indexOf('${', from);
    const end = start < 0 ? -1 : text.indexOf('}', start);
    if (end < 0) return [...found, { text: text.slice(from) }];
    found.push({ text: text.slice(from, start) }, { name: text.slice(start + 2, end), start, end: end + 1 });
    from = end + 1;
  }
}
