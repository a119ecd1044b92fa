import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePrivate } from '../../src/secrets/write-private.ts';

/** As a writer names what it writes before it is renamed. */
const draftOf = (pid: number): string => `.id.${pid.toString(16).padStart(8, '0')}0123abcd.tmp`;

it('what a killed writer left is removed; what a writer that is alive needs stays', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'infraflux-'));
  // It waits for its input, and ends with it.
  const other = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
  const ended = new Promise((resolve) => other.once('exit', resolve));
  if (other.pid === undefined) throw new Error('no process');
  const [alive, dead] = [draftOf(other.pid), draftOf(2 ** 31 - 2)];
  for (const name of [alive, dead, '.id.0123456789ab.tmp']) writeFileSync(join(folder, name), 'a draft');
  writePrivate(join(folder, 'id'), 'whole\n');
  expect(readdirSync(folder).sort()).toEqual([alive, 'id']);
  expect(readFileSync(join(folder, 'id'), 'utf8')).toBe('whole\n');
  other.stdin.end();
  await ended;
  writePrivate(join(folder, 'id'), 'again\n');
  expect(readdirSync(folder)).toEqual(['id']);
});
