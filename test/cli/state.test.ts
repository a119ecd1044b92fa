import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { faultsOf, platform, run } from './cli.ts';

const lineage = 'aaaaaaaa-2222-3333-4444-555555555555';
const stateText = (serial: number, resources: number, of = lineage): string =>
  `${JSON.stringify({ version: 4, serial, lineage: of, resources: Array.from({ length: resources }, () => ({})) })}\n`;

function put(cwd: string, name: string, text: string, at?: number): string {
  const path = join(cwd, name);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, text, { mode: 0o600 });
  if (at !== undefined) utimesSync(path, at, at);
  return path;
}

async function withCopies(): Promise<{ readonly cwd: string; readonly state: string }> {
  const cwd = await platform();
  put(cwd, '.infraflux/states/dev/dev/aaaaaaaa-000003.tfstate', stateText(3, 2), 1_000_000);
  put(cwd, '.infraflux/states/dev/dev/aaaaaaaa-000005.tfstate', stateText(5, 7), 2_000_000);
  put(cwd, '.infraflux/states/dev/dev/torn.tfstate', '{"serial": 9', 3_000_000);
  return { cwd, state: put(cwd, 'state/dev/dev.tfstate', '') };
}

const parsed = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as { serial: number; resources: unknown[] };

describe('state list', () => {
  test('shows the state and its copies, newest first, and none that could not be restored', async () => {
    const { cwd } = await withCopies();
    const ran = await run(['state', 'list', 'dev/dev'], { cwd });
    expect(ran.out.split('\n')).toEqual([
      'state/dev/dev.tfstate: empty or torn',
      '  aaaaaaaa-000005.tfstate  1970-01-24T03:33:20Z  serial 5, 7 resources',
      '  aaaaaaaa-000003.tfstate  1970-01-12T13:46:40Z  serial 3, 2 resources',
      '',
    ]);
    expect((await run(['state', 'list', 'prod/none'], { cwd })).out).toContain('no copies');
    expect(faultsOf(await run(['state', 'list', 'dev', '--json'], { cwd }))).toMatchObject([{ code: 'cli/usage' }]);
  });
});

describe('state restore', () => {
  test.each([
    ['empty', ''],
    ['cut off', '{"version": 4, "serial"'],
    ['gone', undefined],
    ['without resources', stateText(9, 0)],
  ])('puts the newest copy in the place of a state that is %s, above all serials', async (_, text) => {
    const { cwd, state } = await withCopies();
    if (text === undefined) rmSync(state);
    else writeFileSync(state, text);
    const ran = await run(['state', 'restore', 'dev/dev'], { cwd });
    expect(ran.code, ran.err).toBe(0);
    expect(ran.out).toContain('restored aaaaaaaa-000005.tfstate (serial 5, 7 resources)');
    expect(parsed(state).resources).toHaveLength(7);
    expect(parsed(state).serial).toBe(text?.includes('"serial":9') === true ? 10 : 6);
  });

  test('replaces one that can be read only when it is told so, and keeps a copy of it', async () => {
    const { cwd, state } = await withCopies();
    writeFileSync(state, stateText(8, 4));
    const refused = await run(['state', 'restore', 'dev/dev', 'aaaaaaaa-000003.tfstate', '--json'], { cwd });
    expect(faultsOf(refused)).toMatchObject([
      { code: 'state/not-restorable', message: 'state/dev/dev.tfstate can be read (serial 8, 4 resources)' },
    ]);
    expect(parsed(state).serial).toBe(8);
    const ran = await run(['state', 'restore', 'dev/dev', 'aaaaaaaa-000003.tfstate', '--replace'], { cwd });
    expect(ran.code, ran.err).toBe(0);
    expect(parsed(state)).toMatchObject({ serial: 9, lineage });
    expect(parsed(state).resources).toHaveLength(2);
    expect((await run(['state', 'list', 'dev/dev'], { cwd })).out).toContain('aaaaaaaa-000008.tfstate');
  });

  test('is refused without a copy, with an unknown one, and while Terraform holds the lock', async () => {
    const { cwd, state } = await withCopies();
    const codes = async (...args: readonly string[]) =>
      faultsOf(await run(['state', 'restore', ...args, '--json'], { cwd })).map(({ code }) => code);
    expect(await codes('prod/none')).toEqual(['state/not-restorable']);
    expect(await codes('dev/dev', 'nothing.tfstate')).toEqual(['state/not-restorable']);
    expect(await codes('dev/dev', '../../../../../infraflux.yaml')).toEqual(['state/not-restorable']);
    put(cwd, 'state/dev/.dev.tfstate.lock.info', '{}');
    expect(await codes('dev/dev')).toEqual(['terraform/state-locked']);
    expect(readFileSync(state, 'utf8')).toBe('');
  });
});
