import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { cliPath } from '../cli/cli.ts';
import type { Machine } from '../fakes/proxmox/hypervisor.ts';
import { applied, appliedInPart, type Lab, names, newLab, settled, workers } from './machine-lab.ts';

/** Ids are used again: what a state knows by its id may be another's machine by now, and that one never changes. */

const database = {
  name: 'orders-db',
  memory: '16384',
  cores: '8',
  tags: 'production',
  smbios1: 'uuid=4c4c4544-0042-4210-8034-b1c04f564432',
  scsi0: 'local-zfs:vm-2003-disk-0,size=32G',
  scsi1: 'local-zfs:vm-2003-disk-1,size=500G',
};

/** What a machine is, with its disks as they are stored. */
function snapshot({ fake }: Lab, machine: Machine): string {
  const volumes = [...fake.hypervisor.volumes].filter(([, { owner }]) => owner === machine.id);
  const isThere = fake.hypervisor.machines.get(machine.id) === machine;
  return JSON.stringify([isThere, machine.status, [...machine.config], [...machine.running], volumes.sort()]);
}

/** Deletes a machine by hand and gives its id to the database; gone with all that belonged to it. */
function reuse(
  { fake: { hypervisor } }: Lab,
  id: number,
  config: Readonly<Record<string, string>> = database,
): Machine {
  const old = hypervisor.machines.get(id);
  if (old !== undefined) {
    hypervisor.stop(old);
    old.config.delete('protection');
    hypervisor.remove(old);
  }
  return hypervisor.adopt('pve1', id, config);
}

const writesTo = (lab: Lab, id: number): string[] => lab.fake.writes().filter((write) => write.includes(`qemu/${id}`));

/** Types what a plan says, in the directory of infraflux.yaml. */
function type(lab: Lab, command: string): { readonly code: number | null; readonly out: string } {
  const typed = command.replaceAll(/(?:npx )?infraflux (?=secrets )/g, `'${process.execPath}' '${cliPath}' `);
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', typed], {
    cwd: lab.root,
    env: { ...process.env, ...lab.env },
    encoding: 'utf8',
  });
  return { code: status, out: stdout + stderr };
}

const remedy = (out: string): string =>
  /remove it from the state, which changes nothing on it: (.*)$/m.exec(out)?.[1] ?? '';

describe('a machine that leaves, and whose id is used again', () => {
  test('a running database is not touched, and plan and apply say so', async (context) => {
    const lab = await newLab(context, 'reused');
    lab.write(workers(3));
    await applied(lab);
    lab.write(workers(2));
    const before = await lab.infraflux('plan', '--save', 'shrink.plan');
    expect(before.out).toMatch(/- dev-workers-3 .*machine destroyed/);

    const db = reuse(lab, 2003);
    const untouched = snapshot(lab, db);
    const writes = writesTo(lab, 2003).length;
    const plan = await lab.infraflux('plan');
    expect(plan.code, plan.err).toBe(3);
    expect(plan.out).toContain(
      'blocked: terraform in dev/dev (machine/not-ours), because VM 2003 on pve1, which the state of dev/dev has as dev-workers-3, does not prove to be dev-workers-3: it is orders-db, and its name (orders-db instead of dev-workers-3), tags (cluster-dev, environment-dev, infraflux, platform-lab missing) and SMBIOS UUID (4c4c4544-0042-4210-8034-b1c04f564432 instead of ',
    );
    expect(plan.out).toContain('was not run for dev/dev: the machine and its disks are untouched');
    expect(plan.out).not.toContain('none at risk');

    const apply = await lab.infraflux('apply', '--yes', '--allow', 'dev-workers-3');
    expect(apply.out).toContain('Not done: terraform in dev/dev, as the plan says.');
    expect(apply.err).not.toContain('machines of dev/dev');
    // The plan was made, and allowed, while the machine was still ours.
    const saved = await lab.infraflux('apply', '--yes', 'shrink.plan', '--allow', 'dev-workers-3');
    expect(saved.code).toBe(1);
    expect(saved.err).toMatch(/machine\/not-ours[\s\S]*does not prove to be dev-workers-3: it is orders-db/);
    expect(snapshot(lab, db)).toBe(untouched);
    expect(writesTo(lab, 2003)).toHaveLength(writes);

    const command = remedy(plan.out);
    expect(command).toContain(`state rm 'module.vm["dev-workers-3"].proxmox_virtual_environment_vm.this'`);
    const typed = type(lab, command);
    expect(typed.code, typed.out).toBe(0);
    await applied(lab);
    await settled(lab);
    expect(snapshot(lab, db)).toBe(untouched);
    expect(writesTo(lab, 2003)).toHaveLength(writes);
    expect(names(lab.fake)).toEqual(['dev-cp-1', 'dev-workers-1', 'dev-workers-2', 'orders-db']);
  });

  test('also when it happens while Terraform plans', async (context) => {
    const lab = await newLab(context, 'meanwhile');
    lab.write(workers(3));
    await applied(lab);
    lab.write(workers(2));
    let db: Machine | undefined;
    let looks = 0;
    lab.fake.fault = ({ path }) => {
      // Only Terraform asks for the status: once while the plan is made, and again while apply asks.
      if (path.join('/').endsWith('qemu/2003/status/current')) looks += 1;
      if (looks === 2) db ??= reuse(lab, 2003);
      return undefined;
    };
    const writes = writesTo(lab, 2003).length;
    const ran = await lab.infraflux('apply', '--yes', '--allow', 'dev-workers-3');
    if (db === undefined) throw new Error('Terraform was not asked twice');
    expect(ran.code, ran.out + ran.err).toBe(3);
    expect(ran.err).toMatch(/machine\/not-ours[\s\S]*it is orders-db/);
    expect(db.status).toBe('running');
    expect(lab.fake.hypervisor.machines.get(2003)).toBe(db);
    expect(writesTo(lab, 2003)).toHaveLength(writes);
  });

  test('whatever would be done to it: grown, moved to another id, or only looked at', async (context) => {
    const lab = await newLab(context, 'edited');
    lab.write(workers(3), 'protect: true');
    await applied(lab);
    const ours = { name: 'dev-workers-3', tags: 'cluster-dev;environment-dev;infraflux;platform-lab' };
    const uuid = lab.fake.hypervisor.machines.get(2003)?.config.get('smbios1') ?? '';
    expect(uuid).toMatch(/uuid=/);
    const own = [...(lab.fake.hypervisor.machines.get(2003)?.config ?? [])];
    lab.write(workers(3));

    // Each proof alone is missing once.
    const cases = [
      [{ ...database, ...ours }, 'SMBIOS UUID'],
      [{ ...database, ...ours, smbios1: uuid, tags: 'cluster-dev;environment-prod;infraflux;platform-lab' }, 'tags'],
      [{ ...database, ...ours, smbios1: uuid, name: 'orders-db' }, 'is called orders-db'],
    ] as const;
    for (const [config, differs] of cases) {
      const db = reuse(lab, 2003, config);
      const untouched = snapshot(lab, db);
      // Terraform would destroy it for another id, once the wanted one is free.
      lab.write(workers(3), 'nodes: {dev-workers-3: {vmId: 2900, memory: 16Gi, disks: {system: {size: 40Gi}}}}');
      const plan = await lab.infraflux('plan');
      expect(plan.out).toMatch(
        new RegExp(`blocked: terraform in dev/dev \\(machine/\\S+\\), because VM 2003 [\\s\\S]*${differs}`),
      );
      expect(plan.out).not.toContain('none at risk');
      await appliedInPart(lab, '--allow', 'dev-workers-3');
      expect(snapshot(lab, db)).toBe(untouched);
      const command = remedy(plan.out);
      expect(command, plan.out).toContain(`'module.vm["dev-workers-3"].terraform_data.guard[0]'`);
    }
    lab.fake.hypervisor.machines.delete(2003);
    lab.fake.hypervisor.adopt('pve1', 2003, Object.fromEntries(own));
    const ended = await lab.infraflux('plan');
    expect(ended.out, 'the machine itself is what it was').not.toContain('does not prove');
  });
});

test('an image that would be deleted, and is another file by now', async (context) => {
  const lab = await newLab(context, 'image');
  await applied(lab);
  const images = [...lab.fake.hypervisor.volumes].filter(([, { content }]) => content === 'import');
  const [key, image] = images[0] ?? [];
  if (key === undefined || image === undefined) throw new Error('no image was downloaded');
  lab.fake.hypervisor.volumes.set(key, { ...image, size: image.size + 4096 });
  // Another schematic: the images of the old one leave.
  lab.write(workers(2), 'talos: {extensions: {iscsi-tools: {}}}');
  const plan = await lab.infraflux('plan');
  expect(plan.out).toMatch(
    new RegExp(
      `blocked: terraform in dev/dev \\(image/not-ours\\), because local:import/\\S+ on pve\\d has ${image.size + 4096} bytes, and the image that was downloaded for dev/dev had ${image.size}: it is another file`,
    ),
  );
  await appliedInPart(lab);
  expect(lab.fake.hypervisor.volumes.get(key)?.size).toBe(image.size + 4096);

  const typed = type(lab, /remove it from the state, which keeps the file: (.*)$/m.exec(plan.out)?.[1] ?? '');
  expect(typed.code, typed.out).toBe(0);
  await applied(lab);
  expect(lab.fake.hypervisor.volumes.get(key)?.size, 'it is still there').toBe(image.size + 4096);
  expect([...lab.fake.hypervisor.volumes.keys()], 'and the others went').not.toContain(images[1]?.[0]);
  await settled(lab);
});
