import { PassThrough } from 'node:stream';
import type { Terminal } from '../../src/commands/terminal/terminal.ts';

/**
 * A terminal whose output is kept, in `cwd` and without environment variables but for the place of working state, unless
 * `over` says otherwise.
 */
export function fakeTerminal(
  over: Partial<Terminal> & Pick<Terminal, 'cwd'>,
): Terminal & { readonly printed: { out: string; progress: string; all: string } } {
  const printed = { out: '', progress: '', all: '' };
  const print = (to: 'out' | 'progress') => (text: string) => {
    printed[to] += text;
    printed.all += text;
  };
  return {
    out: print('out'),
    progress: print('progress'),
    env: { XDG_STATE_HOME: process.env['XDG_STATE_HOME'] },
    isTty: false,
    columns: 100,
    isInteractive: false,
    input: new PassThrough(),
    screen: new PassThrough(),
    ...over,
    printed,
  };
}
