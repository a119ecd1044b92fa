import type { Terminal } from './terminal.ts';

/**
 * Whether what is printed has colors: on a terminal, unless NO_COLOR is set (https://no-color.org); FORCE_COLOR decides over both,
 * as it does for Node.js: 0 and false turn colors off, anything else on.
 */
export function wantsColor(terminal: Pick<Terminal, 'isTty' | 'env'>): boolean {
  const forced = terminal.env['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  return terminal.isTty && (terminal.env['NO_COLOR'] ?? '') === '';
}
