import { existsSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { runCommand } from '../fakes/run-command.ts';
import { formsOf, redactingStream, redactor } from '../../src/secrets/redact.ts';
import { Secret } from '../../src/secrets/secret.ts';
import { need } from '../need.ts';

// How long a command may take is this process' clock alone, and it goes on when a test says so.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

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
  const answer = await runCommand('sh', ['-c', 'echo begun; exec sleep 100000'], {
    timeoutSeconds: 1,
    onOutput: () => vi.advanceTimersByTime(1000),
  });
  expect(answer.code).toBe(124);
});

test('an argument with a NUL is refused: the shell would cut it there', async () => {
  expect((await runCommand('echo', ['a\0b'])).code).toBe(126);
});

describe('secrets', () => {
  const value = 'correct horse "battery" staple/+?';
  const secrets = [new Secret(value), new Secret('first line of a key\nsecond line of a key\n')];
  const script = [
    'printf "%s\\n" "$1" >&2',
    'printf "%s\\n" "$1" | base64',
    'printf "%s\\n" "$2"',
    'printf "second line of a key here\\n"',
  ].join('; ');

  test('are gone from both streams, the bytes, and what comes as it comes', async () => {
    const seen: string[] = [];
    const answer = await runCommand('sh', ['-c', script, 'sh', value, encodeURIComponent(value)], {
      secrets,
      onOutput: (text, from) => seen.push(`${from}: ${text}`),
    });
    const all = [answer.stdout, answer.stderr, Buffer.from(answer.bytes).toString('utf8'), seen.join('')];
    for (const text of all)
      for (const secret of secrets) for (const form of formsOf(secret)) expect(text).not.toContain(form);
    expect(answer.stderr).toBe('(secret)\n');
    expect(answer.stdout).toMatch(/^\(secret\)\S*\n\(secret\)\n\(secret\) here\n$/);
    const streamed = (from: string) =>
      seen
        .filter((text) => text.startsWith(from))
        .map((text) => text.slice(from.length + 2))
        .join('');
    expect(streamed('stdout')).toBe(answer.stdout);
    expect(streamed('stderr')).toBe(answer.stderr);
  });

  test('are gone from what cannot be started, and from what took too long', async () => {
    const missing = await runCommand(`no-such-${secrets[0]?.reveal()}`, [], { secrets });
    expect(missing.code).toBe(127);
    expect(missing.stderr).not.toContain('battery');
    const nowhere = await runCommand('true', [], { secrets, cwd: `/no/such/${value}` });
    expect(nowhere.code).not.toBe(0);
    expect(nowhere.stderr).not.toContain('battery');
    const late = await runCommand('sh', ['-c', 'printf "%s" "$1"; echo printed >&2; exec sleep 100000', 'sh', value], {
      secrets,
      timeoutSeconds: 1,
      onOutput: (_, from) => {
        if (from === 'stderr') vi.advanceTimersByTime(1000);
      },
    });
    expect(late).toMatchObject({ code: 124, stdout: '(secret)' });
  });

  test('in pieces of any size never leave one by one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[ab"\\ \n]{6,30}$/), { minLength: 1, maxLength: 4 }),
        fc.array(fc.oneof(fc.nat(3), fc.stringMatching(/^[ab"\\ \n]{0,9}$/)), { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        (values, parts, sizes) => {
          const hidden = values.map((one) => new Secret(one));
          const text = parts
            .map((part) => (typeof part === 'number' ? (values[part % values.length] ?? '') : part))
            .join('');
          let shown = '';
          const stream = redactingStream(hidden, (piece) => {
            shown += piece;
          });
          for (let at = 0, turn = 0; at < text.length; turn += 1) {
            const size = sizes[turn % sizes.length] ?? 1;
            stream.write(text.slice(at, at + size));
            at += size;
          }
          stream.end();
          // However it was cut, it comes out as the whole text would.
          expect(shown).toBe(redactor(hidden)(text));
        },
      ),
    );
  });

  test('hold nothing back but what may be the beginning of one', () => {
    const shown: string[] = [];
    const stream = redactingStream(
      [new Secret('x'.repeat(10_000)), new Secret('token-1'), new Secret('token-12')],
      (t) => {
        shown.push(t);
      },
    );
    stream.write('creating vm 7\n');
    stream.write('with tok');
    stream.write('en-1');
    stream.write('3 and token-12 ');
    expect(shown).toEqual(['creating vm 7\n', 'with ', '(secret)3 and (secret) ']);
  });
});

test('characters cut in two between pieces arrive whole', async () => {
  const seen: string[] = [];
  await runCommand('sh', ['-c', String.raw`printf '\303'; sleep 0.2; printf '\274\n'`], {
    onOutput: (text) => seen.push(text),
  });
  expect(seen.join('')).toBe('ü\n');
});

describe('signals', () => {
  beforeEach((context) => need(context, process.platform !== 'win32', 'Windows has no signals'));

  /** Counts the signals that it gets, in a file; ends by itself a moment after the last. */
  const counting = String.raw`
    const fs = require('node:fs');
    let timer;
    const wait = () => { clearTimeout(timer); timer = setTimeout(() => process.exit(7), 700); };
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => { fs.appendFileSync(process.argv[1], name + '\n'); wait(); });
    setInterval(() => undefined, 100000);
    console.log('ready');
  `;

  function place(): string {
    return join(mkdtempSync(join(tmpdir(), 'infraflux-run-')), 'signals');
  }

  test('an abort is one SIGINT, and the end is waited for', async () => {
    const file = place();
    const controller = new AbortController();
    const answer = await runCommand(process.execPath, ['-e', counting, file], {
      signal: controller.signal,
      onOutput: () => {
        controller.abort();
        controller.abort();
      },
    });
    expect(answer.code).toBe(7);
    expect(readFileSync(file, 'utf8')).toBe('SIGINT\n');
  });

  test('an abort reaches what the command started as well', async () => {
    const [one, two] = [place(), place()];
    const controller = new AbortController();
    let ready = 0;
    // A shell's background jobs ignore SIGINT, so the child is started by Node.
    const starts = `require('node:child_process').spawn(process.execPath, ['-e', process.argv[2], process.argv[3]], {stdio: 'inherit'}); ${counting}`;
    await runCommand(process.execPath, ['-e', starts, one, counting, two], {
      signal: controller.signal,
      onOutput: (text) => {
        ready += text.split('ready').length - 1;
        if (ready === 2) controller.abort();
      },
    });
    expect([readFileSync(one, 'utf8'), readFileSync(two, 'utf8')]).toEqual(['SIGINT\n', 'SIGINT\n']);
  });

  test('time that is over is one SIGTERM and never a SIGKILL', async () => {
    const file = place();
    const answer = await runCommand(process.execPath, ['-e', counting, file], {
      timeoutSeconds: 1,
      onOutput: () => vi.advanceTimersByTime(10_000),
    });
    expect(answer.code).toBe(124);
    expect(readFileSync(file, 'utf8')).toBe('SIGTERM\n');
  });

  test('what was interrupted before it began is not started', async () => {
    const file = place();
    const answer = await runCommand('touch', [file], { signal: AbortSignal.abort() });
    expect(answer.code).toBe(130);
    expect(existsSync(file)).toBe(false);
  });

  test('a command that a signal ended says so as a shell would', async () => {
    expect((await runCommand('sh', ['-c', 'kill -INT $$'])).code).toBe(130);
    expect((await runCommand('sh', ['-c', 'kill -TERM $$'])).code).toBe(143);
  });

  test('no limit of time at all', async () => {
    for (const timeoutSeconds of [Infinity, 90 * 86400])
      expect((await runCommand('sleep', ['0.2'], { timeoutSeconds })).code).toBe(0);
  });
});

test('the umask is that of the command alone', async (context) => {
  need(context, process.platform !== 'win32', 'Windows has no umask');
  const before = process.umask();
  const folder = mkdtempSync(join(tmpdir(), 'infraflux-run-'));
  expect((await runCommand('touch', ["it's private"], { umask: 0o077, cwd: folder })).code).toBe(0);
  expect(statSync(join(folder, "it's private")).mode & 0o777).toBe(0o600);
  expect((await runCommand('touch', ['open'], { umask: 0, cwd: folder })).code).toBe(0);
  expect(statSync(join(folder, 'open')).mode & 0o777).toBe(0o666);
  expect((await runCommand('no-such-command-here', [], { umask: 0o077 })).code).toBe(127);
  expect(process.umask()).toBe(before);
});
