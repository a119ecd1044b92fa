import { expect, test } from 'vitest';
import { runCommand } from '../../src/observe/run-command.ts';

test('arguments are never read by a shell', async () => {
  const hostile = ['$(id)', '`id`', "it's", '"', '; exit 3', '*', '', 'a b', '\n'];
  const answer = await runCommand('printf', ['%s|', ...hostile]);
  expect(answer.stdout).toBe(hostile.map((word) => `${word}|`).join(''));
});

test('a command that is not there is an answer, however much it was to read', async () => {
  for (let round = 0; round < 10; round += 1) {
    const answer = await runCommand('no-such-command-here', [], { input: 'x'.repeat(400_000) });
    expect(answer.code).toBe(127);
  }
});

test('a command that stops reading is an answer', async () => {
  const answer = await runCommand('head', ['-c', '3'], { input: 'x'.repeat(4_000_000) });
  expect(answer).toMatchObject({ code: 0, stdout: 'xxx' });
});

test('a command that takes too long is ended', async () => {
  const answer = await runCommand('sleep', ['30'], { timeoutSeconds: 1 });
  expect(answer.code).toBe(124);
});

test('an argument with a NUL is refused: the shell would cut it there', async () => {
  expect((await runCommand('echo', ['a\0b'])).code).toBe(126);
});
