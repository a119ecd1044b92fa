import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { faultsOf, platform, run } from './cli.ts';

const edit = (cwd: string, name: string, from: string, to: string): void => {
  const path = join(cwd, name);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replaceAll(from, to));
};

test('plan tells a renamed pool from a removed one, and `lock rename` keeps its numbers', async () => {
  const cwd = await platform();
  expect((await run(['apply', '--yes'], { cwd })).code).toBe(0);
  const numbers = (text: string, name: string): readonly string[] =>
    text
      .split('\n')
      .flatMap((line) => (line.startsWith(`dev/dev/${name} `) ? [line.slice(`dev/dev/${name} `.length)] : []));
  const before = readFileSync(join(cwd, 'infraflux.lock'), 'utf8');
  const pool = '{cpu: 4, memory: 8Gi, disks: {system: {size: 64Gi}}}';
  edit(
    cwd,
    'infraflux.yaml',
    '        size: small ',
    `        pools: {workers: {count: 0}, web: {count: 2, ${pool.slice(1)}}\n        size: small `,
  );
  const plan = await run(['plan'], { cwd });
  expect(plan.out).toMatch(/^rename\? dev\/dev\/workers left and web came, of the same size in the same place/m);
  const command = /infraflux (lock rename \S+ \S+)$/m.exec(plan.out)?.[1]?.split(' ') ?? [];
  expect(command).toEqual(['lock', 'rename', 'dev/dev/workers', 'web']);
  const renamed = await run(command, { cwd });
  expect(renamed.code, renamed.err).toBe(0);
  expect(renamed.out).toContain('infraflux.lock: dev/dev/dev-workers-1 -> dev/dev/dev-web-1\n');
  expect((await run(['compile'], { cwd })).code).toBe(0);
  const after = readFileSync(join(cwd, 'infraflux.lock'), 'utf8');
  expect(numbers(before, 'dev-workers-1').length).toBeGreaterThan(2);
  expect(numbers(after, 'dev-web-1')).toEqual(numbers(before, 'dev-workers-1'));
  expect(after).not.toContain('workers');
});

test('what was created keeps its name: its machines carry it', async () => {
  const cwd = await platform();
  expect((await run(['compile'], { cwd })).code).toBe(0);
  expect((await run(['lock', 'record', 'dev/dev', 'kubernetes', '1.36.3'], { cwd })).code).toBe(0);
  edit(cwd, 'infraflux.yaml', '      dev:\n', '      home:\n');
  const before = readFileSync(join(cwd, 'infraflux.lock'), 'utf8');
  const refused = await run(['lock', 'rename', 'dev/dev', 'home', '--json'], { cwd });
  expect(refused.code).toBe(1);
  expect(faultsOf(refused)).toMatchObject([
    { code: 'lock/has-resources', message: expect.stringContaining('dev/dev') },
  ]);
  expect(readFileSync(join(cwd, 'infraflux.lock'), 'utf8')).toBe(before);
});
