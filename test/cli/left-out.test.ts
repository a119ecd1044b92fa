import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { platform, run } from './cli.ts';

// Environments are independent: what is wrong with one does not stop a plan for another.

const prod =
  'environments:\n  lab: {}\n  prod: {clusters: {main: {size: single, network: {nodes: 10.10.1.10-10.10.1.19, endpoint: 10.10.1.5}}}}\n';
const good = 'clusters: {lab: {size: single, network: {nodes: 10.10.2.10-10.10.2.19, endpoint: 10.10.2.5}}}\n';

async function threeEnvironments(): Promise<string> {
  const cwd = await platform((text) => text.replace('environments:\n', prod));
  write(cwd, 'environments/lab.yaml', good);
  expect((await run(['compile'], { cwd })).code).toBe(0);
  return cwd;
}

function write(cwd: string, name: string, text: string): void {
  mkdirSync(join(cwd, 'environments'), { recursive: true });
  writeFileSync(join(cwd, name), text);
}

describe('a fault in the file of one environment', () => {
  test.each([
    ['YAML', 'clusters: {lab: [\n'],
    ['a key', good.replace('size:', 'siez: 1, size:')],
    ['a value', good.replace('single', 'enormous')],
    ['a rule', good.replace('endpoint: 10.10.2.5', 'endpoint: 192.168.1.5')],
    ['a file that is not there', good.replace('size: single', 'size: single, talos: {patches: {a: gone.yaml}}')],
  ])('does not stop a plan for another: %s', async (_, text) => {
    const cwd = await threeEnvironments();
    write(cwd, 'environments/lab.yaml', text);
    const lock = readFileSync(join(cwd, 'infraflux.lock'), 'utf8');
    for (const args of [
      ['--environment', 'prod'],
      ['--cluster', 'prod/main'],
      ['--environment', 'prod', '--environment', 'dev'],
    ]) {
      const plan = await run(['plan', ...args], { cwd });
      expect(plan.code, plan.err).toBe(0);
      expect(plan.err).toContain('config/environment-left-out');
      expect(plan.err).toContain('environment lab has errors and was left out');
      expect(plan.out).toContain('prod/main');
      expect(plan.out).not.toContain('lab/lab');
    }
    for (const args of [[], ['--environment', 'lab'], ['--environment', 'prod', '--environment', 'lab']])
      expect((await run(['plan', ...args], { cwd })).code, args.join(' ')).toBe(1);
    // What all environments share is written by these.
    expect((await run(['plan', '--environment', 'prod', '--save', 'a.plan'], { cwd })).code).toBe(1);
    expect((await run(['apply', '--yes', '--environment', 'prod'], { cwd })).code).toBe(1);
    expect((await run(['compile', '--environment', 'prod'], { cwd })).code).toBe(1);
    expect(readFileSync(join(cwd, 'infraflux.lock'), 'utf8')).toBe(lock);
    expect(existsSync(join(cwd, 'a.plan'))).toBe(false);
  });

  test('in infraflux.yaml as well', async () => {
    const cwd = await threeEnvironments();
    const path = join(cwd, 'infraflux.yaml');
    writeFileSync(path, readFileSync(path, 'utf8').replace('main: {size: single', 'main: {siez: single'));
    const plan = await run(['plan', '--environment', 'dev'], { cwd });
    expect(plan.code, plan.err).toBe(0);
    expect(plan.err).toContain('environment prod has errors and was left out');
    expect((await run(['plan', '--environment', 'prod'], { cwd })).code).toBe(1);
  });

  test('stops it where the other is involved, or all of them are', async () => {
    const cwd = await threeEnvironments();
    write(cwd, 'environments/lab.yaml', good.replaceAll('10.10.2.', '10.10.1.'));
    expect((await run(['plan', '--environment', 'prod'], { cwd })).code).toBe(1);
    // It is between these two.
    const dev = await run(['plan', '--environment', 'dev'], { cwd });
    expect(dev.code, dev.err).toBe(0);
    expect(dev.err).toContain('environment lab has errors and was left out');
    write(cwd, 'environments/lab.yaml', good);
    const path = join(cwd, 'infraflux.yaml');
    writeFileSync(path, readFileSync(path, 'utf8').replace('\ndefaults:', '\ndefualts:'));
    expect((await run(['plan', '--environment', 'prod'], { cwd })).code).toBe(1);
  });
});
