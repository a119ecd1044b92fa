import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { faultsOf, platform, run } from './cli.ts';

const edit = (path: string, from: string, to: string): void => {
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
};

describe('explain', () => {
  test('a value, a handed-out number, a cluster, a compiled line', async () => {
    const cwd = await platform();
    const ask = async (what: string) => (await run(['explain', what], { cwd })).out;
    expect(await ask('dev.dev.nodes["dev-workers-1"].memory')).toMatch(/^8Gi\n {2}infraflux\.yaml:\d+:\d+ /);
    expect(await ask('dev.dev.nodes.dev-workers-1.address')).toBe('10.10.0.11\n  (allocated at the next compile)\n');
    await run(['compile'], { cwd });
    expect(await ask('dev.dev.nodes.dev-workers-1.address')).toMatch(
      /^10\.10\.0\.11\n {2}infraflux\.lock:\d+:1 {4}allocated\n$/,
    );
    expect(await ask('dev.dev.nodes.dev-workers-1.hostname')).toBe('dev-workers-1\n  (computed)\n');
    expect(await ask('environments.dev.clusters.dev.size')).toMatch(/^small\n/);
    expect(await ask('dev/dev')).toBe(await ask('dev.dev'));
    expect(await ask('dev.dev')).toMatch(/^protect: false\n/);
    expect(await ask('dev.dev.pools')).toMatch(/^workers:\n/);
    const line = await ask('out/dev/terraform/dev/nodes.tf:1');
    expect(line).toContain('rendered by  infraflux:blueprints/');
    for (const path of ['./out/dev/terraform/dev/nodes.tf:1', join(cwd, 'out/dev/terraform/dev/nodes.tf:1')]) {
      expect(await ask(path)).toBe(line);
    }
  });

  test.each([
    ['nope', '"nope"', 'dev'],
    ['dev.dev.nodes.dev-workers-1.adress', '"adress" in dev.dev.nodes.dev-workers-1', 'did you mean "address"?'],
    ['address/in-us', '"address/in-us"', 'did you mean address/in-use?'],
    ['dev.dev.nodes["x', '"dev.dev.nodes["x"', 'quote keys'],
    ['', '""', 'quote keys'],
    ['__proto__.polluted', '"__proto__"', 'dev'],
    ['dev.dev.constructor', '"constructor" in dev.dev', 'nodes'],
    ['infraflux.yaml', '"infraflux"', 'name a line of a file: infraflux.yaml:1'],
    [
      'out/dev/terraform/dev/main.tf',
      '"out/dev/terraform/dev/main"',
      'name a line of a file: out/dev/terraform/dev/main.tf:1',
    ],
    ['out/dev/terraform/dev/main.tf:99999', 'out/dev/terraform/dev/main.tf has no line 99999', 'its last line is'],
    ['out/dev/nothing.tf:1', 'out/dev/nothing.tf is not compiled from this configuration', 'out/'],
  ])('%j is not there, and says what is', async (what, message, help) => {
    const cwd = await platform();
    const ran = await run(['explain', '--json', '--', what], { cwd });
    expect(ran.code).toBe(1);
    const [fault] = faultsOf(ran);
    expect(fault).toMatchObject({ code: 'cli/not-found', message: expect.stringContaining(message) });
    expect(fault?.help).toContain(help);
  });
});

describe('lock', () => {
  test('shows what the next compile adds, and filters', async () => {
    const cwd = await platform();
    const before = await run(['lock'], { cwd });
    expect(before.out).toContain('dev/dev/dev-cp-1 address 10.10.0.10   (at the next compile)\n');
    await run(['compile'], { cwd });
    expect((await run(['lock'], { cwd })).out).toBe(before.out.replaceAll('   (at the next compile)', ''));
  });

  test('fix takes conflict markers out, keeps both sides and what was there first', async () => {
    const cwd = await platform();
    await run(['compile'], { cwd });
    const path = join(cwd, 'infraflux.lock');
    const lock = readFileSync(path, 'utf8');
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], { cwd, stdio: 'ignore' });
    git('init', '--quiet');
    git('add', 'infraflux.lock');
    git('commit', '--quiet', '--message', 'older');
    // The newer line stands first in the file: only Git knows that the other was there before.
    const line = 'dev/dev/dev-workers-1 address 10.10.0.11';
    const newer = 'dev/dev/dev-workers-1 address 10.10.0.17';
    writeFileSync(path, lock.replace(line, `<<<<<<< HEAD\n${newer}\n=======\n${line}\n>>>>>>> theirs`));
    expect(faultsOf(await run(['validate', '--json'], { cwd }))).toMatchObject([{ code: 'lock/conflict-markers' }]);
    const fixed = await run(['lock', 'fix'], { cwd });
    expect(fixed.out).toContain(`  ${newer}\n`);
    expect(fixed.out).not.toContain('<<<');
    expect(readFileSync(path, 'utf8')).toBe(lock);
    expect((await run(['lock', 'fix'], { cwd })).out).toBe('infraflux.lock needs no repair.\n');
    expect((await run(['compile', '--check'], { cwd })).code).toBe(0);
  });

  test('fix drops no number of two machines where the configuration cannot tell whether they are of one provider', async () => {
    const cwd = await platform();
    const path = join(cwd, 'infraflux.lock');
    const lines = ['infraflux-lock 1', 'dev/dev/dev-cp-1 vm-id 2000', 'dev/dev/old keep data=2000'];
    writeFileSync(path, `${lines.join('\n')}\n<<<<<<< HEAD\n=======\n>>>>>>> theirs\n`);
    const config = readFileSync(join(cwd, 'infraflux.yaml'), 'utf8');
    writeFileSync(join(cwd, 'infraflux.yaml'), `<<<<<<< HEAD\n${config}`);
    expect((await run(['lock', 'fix'], { cwd })).out).toContain('Not compared: VM IDs and addresses');
    expect(readFileSync(path, 'utf8')).toBe(`${lines.join('\n')}\n`);
    // Nor where it can be read and does not have the node any more, which may have been another provider's.
    writeFileSync(join(cwd, 'infraflux.yaml'), config);
    expect((await run(['lock', 'fix'], { cwd })).out).toBe('infraflux.lock needs no repair.\n');
    writeFileSync(path, `${lines.join('\n')}\ndev/dev/dev-workers-1 vm-id 2000\n`);
    expect((await run(['lock', 'fix'], { cwd })).out).toContain('  dev/dev/dev-workers-1 vm-id 2000\n');
    expect(readFileSync(path, 'utf8')).toBe(`${lines.join('\n')}\n`);
  });

  test('record takes back what it wrote, also when nothing else can be done with it', async () => {
    const cwd = await platform();
    const record = (...words: readonly string[]) => run(['lock', 'record', 'dev/dev', ...words, '--json'], { cwd });
    expect(faultsOf(await record('kubernetes', '1.36.3'))).toMatchObject([{ code: 'cli/usage' }]);
    await run(['compile'], { cwd });
    await record('kubernetes', '1.99.0');
    expect(faultsOf(await run(['validate', '--json'], { cwd }))).toMatchObject([{ code: 'versions/skips-minor' }]);
    expect(await record('kubernetes', '1.36.3')).toMatchObject({ code: 0 });
    expect((await run(['validate'], { cwd })).code).toBe(0);
    const path = join(cwd, 'infraflux.lock');
    expect(faultsOf(await record('talos', '2.0.0'))).toMatchObject([{ code: 'cli/usage' }]);
    expect(faultsOf(await record('kubernetes', '1.36'))).toMatchObject([{ code: 'cli/usage' }]);
    // From before versions had to be whole, and known.
    writeFileSync(path, readFileSync(path, 'utf8').replace('kubernetes 1.36.3', 'kubernetes 1.36'));
    expect(faultsOf(await run(['validate', '--json'], { cwd }))).toMatchObject([{ code: 'versions/no-patch' }]);
    expect(await record('kubernetes', '1.36.3')).toMatchObject({ code: 0 });
    expect((await run(['validate'], { cwd })).code).toBe(0);
    const damaged = `${readFileSync(path, 'utf8')}dev/dev/dev-cp-1 address\n`;
    writeFileSync(path, damaged);
    expect(faultsOf(await record('kubernetes', '1.36.2'))).toMatchObject([{ code: 'lock/malformed-line' }]);
    expect(readFileSync(path, 'utf8')).toBe(damaged);
  });

  test.each(['infraflux-lock 3\nprod/main/x address 10.0.0.1\n', '\u0001\u0002 nothing of ours\n'])(
    'fix leaves alone what is no lock of this format: %j',
    async (text) => {
      const cwd = await platform();
      writeFileSync(join(cwd, 'infraflux.lock'), text);
      const ran = await run(['lock', 'fix', '--json'], { cwd });
      expect(faultsOf(ran)).toMatchObject([{ code: 'cli/lock-not-repairable' }]);
      expect(readFileSync(join(cwd, 'infraflux.lock'), 'utf8')).toBe(text);
    },
  );
});

describe('schema', () => {
  test('a stale one warns until it is written again', async () => {
    const cwd = await platform();
    expect((await run(['schema'], { cwd })).out).toContain('Wrote schema/infraflux.schema.json');
    writeFileSync(join(cwd, 'schema/infraflux.schema.json'), '{}\n');
    expect(faultsOf(await run(['plan', '--json'], { cwd }))).toMatchObject([
      { code: 'schema/stale', severity: 'warning' },
    ]);
    await run(['schema'], { cwd });
    expect(faultsOf(await run(['plan', '--json'], { cwd }))).toEqual([]);
    expect((await run(['schema'], { cwd })).out).toBe('schema/ is up to date.\n');
  });
});

describe('warnings', () => {
  const oneDisk = (text: string): string => text.replace('size: small', 'size: small\n        protect: true');

  test('do not fail a command; an answered one is counted, not repeated', async () => {
    const cwd = await platform(oneDisk);
    const ran = await run(['validate'], { cwd });
    expect(ran.code).toBe(0);
    expect(ran.err).toContain('warning[topology/one-control-plane]');
    // No repository was asked for by `init --yes`.
    expect(ran.err).toContain('warning[gitops/no-repository]');
    expect(ran.err).toContain('2 warnings');
    edit(
      join(cwd, 'infraflux.yaml'),
      'protect: true',
      'protect: true\n        accept: {topology/one-control-plane: a lab, gitops/no-repository: a lab}',
    );
    const answered = await run(['validate'], { cwd });
    expect(answered.code).toBe(0);
    expect(answered.err).toBe('2 accepted by `accept:`.\n');
  });
});

describe('a saved plan', () => {
  test('is applied exactly once, says so the second time, and refuses when the input moved', async () => {
    const cwd = await platform();
    await run(['plan', '--save', 'one.plan'], { cwd });
    expect((await run(['apply', '--yes', 'one.plan'], { cwd })).out).toContain('Applied: main is at');
    const again = await run(['apply', '--yes', 'one.plan'], { cwd });
    expect(again.code).toBe(0);
    expect(again.out).toContain('Everything is up to date.');
    expect((await run(['plan', '--detailed-exitcode'], { cwd })).code).toBe(0);
    edit(join(cwd, 'infraflux.yaml'), 'memory: 8Gi', 'memory: 9Gi');
    const stale = await run(['apply', '--yes', 'one.plan', '--json'], { cwd });
    expect(faultsOf(stale)).toMatchObject([
      { code: 'apply/stale', message: 'infraflux.yaml changed after the plan was saved' },
    ]);
  });

  test('made for one environment writes no other', async () => {
    const more =
      'environments:\n  old: {clusters: {o: {size: single, network: {nodes: 10.10.1.10-10.10.1.19, endpoint: 10.10.1.5}}}}\n';
    const cwd = await platform((text) => text.replace('environments:\n', more));
    await run(['plan', '--environment', 'old', '--save', 'p'], { cwd });
    expect((await run(['apply', '--yes', 'p'], { cwd })).code).toBe(0);
    expect(existsSync(join(cwd, 'out/old'))).toBe(true);
    expect(existsSync(join(cwd, 'out/dev'))).toBe(false);
  });

  test.each([
    ['infraflux.yaml', 'bundle/unreadable'],
    ['nothing', 'bundle/unreadable'],
    ['.', 'bundle/unreadable'],
    ['fifo', 'bundle/unreadable'],
    ['tampered', 'bundle/tampered'],
  ])('apply %s is refused', async (file, code) => {
    const cwd = await platform();
    await run(['plan', '--save', 'good'], { cwd });
    writeFileSync(join(cwd, 'tampered'), readFileSync(join(cwd, 'good'), 'utf8').replace('homelab', 'homelob'));
    execFileSync('mkfifo', [join(cwd, 'fifo')]);
    expect(faultsOf(await run(['apply', '--yes', file, '--json'], { cwd }))).toMatchObject([{ code }]);
    expect(existsSync(join(cwd, 'out'))).toBe(false);
  });

  test.each([
    ['infraflux.yaml', 'cli/exists'],
    ['.', 'cli/exists'],
    ['nothing/here', 'cli/system-error'],
  ])('is never saved to %s', async (file, code) => {
    const cwd = await platform();
    const before = readFileSync(join(cwd, 'infraflux.yaml'), 'utf8');
    expect(faultsOf(await run(['plan', '--save', file, '--json'], { cwd }))).toMatchObject([{ code }]);
    expect(readFileSync(join(cwd, 'infraflux.yaml'), 'utf8')).toBe(before);
  });
});

describe('apply', () => {
  test('changes nothing where nobody can be asked', async () => {
    const cwd = await platform();
    const ran = await run(['apply'], { cwd });
    expect(ran.code).toBe(1);
    expect(ran.err).toContain('--yes applies without asking');
    expect(faultsOf(await run(['apply', '--json'], { cwd }))).toMatchObject([{ code: 'cli/not-confirmed' }]);
    expect(existsSync(join(cwd, 'out'))).toBe(false);
  });

  test('a second one changes nothing, and neither does a plan after it', async () => {
    const cwd = await platform();
    expect((await run(['apply', '--yes'], { cwd })).code).toBe(0);
    const again = await run(['apply', '--yes'], { cwd });
    expect(again.out).toContain('homelab: files, gitops up to date; not compared: ');
    expect(faultsOf(await run(['apply', '--resume', '--json'], { cwd }))).toMatchObject([
      { code: 'apply/nothing-to-resume' },
    ]);
  });
});
