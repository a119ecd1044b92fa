import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allPrivileges } from '../fakes/proxmox/hypervisor.ts';
import { applied, appliedInPart, type Lab, names, newLab, settled, workers } from './machine-lab.ts';

/** A hypervisor that shows less than there is: what the state knows and a list does not show is unknown, never gone. */

const stateOf = (lab: Lab): string => readFileSync(join(lab.root, 'state/dev/dev.tfstate'), 'utf8');

describe('an answer that is empty, and 200', () => {
  test('is not believed: nothing is dropped, made again or resized', async (context) => {
    const lab = await newLab(context, 'empty');
    await applied(lab);
    const { hypervisor } = lab.fake;
    const [before, writes] = [stateOf(lab), lab.fake.writes().length];
    const unchanged = (): void => {
      expect(stateOf(lab)).toBe(before);
      expect(lab.fake.writes()).toHaveLength(writes);
    };

    // Everything but the right to look.
    hypervisor.acl.set('/', new Set(allPrivileges.filter((name) => name !== 'VM.Audit')));
    const blind = await lab.infraflux('plan');
    expect(blind.out).toContain(
      'blocked: terraform in dev/dev (machine/hidden), because VM ID 2000 of dev-cp-1 is not in the list of machines that provider home gives, although the id is taken: token infraflux@pve!test has no VM.Audit on /vms/2000, and 2 more',
    );
    expect(blind.out).toContain('pveum role modify ROLE --append 1 --privs VM.Audit');
    expect(blind.out).not.toMatch(/up throughout|none at risk/);
    await appliedInPart(lab);
    unchanged();

    // A cluster that has just started: the rights are there, and nothing is listed.
    hypervisor.acl.set('/', new Set(allPrivileges));
    hypervisor.justStarted = 'empty';
    const started = await lab.infraflux('plan');
    expect(started.out).toContain(
      'although the id is taken: token infraflux@pve!test may see it, and it is not shown yet',
    );
    await appliedInPart(lab);
    unchanged();

    // Machines that left the input are asked about as well: no id of theirs is wanted.
    lab.write(workers(0));
    hypervisor.justStarted = undefined;
    const machine = hypervisor.machines.get(2002);
    hypervisor.acl.set('/vms/2002', new Set());
    const left = await lab.infraflux('plan');
    expect(left.out).toContain(
      'because dev-workers-2 (VM 2002), which the state of dev/dev has, is not in the list of machines that provider home gives, and may still exist: token infraflux@pve!test has no VM.Audit on /vms/2002',
    );
    await appliedInPart(lab, '--allow', 'dev-workers-1', '--allow', 'dev-workers-2');
    unchanged();
    expect(hypervisor.machines.get(2002)).toBe(machine);
    hypervisor.acl.delete('/vms/2002');
    lab.write(workers(2));

    // Names come later than machines: they are read where they are written.
    hypervisor.justStarted = 'names';
    await applied(lab);
    await settled(lab);
  });

  test('also when Terraform alone is told so', async (context) => {
    const lab = await newLab(context, 'meanwhile-empty');
    await applied(lab);
    const [before, writes] = [stateOf(lab), lab.fake.writes().length];
    lab.write(workers(2), 'nodes: {dev-workers-1: {memory: 12Gi}}');
    let asked = 0;
    lab.fake.fault = ({ path, parameters }) => {
      if (path.join('/') !== 'cluster/resources' || parameters.get('type') !== 'vm') return undefined;
      asked += 1;
      // Ours is the first.
      lab.fake.hypervisor.justStarted = asked === 1 ? undefined : 'empty';
      return undefined;
    };
    const plan = await lab.infraflux('plan');
    expect(plan.out).toMatch(
      /terraform does not find dev-[\w-]+, which was there right before, and would remove it from the state/,
    );
    expect(stateOf(lab)).toBe(before);
    expect(lab.fake.writes()).toHaveLength(writes);
  });
});

test('machines that are gone come back: one without ado, several by name', async (context) => {
  const lab = await newLab(context, 'gone');
  await applied(lab);
  const remove = (id: number): void => {
    const machine = lab.fake.hypervisor.machines.get(id);
    if (machine === undefined) throw new Error(`there is no machine ${id}`);
    lab.fake.hypervisor.stop(machine);
    lab.fake.hypervisor.remove(machine);
  };
  remove(2001);
  remove(2002);
  const plan = await lab.infraflux('plan');
  expect(plan.out).toContain('data:  GONE with dev-workers-1, dev-workers-2: recreated machines start empty');
  expect(plan.out).toContain('gone:  apply recreates dev-workers-1, dev-workers-2 only with --allow for each');
  expect(plan.out).toContain('etcd:  1 of 1 member up throughout');
  const writes = lab.fake.writes().length;
  const refused = await lab.infraflux('apply', '--yes', '--allow', 'dev-workers-1');
  expect(refused.code).toBe(1);
  expect(refused.err).toContain('dev-workers-2 of dev/dev no longer exists on the hypervisor, with 1 more');
  expect(lab.fake.writes()).toHaveLength(writes);
  await applied(lab, '--allow', 'dev-workers-1', '--allow', 'dev-workers-2');
  expect(names(lab.fake)).toEqual(['dev-cp-1', 'dev-workers-1', 'dev-workers-2']);
  await settled(lab);

  remove(2002);
  await applied(lab);
  await settled(lab);
});
