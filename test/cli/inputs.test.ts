import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isNight } from '../effort.ts';
import { type Answer, faultsOf, maximumCpuMilliseconds, maximumKilobytes, platform, run, start } from './cli.ts';

const fifo = (path: string): void => void execFileSync('mkfifo', [path]);
const outside = (): string => mkdtempSync(join(tmpdir(), 'infraflux-outside-'));
/** The same bytes each time, without any structure. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 12345;
  for (let at = 0; at < length; at += 1) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    bytes[at] = state >>> 16;
  }
  return bytes;
}

/** What stands where an input should: each with the codes that are expected, and no others. */
const cases: Readonly<Record<string, readonly [make: (cwd: string) => void, ...codes: string[]]>> = {
  'infraflux.yaml missing': [(cwd) => rmSync(join(cwd, 'infraflux.yaml')), 'input/not-found'],
  'infraflux.yaml a directory': [replaced((path) => mkdirSync(path)), 'input/not-a-file'],
  'infraflux.yaml a FIFO': [replaced(fifo), 'input/not-a-file'],
  'infraflux.yaml a link out': [replaced((path) => symlinkSync('/etc/hostname', path)), 'input/outside-root'],
  'infraflux.yaml a device': [replaced((path) => symlinkSync('/dev/zero', path)), 'input/outside-root'],
  'infraflux.yaml a link to itself': [replaced((path) => symlinkSync(path, path)), 'input/unreadable'],
  'infraflux.yaml a dangling link': [replaced((path) => symlinkSync('nothing', path)), 'input/not-found'],
  'infraflux.yaml empty': [replaced((path) => writeFileSync(path, '')), 'source/empty'],
  'infraflux.yaml one line of garbage': [
    replaced((path) => writeFileSync(path, noise(768 * 1024).toString('base64'))),
    'source/root-not-map',
  ],
  'infraflux.yaml too large': [replaced((path) => writeFileSync(path, noise(1024 * 1024 + 1))), 'input/too-large'],
  'infraflux.yaml sixty thousand keys': [
    replaced((path) => writeFileSync(path, Array.from({ length: 60_000 }, (_, i) => `k${i}: ${i}\n`).join(''))),
    'source/too-large',
  ],
  'environments a link out': [(cwd) => symlinkSync(outside(), join(cwd, 'environments')), 'input/outside-root'],
  'environments a link to itself': [
    (cwd) => symlinkSync('environments', join(cwd, 'environments')),
    'input/unreadable',
  ],
  'environments a file': [(cwd) => writeFileSync(join(cwd, 'environments'), ''), 'input/not-a-file'],
  'an overlay a directory': [
    (cwd) => mkdirSync(join(cwd, 'environments/dev.yaml'), { recursive: true }),
    'input/not-a-file',
  ],
  'an overlay a FIFO': [inside('environments', (path) => fifo(join(path, 'dev.yaml'))), 'input/not-a-file'],
  'an overlay a link out': [
    inside('environments', (path) => symlinkSync('/etc/passwd', join(path, 'dev.yaml'))),
    'input/outside-root',
  ],
  'an overlay for an unknown environment': [
    inside('environments', (path) => writeFileSync(join(path, 'prod.yaml'), 'clusters: {}\n')),
    'config/unknown-environment',
  ],
  'infraflux.lock a FIFO': [(cwd) => fifo(join(cwd, 'infraflux.lock')), 'input/not-a-file'],
  'infraflux.lock a link out': [(cwd) => symlinkSync('/etc/passwd', join(cwd, 'infraflux.lock')), 'input/outside-root'],
  'infraflux.lock garbage': [
    (cwd) => writeFileSync(join(cwd, 'infraflux.lock'), noise(100_000).toString('base64')),
    'lock/unknown-format',
  ],
  'blueprints a file': [(cwd) => writeFileSync(join(cwd, 'blueprints'), ''), 'input/not-a-file'],
  'blueprints a link to itself': [(cwd) => symlinkSync('blueprints', join(cwd, 'blueprints')), 'input/unreadable'],
  'blueprints a link out': [(cwd) => symlinkSync(outside(), join(cwd, 'blueprints')), 'input/outside-root'],
  'a blueprint a FIFO': [
    inside('blueprints/platform/x', (path) => fifo(join(path, 'blueprint.yaml'))),
    'input/not-a-file',
  ],
  'a blueprint of 300 MB': [
    inside('blueprints/platform/x', (path) => {
      writeFileSync(join(path, 'blueprint.yaml'), '');
      truncateSync(join(path, 'blueprint.yaml'), 300 * 1024 * 1024);
    }),
    'input/too-large',
  ],
  'a blueprint that is not text': [
    inside('blueprints/platform/x', (path) => writeFileSync(join(path, 'values.yaml.hbs'), Buffer.from([0xff]))),
    'input/not-a-file',
  ],
};

function replaced(make: (path: string) => void): (cwd: string) => void {
  return (cwd) => {
    rmSync(join(cwd, 'infraflux.yaml'));
    make(join(cwd, 'infraflux.yaml'));
  };
}

function inside(folder: string, make: (path: string) => void): (cwd: string) => void {
  return (cwd) => {
    mkdirSync(join(cwd, folder), { recursive: true });
    make(join(cwd, folder));
  };
}

const isLarge = /a device|garbage|too large|sixty thousand|300 MB/;

describe('what stands where an input should', () => {
  test.each(Object.entries(cases))('%s', async (name, [make, ...codes]) => {
    const cwd = await platform();
    make(cwd);
    const before = readdirSync(cwd).sort();
    const answers = (ran: Answer): void => {
      expect(ran.code).toBe(1);
      expect(faultsOf(ran).map((fault) => fault.code)).toEqual(codes);
    };
    answers(await run(['validate', '--json'], { cwd }));
    // Memory is a process's: by day that of those where there is much to read.
    if (isNight || isLarge.test(name)) {
      const applied = await start(['apply', '--json'], { cwd });
      answers(applied);
      expect(applied.cpuMilliseconds).toBeLessThan(maximumCpuMilliseconds);
      expect(applied.kilobytes).toBeLessThan(maximumKilobytes);
    } else answers(await run(['apply', '--json'], { cwd }));
    expect(readdirSync(cwd).sort(), 'nothing is written').toEqual(before);
  });

  test('a megabyte of bytes is answered in time, on a screen that stays usable', async () => {
    const cwd = await platform();
    writeFileSync(join(cwd, 'infraflux.yaml'), noise(1024 * 1024));
    const ran = await start(['validate'], { cwd });
    expect(ran.code).toBe(1);
    expect(ran.err).toContain('error[source/encoding]');
    // oxlint-disable-next-line no-control-regex -- these are what a terminal would act on
    expect(ran.err).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
    expect(ran.cpuMilliseconds).toBeLessThan(maximumCpuMilliseconds);
    expect(ran.kilobytes).toBeLessThan(maximumKilobytes);
  });

  test('a byte order mark and CRLF are no fault', async () => {
    const cwd = await platform((text) => `\ufeff${text.replaceAll('\n', '\r\n')}`);
    const ran = await run(['plan', '--json'], { cwd });
    expect(faultsOf(ran)).toEqual([]);
  });

  test('a tab and an indentation that does not fit are shown where they stand', async () => {
    const tab = await platform((text) => text.replace('    type:', '\ttype:'));
    expect(faultsOf(await run(['validate', '--json'], { cwd: tab }))).toMatchObject([{ code: 'source/tab', line: 9 }]);
    const indent = await platform((text) => text.replace('    type:', '   type:'));
    expect(faultsOf(await run(['validate', '--json'], { cwd: indent }))).toMatchObject([
      { code: 'source/syntax', line: 10 },
    ]);
  });

  test('a key written twice hides nothing and breaks nothing', async () => {
    const cwd = await platform((text) => text.replace('defaults:\n', 'defaults:\ndefaults:\n'));
    const codes = faultsOf(await run(['validate', '--json'], { cwd })).map((fault) => fault.code);
    expect(codes).toContain('source/duplicate-key');
  });
});

describe('a configuration under another name', () => {
  test('is called by it: in frames, in JSON, in annotations, in explanations and in plans', async () => {
    const cwd = await platform((text) => text.replace('vmIds', 'vmIdz'));
    renameSync(join(cwd, 'infraflux.yaml'), join(cwd, 'home.yml'));
    const args = ['validate', '--config', 'home.yml'];
    expect((await run(args, { cwd })).err).toContain('  home.yml:12:5\n   11 |');
    expect(faultsOf(await run([...args, '--json'], { cwd }))).toMatchObject([
      { file: 'home.yml', line: 12, column: 5 },
    ]);
    const annotated = await run(args, { cwd, env: { GITHUB_ACTIONS: 'true' } });
    expect(annotated.out).toContain('::error file=home.yml,title=config/unknown-key,line=12,endLine=12,col=5,');

    writeFileSync(join(cwd, 'home.yml'), readFileSync(join(cwd, 'home.yml'), 'utf8').replace('vmIdz', 'vmIds'));
    const explained = await run(['explain', 'name', '--config', 'home.yml'], { cwd });
    expect(explained.out).toContain('home.yml:5:7');
    await run(['apply', '--yes', '--config', 'home.yml'], { cwd });
    writeFileSync(join(cwd, 'home.yml'), readFileSync(join(cwd, 'home.yml'), 'utf8').replace('cpu: 4', 'cpu: 6'));
    const plan = await run(['plan', '--config', 'home.yml'], { cwd });
    expect(plan.out).toContain('because home.yml:');
    expect(existsSync(join(cwd, 'infraflux.yaml'))).toBe(false);
  });

  test('annotations name files from the workspace', async () => {
    const cwd = await platform((text) => text.replace('vmIds', 'vmIdz'));
    const env = { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: join(cwd, '..') };
    const folderName = cwd.slice(cwd.lastIndexOf('/') + 1);
    expect((await run(['validate'], { cwd, env })).out).toContain(`::error file=${folderName}/infraflux.yaml,`);
  });
});
