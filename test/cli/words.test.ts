import { describe, expect, test } from 'vitest';
import { faultsOf, folder, platform, run } from './cli.ts';

const verbs = ['init', 'validate', 'compile', 'plan', 'apply', 'explain', 'secrets', 'doctor', 'schema', 'lock'];

describe('the words of the command line', () => {
  test.each(verbs)('%s has a page of help that shows no defaults of the program', async (verb) => {
    const ran = await run([verb, '--help'], { cwd: folder() });
    expect(ran.code).toBe(0);
    expect(ran.out).toContain(`Usage: infraflux ${verb}`);
    expect(ran.out).toContain('--json');
    expect(ran.out).not.toMatch(/default: (\[\]|false)/);
  });

  test('no command is an error with the list of them', async () => {
    const ran = await run([], { cwd: folder() });
    expect(ran.code).toBe(1);
    for (const verb of verbs) expect(ran.err).toContain(`  ${verb} `);
  });

  test.each([
    [['plann'], /unknown command 'plann'[^]*plan\?/],
    [['validat'], /validate\?/],
    [['plan', '--jsn'], /--json\?/],
    [['plan', '--enviroment', 'dev'], /--environment\?/],
    [['validate', 'extra'], /too many arguments/],
    [['explain'], /missing required argument 'what'/],
    [['plan', '--save'], /argument missing/],
  ])('%j says what may have been meant', async (args, said) => {
    const ran = await run(args, { cwd: folder() });
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(said);
    expect(ran.out).toBe('');
  });

  test.each([
    [['plann', '--json'], 'cli/usage'],
    [['--json'], 'cli/usage'],
    [['plan', '--jsn', '--json'], 'cli/usage'],
    [['explain', '--json'], 'cli/usage'],
    [['lock', 'fx', '--json'], 'cli/usage'],
    ...verbs
      .filter((verb) => !['init', 'doctor', 'explain', 'lock'].includes(verb))
      .map((verb) => [[verb, '--json'], 'input/not-found'] as const),
    [['lock', '--json'], 'input/not-found'],
    [['lock', 'fix', '--json'], 'input/not-found'],
    [['explain', 'name', '--json'], 'input/not-found'],
    [['init', '--name', 'A B', '--json'], 'cli/invalid-answer'],
  ] as const)('%j in an empty directory is a fault in JSON', async (args, code) => {
    const ran = await run(args, { cwd: folder() });
    expect(ran.code).toBe(1);
    expect(ran.err).toBe('');
    expect(faultsOf(ran)).toMatchObject([{ code, severity: 'error', line: null }]);
    // A fault of a whole file carries the file.
    const missing = args[1] === 'fix' ? 'infraflux.lock' : 'infraflux.yaml';
    expect(faultsOf(ran)[0]?.file).toBe(code === 'input/not-found' ? missing : null);
    expect(faultsOf(ran)[0]?.help).not.toBe('');
  });

  test('common options may stand in front of the command', async () => {
    const cwd = await platform();
    const ran = await run(['--json', '--environment', 'nope', 'plan'], { cwd });
    expect(faultsOf(ran)).toMatchObject([{ code: 'cli/unknown-name' }]);
  });

  test.each([
    [['validate', '--environment', 'dev'], 'infraflux validate does not take --environment', 'compile, plan, apply'],
    [['--environment', 'dev', 'validate'], 'infraflux validate does not take --environment', 'compile, plan, apply'],
    [['schema', '--out', 'x'], 'infraflux schema does not take --out', 'compile, plan, apply, explain, secrets scan'],
    [['doctor', '--config', 'x'], 'infraflux doctor does not take --config', 'init, validate'],
    [['lock', '--no-cache'], 'infraflux lock does not take --no-cache', 'compile, plan, apply'],
    [['secrets', '--out', 'x', 'list'], 'infraflux secrets list does not take --out', 'secrets scan'],
    [['lock', 'fix', '--cluster', 'dev/dev'], 'infraflux lock fix does not take --cluster', 'lock'],
  ])('%j: what a command would ignore is refused, with the commands that take it', async (args, message, takers) => {
    const cwd = await platform();
    const ran = await run([...args, '--json'], { cwd });
    expect(ran.code).toBe(1);
    expect(faultsOf(ran)).toMatchObject([{ code: 'cli/usage', message, help: expect.stringContaining(takers) }]);
    expect((await run([...args.filter((word) => !/^(?:--|x$|dev)/.test(word)), '--help'], { cwd })).out).not.toContain(
      message.split(' ').at(-1),
    );
  });

  test.each([
    [['plan', '--json', '--diff'], "option '--diff' cannot be used with option '--json'"],
    [['compile', '--check', '--discard'], "option '--discard' cannot be used with option '--check'"],
    [['apply', 'saved.plan', '--environment', 'dev'], "option '--environment <name>' cannot be used with a saved plan"],
    [['secrets', 'rotate', '--key', 'x'], "option '--key <key>' cannot be used without the name of a secret"],
    [
      ['secrets', 'rotate', 'dev', 'x', '--cluster', 'dev/dev'],
      "option '--cluster <name>' cannot be used with the name of a secret",
    ],
    [
      ['secrets', 'rotate', 'dev', 'x', '--file', 'f', '--as', 'hex'],
      "option '--file <file>' cannot be used with option '--as <kind>'",
    ],
  ])('%j: options that leave each other without effect are refused', async (args, message) => {
    const ran = await run([...args, ...(args.includes('--json') ? [] : ['--json'])], { cwd: folder() });
    expect(ran.code).toBe(1);
    expect(faultsOf(ran)).toMatchObject([{ code: 'cli/usage', message }]);
  });

  test.each(['compile', 'plan', 'apply', 'lock', 'secrets'])('%s refuses a filter that names nothing', async (verb) => {
    const cwd = await platform();
    const environment = await run([verb, '--environment', 'dve', '--json'], { cwd });
    expect(environment.code).toBe(1);
    expect(faultsOf(environment)).toMatchObject([{ code: 'cli/unknown-name', help: 'did you mean "dev"?' }]);
    const cluster = await run([verb, '--cluster', 'dev/x', '--json'], { cwd });
    expect(faultsOf(cluster)).toMatchObject([{ code: 'cli/unknown-name' }]);
  });

  test('JSON of every command that succeeds', async () => {
    const answer = 'defaults:\n  accept: {gitops/no-repository: a test}\n';
    const cwd = await platform((text) => text.replace('defaults:\n', answer));
    for (const args of [
      ['validate'],
      ['plan'],
      ['compile', '--check'],
      ['compile'],
      ['lock'],
      ['lock', 'fix'],
      ['secrets'],
      ['doctor'],
      ['schema'],
      ['apply', '--yes'],
      ['explain', 'dev.dev'],
      ['explain', 'name'],
      ['explain', 'address/in-use'],
    ]) {
      const ran = await run([...args, '--json'], { cwd });
      expect(ran.code, args.join(' ')).toBe(args.includes('--check') ? 2 : 0);
      expect(ran.err, args.join(' ')).toBe('');
      if (args[0] !== 'doctor') expect(faultsOf(ran), args.join(' ')).toEqual([]);
    }
  });

  test('exit codes as documented', async () => {
    const cwd = await platform();
    const codes = async (args: readonly string[]) => (await run(args, { cwd })).code;
    expect(await codes(['plan'])).toBe(0);
    expect(await codes(['plan', '--detailed-exitcode'])).toBe(2);
    expect(await codes(['compile', '--check'])).toBe(2);
    expect(await codes(['apply'])).toBe(1);
    expect(await codes(['apply', '--yes'])).toBe(0);
    expect(await codes(['plan', '--detailed-exitcode'])).toBe(0);
    expect(await codes(['compile', '--check'])).toBe(0);
  });

  test('a plan names the flags it was made with, so that its apply does the same', async () => {
    const cwd = await platform();
    const args = ['plan', '--environment', 'dev', '--out', 'my out'];
    expect((await run(args, { cwd })).out).toContain("Apply: infraflux apply --out 'my out' --environment dev");
    const npm = { env: { npm_lifecycle_event: 'plan' }, cwd };
    expect((await run(['plan', '--environment', 'dev'], npm)).out).toContain('npm run apply -- --environment dev');
    const npx = { env: { npm_lifecycle_event: 'npx' }, cwd };
    expect((await run(['plan'], npx)).out).toContain('Apply: npx infraflux apply');
  });
});
