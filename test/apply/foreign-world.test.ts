import { expect, test } from 'vitest';
import { allPrivileges, type Machine } from '../fakes/proxmox/hypervisor.ts';
import { type Lab, newLab, settled, workers } from './machine-lab.ts';

/**
 * The model of test/machines/foreign-world.test.ts with the real Terraform and the real provider, a few steps of it: machines of
 * others take ids that were ours, the token loses its right to look, pools shrink and grow, and every apply is allowed
 * everything. No machine of others changes.
 */

const seed = 5;

function random(): () => number {
  let at = seed;
  return () => {
    at = (Math.imul(at, 1_103_515_245) + 12_345) & 0x7f_ff_ff_ff;
    return at / 0x80_00_00_00;
  };
}

function snapshot({ fake: { hypervisor } }: Lab, machine: Machine): string {
  const volumes = [...hypervisor.volumes].filter(([, { owner }]) => owner === machine.id).sort();
  return JSON.stringify([
    hypervisor.machines.get(machine.id) === machine,
    machine.status,
    [...machine.config],
    volumes,
  ]);
}

test('machines of others, played at random with the real provider', async (context) => {
  const lab = await newLab(context, 'world');
  const { hypervisor } = lab.fake;
  const next = random();
  const allowed = ['1', '2', '3'].flatMap((index) => ['--allow', `dev-workers-${index}`]);
  const apply = async (): Promise<string> => {
    const ran = await lab.infraflux('apply', '--yes', ...allowed);
    return ran.out + ran.err;
  };
  lab.write(workers(3));
  await apply();
  await settled(lab);

  const foreign = new Map<Machine, string>();
  let refused = 0;
  for (let step = 0; step < 6; step += 1) {
    lab.write(workers(1 + Math.floor(next() * 3)));
    hypervisor.acl.set('/', new Set(allPrivileges.filter((name) => name !== 'VM.Audit' || next() < 0.8)));
    const id = 2001 + Math.floor(next() * 3);
    const there = hypervisor.machines.get(id);
    if (there !== undefined && !foreign.has(there)) {
      hypervisor.stop(there);
      hypervisor.remove(there);
      const taken = hypervisor.adopt('pve1', id, {
        // As much like ours as another machine can be.
        name: there.config.get('name') ?? '',
        tags: there.config.get('tags') ?? '',
        smbios1: 'uuid=4c4c4544-0042-4210-8034-b1c04f564432',
        memory: '16384',
        scsi0: `local-zfs:vm-${id}-disk-0,size=500G`,
      });
      foreign.set(taken, snapshot(lab, taken));
    }
    const said = await apply();
    if (/blocked: terraform/.test(said)) refused += 1;
    for (const [machine, before] of foreign)
      expect(snapshot(lab, machine), `seed ${seed}, step ${step}: VM ${machine.id}\n${said}`).toBe(before);
  }
  expect(foreign.size).toBeGreaterThan(1);
  expect(refused).toBeGreaterThan(2);

  // They leave, and what is left of ours is made whole by itself.
  hypervisor.acl.set('/', new Set(allPrivileges));
  for (const machine of foreign.keys()) {
    hypervisor.stop(machine);
    hypervisor.remove(machine);
  }
  lab.write(workers(3));
  await apply();
  await settled(lab);
});
