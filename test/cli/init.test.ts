import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { faultsOf, folder, run } from './cli.ts';

describe('init', () => {
  test.each([
    [['--yes']],
    [['--name', 'no']],
    [['--network', '192.168.178.0/24']],
    [['--network', '10.96.0.0/12', '--name', 'on']],
    [['--repository', 'http://127.0.0.1:9/me/platform.git']],
    [['--network', '10.0.0.0/8', '--gateway', '10.0.0.254', '--endpoint', 'https://[2001:db8::1]:8006/']],
  ])('%j in an empty directory plans at once, without any diagnostic', async (args) => {
    const cwd = folder();
    const made = await run(['init', ...args], { cwd });
    expect(made.code, made.err).toBe(0);
    for (const command of [['validate'], ['plan'], ['compile'], ['compile', '--check']]) {
      const ran = await run([...command, '--json'], { cwd });
      const hasRepository = args.includes('--repository');
      // It does not answer here: a layer that did not, and the rest is planned.
      expect(ran.code, ran.out).toBe(hasRepository && command[0] === 'plan' ? 3 : 0);
      const open = command[0] === 'validate' && !hasRepository ? ['gitops/no-repository'] : [];
      expect(faultsOf(ran).map(({ code }) => code)).toEqual(open);
    }
    const plan = await run(['plan'], { cwd });
    expect(plan.err).toBe('');
    // Compiled above; what is published is not known.
    expect(plan.out).toMatch(
      args.includes('--repository') ? /^\S+: files up to date; blocked: gitops/ : /^\S+: 1 of 1 cluster changes/,
    );
  });

  test('never writes over what is there', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'package.json'), '{"name": "mine"}\n');
    expect((await run(['init', '--yes'], { cwd })).code).toBe(0);
    expect(readFileSync(join(cwd, 'package.json'), 'utf8')).toBe('{"name": "mine"}\n');
    const before = readFileSync(join(cwd, 'infraflux.yaml'), 'utf8');
    const again = await run(['init', '--name', 'other', '--json'], { cwd });
    expect(faultsOf(again)).toMatchObject([{ code: 'cli/exists' }]);
    expect(readFileSync(join(cwd, 'infraflux.yaml'), 'utf8')).toBe(before);
  });

  test('another file name in another directory, and the next command for it', async () => {
    const cwd = folder();
    const made = await run(['init', '--yes', '--config', 'sub/my.yaml'], { cwd });
    expect(made.out).toContain('npx infraflux plan --config sub/my.yaml');
    expect(existsSync(join(cwd, 'sub/my.yaml'))).toBe(true);
    expect((await run(['plan', '--config', 'sub/my.yaml'], { cwd })).code).toBe(0);
    mkdirSync(join(cwd, 'elsewhere'));
    expect((await run(['validate', '--config', '../sub/my.yaml'], { cwd: join(cwd, 'elsewhere') })).code).toBe(0);
  });

  test.each([
    [['--name', 'My Lab'], '"My Lab"'],
    [['--endpoint', 'pve'], '"pve"'],
    [['--network', '10.0.0.7/24'], '"10.0.0.7/24"'],
    [['--network', '10.0.0.0/26'], '10.0.0.0/26'],
    [['--network', 'fd00::/64'], '"fd00::/64"'],
    [['--repository', 'not an address'], '"not an address"'],
    [['--gateway', '192.168.0.1'], '192.168.0.1 is not in 10.10.0.0/16'],
    [['--gateway', '10.10.0.12'], '10.10.0.12'],
  ])('%j is refused before anything is written', async (args, message) => {
    const cwd = folder();
    const ran = await run(['init', ...args, '--json'], { cwd });
    expect(ran.code).toBe(1);
    expect(faultsOf(ran)).toMatchObject([{ code: 'cli/invalid-answer', message: expect.stringContaining(message) }]);
    expect(existsSync(join(cwd, 'infraflux.yaml'))).toBe(false);
  });
});
