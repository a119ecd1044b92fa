import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isNight } from '../effort.ts';
import {
  type Answer,
  applied,
  blocked,
  endsAsItSays,
  both,
  cluster,
  destroy,
  dev,
  environment,
  less,
  made,
  none,
  place,
  staysAsItIs,
  two,
  whole,
  writeBelow,
  writeState,
} from './removed-clusters.ts';

interface Fault {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly help: string;
}

function faultsOf(ran: Answer): readonly Fault[] {
  return (JSON.parse(ran.out) as { readonly diagnostics: readonly Fault[] }).diagnostics;
}

describe('a cluster that was made and left infraflux.yaml', () => {
  test('stays as it is, out of an environment that has others; put back, everything is as before', async () => {
    const here = await made();
    const before = here.all();
    here.write(less);
    await staysAsItIs(here, ['prod/old'], true);
    expect(here.all()).toEqual(before);
    here.write(both);
    const back = await here.infraflux('plan', '--detailed-exitcode');
    expect([back.code, blocked(back)]).toEqual([0, []]);
    expect((await here.infraflux('compile', '--check')).code).toBe(0);
    expect(here.all()).toEqual(before);
  });

  test('stays as it is with its whole environment, and with all of them', async () => {
    const here = await made();
    const before = here.all();
    here.write(none);
    await staysAsItIs(here, ['prod/main', 'prod/old']);
    here.write(whole(environment('lab', cluster('lab', 9))));
    // dev was never made: it goes; prod stays.
    const plan = await here.infraflux('plan');
    expect(blocked(plan)).toEqual(['prod/main', 'prod/old']);
    expect(plan.out).not.toContain('DATA LOSS');
    endsAsItSays(await here.infraflux('apply', '--yes'));
    await staysAsItIs(here, ['prod/main', 'prod/old']);
    expect(Object.keys(here.all()).some((path) => path.startsWith('dev/'))).toBe(false);
    here.write(both);
    endsAsItSays(await here.infraflux('apply', '--yes'));
    const after = here.all();
    for (const path of Object.keys(before))
      if (path !== 'lock' && path !== 'published') expect(after[path], path).toBe(before[path]);
    const lines = (text: string | undefined) => text?.split('\n').filter((line) => !line.startsWith('lab/'));
    expect(lines(after['lock'])).toEqual(lines(before['lock']));
  });

  test('keeps the modules that it calls when the others change, and its leaves in inputs.json', async () => {
    const here = await made();
    const before = here.all();
    here.write(less.replace('memory: 4Gi', 'memory: 8Gi'));
    const plan = await here.infraflux('plan');
    expect(blocked(plan)).toEqual(['prod/old']);
    expect(plan.out).toContain('controlPlane.memory  4Gi -> 8Gi');
    expect(
      plan.out.split('\n').filter((line) => line.startsWith('prod/old')),
      'nothing happens to it',
    ).toEqual([]);
    endsAsItSays(await here.infraflux('apply', '--yes'));
    const after = here.all();
    for (const path of Object.keys(before)) {
      if (/^prod\/[^/]+\/(old|modules)\//.test(path)) expect(after[path], path).toBe(before[path]);
    }
    const leaves = (text = '{}') =>
      Object.entries((JSON.parse(text) as { inputs: object }).inputs).filter(([path]) => path.startsWith('old.'));
    expect(leaves(after['prod/inputs.json'])).toEqual(leaves(before['prod/inputs.json']));
    expect(after['prod/inputs.json']).toContain('"main.controlPlane.memory": "8Gi"');
    await staysAsItIs(here, ['prod/old']);
  });

  test('is the same when it gets another name: what it has is refused to its heir, and nothing of it is moved', async () => {
    const here = await made();
    const before = here.all();
    here.write(both.replace('  prod:', '  live:'));
    const refused = await here.infraflux('plan', '--json');
    expect(refused.code).toBe(1);
    const codes = faultsOf(refused).map(({ code }) => code);
    expect(new Set(codes)).toEqual(new Set(['address/in-use', 'node/duplicate-name']));
    expect(faultsOf(refused)[0]?.message).toContain('of prod/main, which is no longer in infraflux.yaml');
    expect((await here.infraflux('apply', '--yes')).code).toBe(1);
    expect(here.all()).toEqual(before);

    here.write(less.replace(cluster('main', 2), cluster('main', 2) + cluster('new', 4)));
    const plan = await here.infraflux('plan');
    expect(blocked(plan)).toEqual(['prod/old']);
    endsAsItSays(await here.infraflux('apply', '--yes'));
    const lock = here.all()['lock'] ?? '';
    const of = (id: string) =>
      lock
        .split('\n')
        .filter((line) => line.startsWith(id))
        .map((line) => line.split(' ').slice(1).join(' '));
    expect(
      of('prod/old ')
        .concat(of('prod/old/'))
        .some((line) => line.endsWith('gone')),
    ).toBe(false);
    const numbers = (id: string) => of(id).filter((line) => /^(address|vm-id|mac) /.test(line));
    expect(numbers('prod/new/').length).toBe(3);
    expect(numbers('prod/new/').filter((line) => numbers('prod/old/').includes(line))).toEqual([]);
    await staysAsItIs(here, ['prod/old']);
  });

  test('keeps its VM IDs when another one wants them and nothing else is free', async () => {
    // Three clusters of one machine, three ids.
    const text = (environments: string) => whole(environments, '', '2000-2002');
    const here = await made(text(dev + two()));
    const before = here.all();
    here.write(text(dev + environment('prod', cluster('main', 2), cluster('new', 4))));
    const ran = await here.infraflux('apply', '--yes', '--json');
    expect(faultsOf(ran).map(({ code }) => code)).toEqual(['range/too-small']);
    expect(here.all()).toEqual(before);
  });

  test('is shown by filters, and left alone by those that name another', async () => {
    const here = await made();
    const before = here.all();
    here.write(none);
    for (const args of [
      ['--environment', 'prod'],
      ['--cluster', 'prod/old'],
      ['--cluster', 'old'],
    ])
      expect(blocked(await here.infraflux('plan', ...args)), args.join(' ')).toEqual(['prod/main', 'prod/old']);
    for (const verb of ['plan', 'apply', 'compile']) {
      const ran = await here.infraflux(verb, '--environment', 'dev', ...(verb === 'apply' ? ['--yes'] : []));
      expect([ran.code, blocked(ran)], ran.err).toEqual([0, []]);
      const named = await here.infraflux(verb, '--environment', 'prod', ...(verb === 'apply' ? ['--yes'] : []));
      expect(named.code, named.err).toBe(verb === 'compile' ? 0 : 3);
    }
    const lock = await here.infraflux('lock', '--environment', 'prod');
    expect(lock.out).toContain('prod/old/old-cp-1 vm-id');
    expect(lock.out).not.toContain('at the next compile');
    expect((await here.infraflux('plan', '--environment', 'prd', '--json')).out).toContain('did you mean \\"prod\\"?');
    expect(here.all()).toEqual(before);
  });

  test('is known to programs by its code, in every command', async () => {
    const here = await made();
    here.write(less);
    for (const verb of ['validate', 'compile']) {
      const ran = await here.infraflux(verb, '--json');
      expect(
        faultsOf(ran).map(({ code, severity }) => [code, severity]),
        verb,
      ).toEqual([['cluster/retained', 'warning']]);
      expect(ran.code).toBe(0);
    }
    const { deferred } = JSON.parse((await here.infraflux('plan', '--json')).out) as { deferred: readonly object[] };
    expect(deferred).toContainEqual(
      expect.objectContaining({ code: 'cluster/retained', cluster: 'old', state: 'blocked' }),
    );
    expect((await here.infraflux('explain', 'cluster/retained')).out).toContain('lock forget ENVIRONMENT/CLUSTER');
  });
});

describe('files of a removed cluster', () => {
  test('are never given up because they were changed, not even with --discard', async () => {
    const here = await made();
    here.write(less);
    const path = 'prod/terraform/old/nodes.tf';
    const module = 'prod/terraform/modules/proxmox-vm/main.tf';
    const text = readFileSync(join(here.cwd, 'out', path), 'utf8');
    const faults = async (...args: readonly string[]) =>
      faultsOf(await here.infraflux(...args, '--json')).map(({ code, message }) => `${code} ${message.split(' ')[0]}`);
    appendFileSync(join(here.cwd, 'out', path), '# mine\n');
    const lost = [`cluster/retained-file-lost out/${path}`];
    for (const args of [
      ['compile'],
      ['compile', '--discard'],
      ['compile', '--check'],
      ['plan'],
      ['apply', '--yes', '--discard'],
    ])
      expect(
        (await faults(...args)).filter((one) => !one.startsWith('cluster/retained ')),
        args.join(' '),
      ).toEqual(lost);
    expect(readFileSync(join(here.cwd, 'out', path), 'utf8')).toBe(`${text}# mine\n`);
    // Another environment has nothing to do with it.
    expect((await here.infraflux('compile', '--environment', 'dev')).code).toBe(0);
    rmSync(join(here.cwd, 'out', path));
    expect(await faults('plan')).toEqual(lost);
    writeFileSync(join(here.cwd, 'out', path), text);
    await staysAsItIs(here, ['prod/old']);

    here.write(none);
    rmSync(join(here.cwd, 'out', module));
    expect(await faults('plan'), 'nothing compiles the module any more').toEqual([
      `cluster/retained-file-lost out/${module}`,
    ]);
    here.write(less);
    expect((await here.infraflux('compile')).code, 'here something does').toBe(0);
  });

  test('come back from what is published when out/ is lost', async () => {
    const here = await made();
    const before = here.all();
    here.write(less);
    rmSync(join(here.cwd, 'out'), { recursive: true });
    const compiled = await here.infraflux('compile');
    expect(compiled.code, compiled.err).toBe(0);
    expect(compiled.err).toContain('cluster/retained');
    const plan = await here.infraflux('plan');
    expect(blocked(plan)).toEqual(['prod/old']);
    expect(plan.out).not.toMatch(/^ +gitops +-/m);
    endsAsItSays(await here.infraflux('apply', '--yes'));
    expect(here.all()).toEqual(before);
    await staysAsItIs(here, ['prod/old']);
    // The whole environment, with nothing but the lock that knows of it.
    here.write(none);
    rmSync(join(here.cwd, 'out'), { recursive: true });
    endsAsItSays(await here.infraflux('apply', '--yes'));
    expect(here.all()).toEqual(before);
  });

  test('are no way out of out/: an inputs.json may say anything', async () => {
    const here = await made();
    here.write(less);
    const victim = join(here.cwd, 'victim');
    writeFileSync(victim, 'mine\n');
    const path = join(here.cwd, 'out/prod/inputs.json');
    const text = readFileSync(path, 'utf8');
    const inputs = JSON.parse(text) as { files: Record<string, string>; inputs: Record<string, unknown> };
    const digest = '2f4d8c0e5fc9f5fd1ef8d8a0c5d2d2f9c0de'.padEnd(64, '0');
    for (const name of [
      'terraform/old/../../../../victim',
      'clusters/old//x',
      'platform/old/./x',
      'terraform/../old/x',
    ])
      inputs.files[name] = digest;
    inputs.inputs['constructor.nodes["x"].vmId'] = 2000;
    inputs.inputs['__proto__.protect'] = true;
    writeFileSync(path, JSON.stringify(inputs));
    const ran = await here.infraflux('apply', '--yes');
    endsAsItSays(ran);
    expect(readFileSync(victim, 'utf8')).toBe('mine\n');
    expect(readFileSync(path, 'utf8')).toBe(text);
    for (const broken of ['', '[]', '{"format": 1, "inputs": [], "files": {"terraform/old/nodes.tf": 7}}', '{']) {
      writeFileSync(path, broken);
      const plan = await here.infraflux('plan', '--json');
      // What cannot be vouched for is kept, or refused; it is never removed.
      expect([0, 3].includes(plan.code ?? 1) || faultsOf(plan).some(({ severity }) => severity === 'error')).toBe(true);
      expect(existsSync(join(here.cwd, 'out/prod/terraform/old/nodes.tf'))).toBe(true);
    }
  });
});

describe('a cluster that was never made', () => {
  test('goes at once, and nothing is called data loss', async () => {
    const here = await applied();
    here.write(less);
    const plan = await here.infraflux('plan');
    expect(plan.out).toContain('because prod.old  removed');
    expect(plan.out).not.toMatch(/DATA LOSS|machine destroyed|in place/);
    endsAsItSays(await here.infraflux('apply', '--yes'));
    expect(Object.keys(here.all()).some((path) => path.includes('/old/'))).toBe(false);
    expect((await here.infraflux('plan', '--detailed-exitcode')).code).toBe(0);
  });

  test('wants its name when it was protected, and goes with it', async () => {
    const here = await applied(whole(dev + two('protect: true')));
    const before = here.all();
    here.write(less);
    await staysAsItIs(here, ['prod/old']);
    expect((await here.infraflux('plan')).out).toContain('infraflux apply --allow prod/old');
    await here.infraflux('apply', '--yes', '--allow', 'old', '--allow', 'prod/main');
    expect(here.all(), 'by another name').toEqual(before);
    const gone = await here.infraflux('apply', '--yes', '--allow', 'prod/old');
    expect(gone.code, gone.err).toBe(0);
    expect(blocked(gone)).toEqual([]);
    expect(Object.keys(here.all()).some((path) => path.includes('/old/'))).toBe(false);
    expect((await here.infraflux('plan', '--detailed-exitcode')).code).toBe(0);
    expect((await here.infraflux('compile', '--check')).code).toBe(0);
  });

  const states: readonly (readonly [string, string, readonly string[]])[] = [
    [
      'state/prod/old.tfstate',
      '{"version": 4, "serial": 3, "lineage": "x", "resources": [{"mode": "managed"}]}',
      ['prod/old'],
    ],
    ['state/prod/old.tfstate', '', ['prod/old']],
    ['state/prod/old.tfstate', '{"version": 4, "ser', ['prod/old']],
    ['state/prod/old.tfstate', '{"encrypted_data": "x"}', ['prod/old']],
    ['.infraflux/states/prod/old/x-000001.tfstate', '{}', ['prod/old']],
    ['.infraflux/clusters/prod/old/kubeconfig', 'x', ['prod/old']],
    ['state/prod/old.tfstate', '{"version": 4, "serial": 3, "lineage": "x", "resources": []}', []],
  ];
  test.each(states)('is not proven to be one by %s: %s', async (path, text, expected) => {
    const here = await applied();
    writeBelow(here, path, text);
    here.write(less);
    expect(blocked(await here.infraflux('plan'))).toEqual(expected);
    // By day for the first one: what keeps a cluster is asked in the same way for each.
    if (expected.length > 0 && (isNight || text.includes('managed'))) await staysAsItIs(here, expected);
  });

  test('cannot be told where the state is kept elsewhere, until somebody says so', async () => {
    const backend = 'terraform: {backend: {s3: {bucket: tf-state, region: eu-central-1}}}\n';
    const here = await applied(whole(dev + two(), backend));
    here.write(whole(dev + environment('prod', cluster('main', 2)), backend));
    await staysAsItIs(here, ['prod/old']);
    const plan = await here.infraflux('plan');
    expect(plan.out).toContain('it is not known whether its machines were made');
    expect((await here.infraflux('lock', 'forget', 'prod/old')).code).toBe(0);
    expect(blocked(await here.infraflux('apply', '--yes'))).toEqual([]);
    expect(Object.keys(here.all()).some((file) => file.includes('/old/'))).toBe(false);
  });
});

describe('lock forget', () => {
  test('gives up a destroyed cluster: its files go, its numbers are the last to be used again', async () => {
    const here = await made();
    here.write(none);
    destroy(here, 'prod/old');
    const forgotten = await here.infraflux('lock', 'forget', 'prod/old');
    expect([forgotten.code, forgotten.out]).toEqual([0, expect.stringContaining('prod/old is forgotten')]);
    const plan = await here.infraflux('plan');
    expect(blocked(plan)).toEqual(['prod/main']);
    expect(plan.out).toContain('because prod.old  removed');
    expect(plan.out).not.toContain('DATA LOSS');
    endsAsItSays(await here.infraflux('apply', '--yes'));
    const after = here.all();
    expect(Object.keys(after).some((path) => path.includes('/old/'))).toBe(false);
    expect(Object.keys(after).some((path) => path.startsWith('prod/terraform/main/'))).toBe(true);
    expect(Object.keys(after).some((path) => path.startsWith('prod/terraform/modules/'))).toBe(true);
    expect(after['lock']).toMatch(/^prod\/old\/old-cp-1 vm-id \d+ gone$/m);
    expect(after['lock']).not.toMatch(/^prod\/old (talos|kubernetes) /m);
    await staysAsItIs(here, ['prod/main']);
    destroy(here, 'prod/main');
    await here.infraflux('lock', 'forget', 'prod/main');
    await here.infraflux('apply', '--yes');
    expect(Object.keys(here.all()).some((path) => path.startsWith('prod/'))).toBe(false);
    expect((await here.infraflux('plan', '--detailed-exitcode')).code).toBe(0);
  });

  test('refuses what is there, what has resources, what is protected, and what it does not know', async () => {
    const here = await made(whole(dev + two('protect: true')));
    const lock = () => readFileSync(join(here.cwd, 'infraflux.lock'), 'utf8');
    const before = lock();
    const faults = async (...args: readonly string[]) => {
      const ran = await here.infraflux('lock', 'forget', ...args, '--json');
      expect([ran.code, lock()], args.join(' ')).toEqual([1, before]);
      return faultsOf(ran).map(({ code, help }) => `${code}: ${help}`);
    };
    expect(await faults('prod/old')).toEqual([expect.stringMatching(/^cli\/usage: /)]);
    here.write(less);
    expect(await faults('prod/odl')).toEqual(['cli/usage: did you mean "prod/old"?']);
    expect(await faults('old')).toEqual(['cli/usage: write it as prod/old']);
    for (const state of ['{"resources": [{}]}', '']) {
      writeState(here, 'prod/old', state);
      expect((await faults('prod/old', '--allow', 'prod/old')).join()).toContain('lock/has-resources');
    }
    destroy(here, 'prod/old');
    expect(await faults('prod/old')).toEqual([
      'apply/not-allowed: if it is completely destroyed: infraflux lock forget prod/old --allow prod/old',
    ]);
    expect((await here.infraflux('lock', 'forget', 'prod/old', '--allow', 'prod/old')).code).toBe(0);
    expect(lock()).not.toBe(before);
  });

  test('works while its heir waits for its numbers', async () => {
    const here = await made();
    here.write(both.replace('  prod:', '  live:'));
    for (const id of ['prod/main', 'prod/old']) {
      destroy(here, id);
      expect((await here.infraflux('lock', 'forget', id)).code).toBe(0);
    }
    endsAsItSays(await here.infraflux('apply', '--yes'));
    expect(Object.keys(here.all()).some((path) => path.startsWith('prod/'))).toBe(false);
  });
});

describe('a saved plan', () => {
  test('that removes a cluster is refused once it is known to have machines', async () => {
    const here = await applied();
    here.write(less);
    await here.infraflux('plan', '--save', 'saved');
    writeState(here, 'prod/old', '{"resources": [{}]}');
    const before = here.all();
    const refused = await here.infraflux('apply', 'saved', '--yes', '--json');
    expect(faultsOf(refused).map(({ code }) => code)).toEqual(['apply/stale']);
    expect(refused.out).toContain('prod/old is no longer in infraflux.yaml, and its Terraform state has resources');
    expect(here.all()).toEqual(before);
    rmSync(join(here.cwd, 'state'), { recursive: true });
    endsAsItSays(await here.infraflux('apply', 'saved', '--yes'));
  });

  test('that keeps a cluster keeps it, whatever is allowed when it is applied', async () => {
    const here = await applied(whole(dev + two('protect: true')));
    const before = here.all();
    here.write(less);
    await here.infraflux('plan', '--save', 'saved');
    endsAsItSays(await here.infraflux('apply', 'saved', '--yes', '--allow', 'prod/old'));
    expect(here.all()).toEqual(before);
  });
});

describe('where it is published', () => {
  test('a clone where the states are not cannot tell that a cluster was never made', async () => {
    const here = await made(both, 'prod/main');
    const other = mkdtempSync(join(tmpdir(), 'infraflux-clone-'));
    for (const name of ['out', 'infraflux.lock']) cpSync(join(here.cwd, name), join(other, name), { recursive: true });
    here.write(less);
    expect(blocked(await here.infraflux('plan')), 'where they are, it can be told').toEqual([]);
    expect(blocked(await place(less, other).infraflux('plan'))).toEqual(['prod/old']);
  });

  test('a lock that was lost takes no cluster with it', async () => {
    const here = await made();
    const published = here.all()['published'];
    for (const name of ['infraflux.lock', 'state']) rmSync(join(here.cwd, name), { recursive: true });
    here.write(less);
    const refused = await here.infraflux('apply', '--yes');
    expect([refused.code, faultsOf(await here.infraflux('plan', '--json')).map(({ code }) => code)]).toEqual([
      1,
      expect.arrayContaining(['lock/missing']),
    ]);
    // An empty one says as little.
    writeFileSync(join(here.cwd, 'infraflux.lock'), 'infraflux-lock 1\n');
    expect(here.all()['published'], 'nothing was done').toEqual(published);
    const plan = await here.infraflux('plan');
    expect(plan.out).toContain('infraflux.lock has no line about it');
    expect(blocked(plan)).toEqual(['prod/old']);
    await here.infraflux('apply', '--yes');
    const left = (text = '') => text.split('\n').filter((line) => line.includes('/old/'));
    expect(left(here.all()['published'])).toEqual(left(published));
  });
});
