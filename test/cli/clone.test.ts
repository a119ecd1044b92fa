// In the conformance run: runs the whole life of a platform in a clone.
import { execFileSync } from 'node:child_process';
import { readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, repository } from './cli.ts';

const text = (command: string, args: readonly string[], cwd: string): string =>
  execFileSync(command, args, { cwd, encoding: 'utf8', env: { ...process.env, GITHUB_ACTIONS: '' }, stdio: 'pipe' });

test('a clone builds and plans, and its package works in an empty directory with nothing installed', () => {
  const clone = join(folder(), 'clone');
  text('git', ['clone', '--quiet', repository, clone], folder());
  // What `npm ci` would fetch; `prepare` is what it would run.
  symlinkSync(join(repository, 'node_modules'), join(clone, 'node_modules'));
  text('npm', ['run', '--silent', 'prepare'], clone);
  const plan = text('npm', ['run', '--silent', 'plan'], clone);
  expect(plan).toMatch(/^homelab: /);
  expect(plan).toContain('npm run apply');
  expect(text('git', ['status', '--porcelain'], clone).replace('?? node_modules\n', '')).toBe('');

  const made = folder();
  text('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', made], clone);
  const [tarball = ''] = readdirSync(made);
  text('tar', ['-xzf', tarball], made);
  const cli = join(made, 'package/dist/cli.js');
  const empty = folder();
  expect(text(process.execPath, [cli, 'init', '--yes'], empty)).toContain('Wrote infraflux.yaml');
  expect(text(process.execPath, [cli, 'plan'], empty)).toContain('homelab: 1 of 1 cluster changes');
  expect(text(process.execPath, [cli, 'apply', '--yes'], empty)).toContain('Applied: main is at');
});
