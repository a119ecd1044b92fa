const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Columns that hclwrite counts for a text: one for each grapheme cluster. */
export function displayWidth(text: string): number {
  // oxlint-disable-next-line no-control-regex
  if (/^[\u0020-\u007e]*$/.test(text)) return text.length;
  let width = 0;
  for (const _ of segmenter.segment(text)) width += 1;
  return width;
}
