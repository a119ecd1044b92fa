import type { AddFix, Fix, MoveFix, RemoveFix, ReplaceFix, Span } from './diagnostic.ts';

export function replace(span: Span | undefined, text: string | undefined): ReplaceFix | undefined {
  return span === undefined || text === undefined ? undefined : { kind: 'replace', span, text };
}

export function add(span: Span | undefined, path: readonly string[], text: string | undefined): AddFix | undefined {
  return span === undefined || text === undefined ? undefined : { kind: 'add', span, path, text };
}

export function move(span: Span, path: readonly string[]): MoveFix {
  return { kind: 'move', span, path };
}

export function remove(span: Span | undefined, name: string): RemoveFix | undefined {
  return span === undefined ? undefined : { kind: 'remove', span, name };
}

/** For people: `write 8Gi`, `add gateway: 10.10.0.1`, `remove nodes`. */
export function formatFix(fix: Fix): string {
  switch (fix.kind) {
    case 'replace':
      return `write ${fix.text}`;
    case 'add': {
      const outer = fix.path.slice(0, -1);
      const inner = `${fix.path.at(-1)}: ${fix.text}`;
      return `add ${outer.reduceRight((text, key) => `${key}: {${text}}`, inner)}`;
    }
    case 'remove':
      return `remove ${fix.name}`;
    case 'move':
      return `indent ${fix.path.at(-1)} below ${fix.path.at(-2)}`;
  }
}

/** Whether words already say what the fix is. */
export function mentions(words: string | undefined, fix: Fix): boolean {
  if (words === undefined) return false;
  if (fix.kind === 'remove') return words.includes('remove');
  if (fix.kind === 'move') return words.includes('indent');
  const text = bare(fix.text);
  return bare(words).includes(fix.kind === 'add' ? `${fix.path.at(-1)}: ${text}` : text);
}

function bare(text: string): string {
  return text.replaceAll('"', '');
}
