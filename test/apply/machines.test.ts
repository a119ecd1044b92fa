import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tree } from '../cli/cli.ts';
import { findKeys } from '../../src/secrets/age-keys.ts';
import { readMachineSecrets } from '../../src/secrets/machine-secrets.ts';
import { applied, appliedInPart, type Lab, memories, names, newLab, settled, workers } from './machine-lab.ts';

const oneWithMore = 'nodes: {dev-workers-2: {memory: 16Gi}}';

/** Every key and token of the machine secrets, in the forms that they have in files. */
async function machineSecrets(lab: Lab): Promise<string[]> {
  const { identities } = await findKeys(lab.env);
  const bundle = (await readMachineSecrets(lab.root, { environment: 'dev', name: 'dev' }, identities)).value;
  const found: string[] = [];
  const walk = (name: string, value: unknown): void => {
    if (typeof value === 'object' && value !== null) for (const [key, inner] of Object.entries(value)) walk(key, inner);
    else if (typeof value === 'string' && name !== 'crt' && name !== 'id')
      found.push(
        ...(value.includes('-----') ? [Buffer.from(value).toString('base64'), value.split('\n')[1] ?? ''] : [value]),
      );
  };
  walk('', bundle);
  return found;
}

describe('plan and apply with machines', () => {
  test('makes them once; then a memory, a machine more and a machine less', async (context) => {
    const lab = await newLab(context, 'whole');
    const first = await lab.infraflux('plan');
    expect(first.code, first.err).toBe(0);
    expect(first.out).toContain('dev/dev  +12: 3 machines, 3 node configurations, 6 objects, created');
    expect(first.out).not.toContain('deferred: terraform');
    expect(lab.fake.writes(), 'a plan changes nothing').toEqual([]);

    const made = await applied(lab);
    expect(made.err).toMatch(/ok {5}machines of dev\/dev +3 created/);
    expect(names(lab.fake)).toEqual(['dev-cp-1', 'dev-workers-1', 'dev-workers-2']);
    for (const file of ['kubeconfig', 'talosconfig'])
      expect(statSync(join(lab.root, '.infraflux/clusters/dev/dev', file)).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(lab.root, 'infraflux.lock'), 'utf8')).toMatch(
      /^dev\/dev kubernetes 1\.36\.3\n(?:.*\n)*dev\/dev talos 1\.13\.6$/m,
    );
    expect(statSync(join(lab.root, 'state/dev/dev.tfstate')).mode & 0o777).toBe(0o600);
    await settled(lab);

    // By hand, as the README in out/ says, there is nothing to do either.
    const root = 'out/dev/terraform/dev';
    const byHand = (...args: readonly string[]) =>
      lab.infraflux('secrets', 'exec', 'dev/dev', '--', 'terraform', `-chdir=${root}`, ...args);
    expect((await byHand('init', '-input=false')).code).toBe(0);
    const plan = await byHand('plan', '-input=false', '-detailed-exitcode', '-no-color');
    expect(plan.out, plan.err).toContain('No changes.');
    expect(plan.code).toBe(0);
    expect(existsSync(join(lab.root, root, '.terraform')), 'what it left there is in nobody’s way').toBe(true);
    await settled(lab);

    lab.write(workers(2), oneWithMore);
    const memory = await lab.infraflux('plan');
    expect(memory.out).toMatch(/because infraflux\.yaml:\d+ {2}nodes\["dev-workers-2"\]\.memory/);
    expect(memory.out).toMatch(/terraform {3}~ dev-workers-2 {2}memory 8 -> 16 GiB +at the next restart/);
    expect(memory.out, 'one machine alone').not.toContain('dev-workers-1');
    await applied(lab);
    expect(memories(lab.fake)).toEqual({ 'dev-cp-1': '4096', 'dev-workers-1': '8192', 'dev-workers-2': '16384' });
    await settled(lab);

    lab.write(workers(3), oneWithMore);
    const more = await lab.infraflux('plan');
    expect(more.out).toMatch(/\+ dev-workers-3 {2}2 CPUs, 8 GiB, on pve/);
    await applied(lab);
    expect(names(lab.fake)).toHaveLength(4);
    await settled(lab);

    lab.write(workers(2), oneWithMore);
    const less = await lab.infraflux('plan');
    expect(less.out).toMatch(/- dev-workers-3 .*machine destroyed/);
    const refused = await lab.infraflux('apply', '--yes');
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('apply/not-allowed');
    expect(names(lab.fake), 'a yes to all is no yes to this').toHaveLength(4);
    await applied(lab, '--allow', 'dev-workers-3');
    expect(names(lab.fake)).toEqual(['dev-cp-1', 'dev-workers-1', 'dev-workers-2']);
    await settled(lab);
  });

  test('nothing is done behind anybody’s back', async (context) => {
    const lab = await newLab(context, 'guarded');
    await lab.infraflux('compile');

    // Somebody's machine has an id that is wanted: by name, before Terraform is even asked.
    lab.fake.hypervisor.adopt('pve2', 2001, {
      name: 'someone-elses',
      memory: '2048',
      scsi0: 'local-zfs:vm-2001-disk-0,size=8G',
    });
    const taken = await lab.infraflux('plan');
    expect(taken.out).toMatch(
      /blocked: terraform in dev\/dev \(machine\/id-taken\), because VM ID 2001 of dev-workers-1 is in use by someone-elses on pve2/,
    );
    const without = await appliedInPart(lab);
    expect(without.err).not.toContain('machines of dev/dev');
    expect(names(lab.fake)).toEqual(['someone-elses']);
    lab.fake.hypervisor.machines.delete(2001);

    // It came after the plan was made: a saved plan does not run either.
    const kept = await lab.infraflux('plan', '--save', 'first.plan');
    expect(kept.code, kept.err).toBe(0);
    lab.fake.hypervisor.adopt('pve2', 2002, {
      name: 'came-later',
      memory: '2048',
      scsi0: 'local-zfs:vm-2002-disk-0,size=8G',
    });
    const late = await lab.infraflux('apply', '--yes', 'first.plan');
    expect(late.code, 'refused before the first effect').toBe(1);
    expect(late.err).not.toContain('publish main');
    expect(late.err).toContain('machine/id-taken');
    expect(late.err).toContain('came-later');
    expect(names(lab.fake)).toEqual(['came-later']);
    lab.fake.hypervisor.machines.delete(2002);
    await applied(lab, 'first.plan');
    expect(names(lab.fake)).toEqual(['dev-cp-1', 'dev-workers-1', 'dev-workers-2']);

    // No secret is anywhere but in its file.
    const secrets = await machineSecrets(lab);
    expect(secrets.length).toBeGreaterThan(8);
    secrets.push(lab.fake.token, Buffer.from(lab.fake.token).toString('base64'));
    for (const [path, text] of Object.entries(tree(lab.root))) {
      if (/clusters\/dev\/dev\/(kubeconfig|talosconfig)$/.test(path)) continue;
      for (const secret of secrets) expect(text.includes(secret), `a machine secret in ${path}`).toBe(false);
    }

    // A new version waits for an upgrade; the machines stay as they are.
    const text = readFileSync(join(lab.root, 'infraflux.yaml'), 'utf8');
    writeFileSync(join(lab.root, 'infraflux.yaml'), text.replace('kubernetes: 1.36.3', 'kubernetes: 1.36.4'));
    const upgrade = await lab.infraflux('plan');
    expect(upgrade.out).toMatch(
      /blocked: talos in dev\/dev \(versions\/upgrade-manually\), because dev\/dev runs Kubernetes 1\.36\.3 and stays there/,
    );
    expect(upgrade.out).toContain('infraflux lock record dev/dev kubernetes 1.36.4');
    expect(upgrade.out).not.toContain('node configuration');
    expect((await lab.infraflux('lock', 'record', 'dev/dev', 'kubernetes', '1.36.4')).code).toBe(0);
    const recorded = await lab.infraflux('plan');
    expect(recorded.out).toMatch(/talos {7}~ dev-cp-1 {2}machine configuration, without a reboot/);
    writeFileSync(join(lab.root, 'infraflux.yaml'), text);
    expect((await lab.infraflux('lock', 'record', 'dev/dev', 'kubernetes', '1.36.3')).code).toBe(0);

    // A lost state is not taken for a world without machines.
    const state = join(lab.root, 'state/dev/dev.tfstate');
    const whole = readFileSync(state);
    for (const broken of [undefined, '', '{}\n']) {
      if (broken === undefined) rmSync(state);
      else writeFileSync(state, broken);
      const lost = await lab.infraflux('plan');
      expect(lost.out, String(broken)).toMatch(/blocked: terraform in dev\/dev/);
      expect(lost.out).not.toMatch(/machines?, created/);
    }
    // The command that the message names puts a kept copy back, whatever is in its place.
    for (const [broken, code] of [
      [whole.subarray(0, whole.length / 2), 'terraform/state-torn'],
      ['', 'terraform/state-empty'],
      [JSON.stringify({ ...(JSON.parse(whole.toString()) as object), serial: 0 }), 'terraform/state-older'],
    ] as const) {
      writeFileSync(state, broken);
      const lost = await lab.infraflux('plan');
      expect(lost.out).toContain(`(${code})`);
      const command = /infraflux (state restore [^;\n]+)/.exec(lost.out)?.[1]?.split(' ') ?? [];
      const restored = await lab.infraflux(...command);
      expect(restored.code, restored.err).toBe(0);
      await settled(lab);
    }

    // Losing .infraflux loses nothing: the files for people come back.
    rmSync(join(lab.root, '.infraflux/clusters'), { recursive: true });
    expect((await lab.infraflux('plan')).out).toContain('+ kubeconfig and talosconfig  in .infraflux/clusters/dev/dev');
    await applied(lab);
    await settled(lab);
  });

  test.for(['SIGINT', 'SIGKILL'] as const)(
    'interrupted by %s while machines are made, the next apply creates the rest',
    async (signal, context) => {
      const lab = await newLab(context, signal);
      const first = await lab.interrupted(['apply', '--yes'], signal, () => lab.fake.hypervisor.machines.size > 0);
      if (signal === 'SIGINT') {
        expect(first.code, 'files are published, machines are not whole').toBe(3);
        expect(first.err).toContain('Stopping after this step');
        expect(first.err).toContain('the machines of dev/dev were left half-way');
        expect(
          () => JSON.parse(readFileSync(join(lab.root, 'state/dev/dev.tfstate'), 'utf8')) as unknown,
        ).not.toThrow();
      }
      expect(names(lab.fake).length).toBeGreaterThan(0);
      // What was killed may still have Terraform at work, which ends in its own time: nothing is done twice.
      await applied(lab, ...(signal === 'SIGINT' ? ['--resume'] : []));
      expect(names(lab.fake)).toEqual(['dev-cp-1', 'dev-workers-1', 'dev-workers-2']);
      await settled(lab);
    },
  );

  test('a machine of ours that Terraform forgot is taken back, not made twice', async (context) => {
    const lab = await newLab(context, 'forgotten');
    await applied(lab);
    // As when the power went after Proxmox had made it and before the state said so.
    const state = join(lab.root, 'state/dev/dev.tfstate');
    const whole = JSON.parse(readFileSync(state, 'utf8')) as { serial: number; resources: { module?: string }[] };
    whole.resources = whole.resources.filter(({ module }) => module !== 'module.vm["dev-workers-2"]');
    whole.serial += 1;
    writeFileSync(state, JSON.stringify(whole));
    const runs = await lab.infraflux('plan');
    expect(runs.out).toMatch(
      /blocked: terraform in dev\/dev \(machine\/not-in-state\), because VM ID 2002 is that of dev-workers-2/,
    );
    const machine = lab.fake.hypervisor.machines.get(2002);
    if (machine === undefined) throw new Error('there is no machine 2002');
    machine.status = 'stopped';
    const plan = await lab.infraflux('plan');
    expect(plan.out).toMatch(/terraform {3}= dev-workers-2 {2}exists, and is imported/);
    const writes = lab.fake.writes().length;
    await applied(lab);
    expect(
      lab.fake
        .writes()
        .slice(writes)
        .filter((one) => /^(POST|DELETE)/.test(one) && !one.endsWith('/status/start')),
    ).toEqual([]);
    await settled(lab);
  });
});
