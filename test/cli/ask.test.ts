import { mkdtempSync, readFileSync, existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../../src/commands/run-cli.ts';
import { askHidden, askText, askYes } from '../../src/commands/terminal/ask.ts';
import { fakeTerminal } from '../fakes/terminal.ts';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'infraflux-ask-'));
});
afterAll(() => rmSync(cwd, { recursive: true }));

/** A person at a terminal who types each line once its question is on the screen; undefined ends the input. */
function person(...lines: readonly (string | undefined)[]) {
  const input = new PassThrough();
  const screen = new PassThrough();
  const rest = [...lines];
  const seen = { text: '' };
  screen.on('data', (piece: Buffer) => {
    seen.text += piece.toString();
    // A prompt shows the cursor's place once it waits.
    if (!piece.toString().includes('\u001B[?25l') || rest.length === 0) return;
    const line = rest.shift();
    setImmediate(() => (line === undefined ? input.end() : input.write(line)));
  });
  return { terminal: fakeTerminal({ cwd, input, screen, isInteractive: true }), seen };
}

const plain = { color: false };

describe('questions', () => {
  test('what is typed is the whole answer, and nothing typed is the suggestion', async () => {
    const question = { message: 'Name?', fallback: 'homelab' };
    expect(await askText(person('office\r').terminal, plain, question)).toEqual({ kind: 'answered', value: 'office' });
    expect(await askText(person('\r').terminal, plain, question)).toEqual({ kind: 'answered', value: 'homelab' });
    expect(await askYes(person('y').terminal, plain, 'Again?')).toEqual({ kind: 'answered', value: true });
    expect(await askYes(person('n').terminal, plain, 'Again?')).toEqual({ kind: 'answered', value: false });
  });

  test('an answer that is wrong is asked again', async () => {
    const { terminal, seen } = person('no\ryes\r');
    const validate = (answer: string) => (answer.endsWith('yes') ? undefined : 'not that');
    expect(await askText(terminal, plain, { message: 'Name?', validate })).toMatchObject({ kind: 'answered' });
    expect(seen.text).toContain('not that');
  });

  test('a hidden answer is on no screen', async () => {
    const { terminal, seen } = person('hunter2\r');
    expect(await askHidden(terminal, plain, 'Value?')).toEqual({ kind: 'answered', value: 'hunter2' });
    expect(seen.text).not.toContain('hunter');
  });

  test.each([
    ['Escape', '\u001B'],
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
    ['the end of the input', undefined],
  ])('%s cancels every kind of question', async (_, typed) => {
    expect(await askText(person(typed).terminal, plain, { message: 'Name?' })).toEqual({ kind: 'cancelled' });
    expect(await askYes(person(typed).terminal, plain, 'Again?')).toEqual({ kind: 'cancelled' });
    expect(await askHidden(person(typed).terminal, plain, 'Value?')).toEqual({ kind: 'cancelled' });
  });

  test('nothing is asked without a terminal, or where a program reads the result', async () => {
    const { terminal, seen } = person('office\r');
    const none = { kind: 'not-interactive' };
    expect(await askText({ ...terminal, isInteractive: false }, plain, { message: 'Name?' })).toEqual(none);
    expect(await askYes(terminal, { ...plain, json: true }, 'Again?')).toEqual(none);
    expect(seen.text).toBe('');
  });
});

describe('init', () => {
  test('takes what is typed in place of what it suggests', async () => {
    const { terminal } = person('office\r', '\r', '10.20.0.0/16\r', '\r', '\r');
    expect(await runCli(['init', '--config', 'typed/infraflux.yaml'], terminal)).toBe(0);
    const text = readFileSync(join(cwd, 'typed/infraflux.yaml'), 'utf8');
    expect(text).toMatch(/^name: "office"$/m);
    expect(text).toContain('https://pve.home.arpa:8006/');
    expect(text).toContain('cidr: "10.20.0.0/16", gateway: "10.20.0.1"');
  });

  test('writes nothing when a question is cancelled', async () => {
    const { terminal } = person('office\r', undefined);
    expect(await runCli(['init', '--config', 'cancelled/infraflux.yaml'], terminal)).toBe(1);
    expect(terminal.printed.all).toContain('Nothing was written.');
    expect(existsSync(join(cwd, 'cancelled'))).toBe(false);
  });
});

test.each([
  ['another name', 'office\r'],
  ['the end of the input', undefined],
])('apply changes nothing on %s', async (_, typed) => {
  const config = `${typed === undefined ? 'ended' : 'other'}/infraflux.yaml`;
  expect(await runCli(['init', '--yes', '--config', config], fakeTerminal({ cwd }))).toBe(0);
  const { terminal, seen } = person(typed);
  const env = { PATH: process.env['PATH'], HOME: cwd };
  expect(await runCli(['apply', '--config', config], { ...terminal, env })).toBe(1);
  expect(seen.text).toContain('Apply this to homelab?');
  expect(terminal.printed.progress).toContain('Nothing was changed.');
  expect(existsSync(join(cwd, config, '../out'))).toBe(false);
});
