import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { faultsOf, folder, repository, run } from './cli.ts';

/** A platform as `init` writes it, with more under `defaults.platform`, and further files. */
async function platform(components: string, files: Readonly<Record<string, string>> = {}): Promise<string> {
  const cwd = folder();
  expect((await run(['init', '--yes'], { cwd })).code).toBe(0);
  const path = join(cwd, 'infraflux.yaml');
  const text = readFileSync(path, 'utf8');
  expect(text).toMatch(/^ {2}platform:.*\n/m);
  writeFileSync(
    path,
    text.replace(/^ {2}platform:.*\n/m, (line) => `${line}${components.replace(/^(?=.)/gm, '    ')}`),
  );
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), content);
  }
  return cwd;
}

const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';

describe('a component of your own', () => {
  test('as a blueprint that init wrote compiles, and is not written twice', async () => {
    const cwd = await platform('greet: {replicas: 3}\n');
    const unknown = await run(['validate', '--json'], { cwd });
    expect(faultsOf(unknown)).toMatchObject([{ code: 'config/unknown-component' }]);
    const made = await run(['init', '--component', 'greet'], { cwd });
    expect(made.code, made.err).toBe(0);
    expect(faultsOf(await run(['compile', '--json'], { cwd }))).toEqual([]);
    for (const name of ['greet', 'cilium'])
      expect(faultsOf(await run(['init', '--component', name, '--json'], { cwd }))).toMatchObject([
        { code: 'cli/exists' },
      ]);
    for (const name of ['../greet', 'Greet', ''])
      expect(faultsOf(await run(['init', '--component', name, '--json'], { cwd }))).toMatchObject([
        { code: 'cli/invalid-answer' },
      ]);
  });

  test('as the page about them shows it compiles', async () => {
    const page = readFileSync(join(repository, 'docs/own-components.md'), 'utf8');
    const samples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);
    expect(samples).toHaveLength(2);
    for (const sample of samples) {
      const below = sample.replace(/^defaults:\n {2}platform:\n/, '').replace(/^ {4}/gm, '');
      const cwd = await platform(below, { 'manifests/web/a.yaml': configMap });
      expect(faultsOf(await run(['compile', '--json'], { cwd }))).toEqual([]);
    }
  });

  test('as a folder is compiled again when a file of it is added, changed or removed', async () => {
    const cwd = await platform('web: {path: manifests/web}\n', { 'manifests/web/a.yaml': configMap });
    const compile = async (): Promise<string> => (await run(['compile'], { cwd })).out;
    const check = async (): Promise<number | null> => (await run(['compile', '--check'], { cwd })).code;
    await compile();
    expect(await check()).toBe(0);
    writeFileSync(join(cwd, 'manifests/web/b.yaml'), configMap.replace('a}', 'b}'));
    expect(await check()).toBe(2);
    expect(await compile()).toContain('1 added');
    writeFileSync(join(cwd, 'manifests/web/b.yaml'), configMap.replace('a}', 'c}'));
    expect(await check()).toBe(2);
    await compile();
    writeFileSync(join(cwd, 'manifests/web/.hidden.yaml'), 'not: [yaml');
    expect(await check()).toBe(0);
  });

  test.each(['secrets/dev', 'out', '.git', '.infraflux/x', 'state', 'blueprints', 'Secrets'])(
    'never publishes %s',
    async (path) => {
      const cwd = await platform(`web: {path: ${path}}\n`);
      expect(faultsOf(await run(['validate', '--json'], { cwd })).map(({ code }) => code)).toContain(
        'input/reserved-folder',
      );
    },
  );

  test('as a folder follows no link out of the directory', async () => {
    const outside = folder();
    writeFileSync(join(outside, 'key.yaml'), 'a: secret');
    const cwd = await platform('web: {path: manifests/web}\nlinked: {path: manifests/linked}\n', {
      'manifests/web/a.yaml': configMap,
    });
    symlinkSync(outside, join(cwd, 'manifests/linked'));
    symlinkSync(join(outside, 'key.yaml'), join(cwd, 'manifests/web/key.yaml'));
    const codes = faultsOf(await run(['validate', '--json'], { cwd })).map(({ code }) => code);
    expect(codes.filter((code) => code === 'input/outside-root')).toHaveLength(2);
  });

  test('explains a line of a copied file by the same line of its source', async () => {
    const cwd = await platform('web: {path: manifests/web}\n', { 'manifests/web/deep/a.yaml': configMap });
    await run(['compile'], { cwd });
    const [environment, cluster] = ['dev', 'dev'];
    const file = `out/${environment}/platform/${cluster}/web/source/deep/a.yaml`;
    const explained = await run(['explain', `${file}:3`], { cwd });
    expect(explained.code, `${explained.out}${explained.err}`).toBe(0);
    expect(explained.out).toContain('manifests/web/deep/a.yaml:3');
  });
});
