import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { journalFile, neutralFolder, openStateDirectory, planKeyFile } from '../../src/observe/state-directory.ts';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'infraflux-places-')));
afterAll(() => rmSync(base, { recursive: true, force: true }));

let place = '';
let home = '';
let env: Record<string, string | undefined> = {};
beforeEach(() => {
  place = mkdtempSync(join(base, 'place-'));
  home = join(place, 'state');
  env = { XDG_STATE_HOME: home, TMPDIR: join(place, 'tmp') };
  mkdirSync(join(place, 'tmp'));
});

function checkout(name = 'checkout'): string {
  const root = join(place, name);
  mkdirSync(root, { recursive: true });
  return root;
}

function folderOf(root: string): string {
  const opened = openStateDirectory(root, env);
  expect(opened.diagnostics).toEqual([]);
  if (opened.value === undefined) throw new Error('no state directory');
  return neutralFolder(opened.value);
}

const idIn = (root: string): string => readFileSync(join(root, '.infraflux/id'), 'utf8').trim();

describe('the state directory of a checkout', () => {
  it('lies outside of it under a random name, private, and is the same each time', () => {
    const [one, two] = [checkout('one'), checkout('two')];
    const folder = folderOf(one);
    expect(folder).toBe(join(home, 'infraflux', idIn(one)));
    expect(idIn(one)).toMatch(/^[0-9a-f]{32}$/);
    expect(folderOf(one)).toBe(folder);
    expect(idIn(two === one ? one : (folderOf(two), two))).not.toBe(idIn(one));
    for (const path of [folder, dirname(folder), join(one, '.infraflux')])
      expect(statSync(path).mode & 0o077, path).toBe(0);
    expect(readFileSync(join(one, '.infraflux/.gitignore'), 'utf8')).toBe('*\n');
  });

  it('is not that of a copy, and stays that of a checkout that was moved', () => {
    const one = checkout();
    const folder = folderOf(one);
    const copy = join(place, 'copy');
    cpSync(one, copy, { recursive: true });
    const other = folderOf(copy);
    expect(other).not.toBe(folder);
    expect(folderOf(copy)).toBe(other);
    expect(folderOf(one)).toBe(folder);
    renameSync(one, join(place, 'moved'));
    expect(folderOf(join(place, 'moved'))).toBe(folder);
  });

  it('is never that of another checkout, whatever id a branch brings', () => {
    const [mine, hostile] = [checkout('mine'), checkout('hostile')];
    const folder = folderOf(mine);
    mkdirSync(join(hostile, '.infraflux'));
    writeFileSync(join(hostile, '.infraflux/id'), `${idIn(mine)}\n`);
    expect(folderOf(hostile)).not.toBe(folder);
    expect(folderOf(mine)).toBe(folder);
    for (const text of ['../mine', '', 'x'.repeat(100), `${'0'.repeat(32)}\n\n`, 'ABCDEF0123456789ABCDEF0123456789']) {
      writeFileSync(join(hostile, '.infraflux/id'), text);
      expect(dirname(folderOf(hostile)), text).toBe(join(home, 'infraflux'));
    }
  });

  it('is refused through a link', () => {
    const root = checkout();
    mkdirSync(join(root, '.infraflux'));
    writeFileSync(join(place, 'file'), 'mine\n');
    symlinkSync(join(place, 'file'), join(root, '.infraflux/id'));
    expect(openStateDirectory(root, env)).toMatchObject({ value: undefined, diagnostics: [{ code: 'checkout/link' }] });
    expect(readFileSync(join(place, 'file'), 'utf8')).toBe('mine\n');
    const linked = checkout('linked');
    symlinkSync(place, join(linked, '.infraflux'));
    expect(openStateDirectory(linked, env)).toMatchObject({
      value: undefined,
      diagnostics: [{ code: 'checkout/link' }],
    });
  });

  it('follows from the path where the checkout takes no id', () => {
    const root = checkout();
    writeFileSync(join(root, '.infraflux'), '');
    const folder = folderOf(root);
    expect(folderOf(root)).toBe(folder);
    const other = checkout('other');
    writeFileSync(join(other, '.infraflux'), '');
    expect(folderOf(other)).not.toBe(folder);
  });

  it('is removed long after its checkout was, and not before', () => {
    const [gone, kept] = [checkout('gone'), checkout('kept')];
    const folders = [folderOf(gone), folderOf(kept)];
    rmSync(gone, { recursive: true });
    folderOf(checkout('next'));
    expect(folders.map(existsSync)).toEqual([true, true]);
    for (const folder of folders) {
      const file = join(folder, 'checkout');
      const long = new Date(statSync(file).mtimeMs - 31 * 24 * 3600 * 1000);
      utimesSync(file, long, long);
    }
    folderOf(checkout('after'));
    expect(folders.map(existsSync)).toEqual([false, true]);
  });
});

describe('where it lies', () => {
  const opened = (root: string) => {
    const { value, diagnostics } = openStateDirectory(root, env);
    const folder = value === undefined ? undefined : dirname(dirname(journalFile(value)));
    return { folder, codes: diagnostics.map(({ code }) => code), text: diagnostics.map((one) => one.message).join() };
  };
  const temporary = () => join(place, 'tmp', `infraflux-${process.getuid?.() ?? 'user'}`);

  it('is ~/.local/state without XDG_STATE_HOME, and a relative one counts as none', () => {
    const wanted = join(place, '.local/state/infraflux');
    env = { ...env, XDG_STATE_HOME: undefined, HOME: place };
    expect(opened(checkout())).toMatchObject({ folder: wanted, codes: [] });
    env = { ...env, XDG_STATE_HOME: 'state' };
    expect(opened(checkout())).toMatchObject({ folder: wanted, codes: [] });
  });

  it('is a private folder among the temporary files where there is no home or it takes nothing, with a warning', () => {
    for (const more of [
      { HOME: join(place, 'nowhere') },
      { XDG_STATE_HOME: '/dev/null/x' },
      { XDG_STATE_HOME: '/proc/x' },
    ]) {
      env = { TMPDIR: join(place, 'tmp'), XDG_STATE_HOME: undefined, ...more };
      const { folder, codes } = opened(checkout());
      expect({ folder, codes }).toEqual({ folder: temporary(), codes: ['state/temporary'] });
      expect(statSync(temporary()).mode & 0o777).toBe(0o700);
    }
    expect(existsSync(join(place, 'nowhere'))).toBe(false);
  });

  it('is none where that folder is open to others, or a link', () => {
    env = { ...env, XDG_STATE_HOME: '/dev/null/x' };
    mkdirSync(temporary());
    chmodSync(temporary(), 0o777);
    expect(opened(checkout())).toMatchObject({ folder: undefined, codes: ['state/not-writable'] });
    rmSync(temporary(), { recursive: true });
    symlinkSync(checkout('target'), temporary());
    expect(opened(checkout())).toMatchObject({ folder: undefined, codes: ['state/not-writable'] });
    expect(readdirSync(join(place, 'target'))).toEqual([]);
  });

  it('is never in the repository that the checkout is', () => {
    const root = checkout();
    mkdirSync(join(root, '.git'));
    mkdirSync(join(root, 'deep/down'), { recursive: true });
    symlinkSync(join(root, 'deep'), join(place, 'elsewhere'));
    for (const where of [join(root, '.state'), join(place, 'elsewhere/state')]) {
      env = { ...env, XDG_STATE_HOME: where };
      expect(opened(join(root, 'deep/down'))).toMatchObject({ folder: temporary(), codes: ['state/temporary'] });
      expect(opened(root).text).toContain('lies in the checkout');
    }
    expect(existsSync(join(root, '.state'))).toBe(false);
  });

  it('is closed to others with a warning, because the key of saved plans lies there', () => {
    mkdirSync(join(home, 'infraflux'), { recursive: true });
    chmodSync(join(home, 'infraflux'), 0o755);
    const { value, diagnostics } = openStateDirectory(checkout(), env);
    expect(diagnostics.map(({ code }) => code)).toEqual(['secrets/loose-mode']);
    expect(statSync(join(home, 'infraflux')).mode & 0o777).toBe(0o700);
    expect(value === undefined ? '' : planKeyFile(value)).toBe(join(home, 'infraflux/plan-key'));
    expect(openStateDirectory(checkout(), env).diagnostics).toEqual([]);
  });
});
