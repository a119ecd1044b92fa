import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { faultsOf, platform, run, tree } from './cli.ts';

const codesOf = async (args: readonly string[], cwd: string): Promise<readonly string[]> =>
  faultsOf(await run([...args, '--json'], { cwd })).map((fault) => fault.code);

describe('--out', () => {
  test.each(['.', '..', '/', '', 'environments', 'blueprints/x', '.git', '.infraflux', 'secrets', 'link'])(
    'never swaps away what is no output: %j',
    async (out) => {
      const cwd = await platform();
      symlinkSync('.', join(cwd, 'link'));
      const before = tree(cwd);
      for (const verb of ['compile', 'plan', 'apply']) {
        expect(await codesOf([verb, '--out', out], cwd), verb).toEqual(['output/not-managed']);
      }
      expect(tree(cwd)).toEqual(before);
    },
  );

  test('outside the root: an empty or new directory, never one that holds something else', async () => {
    const cwd = await platform();
    const other = mkdtempSync(join(tmpdir(), 'infraflux-other-'));
    writeFileSync(join(other, 'letter.txt'), 'mine\n');
    expect(await codesOf(['compile', '--out', other], cwd)).toEqual(['output/not-managed']);
    expect(tree(other)).toEqual({ 'letter.txt': 'mine\n' });
    rmSync(join(other, 'letter.txt'));
    for (const out of [other, join(other, 'new/deeper')]) {
      expect((await run(['compile', '--out', out], { cwd })).code).toBe(0);
      expect((await run(['compile', '--out', out], { cwd })).out).toContain('is up to date');
    }
  });

  test('a subdirectory and --config give the same bytes at the same place', async () => {
    const cwd = await platform();
    mkdirSync(join(cwd, 'deep/down'), { recursive: true });
    await run(['compile', '--config', '../../infraflux.yaml'], { cwd: join(cwd, 'deep/down') });
    expect((await run(['compile', '--check'], { cwd })).code).toBe(0);
    expect(
      readdirSync(cwd)
        .filter((name) => name !== '.infraflux')
        .sort(),
    ).toEqual(['deep', 'infraflux.lock', 'infraflux.yaml', 'out']);
  });
});

describe('what somebody did in out/', () => {
  test('a changed file is an error and is kept; --discard gives it up; an added one is kept', async () => {
    const cwd = await platform();
    await run(['compile'], { cwd });
    const path = join(cwd, 'out/dev/terraform/dev/main.tf');
    appendFileSync(path, '# mine\n');
    writeFileSync(join(cwd, 'out/dev/NOTES'), 'mine\n');
    const edited = readFileSync(path, 'utf8');
    for (const verb of ['compile', 'plan', 'apply']) {
      expect(await codesOf([verb], cwd), verb).toEqual(['output/edited-by-hand', 'output/unknown-file']);
    }
    expect(readFileSync(path, 'utf8')).toBe(edited);
    expect((await run(['compile', '--check'], { cwd })).code).toBe(2);
    expect((await run(['compile', '--discard'], { cwd })).code).toBe(0);
    expect(readFileSync(path, 'utf8')).not.toBe(edited);
    expect(readFileSync(join(cwd, 'out/dev/NOTES'), 'utf8')).toBe('mine\n');
  });

  test('a file of that name beside the compiled ones is not the record of the environment, and is kept', async () => {
    const cwd = await platform();
    await run(['compile'], { cwd });
    const path = join(cwd, 'out/dev/terraform/dev/inputs.json');
    writeFileSync(path, '{"mine": true}\n');
    expect(await codesOf(['compile'], cwd)).toEqual(['output/unknown-file']);
    expect(readFileSync(path, 'utf8')).toBe('{"mine": true}\n');
  });

  test.each([
    ['a link', (path: string) => symlinkSync('elsewhere', path), 'output/not-a-directory'],
    ['a file', (path: string) => writeFileSync(path, ''), 'output/not-a-directory'],
  ])('out/ as %s is an error', async (_name, make, code) => {
    const cwd = await platform();
    make(join(cwd, 'out'));
    for (const verb of ['compile', 'plan', 'apply']) {
      const codes = await codesOf([verb], cwd);
      expect(codes, verb).toHaveLength(1);
      expect(['output/not-managed', code]).toContain(codes[0]);
    }
  });

  test('files of a removed environment go, but not when a filter names another', async () => {
    const more =
      'environments:\n  old: {clusters: {o: {size: single, network: {nodes: 10.10.1.10-10.10.1.19, endpoint: 10.10.1.5}}}}\n';
    const cwd = await platform((text) => text.replace('environments:\n', more));
    await run(['apply', '--yes'], { cwd });
    expect(readdirSync(join(cwd, 'out'))).toEqual(['dev', 'old']);
    writeFileSync(
      join(cwd, 'infraflux.yaml'),
      readFileSync(join(cwd, 'infraflux.yaml'), 'utf8').replace(more, 'environments:\n'),
    );
    await run(['compile', '--environment', 'dev'], { cwd });
    expect(readdirSync(join(cwd, 'out'))).toEqual(['dev', 'old']);
    const plan = await run(['plan'], { cwd });
    expect(plan.out).toContain('because the environment is no longer in infraflux.yaml');
    await run(['apply', '--yes'], { cwd });
    expect(readdirSync(join(cwd, 'out'))).toEqual(['dev']);
    expect((await run(['plan', '--detailed-exitcode'], { cwd })).code).toBe(0);
  });
});
