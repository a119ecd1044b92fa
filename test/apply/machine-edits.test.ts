import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { terraformFolder } from '../../src/observe/state-directory.ts';
import { stateOf } from '../state-of.ts';
import { applied, appliedInPart, names, newLab, settled, workers } from './machine-lab.ts';

/** What people do to machines that run, in infraflux.yaml and by hand on the hypervisor; and what they are told of it. */
describe('edits of machines that run', () => {
  test('disks: each of them by name, and none is lost unsaid', async (context) => {
    const lab = await newLab(context, 'disks');
    const node = (disks: string): void => lab.write(workers(2), `nodes: {dev-workers-2: {disks: {${disks}}}}`);
    await applied(lab);

    node('data: {size: 15Gi}');
    const added = await lab.infraflux('plan');
    expect(added.out).toMatch(/~ dev-workers-2 {2}disk data \(15 GiB\) added +in place/);
    await applied(lab);

    // To keep it from now on is what people write, and not what the provider does.
    node('data: {size: 15Gi, keep: true}');
    const kept = await lab.infraflux('plan');
    expect(kept.out).toMatch(
      /blocked: terraform in dev\/dev \(disk\/newly-kept\), because disk data of dev-workers-2 is to be kept, and belongs to/,
    );

    lab.write(workers(2));
    const removed = await lab.infraflux('plan');
    expect(removed.out).toMatch(/~ dev-workers-2 {2}disk data \(15 GiB\) detached +DISK DETACHED/);
    expect(removed.out).toContain('data:  AT RISK at dev-workers-2');
    const refused = await lab.infraflux('apply', '--yes');
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('dev-workers-2 of dev/dev would have a disk detached: disk data (15 GiB) detached');
    await applied(lab, '--allow', 'dev/dev/dev-workers-2');
    await settled(lab);

    node('system: {size: 15Gi}');
    const smaller = await lab.infraflux('plan');
    expect(smaller.out).toMatch(
      /blocked: .* because disk system of dev-workers-2 has 20 GiB, and Proxmox cannot shrink a disk/,
    );
    const without = await appliedInPart(lab);
    expect(without.out).toContain('Not done: terraform in dev/dev');
    lab.write(workers(2));
    const back = await lab.infraflux('plan');
    expect(back.out, 'Terraform says that nothing happens to machines').not.toContain('reboot');
    await applied(lab);

    node('logs: {size: 15Gi, keep: true}');
    await applied(lab);
    node('logs: {size: 16Gi, keep: true}');
    const grows = await lab.infraflux('plan');
    expect(grows.out).toContain('next step: qm disk resize 2002 scsi2 16G, on pve2; then plan again');

    lab.write(workers(1));
    const gone = await lab.infraflux('plan');
    expect(gone.out).toMatch(/because dev-workers-2-logs would be destroyed, and with it the disk that is kept/);
    expect(gone.out).toContain(`state rm 'module.vm["dev-workers-2"].proxmox_virtual_environment_vm.holder["logs"]'`);
  });

  test('what somebody did by hand is not blamed on a line of the input', async (context) => {
    const lab = await newLab(context, 'hands');
    await applied(lab);
    const machine = lab.fake.hypervisor.machines.get(2002);
    if (machine === undefined) throw new Error('there is no machine 2002');
    const set = (key: string, value: string): void => {
      machine.config.set(key, value);
      machine.running.set(key, value);
    };

    set('memory', '1024');
    lab.write(workers(2), 'nodes: {dev-workers-1: {memory: 10Gi}}');
    const both = await lab.infraflux('plan');
    expect(both.out).toMatch(
      /because infraflux.yaml:\d+ {2}nodes\["dev-workers-1"\].memory .*\n +terraform +~ dev-workers-1 /,
    );
    expect(both.out).toMatch(/because it drifted: .*\n +terraform +~ dev-workers-2 {2}memory 1 -> 8 GiB/);
    await applied(lab);

    set('name', 'other');
    set('tags', 'mine');
    const renamed = await lab.infraflux('plan');
    expect(renamed.out).toContain(
      'VM 2002 on pve2 has the SMBIOS UUID of dev-workers-2, and is called other and lacks the tags',
    );
    expect(renamed.out).toContain(
      'next step: if it is dev-workers-2: qm set 2002 --name dev-workers-2 --tags "cluster-dev;environment-dev;infraflux;mine;platform-lab", on pve2',
    );
    set('name', 'dev-workers-2');
    set('tags', 'cluster-dev;environment-dev;infraflux;platform-lab');
    await settled(lab);

    lab.write(workers(2), 'nodes: {dev-workers-1: {memory: 10Gi}}');
    lab.fake.hypervisor.machines.delete(2002);
    const gone = await lab.infraflux('plan');
    expect(gone.out).toMatch(/because it was created before and no longer exists\n +terraform +\+ dev-workers-2/);

    // Terraform by hand, as the README of the root module says: what it leaves there is its own.
    const folder = join(lab.root, 'out/dev/terraform/dev');
    for (const name of ['.terraform.lock.hcl', 'tfplan', 'terraform.tfstate.17.backup'])
      writeFileSync(join(folder, name), 'x');
    mkdirSync(join(folder, '.terraform/providers'), { recursive: true });
    symlinkSync('/', join(folder, '.terraform/providers/linux_amd64'));
    const beside = await lab.infraflux('plan');
    expect(beside.code, beside.err).toBe(0);
    expect(beside.err).not.toContain('was not compiled');
    await applied(lab);
    expect(readFileSync(join(folder, 'tfplan'), 'utf8')).toBe('x');
  });

  test('protect: the guard says how it is taken off', async (context) => {
    const lab = await newLab(context, 'protected');
    lab.write(workers(2), 'protect: true');
    await applied(lab);
    lab.write(workers(2));
    const off = await lab.infraflux('plan');
    expect(off.out).toMatch(
      /because dev-[\w-]+(, dev-[\w-]+)* would be destroyed, recreated, or lose the guard of protect/,
    );
    expect(off.out).toContain(`state rm 'module.vm["`);
    expect(off.out).not.toContain('lifecycle.prevent_destroy');
  });

  test('two at once: neither applies what the other planned', async (context) => {
    const lab = await newLab(context, 'twice');
    mkdirSync(join(lab.root, 'state/dev'), { recursive: true });
    writeFileSync(join(lab.root, 'state/dev/dev.tfstate'), '');
    expect((await lab.infraflux('plan')).out).toMatch(
      /blocked: .*dev\.tfstate is empty: terraform was killed while it wrote it/,
    );
    rmSync(join(lab.root, 'state'), { recursive: true });

    const both = await Promise.all([lab.infraflux('apply', '--yes'), lab.infraflux('apply', '--yes')]);
    for (const { code, err } of both)
      if (code !== 0) expect(err).toMatch(/apply\/locked|apply\/stale|holds the lock of the state/);
    await applied(lab);
    expect(names(lab.fake)).toEqual(['dev-cp-1', 'dev-workers-1', 'dev-workers-2']);
    lab.write(workers(2), 'nodes: {dev-workers-1: {memory: 10Gi}}');
    const diff = await lab.infraflux('plan', '--diff');
    expect(diff.out).not.toContain('--- /dev/null\n+++ /dev/null');
    await applied(lab);
    await settled(lab);
    const stage = readdirSync(terraformFolder(stateOf(lab.root), 'dev', 'dev'));
    expect(
      stage.filter((name) => name.startsWith('tfplan')),
      'no plan is left behind',
    ).toEqual([]);
  });
});
