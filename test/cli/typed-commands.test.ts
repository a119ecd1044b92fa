import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { typedCommands } from '../../src/commands/terminal/typed-commands.ts';
import { engineCommand, engineByHand, terraformFolder } from '../../src/plan/typed-commands.ts';

let base: string;
beforeAll(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'infraflux-typed-')));
  for (const folder of ['bin', 'here', 'the lab/out put/dev/terraform/main'])
    mkdirSync(join(base, folder), { recursive: true });
  writeFileSync(join(base, 'the lab/home.yaml'), '');
  // Say where they are and with what; `infraflux secrets exec` needs its configuration, and runs what stands behind `--`.
  tool('terraform', 'cd "${1#-chdir=}" && pwd && shift && printf "%s\\n" "$@"');
  tool(
    'infraflux',
    '[ "$1 $2 $3 $4" = "secrets exec dev/main --config" ] && [ -f "$5" ] && [ "$6" = -- ] && shift 6 && exec "$@"',
  );
});
afterAll(() => rmSync(base, { recursive: true }));

function tool(name: string, script: string): void {
  writeFileSync(join(base, 'bin', name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(base, 'bin', name), 0o755);
}

const cluster = { environment: 'dev', name: 'main' };
const address = `module.vm["it's"]`;

test.each([
  ['another folder', 'here', '../the lab/home.yaml'],
  ['the folder of the configuration', 'the lab', './home.yaml'],
  ['a folder of the output', 'the lab/out put/dev', '../../home.yaml'],
])('a remedy works when it is typed in %s', (_, folder, config) => {
  const cwd = join(base, folder);
  const typed = typedCommands({ config, out: 'out put' }, { cwd, env: {} });
  const type = (command: string) =>
    execFileSync('/bin/sh', ['-c', command], {
      cwd,
      encoding: 'utf8',
      env: { PATH: `${join(base, 'bin')}:/usr/bin:/bin` },
    });
  const there = `${join(base, 'the lab/out put/dev/terraform/main')}\n`;
  expect(type(engineCommand(typed, 'terraform', cluster, 'init'))).toBe(`${there}init\n`);
  expect(type(engineByHand(typed, 'terraform', cluster, 'state', 'rm', address))).toBe(
    `${there}init\n${there}state\nrm\n${address}\n`,
  );
  expect(realpathSync(join(cwd, terraformFolder(typed, cluster)))).toBe(join(base, 'the lab/out put/dev/terraform'));
});

test('commands are started as this one was', () => {
  const typed = (env: Record<string, string>) => typedCommands({ config: 'infraflux.yaml' }, { cwd: '/a', env });
  expect(typed({})).toEqual({ infraflux: 'infraflux', flags: [], output: 'out' });
  expect(typed({ npm_lifecycle_event: 'plan' }).infraflux).toBe('npx infraflux');
  expect(typed({ npm_lifecycle_event: 'npx' }).infraflux).toBe('npx infraflux');
});
