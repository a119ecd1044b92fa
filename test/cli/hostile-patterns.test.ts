// In the conformance run: starts the program for each pattern and file.
import { few } from '../effort.ts';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { linearPattern, UnusablePattern } from '../../src/source/linear-pattern.ts';
import { faultsOf, folder, maximumCpuMilliseconds, maximumKilobytes, platform, start } from './cli.ts';

// Regular expressions that a branch brings along, and files that never end: each command answers in time.

const hostile = `${'a'.repeat(40_000)}!`;
const patterns = [
  '^(a+)+$',
  '^(a|aa)+$',
  '^(a|a?)+$',
  '(.*a){20}',
  '^([a-zA-Z]+)*$',
  '(a*)*b',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
];

function put(cwd: string, path: string, text: string): void {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), text);
}

/** A platform with a blueprint of its own, whose option has this schema. */
async function withOption(schema: unknown, value: unknown): Promise<string> {
  const cwd = await platform((text) => `${text}\n`);
  const folderOf = 'blueprints/platform/own';
  put(cwd, `${folderOf}/blueprint.yaml`, 'description: Own.\nnamespace: {name: own, podSecurity: baseline}\n');
  put(cwd, `${folderOf}/README.md`, '# own\n');
  put(
    cwd,
    `${folderOf}/options.schema.json`,
    JSON.stringify({ type: 'object', additionalProperties: false, properties: { word: schema } }),
  );
  put(cwd, 'environments/dev.yaml', `platform: {own: {word: ${JSON.stringify(value)}}}\n`);
  return cwd;
}

async function inTime(cwd: string, ...args: string[]) {
  const ran = await start([...args, '--json'], { cwd });
  // Other programs share the caches of the processor; what is not bounded takes minutes.
  expect(ran.cpuMilliseconds).toBeLessThan(2 * maximumCpuMilliseconds);
  expect(ran.kilobytes).toBeLessThan(maximumKilobytes);
  return ran;
}

describe('a pattern of a blueprint', () => {
  test.each(few(patterns, 2))('takes no longer than the text: %s', async (pattern) => {
    const ran = await inTime(await withOption({ type: 'string', pattern }, hostile), 'compile');
    expect(faultsOf(ran).map(({ code }) => code)).not.toContain('blueprint/invalid-options-schema');
  });

  test.each([
    [{ type: 'object', patternProperties: { '^(a+)+$': { type: 'string' } } }, { [hostile.slice(0, 1000)]: 'x' }],
    [{ type: 'object', propertyNames: { pattern: '^(a+)+$' } }, { [hostile.slice(0, 1000)]: 'x' }],
    [
      { type: 'array', items: { type: 'string', pattern: '^(a+)+$' } },
      Array.from({ length: 50 }, () => hostile.slice(-500)),
    ],
  ])('in any place of a schema: %j', async (schema, value) => {
    await inTime(await withOption(schema, value), 'compile');
  });

  test.each(few(['(?=a)b', '(?<!a)b', '(a)\\1', `${'a?'.repeat(600)}`, '(((a{900}){900}){900})'], 2))(
    'that cannot be matched in time is refused, with its text: %s',
    async (pattern) => {
      const ran = await inTime(await withOption({ type: 'string', pattern }, 'a'), 'compile');
      expect(ran.code).toBe(1);
      expect(faultsOf(ran).find(({ severity }) => severity === 'error')?.code).toBe('blueprint/invalid-options-schema');
    },
  );

  test('that the engines agree on is held as before', async () => {
    const schema = { type: 'string', pattern: '^[a-z]{1,5}\\d+$' };
    const bad = await inTime(await withOption(schema, 'abc'), 'compile');
    expect(bad.code).toBe(1);
    expect(faultsOf(bad)[0]?.message).toContain('abc');
    for (const [text, isRight] of [
      ['abc1', true],
      ['1', false],
      ['abcdef1', false],
    ] as const)
      expect(linearPattern(schema.pattern).test(text)).toBe(isRight);
  });
});

describe('a pattern of SOPS', () => {
  const sops = (rule: string, key: string) =>
    `${key}: in-clear\nsops:\n    age:\n        - enc: |\n            x\n          recipient: age1x\n    ${rule}\n    lastmodified: "2026-01-01T00:00:00Z"\n    mac: ENC[AES256_GCM,data:YQ==,iv:YQ==,tag:YQ==,type:str]\n    version: 3.13.2\n`;

  test.each(few(patterns, 1))('takes no longer than the key: %s', async (pattern) => {
    const cwd = await platform();
    put(cwd, 'secrets/dev/own.sops.yaml', sops(`encrypted_regex: ${pattern}`, hostile.slice(0, 900)));
    put(cwd, 'secrets/platform/own.sops.yaml', sops(`unencrypted_regex: ${pattern}`, hostile.slice(0, 900)));
    for (const args of [['plan'], ['secrets', 'check'], ['secrets']]) await inTime(cwd, ...args);
  });

  test('of another engine is refused', () => {
    expect(() => linearPattern('(?=a)')).toThrow(UnusablePattern);
    expect(() => linearPattern('a'.repeat(1001))).toThrow(UnusablePattern);
  });
});

describe('files that never end', () => {
  test.each(
    few(
      [
        ['secrets/dev/own.sops.yaml', ['plan']],
        ['secrets/dev/own.sops.yaml', ['secrets', 'check']],
        ['secrets/platform/proxmox.sops.yaml', ['plan']],
        ['secrets/dev/cluster-key.sops.yaml', ['secrets', 'init']],
        ['.sops.yaml', ['secrets', 'init']],
        ['schema/infraflux.schema.json', ['compile']],
        ['infraflux.lock', ['compile']],
        ['infraflux.lock', ['secrets', 'init']],
      ] as const,
      3,
    ),
  )('%s is answered in time, whatever it is: %j', async (path, args) => {
    for (const make of [
      (at: string) => symlinkSync('/dev/zero', at),
      (at: string) => execFileSync('mkfifo', [at]),
      (at: string) => {
        writeFileSync(at, '');
        truncateSync(at, 8 * 1024 ** 3);
      },
    ]) {
      const cwd = await platform();
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      make(join(cwd, path));
      await start([...args, '--json'], { cwd, env: { SOPS_AGE_KEY_FILE: join(folder(), 'key') } }).then((ran) => {
        expect(ran.cpuMilliseconds, `${path} ${String(args)}`).toBeLessThan(2 * maximumCpuMilliseconds);
        expect(ran.kilobytes).toBeLessThan(maximumKilobytes);
      });
    }
  });
});

describe('the sources', () => {
  test('make no regular expression of a text but in these places, where it is the own', () => {
    const own = [
      'config/build-validators.ts', // patterns of the product's schema
      'config/schema-pattern.ts', // patterns of the product's schemas
      'emit/yaml/scalar.ts',
      'model/cel/tokens.ts',
      'providers/proxmox/plan/subject.ts',
      'secrets/edit-file.ts',
      'secrets/redact.ts', // a width
      'secrets/scan-text.ts', // escaped values
      'secrets/sync-objects.ts',
      'secrets/write-private.ts',
      'versions/version.ts',
    ];
    const root = join(import.meta.dirname, '../../src');
    const found = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && /\bRegExp\(/.test(readFileSync(join(root, path), 'utf8')))
      .sort();
    expect(found).toEqual(own);
  });
});
