import type * as clack from '@clack/prompts';
import type { PrintOptions } from './options.ts';
import type { Terminal } from './terminal.ts';

/**
 * What a person answered. `cancelled`: by Escape, Ctrl-C, Ctrl-D or the end of the input. `not-interactive`: there is no
 * terminal, or a program reads the result (`--json`); nothing was printed then.
 */
export type Answer<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'not-interactive' };

export interface TextQuestion {
  readonly message: string;
  /** Shown until something is typed, and the answer when nothing is. */
  readonly fallback?: string;
  /** What is wrong with an answer: it is asked again. Undefined when nothing is. */
  readonly validate?: (answer: string) => string | undefined;
}

export function askText(terminal: Terminal, print: PrintOptions, question: TextQuestion): Promise<Answer<string>> {
  const { message, fallback, validate } = question;
  const given = (answer: string | undefined): string =>
    answer === undefined || answer === '' ? (fallback ?? '') : answer;
  return ask<string>(terminal, print, async ({ text }, streams) => {
    const answer = await text({
      message,
      ...(fallback === undefined ? {} : { placeholder: fallback }),
      validate: (typed) => validate?.(given(typed)),
      ...streams,
    });
    return typeof answer === 'symbol' ? answer : given(answer);
  });
}

export function askYes(terminal: Terminal, print: PrintOptions, message: string): Promise<Answer<boolean>> {
  return ask<boolean>(terminal, print, ({ confirm }, streams) => confirm({ message, ...streams }));
}

/** What is typed is not shown. */
export function askHidden(terminal: Terminal, print: PrintOptions, message: string): Promise<Answer<string>> {
  return ask<string>(terminal, print, async ({ password }, streams) => {
    // Nothing typed is undefined, whatever its type says.
    const answer: string | symbol | undefined = await password({ message, ...streams });
    return answer ?? '';
  });
}

type Prompts = typeof clack;
type Streams = Pick<Parameters<Prompts['confirm']>[0], 'input' | 'output' | 'signal'>;

async function ask<T>(
  terminal: Terminal,
  print: PrintOptions,
  question: (prompts: Prompts, streams: Streams) => Promise<T | symbol>,
): Promise<Answer<T>> {
  if (!terminal.isInteractive || print.json === true) return { kind: 'not-interactive' };
  const prompts = await import('@clack/prompts');
  const { input, screen: output } = terminal;
  // Without this, a prompt waits indefinitely when its input ends.
  const ended = new AbortController();
  const end = (): void => ended.abort();
  const onKey = (_: unknown, key: { readonly ctrl?: boolean; readonly name?: string } | undefined): void => {
    if (key?.ctrl === true && key.name === 'd') end();
  };
  input.on('end', end).on('close', end).on('keypress', onKey);
  try {
    if (input.readableEnded || input.destroyed) return { kind: 'cancelled' };
    const answer = await question(prompts, { input, output, signal: ended.signal });
    return prompts.isCancel(answer) ? { kind: 'cancelled' } : { kind: 'answered', value: answer as T };
  } finally {
    input.off('end', end).off('close', end).off('keypress', onKey);
  }
}
