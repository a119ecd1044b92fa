import type { Json } from '../source/tree.ts';
import type { Moved } from './plan.ts';

/** For people: `added: 16Gi`, `16Gi -> 32Gi`, `removed`. */
export function formatMoved(moved: Moved): string {
  switch (moved.kind) {
    case 'added':
      return `added: ${formatValue(moved.after)}`;
    case 'subtree-added':
      return 'added';
    case 'removed':
    case 'subtree-removed':
      return 'removed';
    case 'changed':
      return formatDifference(moved.before, moved.after);
  }
}

/** Two values in words that differ: a text that reads like another kind of value is quoted beside that. */
export function formatDifference(before: Json, after: Json): string {
  const [old, now] = [formatValue(before), formatValue(after)];
  return old === now ? `${JSON.stringify(before)} -> ${JSON.stringify(after)}` : `${old} -> ${now}`;
}

/** A text as it is, where that is one line of something; everything else as JSON. */
export function formatValue(value: Json): string {
  return typeof value === 'string' && value.trim() !== '' && !value.includes('\n') ? value : JSON.stringify(value);
}
